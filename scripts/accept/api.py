"""Plain HTTP to the fake, for what a story needs and its client cannot do."""

import json
import os
import urllib.error
import urllib.request

from table import Unexpected


def call(method, path, body=None, accept="application/vnd.heroku+json; version=3", wanted=None):
    """Sends one request and gives its answer as JSON. `wanted` is the status of a refusal."""
    url = path if "://" in path else os.environ["HEROKU_HOST"] + path
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    request.add_header("Accept", accept)
    request.add_header("Authorization", f"Bearer {os.environ['HEROKU_API_KEY']}")
    if data is not None:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        status, text = refusal.code, refusal.read()
    if status >= 400 and status != wanted:
        raise Unexpected(f"{method} {path} was answered {status}: {text.decode(errors='replace')}")
    return json.loads(text) if text.strip() else None


def deploy(app, *types):
    """Makes a slug with process types and releases it; the commands are `bin/TYPE`."""
    processes = {kind: f"bin/{kind}" for kind in types or ("web",)}
    slug = call("POST", f"/apps/{app}/slugs", {"process_types": processes})
    return call("POST", f"/apps/{app}/releases", {"slug": slug["id"], "description": "Deploy"})
