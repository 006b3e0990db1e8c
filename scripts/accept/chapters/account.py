"""Who one is, what there is, and keys."""

import os
import subprocess

from story import Chapter, Do, Step


def make_key(_):
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "story@example.com", "-f", "story_key"],
        check=True,
    )
    return {"token": os.environ["HEROKU_API_KEY"]}


CHAPTERS = [
    Chapter(
        "account",
        Do("make a key of SSH", make_key),
        Step("auth:whoami", r"^\S+@\S+\.\S+$"),
        Step("auth:2fa", r"Two-factor authentication is not enabled"),
        Step("auth:token", r"^{token}$", hides="Error"),
        Step("regions", r"^\s*eu\s+.*Common Runtime", r"^\s*us\s+.*Common Runtime"),
        Step("regions --private", r"Private Spaces", hides="Common Runtime"),
        Step("regions --json", r'"name": "us"', r'"private_capable": false'),
        Step("keys", r"no SSH keys"),
        Step("keys:add story_key.pub --yes", r"Uploading .*story_key\.pub.* done"),
        Step("keys", r"@\S+ keys", r"ssh-ed25519 \S+ story@example\.com"),
        Step("keys --long", r"ssh-ed25519 \S{40,} story@example\.com"),
        Step("keys --json", r'"fingerprint": "\S+"', r'"public_key": "ssh-ed25519 '),
        Step("keys:add story_key.pub --yes", r"[Aa]lready", exit=2),
        Step("keys:remove story@example.com", r"Removing story@example\.com SSH key\.\.\. done"),
        Step("keys", r"no SSH keys", hides="story@example"),
        Step("keys:remove story@example.com", r"No SSH keys", exit=1),
        Step("keys:add story_key.pub --yes", r"done"),
        Step("keys:clear", r"Removing all SSH keys\.\.\. done"),
        Step("keys", r"no SSH keys"),
        Step("sessions", r"No OAuth sessions|Description"),
        Step("sessions --json", r"^\["),
        Step("sessions:destroy 01234567-89ab-4cde-8f01-23456789abcd", r"not_found", exit=2),
    ),
]
