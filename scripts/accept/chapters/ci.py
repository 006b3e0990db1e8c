"""Test runs, and review apps: what can be done without GitHub."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "reviewapps",
        Step("apps:create story-reviewed --no-remote", r"done"),
        Step("pipelines:create story-review --stage staging -a story-reviewed", r"done"),
        Step(
            "reviewapps:enable --pipeline story-review -a story-reviewed", r"Configuring pipeline\.\.\. done"
        ),
        Step(
            "reviewapps:enable --pipeline story-review --autodeploy --autodestroy -a story-reviewed",
            r"Enabling auto deployment",
            r"Configuring pipeline\.\.\. done",
        ),
        Step(
            "reviewapps:create --pipeline story-review --branch topic/one --wait-interval 1",
            r"Creating review app from topic/one\.\.\. done",
            r"reviewapps:wait (?P<review>\S+) ",
        ),
        Step("reviewapps:wait {review} --wait-interval 1", hides="Error"),
        Step("pipelines:info story-review", r"{review}\s+review", r"story-reviewed\s+staging"),
        Step("releases -a {review}", r"v2\s+Deploy"),
        Step("apps:info {review}", r"=== {review}", r"Pipeline:\s+story-review - review"),
        Step(
            "reviewapps:disable --pipeline story-review --no-autodeploy -a story-reviewed",
            r"Disabling auto deployment",
            r"done",
        ),
        Step(
            "reviewapps:disable --pipeline story-review -a story-reviewed", r"Configuring pipeline\.\.\. done"
        ),
        Step("ci:info 1 --pipeline story-review", r"not_found", exit=2),
    ),
]
