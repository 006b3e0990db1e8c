"""Releases and going back to them."""

from api import deploy
from story import Chapter, Do, Step


def deploy_it(_):
    deploy("story-releases")


CHAPTERS = [
    Chapter(
        "releases",
        Step("apps:create story-releases --no-remote", r"done"),
        Step(
            "releases -a story-releases",
            r"story-releases Releases",
            r"Current: v1",
            r"v1\s+Initial release",
        ),
        Do("deploy story-releases", deploy_it),
        Step("config:set COLOR=blue -a story-releases", r"done, v(?P<blue>\d+)"),
        Step("config:set COLOR=red -a story-releases", r"done, v(?P<red>\d+)"),
        Step(
            "releases -a story-releases",
            r"Current: v{red}",
            r"v{red}\s+Set COLOR config vars?\s+\S+@\S+",
            r"v\d+\s+Deploy",
        ),
        Step("releases -n 2 -a story-releases", r"v{red}", r"v{blue}", hides=r"Deploy"),
        Step("releases --json -a story-releases", r'"version": {red}', r'"current": true'),
        Step(
            "releases:info -a story-releases",
            r"=== Release v{red}",
            r"Change:\s+Set COLOR config var",
            r"COLOR:\s+red",
            r"By:\s+\S+@\S+",
        ),
        Step("releases:info v{blue} -a story-releases", r"=== Release v{blue}", r"COLOR:\s+blue"),
        Step("releases:info {blue} --shell -a story-releases", r"^COLOR=blue$"),
        Step("releases:info v{blue} --json -a story-releases", r'"version": {blue}'),
        Step("releases:info v99 -a story-releases", r"not_found", exit=2),
        Step(
            "releases:rollback v{blue} -a story-releases",
            r"Rolling back .*story-releases to v{blue}\.\.\. done, v(?P<back>\d+)",
        ),
        Step("config:get COLOR -a story-releases", r"^blue$"),
        Step("releases -a story-releases", r"Current: v{back}", r"v{back}\s+Rollback to v{blue}"),
        Step("rollback -a story-releases", r"Rolling back .*story-releases to v{red}\.\.\. done, v\d+"),
        Step("config:get COLOR -a story-releases", r"^red$"),
        Step("releases:output -a story-releases", r"no release output"),
        Step("releases:retry -a story-releases", r"release-phase command", exit=2),
    ),
]
