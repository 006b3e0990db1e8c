"""One-off dynos."""

from api import deploy
from story import Chapter, Do, Step


def deploy_it(_):
    deploy("story-run")


CHAPTERS = [
    Chapter(
        "run",
        Step("apps:create story-run --no-remote", r"done"),
        Do("deploy story-run", deploy_it),
        Step("run --no-tty -a story-run -- echo hello there", r"^hello there$"),
        Step(
            "run --no-tty --exit-code -a story-run -- echo fine",
            r"^fine$",
            hides="heroku-command-exit-status",
        ),
        Step("run --no-tty --exit-code -a story-run -- false", r"exited with code 1", exit=1),
        Step("run --no-tty --exit-code -a story-run -- exit 3", r"exited with code 3", exit=3),
        Step("run --no-tty -a story-run -- cat", r"^from outside$", stdin="from outside\n"),
        Step("run --no-tty --size basic -a story-run -- echo sized", r"^sized$"),
        Step("run --no-tty --env COLOR=blue -a story-run -- echo $COLOR", hides="Error"),
        Step("run:inside web.1 'echo inside' -a story-run", r"^inside$"),
        Step(
            "run:detached -a story-run -- echo alone",
            r"Running .*echo alone.* on .*story-run\.\.\. done, run\.\d+",
            r"heroku logs --app story-run --dyno run\.\d+",
        ),
        Step("run:detached --size standard-1x -a story-run -- sleep 100", r"done, (?P<dyno>run\.\d+)"),
        Step("ps -a story-run", r"one-off processes", r"^{dyno} \(Standard-1X\): \w+ .*: sleep 100"),
        Step("ps:stop --dyno-name {dyno} -a story-run", r"Stopping dyno {dyno} on .*story-run\.\.\. done"),
        Step("ps -a story-run", hides=r"^{dyno} "),
        Step("run --no-tty --size no-such-size -a story-run -- echo hello", r"(?i)size", exit=2),
        Step("run --no-tty -a no-such-story -- echo hello", r"not_found", exit=2),
    ),
]
