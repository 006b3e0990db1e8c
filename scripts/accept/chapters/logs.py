"""Logs, at once and as they come."""

from api import deploy
from story import Chapter, Do, Step

LINE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00 (app|heroku)\[[\w.-]+\]: \S"


def deploy_it(_):
    deploy("story-logs")


CHAPTERS = [
    Chapter(
        "logs",
        Step("apps:create story-logs --no-remote", r"done"),
        Do("deploy story-logs", deploy_it),
        Step("config:set COLOR=blue -a story-logs", r"done"),
        Step("logs -a story-logs", LINE, r"app\[api\]: .*(COLOR|[Rr]elease v4)"),
        Step("logs --num 1 -a story-logs", LINE, hides=r"(?s)\[\w+\]: .*\n.*\[\w+\]: "),
        Step("logs --source app -a story-logs", hides=r"heroku\["),
        Step("logs --dyno-name web.1 -a story-logs", hides=r"\[api\]|Error"),
        Step("logs --tail -a story-logs", stop_at=LINE),
        Step("logs -a no-such-story", r"not_found", exit=2),
    ),
]
