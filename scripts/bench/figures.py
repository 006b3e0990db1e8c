"""The recorded figures, `docs/performance.json`, as those who show them want them."""

import json
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECORDED = DOCS / "performance.json"

# What is measured, in the order in which it is shown, and what it is called.
CLIENTS = {
    "heroku": "heroku (this crate)",
    "reqwest": "reqwest 0.13, by hand",
    "hyper": "hyper 1, by hand",
    "tcp": "plain TCP, by hand",
    "bytes": "plain TCP, not decoded",
    "heroku-unread": "heroku, `unread` pages",
    "hyper-borrowed": "hyper 1, borrowing",
    "heroku_rs": "heroku_rs 0.6",
    "heroku-client": "heroku-client 3 (Node)",
    "heroku3": "heroku3 5 (Python)",
}
OURS = "heroku"
REFERENCE = "reqwest"
BY_HAND = {"reqwest", "hyper", "tcp", "bytes", "hyper-borrowed"}
# What reads only what it needs, which is other work than that of the rest.
BORROWING = {"heroku-unread", "hyper-borrowed"}

MIB_OF_KIB = 1 / 1024
MB_OF_BYTES = 1e-6


class Row:
    """One thing that was measured: its value for each client, best when small."""

    def __init__(self, title, unit, digits, values):
        self.title = title
        self.unit = unit
        self.digits = digits
        self.values = {client: values[client] for client in CLIENTS if client in values}

    def without(self, clients):
        values = {name: value for name, value in self.values.items() if name not in clients}
        return Row(self.title, self.unit, self.digits, values)

    def text(self, client):
        return f"{self.values[client]:.{self.digits}f}"

    def ratio(self, client):
        """How many times the reference it is."""
        return self.values[client] / self.values[REFERENCE]


class Figures:
    """All that was recorded."""

    def __init__(self, recorded):
        parts = recorded["parts"].values()
        dates = sorted({part["date"] for part in parts})
        self.date = " to ".join(dict.fromkeys((dates[0], dates[-1])))
        self.machine = recorded["machine"]
        self.lines = [line for part in parts for line in part["figures"]]

    @classmethod
    def read(cls):
        return cls(json.loads(RECORDED.read_text()))

    def of(self, **wanted):
        """The recorded lines that say all that is wanted."""
        return [line for line in self.lines if all(line.get(key) == wanted[key] for key in wanted)]

    def rows(self):
        """What is shown, a row each."""
        return [
            Row("Sequential GET of one app, CPU", "ms", 3, self._calls("sequential")),
            Row("GET with 64 in flight, CPU", "ms", 3, self._calls("concurrent")),
            Row("Walk of 50 × 1,000 apps, wall clock", "s", 2, self._work("walk", "wall_seconds", 1)),
            Row("Walk of 50 × 1,000 apps, CPU", "s", 2, self._work("walk", "cpu_seconds", 1)),
            Row("Peak memory, 64 in flight", "MiB", 0, self._work("concurrent", "peak_rss_kib", MIB_OF_KIB)),
            Row("Peak memory, walk", "MiB", 0, self._work("walk", "peak_rss_kib", MIB_OF_KIB)),
            Row("Clean release build, CPU", "s", 0, self._clean("cpu_seconds", 1)),
            Row("Clean release build, wall clock", "s", 0, self._clean("wall_seconds", 1)),
            Row("Stripped binary", "MB", 1, self._clean("binary_bytes", MB_OF_BYTES)),
        ]

    def _calls(self, work):
        lines = self.of(measure="work", work=work)
        return {line["client"]: line["cpu_seconds"] * 1000 / line["count"] for line in lines}

    def _work(self, work, key, factor):
        return {line["client"]: line[key] * factor for line in self.of(measure="work", work=work)}

    def _clean(self, key, factor):
        return {line["program"]: line[key] * factor for line in self.of(measure="clean")}
