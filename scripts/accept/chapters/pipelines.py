"""Pipelines, promotions and review apps."""

from api import deploy
from story import Chapter, Do, Step


def deploy_it(_):
    deploy("story-staging")


CHAPTERS = [
    Chapter(
        "pipelines",
        Step("apps:create story-staging --no-remote", r"done"),
        Step("apps:create story-live --no-remote", r"done"),
        Do("deploy story-staging", deploy_it),
        Step("pipelines", hides="story-line"),
        Step(
            "pipelines:create story-line --stage staging -a story-staging",
            r"Creating story-line pipeline\.\.\. done",
            r"Adding .*story-staging to .*story-line pipeline as staging\.\.\. done",
        ),
        Step("pipelines", r"My Pipelines", r"^story-line$"),
        Step("pipelines --json", r'"name": "story-line"'),
        Step("pipelines:promote -a story-staging", r"no downstream apps", exit=1),
        Step(
            "pipelines:add story-line --stage production -a story-live",
            r"Adding .*story-live to .*story-line pipeline as production\.\.\. done",
        ),
        Step(
            "pipelines:info story-line",
            r"=== .*story-line",
            r"owner: \S+@\S+",
            r"story-live\s+production",
            r"story-staging\s+staging",
        ),
        Step("pipelines:info story-line --json", r'"name": "story-live"', r'"stage": "production"'),
        Step("pipelines:info story-line --with-owners", r"story-live\s+production\s+\S+@\S+"),
        Step("pipelines:info no-such-line", r"Pipeline not found", exit=1),
        Step("apps:info story-staging", r"Pipeline:\s+story-line - staging"),
        Step(
            "pipelines:promote -a story-staging",
            r"Starting promotion to production",
            r"Promotion successful",
            r"story-live:\s+succeeded",
        ),
        Step("releases -a story-live", r"Promote story-line|Promote story-staging"),
        Step("ps:scale -a story-live", r"web=1:"),
        Step("pipelines:promote --to story-live -a story-staging", r"Promotion successful"),
        Step(
            "pipelines:update --stage development -a story-live",
            r"Changing .*story-live to development\.\.\. done",
        ),
        Step("pipelines:info story-line", r"story-live\s+development"),
        Step(
            "pipelines:rename story-line story-renamed",
            r"Renaming story-line pipeline to story-renamed\.\.\. done",
        ),
        Step(
            "ci:config:set COLOR=blue --pipeline story-renamed", r"Setting COLOR\.\.\. done", r"COLOR:\s+blue"
        ),
        Step("ci:config --pipeline story-renamed", r"COLOR:\s+blue"),
        Step("ci:config:get COLOR --pipeline story-renamed", r"^blue$"),
        Step("ci:config:unset COLOR --pipeline story-renamed", r"Unsetting COLOR\.\.\. done"),
        Step("ci:config --pipeline story-renamed", hides="COLOR"),
        Step("ci:last --pipeline story-renamed", r"No Heroku CI runs"),
        Step("ci --pipeline story-renamed", hides="Error"),
        Step("pipelines:remove -a story-live", r"Removing .*story-live\.\.\. done"),
        Step("pipelines:info story-renamed", r"story-staging", hides="story-live"),
        Step("access:add friend@example.com -a story-staging", r"done"),
        Step(
            "pipelines:transfer friend@example.com --pipeline story-renamed --confirm story-renamed",
            r"Transferring .*story-renamed pipeline to the friend@example\.com account\.\.\. done",
        ),
        Step(
            "pipelines:transfer nobody@example.com --pipeline story-renamed",
            r'Cannot find a team or account for "nobody@example\.com"',
            exit=1,
        ),
        Step("pipelines:destroy story-renamed", r"Destroying story-renamed pipeline\.\.\. done"),
        Step("pipelines", hides="story-renamed"),
        Step("apps:info story-staging", r"story-staging", hides="Pipeline:"),
    ),
]
