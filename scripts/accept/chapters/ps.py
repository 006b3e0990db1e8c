"""Processes."""

from api import deploy
from story import Chapter, Do, Step


def deploy_it(_):
    deploy("story-ps", "web", "worker")


CHAPTERS = [
    Chapter(
        "ps",
        Step("apps:create story-ps --no-remote", r"done"),
        Step("ps -a story-ps", r"No dynos on .*story-ps"),
        Step("ps:scale -a story-ps", r"(?i)no process types", exit=1),
        Do("deploy story-ps", deploy_it),
        Step("ps:scale -a story-ps", r"web=1:\S+ worker=0:\S+|web=1:\S+"),
        Step("ps:type basic -a story-ps", r"Scaling dynos on .*story-ps\.\.\. done", r"web\s+Basic\s+"),
        Step(
            "ps:scale web=2:Basic worker=1 -a story-ps",
            r"Scaling dynos\.\.\. done, now running .*web at 2:Basic",
            r"worker at 1:",
        ),
        Step("ps:scale -a story-ps", r"web=2:Basic", r"worker=1:Basic"),
        Step(
            "ps -a story-ps",
            r"=== web \(Basic\): bin/web \(2\)",
            r"^web\.1: (up|starting)",
            r"^web\.2: ",
            r"=== worker \(Basic\): bin/worker \(1\)",
        ),
        Step("ps web -a story-ps", r"^web\.1: ", hides="worker"),
        Step("ps clock -a story-ps", r"No clock dynos", exit=1),
        Step("ps --json -a story-ps", r'"name": "web\.1"', r'"size": "Basic"'),
        Step("ps --extended -a story-ps", r"web\.1", r"Execution Plane"),
        Step("ps:scale web+1 -a story-ps", r"web at 3:Basic"),
        Step("ps:scale web-2 -a story-ps", r"web at 1:Basic"),
        Step("ps:scale clock=1 -a story-ps", r"(?i)clock|process type", exit=2),
        Step("ps:scale web=1:basic worker=1:standard-1x -a story-ps", r"Basic and Standard-1X", exit=2),
        Step("ps:type standard-1x -a story-ps", r"web\s+Standard-1X\s+1", r"worker\s+Standard-1X\s+1"),
        Step("ps:type web=standard-2x -a story-ps", r"web\s+Standard-2X", r"worker\s+Standard-1X"),
        Step("ps:type -a story-ps", r"web\s+Standard-2X"),
        Step("ps:restart -a story-ps", r"Restarting all dynos on .*story-ps\.\.\. done"),
        Step("ps:restart --dyno-name web.1 -a story-ps", r"Restarting dyno web\.1 on .*story-ps\.\.\. done"),
        Step(
            "ps:restart --process-type worker -a story-ps",
            r"Restarting all worker dynos on .*story-ps\.\.\. done",
        ),
        Step("ps:restart --dyno-name web.9 -a story-ps", r"not_found", exit=2),
        Step("ps:wait -a story-ps --wait-interval 10", hides="Error"),
        Step("ps:stop --dyno-name worker.1 -a story-ps", r"Stopping dyno worker\.1 on .*story-ps\.\.\. done"),
        Step("ps:stop --process-type web -a story-ps", r"Stopping all web dynos on .*story-ps\.\.\. done"),
        Step("ps:stop web.1 -a story-ps", r"deprecated", r"done"),
        Step("ps:scale web=0 worker=0 -a story-ps", r"web at 0:Standard-2X"),
        Step("ps -a story-ps", r"No dynos on .*story-ps"),
        Step("ps:scale web=1:eco worker=1:eco -a story-ps", r"web at 1:Eco", r"worker at 1:Eco"),
        Step("ps -a story-ps", r"Eco dyno hours quota remaining this month: \d+h \d+m \(\d+%\)", r"web\.1: "),
    ),
]
