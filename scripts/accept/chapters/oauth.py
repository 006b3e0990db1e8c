"""Authorizations and clients of OAuth."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "authorizations",
        Step(
            "authorizations:create --description story --scope read,write --expires-in 3600",
            r"Creating OAuth Authorization\.\.\. done",
            r"ID:\s+(?P<authorization>[0-9a-f-]{36})",
            r"Description:\s+story",
            r"Scope:\s+read,write",
            r"Token:\s+(?P<token>\S+)",
            r"Expires at:.*\(in (about )?1 hour",
        ),
        Step("authorizations", r"story\s+{authorization}\s+read,write"),
        Step("authorizations --json", r'"description": "story"'),
        Step("authorizations:info {authorization}", r"ID:\s+{authorization}", r"Scope:\s+read,write"),
        Step("authorizations:info {authorization} --json", r'"id": "{authorization}"'),
        Step(
            "authorizations:update {authorization} --description changed",
            r"Updating OAuth Authorization\.\.\. done",
            r"Description:\s+changed",
        ),
        Step(
            "authorizations:rotate {authorization}",
            r"Rotating OAuth Authorization\.\.\. done",
            r"Token:\s+\S+",
            hides=r"Token:\s+{token}$",
        ),
        Step(
            "authorizations:revoke {authorization}",
            r"Revoking OAuth Authorization\.\.\. done, revoked authorization from changed",
        ),
        Step("authorizations", hides="changed"),
        Step("authorizations:info {authorization}", r"not_found", exit=2),
        Step("authorizations:create --short --description brief", r"^\S{36,}$"),
        Step("authorizations:create --json --description plain", r'"description": "plain"', r'"global"'),
    ),
    Chapter(
        "clients",
        Step("clients", r"No OAuth clients"),
        Step(
            "clients:create story-client https://example.com/callback",
            r"Creating story-client\.\.\. done",
            r"HEROKU_OAUTH_ID=(?P<client>[0-9a-f-]{36})",
            r"HEROKU_OAUTH_SECRET=(?P<secret>\S+)",
        ),
        Step("clients", r"story-client\s+{client}\s+https://example\.com/callback"),
        Step("clients --json", r'"name": "story-client"'),
        Step(
            "clients:info {client}",
            r"=== story-client",
            r"id:\s+{client}",
            r"redirect_uri:\s+https://example\.com/callback",
        ),
        Step("clients:info {client} --shell", r"^HEROKU_OAUTH_SECRET={secret}$"),
        Step(
            "clients:update {client} --name renamed-client --url https://example.com/other",
            r"Updating {client}\.\.\. done",
        ),
        Step("clients", r"renamed-client\s+{client}\s+https://example\.com/other"),
        Step(
            "clients:rotate {client} --shell",
            r"^HEROKU_OAUTH_ID={client}$",
            r"^HEROKU_OAUTH_SECRET=\S+$",
            hides=r"{secret}",
        ),
        Step("clients:create bad-client not-a-url", r"(?i)valid.*url|url", exit=1),
        Step("clients:destroy {client}", r"Destroying {client}\.\.\. done"),
        Step("clients", r"No OAuth clients"),
    ),
]
