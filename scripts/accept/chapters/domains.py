"""Domains and certificates."""

import subprocess

from story import Chapter, Do, Step


def make_certificate(_):
    for name in ("first", "second"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]
            + ["-subj", "/CN=www.example.com", "-addext", "subjectAltName=DNS:www.example.com"]
            + ["-keyout", f"{name}.key", "-out", f"{name}.crt"],
            check=True,
            capture_output=True,
        )


CHAPTERS = [
    Chapter(
        "domains",
        Step("apps:create story-domains --no-remote", r"done"),
        Step(
            "domains -a story-domains",
            r"story-domains Heroku Domain",
            r"^story-domains\S*\.herokuapp\.com$",
            hides="Custom",
        ),
        Step(
            "domains:add www.example.com -a story-domains",
            r"Adding .*www\.example\.com to .*story-domains\.\.\. done",
            r"DNS Target \S+\.herokudns\.com",
        ),
        Step(
            "domains:add 'shop.example.com' -a story-domains --json",
            r'"hostname": "shop\.example\.com"',
            r'"cname": "\S+\.herokudns\.com"',
        ),
        Step("domains:add www.example.com -a story-domains", r"(?i)already", exit=2),
        Step(
            "domains -a story-domains",
            r"story-domains Custom Domains",
            r"www\.example\.com\s+CNAME\s+\S+\.herokudns\.com",
            r"shop\.example\.com",
        ),
        Step("domains --json -a story-domains", r'"kind": "custom"', r'"kind": "heroku"'),
        Step(
            "domains:info www.example.com -a story-domains",
            r"hostname:\s+www\.example\.com",
            r"cname:\s+\S+\.herokudns\.com",
            r"status:\s+",
        ),
        Step("domains:wait www.example.com -a story-domains", hides="Error"),
        Step("domains:wait -a story-domains", hides="Error"),
        Step(
            "domains:remove shop.example.com -a story-domains",
            r"Removing .*shop\.example\.com from .*story-domains\.\.\. done",
        ),
        Step("domains -a story-domains", r"www\.example\.com", hides="shop"),
        Step("domains:remove shop.example.com -a story-domains", r"not_found", exit=2),
        Step("domains:clear -a story-domains", r"Removing all domains from .*story-domains\.\.\. done"),
        Step("domains -a story-domains", r"herokuapp\.com", hides="example"),
    ),
    Chapter(
        "certs",
        Do("make certificates", make_certificate),
        Step("apps:create story-certs --no-remote", r"done"),
        Step("certs -a story-certs", r"has no SSL certificates"),
        Step(
            "certs:add first.crt first.key -a story-certs",
            r"Adding SSL certificate to .*story-certs\.\.\. done",
            r"Common Name\(s\):\s+www\.example\.com",
        ),
        Step("certs -a story-certs", r"(?P<certificate>[a-z]+-[a-z]+-\d+)\s+.*www\.example\.com"),
        Step("domains:add www.example.com --cert {certificate} -a story-certs", r"done"),
        Step("domains -a story-certs", r"www\.example\.com\s+.*{certificate}"),
        Step(
            "certs:info -a story-certs",
            r"Fetching SSL certificate {certificate} info for .*story-certs\.\.\. done",
            r"Common Name\(s\):\s+www\.example\.com",
            r"Subject:\s+.*CN=www\.example\.com",
            r"(?i)self.signed",
        ),
        Step("certs:info --name {certificate} --show-domains -a story-certs", r"www\.example\.com"),
        Step(
            "certs:update second.crt second.key --confirm story-certs -a story-certs",
            r"Updating SSL certificate {certificate} for .*story-certs\.\.\. done",
        ),
        Step(
            "certs:remove --confirm story-certs -a story-certs",
            r"Removing SSL certificate {certificate} from .*story-certs\.\.\. done",
        ),
        Step("certs -a story-certs", r"has no SSL certificates"),
        Step("certs:add first.key first.crt -a story-certs", exit=2),
        Step("certs:auto -a story-certs", r"Automatic Certificate Management is disabled on .*story-certs"),
        Step("certs:auto:enable -a story-certs", r"Enabling Automatic Certificate Management\.\.\. starting"),
        Step(
            "certs:auto -a story-certs",
            r"Automatic Certificate Management is enabled on .*story-certs",
            r"www\.example\.com\s+\S+",
        ),
        Step("apps:info story-certs", r"Auto Cert Mgmt:\s+true"),
        Step("certs:auto:refresh -a story-certs", r"Refreshing Automatic Certificate Management\.\.\. done"),
        Step(
            "certs:auto:disable --confirm story-certs -a story-certs",
            r"Disabling Automatic Certificate Management\.\.\. done",
        ),
        Step("certs:auto -a story-certs", r"disabled"),
    ),
]
