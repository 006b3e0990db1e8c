"""Teams, their members and their apps."""

from api import call
from story import Chapter, Do, Step

INVITATIONS = "application/vnd.heroku+json; version=3.team-invitations"


def make_team(_):
    call("POST", "/teams", {"name": "story-team"})


def accept(_):
    (invitation,) = call("GET", "/teams/story-team/invitations", accept=INVITATIONS)
    call("POST", f"/teams/invitations/{invitation['id']}/accept", accept=INVITATIONS)


CHAPTERS = [
    Chapter(
        "teams",
        Do("make a team", make_team),
        Step("teams", r"story-team\s+admin"),
        Step("teams --json", r'"name": "story-team"', r'"role": "admin"'),
        Step("orgs", r"story-team"),
        Step("members --team story-team", r"\S+@\S+\s+admin"),
        Step("members --team no-such-team", r"not_found", exit=2),
        Step(
            "members:add new@example.com --role member --team story-team",
            r"Inviting new@example\.com to .*story-team as member\.\.\. done",
        ),
        Step("members --team story-team", r"new@example\.com\s+member\s+pending"),
        Step(
            "members:set new@example.com --role admin --team story-team",
            r"not_found",
            exit=2,
        ),
        Do("accept the invitation", accept),
        Step("members --team story-team", r"new@example\.com\s+member", hides="pending"),
        Step("members --role admin --team story-team", r"admin", hides="new@example"),
        Step("members --json --team story-team", r'"email": "new@example\.com"'),
        Step(
            "members:set new@example.com --role admin --team story-team",
            r"Adding new@example\.com to .*story-team as admin\.\.\. done",
        ),
        Step("members --team story-team", r"new@example\.com\s+admin"),
        Step("apps:create story-team-app --team story-team --no-remote", r"done"),
        Step("apps --team story-team", r"Apps in team .*story-team", r"^story-team-app$"),
        Step("apps:info story-team-app", r"Owner:\s+story-team@herokumanager\.com"),
        Step("access -a story-team-app", r"\S+@\S+\s+admin\s+deploy, ?manage, ?operate, ?view"),
        Step(
            "access:add guest@example.com --permissions deploy,view -a story-team-app",
            r"Adding .*guest@example\.com access to the app .*story-team-app( with .*deploy, view.* permissions)?\.\.\. done",
        ),
        Step("access -a story-team-app", r"guest@example\.com\s+(collaborator|member)"),
        Step(
            "access:update guest@example.com --permissions operate -a story-team-app",
            r"Updating .*guest@example\.com .*operate.*\.\.\. done",
        ),
        Step("access -a story-team-app", r"guest@example\.com\s+collaborator\s+.*operate"),
        Step("access:remove guest@example.com -a story-team-app", r"done"),
        Step("apps:lock -a story-team-app", r"Locking .*story-team-app\.\.\. done"),
        Step("apps --team story-team", r"story-team-app \[locked\]"),
        Step("apps:lock -a story-team-app", r"already locked", exit=1),
        Step("apps:unlock -a story-team-app", r"Unlocking .*story-team-app\.\.\. done"),
        Step("apps --team story-team", r"^story-team-app$", hides="locked"),
        Step("apps:leave -a story-team-app", r"Leaving .*story-team-app\.\.\. done"),
        Step("apps:join -a story-team-app", r"Joining .*story-team-app\.\.\. done"),
        Step("apps:create story-team-gift --no-remote", r"done"),
        Step(
            "apps:transfer story-team -a story-team-gift",
            r"Transferring .*story-team-gift to .*story-team\.\.\. done",
        ),
        Step("apps --team story-team", r"^story-team-gift$"),
        Step(
            "members:remove new@example.com --team story-team",
            r"Removing new@example\.com from .*story-team\.\.\. done",
        ),
        Step("members --team story-team", r"@", hides="new@example"),
    ),
]
