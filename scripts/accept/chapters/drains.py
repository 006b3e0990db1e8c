"""Log drains."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "drains",
        Step("apps:create story-drains --no-remote", r"done"),
        Step("drains -a story-drains", hides="https"),
        Step(
            "drains:add https://logs.example.com/in?a=1 -a story-drains",
            r"Successfully added drain .*https://logs\.example\.com/in\?a=1",
        ),
        Step("drains:add syslog+tls://logs.example.com:6514 -a story-drains", r"Successfully added drain"),
        Step(
            "drains -a story-drains",
            r"=== Drains",
            r"https://logs\.example\.com/in\?a=1 \(d\.[0-9a-f-]+\)",
            r"syslog\+tls://",
        ),
        Step("drains --json -a story-drains", r'"token": "d\.'),
        Step("drains:add https://logs.example.com/in?a=1 -a story-drains", r"(?i)already", exit=2),
        Step("drains:add nonsense -a story-drains", r"(?i)url", exit=2),
        Step(
            "drains:remove https://logs.example.com/in?a=1 -a story-drains",
            r"Successfully removed drain .*https://logs\.example\.com/in\?a=1",
        ),
        Step("drains -a story-drains", r"syslog", hides="https"),
        Step("drains:remove https://logs.example.com/in?a=1 -a story-drains", r"not_found", exit=2),
    ),
]
