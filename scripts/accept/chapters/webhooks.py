"""Webhooks, and what was delivered to them."""

import http.server
import threading

from story import Chapter, Do, Step


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what is posted, and says so."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Nothing is printed: the table is."""


def receive(_):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return {"receiver": f"http://127.0.0.1:{server.server_port}/hook"}


CHAPTERS = [
    Chapter(
        "webhooks",
        Do("receive webhooks", receive),
        Step("apps:create story-hooks --no-remote", r"done"),
        Step("webhooks -a story-hooks", r"story-hooks has no webhooks"),
        Step(
            "webhooks:add -a story-hooks --include api:release --level notify --url {receiver}",
            r"Adding webhook to .*story-hooks\.\.\. done",
            r"Webhooks Signing Secret\n+\S{16,}",
        ),
        Step(
            "webhooks:add -a story-hooks --include api:app,api:dyno --level sync --url https://example.com/other --secret word",
            r"done",
        ),
        Step(
            "webhooks -a story-hooks",
            r"(?P<webhook>[0-9a-f-]{36})\s+{receiver}\s+api:release\s+notify",
            r"https://example\.com/other\s+api:app,api:dyno\s+sync",
        ),
        Step(
            "webhooks:info {webhook} -a story-hooks",
            r"=== {webhook}",
            r"Include:\s+api:release",
            r"Level:\s+notify",
        ),
        Step("config:set COLOR=blue -a story-hooks", r"done"),
        Step("webhooks:deliveries -a story-hooks", r"(?P<delivery>[0-9a-f-]{36})\s+.*api:release\s+notify"),
        Step(
            "webhooks:deliveries:info {delivery} -a story-hooks",
            r"=== {delivery}",
            r"Event Payload",
            r'"resource": "release"',
        ),
        Step("webhooks:events -a story-hooks", r"(?P<event>[0-9a-f-]{36})\s+release\s+(create|update)"),
        Step("webhooks:events:info {event} -a story-hooks", r"=== {event}", r"release"),
        Step(
            "webhooks:update {webhook} -a story-hooks --include api:build --level sync --url https://example.com/new",
            r"Updating webhook {webhook} for .*story-hooks\.\.\. done",
        ),
        Step("webhooks -a story-hooks", r"{webhook}\s+https://example\.com/new\s+api:build\s+sync"),
        Step(
            "webhooks:remove {webhook} -a story-hooks",
            r"Removing webhook {webhook} from .*story-hooks\.\.\. done",
        ),
        Step("webhooks -a story-hooks", r"https://example\.com/other", hides="{webhook}"),
        Step("webhooks:info {webhook} -a story-hooks", r"not_found", exit=2),
        Step("pipelines:create story-hook-line --stage staging -a story-hooks", r"done"),
        Step(
            "webhooks:add --pipeline story-hook-line --include api:release --level notify --url https://example.com/line",
            r"Adding webhook to .*story-hook-line\.\.\. done",
        ),
        Step(
            "webhooks --pipeline story-hook-line",
            r"https://example\.com/line\s+api:release\s+notify",
        ),
    ),
]
