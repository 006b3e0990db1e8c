"""Telemetry drains."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "telemetry",
        Step("apps:create story-telemetry --no-remote", r"done"),
        Step("telemetry -a story-telemetry", r"no telemetry drains in .*story-telemetry"),
        Step(
            """telemetry:add https://otel.example.com -a story-telemetry --signals logs,traces --transport http --headers '{"x-key":"word"}'""",
            r"successfully added drain https://otel\.example\.com",
        ),
        Step(
            "telemetry -a story-telemetry",
            r"story-telemetry Telemetry Drains",
            r"(?P<drain>[0-9a-f-]{36})\s+.*logs.*https://otel\.example\.com",
        ),
        Step("telemetry:info {drain}", r"{drain}", r"Endpoint:\s+https://otel\.example\.com"),
        Step(
            "telemetry:update {drain} --endpoint https://other.example.com",
            r"Updating telemetry drain {drain}\.\.\. done",
            r"other\.example\.com",
        ),
        Step("telemetry:remove {drain}", r"Removing telemetry drain {drain}"),
        Step("telemetry -a story-telemetry", r"no telemetry drains"),
    ),
]
