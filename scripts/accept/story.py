"""A story: commands that are run one after the other, and what each should print."""

import os
import re
import shlex
import signal
import subprocess
import threading

from table import Unexpected

LIMIT = 60
"""Seconds that a command may take."""

COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
WRAPPED = re.compile(r" *\n +› +(?!Warning|Error)(?=\S)")
"""Where the command line breaks what it says into lines of 80 characters."""

NOISE = re.compile(r".*(HEROKU_API_KEY is set|terms of service have changed|dashboard.heroku.com/terms).*\n?")


class Step:
    """One command and what makes sense of its output.

    Each of `says` is a pattern that must be found, none of `hides` may be. Groups with names are
    kept: later commands and patterns of the chapter use them as `{name}`.
    """

    def __init__(self, command, *says, hides=(), exit=0, stdin="", stop_at=None):
        self.command = command
        self.says = says
        self.hides = (hides,) if isinstance(hides, str) else hides
        self.exit = exit
        self.stdin = stdin
        self.stop_at = stop_at

    @property
    def name(self):
        """The command without its arguments."""
        return self.command.split()[0]

    def run(self, kept):
        """Runs the command, and refuses what makes no sense."""
        code, text = _output(shlex.split(_filled(self.command, kept)), self.stdin, self.stop_at)
        try:
            if self.stop_at is None and code != self.exit:
                raise Unexpected(f"expected the exit code {self.exit}, not {code}")
            for pattern in self.says:
                found = re.search(_filled(pattern, kept), text, re.MULTILINE)
                if not found:
                    raise Unexpected(f"expected to find /{_filled(pattern, kept)}/")
                kept.update({name: value for name, value in found.groupdict().items() if value})
            for pattern in self.hides:
                if re.search(_filled(pattern, kept), text, re.MULTILINE):
                    raise Unexpected(f"expected not to find /{_filled(pattern, kept)}/")
        except Unexpected as error:
            raise Unexpected(f"{error}\nprinted:\n{_shortened(text)}") from None


class Do:
    """Something that happens between commands, such as a request by plain HTTP."""

    def __init__(self, name, action):
        self.command = self.name = name
        self.action = action

    def run(self, kept):
        """Does it, and keeps what it gives."""
        kept.update(self.action(kept) or {})


class Chapter:
    """Commands that belong together; it can be told without the others."""

    def __init__(self, name, *steps):
        self.name = name
        self.steps = steps

    def is_wanted(self, names):
        """Whether one of the names means this chapter or one of its commands."""
        own = {self.name} | {step.name for step in self.steps if isinstance(step, Step)}
        return not names or any(
            name == known or known.startswith(f"{name}:") for name in names for known in own
        )

    def tell(self, table):
        """Runs all of it, whatever fails."""
        table.chapter(self.name)
        kept = {}
        for step in self.steps:
            shown = step.command if isinstance(step, Step) else f"({step.name})"
            table.check(shown, lambda step=step: step.run(kept))


def _filled(text, kept):
    """Replaces `{name}` by what was kept; other braces, as in patterns, stay."""

    def value(found):
        if found[1] not in kept:
            raise Unexpected(f"nothing was kept as {found[1]}: an earlier command did not print it")
        return kept[found[1]]

    return re.sub(r"\{([a-z_]+)\}", value, text)


def _output(words, stdin, stop_at):
    """The exit code of a command and what it printed, without colours."""
    environment = {**os.environ, "COLUMNS": "250", "NO_COLOR": "1", "TERM": "dumb", "TZ": "UTC"}
    process = subprocess.Popen(
        ["heroku", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    timer = threading.Timer(LIMIT, lambda: _end(process, signal.SIGKILL))
    timer.start()
    try:
        _give(process, stdin)
        text = _until_end(process, stop_at)
        code = process.wait()
    finally:
        timer.cancel()
    text = NOISE.sub("", WRAPPED.sub(" ", COLOURS.sub("", text)))
    if code == -signal.SIGKILL:
        raise Unexpected(f"it did not end within {LIMIT} s\nprinted:\n{_shortened(text)}")
    return code, text


def _give(process, stdin):
    """All there is for a command to read."""
    try:
        process.stdin.write(stdin.encode())
        process.stdin.close()
    except BrokenPipeError:
        pass  # It ended without reading: its output says why.


def _until_end(process, stop_at):
    """What is printed, to the end, or to the line that says enough."""
    lines = []
    for line in process.stdout:
        lines.append(line.decode(errors="replace"))
        if stop_at and re.search(stop_at, lines[-1]):
            _end(process, signal.SIGINT)
            return "".join(lines)
    if stop_at:
        raise Unexpected(f"expected a line like /{stop_at}/\nprinted:\n{_shortened(''.join(lines))}")
    return "".join(lines)


def _end(process, by):
    """Ends a command and what it started: they are a group of their own."""
    try:
        os.killpg(process.pid, by)
    except ProcessLookupError:
        pass


def _shortened(text):
    """As much of an output as fits under a row."""
    lines = text.rstrip().splitlines()
    shown = lines[:25] + ([f"... {len(lines) - 25} lines more"] if len(lines) > 25 else [])
    return "\n".join(line[:300] for line in shown)
