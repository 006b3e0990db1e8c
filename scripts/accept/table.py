"""A table of what passed, printed row by row as it becomes known."""

import time


class Unexpected(Exception):
    """Something answered otherwise than it should; says how."""


class Table:
    """Counts what passed and what did not."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = 0

    def chapter(self, name):
        """Says what the next rows are about."""
        print(f"\n-- {name}", flush=True)

    def check(self, name, action):
        """Does `action`, prints a row for it, and gives what it gave, or nothing if it failed."""
        began = time.monotonic()
        try:
            result = action()
        except Exception as error:  # noqa: BLE001 - whatever a client throws is a row, not the end.
            self._fail(name, time.monotonic() - began, error)
            return None
        self.passed += 1
        self._row("ok", time.monotonic() - began, name)
        return result

    def skip(self, name, reason):
        """Prints a row for what cannot be tried, and why."""
        self.skipped += 1
        self._row("skip", 0, f"{name}: {reason}")

    def finish(self):
        """Prints the counts, and what failed once more; gives the exit code."""
        print(f"\n{self.passed} passed, {len(self.failed)} failed, {self.skipped} skipped")
        for name in self.failed:
            print(f"  FAIL {name}")
        return 1 if self.failed else 0

    def _fail(self, name, seconds, error):
        self.failed.append(name)
        self._row("FAIL", seconds, name)
        kind = "" if isinstance(error, Unexpected) else f"{type(error).__name__}: "
        for line in f"{kind}{error}".splitlines():
            print(f"        | {line}", flush=True)

    @staticmethod
    def _row(outcome, seconds, name):
        print(f"{outcome:<4} {seconds:5.1f} s  {name}", flush=True)


def expect(truth, what):
    """Refuses what is not so."""
    if not truth:
        raise Unexpected(f"expected {what}")


def expect_same(found, wanted, what):
    """Refuses what is not equal."""
    if found != wanted:
        raise Unexpected(f"expected {what} to be {wanted!r}, found {found!r}")
