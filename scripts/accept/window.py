"""Opens the fake's window in a headless Chromium, and checks what it shows.

Usage: window.py BROWSER PROGRAM [FOLDER]

PROGRAM is the example `window` of `heroku-fake`: it prints its address and ends with its input.
Screenshots go to FOLDER.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request


class Browser:
    """A browser that is spoken to over two pipes: one JSON text a message, each ended by a NUL."""

    def __init__(self, program, profile):
        to_browser, self.send_end = os.pipe()
        self.receive_end, from_browser = os.pipe()
        # The browser reads from 3 and writes to 4, whatever the pipes are called here.
        to_browser, from_browser = (os.dup2(end, end + 40) for end in (to_browser, from_browser))
        self.process = subprocess.Popen(
            [
                "bash",
                "-c",
                f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}',
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                "--remote-debugging-pipe",
                "about:blank",
            ],
            pass_fds=(to_browser, from_browser),
            stderr=subprocess.DEVNULL,
        )
        self.number, self.rest, self.session = 0, b"", None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.ask("Page.enable")

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.send_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.receive_end, 1 << 20)
            if not piece:
                raise RuntimeError("the browser has ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def value(self, expression):
        """What an expression comes to in the page."""
        result = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True)["result"]
        return result.get("value")

    def comes_true(self, expression, seconds=8):
        """Whether an expression of the page comes to be true before long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.value(expression):
                return True
            time.sleep(0.05)
        return False

    def key(self, key, code):
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                **(text if kind == "keyDown" else {}),
            )

    def shoot(self, path, width, height, scheme):
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.ask("Emulation.setEmulatedMedia", features=[feature])
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def end(self):
        self.process.terminate()
        self.process.wait(10)


def send(url, method, path, body=None):
    """A request of a client, as it might come while somebody looks."""
    request = urllib.request.Request(url + path, method=method, data=body)
    request.add_header("Accept", "application/vnd.heroku+json; version=3")
    request.add_header("Authorization", "Bearer any-token")
    urllib.request.urlopen(request).close()


def contains(place, text):
    return f"document.querySelector({json.dumps(place)}).textContent.includes({json.dumps(text)})"


def look(browser, fake, url, shots):
    """Each thing that is checked, with whether it is so."""
    page = "document.body.outerHTML.replace(/<script>[^]*?<.script>/, '')"
    browser.ask("Page.navigate", url=url + "/")
    yield "an app is shown", browser.comes_true(contains("#apps", "web-shop"))
    yield "a request is shown", browser.comes_true(contains("#journal", "AppCreate"))
    yield "a request that a fault struck is marked", browser.value(contains("#journal", "fault 1"))
    yield "it says that it is live", browser.comes_true(contains("#connection", "live"))
    yield "a fault in force is told", browser.comes_true(contains("#faults", "1 fault"))

    browser.value("document.querySelector('[data-sequence=\"7\"] summary').focus()")
    browser.key("Enter", 13)
    opened = browser.comes_true(contains("[data-sequence='7'] .inside", "document.title"))
    yield "a row opens by keyboard and shows its body", opened
    yield "a hostile text makes no element", browser.value("document.images.length === 0")
    yield "a hostile text runs nothing", browser.value("document.title === 'Heroku in a box'")
    browser.value("document.querySelector('[data-sequence=\"3\"] summary').click()")
    masked = browser.comes_true(contains("[data-sequence='3'] .inside", '"DATABASE_URL": "[secret]"'))
    yield "a config var is shown by its name", masked
    yield "and its value is not", not browser.value(page + ".includes('not-to-be-seen')")

    browser.value("[...document.querySelectorAll('#apps summary')].at(-1).click()")
    yield "an app opens and shows its releases", browser.comes_true(contains("#apps", "Releases"))
    browser.shoot(f"{shots}/light.png", 1300, 900, "light")
    browser.shoot(f"{shots}/dark.png", 1300, 900, "dark")
    browser.shoot(f"{shots}/narrow.png", 420, 900, "light")

    send(url, "POST", "/apps", b'{"name":"new-comer"}')
    yield "a new request comes by itself", browser.comes_true(contains("#journal", "8"))
    yield "a new app comes by itself", browser.comes_true(contains("#apps", "new-comer"))
    yield (
        "what was open stays open",
        browser.value("document.querySelectorAll('#apps details[open]').length === 1"),
    )
    send(url, "DELETE", "/_fake/journal")
    yield (
        "a journal that was emptied is empty",
        browser.comes_true("document.querySelector('#journal').childElementCount === 0"),
    )

    browser.value(
        "document.querySelector('#name').value = 'mail'; "
        "document.querySelector('#name').dispatchEvent(new Event('input'))"
    )
    yield "apps can be searched for", browser.comes_true("!" + contains("#apps", "web-shop"))
    browser.ask("Page.addScriptToEvaluateOnNewDocument", source="delete window.EventSource")
    browser.ask("Page.navigate", url=url + "/?again")
    send(url, "GET", "/apps")
    yield "without events it asks by itself", browser.comes_true(contains("#journal", "AppList"))
    yield "and says so", browser.comes_true(contains("#connection", "every second"))
    fake.stdin.close()
    fake.wait(10)
    yield "a lost connection is told", browser.comes_true(contains("#connection", "lost"))
    browser.shoot(f"{shots}/lost.png", 1300, 900, "light")


def main():
    program, example, *rest = sys.argv[1:]
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        shots = rest[0] if rest else work
        os.makedirs(shots, exist_ok=True)
        fake = subprocess.Popen([example], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        browser = Browser(program, work + "/profile")
        try:
            for claim, holds in look(browser, fake, fake.stdout.readline().strip(), shots):
                print("passed " if holds else "FAILED ", claim)
                failed += not holds
        finally:
            browser.end()
            fake.kill()
            fake.wait(10)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
