"""Who may use an app, and whose it is."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "access",
        Step("apps:create story-access --no-remote", r"done"),
        Step("access -a story-access", r"\S+@\S+\s+(owner|admin)"),
        Step(
            "access:add friend@example.com -a story-access",
            r"Adding .*friend@example\.com access to the app .*story-access\.\.\. done",
        ),
        Step("access -a story-access", r"friend@example\.com\s+collaborator"),
        Step("access --json -a story-access", r'"email": "friend@example\.com"'),
        Step("apps:info story-access", r"Collaborators:\s+friend@example\.com"),
        Step("access:add friend@example.com -a story-access", r"(?i)already", exit=2),
        Step(
            "access:remove friend@example.com -a story-access",
            r"Removing .*friend@example\.com access from the app .*story-access\.\.\. done",
        ),
        Step("access -a story-access", hides="friend"),
        Step("access:remove friend@example.com -a story-access", r"not_found", exit=2),
        Step(
            "access:update friend@example.com --permissions deploy -a story-access",
            r"not owned\s+.*by a team|not owned",
            exit=2,
        ),
        Step("access:add friend@example.com -a story-access", r"done"),
        Step(
            "apps:transfer friend@example.com -a story-access",
            r"Initiating transfer of .*story-access to friend@example\.com\.\.\. .*email sent",
        ),
        Step("apps:leave -a story-access", r"Leaving .*story-access", exit=2),
    ),
]
