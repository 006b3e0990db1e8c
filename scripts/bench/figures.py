"""The recorded figures as those who show them want them."""

import re
from typing import NamedTuple

import digits
import recorded

# The clients, in the order in which they are shown, and what they are called.
CLIENTS = {
    "heroku": "heroku (this crate)",
    "reqwest": "reqwest 0.13, by hand",
    "hyper": "hyper 1, by hand",
    "tcp": "plain TCP, by hand",
    "heroku_rs": "heroku_rs 0.6",
    "heroku-client": "heroku-client 3 (Node)",
    "heroku3": "heroku3 5 (Python)",
}
OURS = "heroku"
REFERENCE = "reqwest"

# What the benches call a unit: what a person is shown, and how many of that it is.
UNITS = {
    "CPU ms each": ("CPU, µs", 1000),
    "wall ms each": ("wall, µs", 1000),
    "CPU ms": ("CPU, ms", 1),
    "CPU s": ("CPU, ms", 1000),
    "wall s": ("wall, ms", 1000),
    "peak RSS in MiB": ("peak memory, MiB", 1),
}


class Row:
    """One thing that was measured: its value for each client, best when small."""

    def __init__(self, title, unit, places, values, scale=1):
        self.title = title
        self.unit = unit
        self.places = places
        self.values = {client: value * scale for client, value in values.items()}

    def text(self, client):
        return digits.fixed(self.values.get(client), self.places)

    def ratio(self, client):
        """How many times the reference it is; `None` where either was not measured."""
        if client in self.values and REFERENCE in self.values:
            return self.values[client] / self.values[REFERENCE]
        return None


class Comparison(NamedTuple):
    """What was measured in alternating rounds, and its clients, the reference among them."""

    title: str
    unit: str
    factor: float
    placement: str
    reference: str
    lines: dict

    @property
    def places(self):
        """As many decimals as give the reference three digits, but not more than one."""
        reference = self.lines.get(self.reference)
        return min(1, digits.decimals(reference["value"] * self.factor)) if reference else 1

    @property
    def name(self):
        return f"{self.title}, {self.unit}" if self.unit else self.title


class Figures:
    """All that was recorded."""

    def __init__(self, parts):
        self.parts = parts
        self.lines = [line for part in parts.values() for line in part["figures"]]

    @classmethod
    def read(cls):
        return cls(recorded.read())

    def of(self, **wanted):
        """The recorded figures that say all that is wanted."""
        return [line for line in self.lines if all(line.get(key) == wanted[key] for key in wanted)]

    def one(self, **wanted):
        """The only figure that says all that is wanted, or none."""
        found = self.of(**wanted)
        return found[0] if len(found) == 1 else None

    def heap(self, what):
        """The bytes of something on the heap, or none."""
        line = self.one(measure="heap", what=what)
        return line["bytes"] if line else None

    def work_rows(self):
        """Calls and walks, ours beside other clients."""
        return [
            Row("Sequential GET, CPU", "µs", 1, self._calls("sequential"), 1e6),
            Row("64 in flight, CPU", "µs", 1, self._calls("concurrent"), 1e6),
            Row("Walk of 50,000 apps, CPU", "ms", 0, self._work("walk", "cpu_seconds"), 1e3),
            Row("Walk of 50,000 apps, wall clock", "ms", 0, self._work("walk", "wall_seconds"), 1e3),
            Row("Peak memory, 64 in flight", "MiB", 1, self._work("concurrent", "peak_rss_kib"), 1 / 1024),
            Row("Peak memory, walk", "MiB", 1, self._work("walk", "peak_rss_kib"), 1 / 1024),
        ]

    def build_rows(self):
        """What a program that lists apps costs to build."""
        return [
            Row("Clean release build, CPU", "s", 0, self._clean("cpu_seconds")),
            Row("Clean release build, wall clock", "s", 0, self._clean("wall_seconds")),
            Row("Stripped binary", "MB", 1, self._clean("binary_bytes"), 1e-6),
        ]

    def further_build_rows(self):
        """What of a build is not drawn."""
        return [
            Row("Crates compiled", "", 0, self._clean("crates")),
            Row("Debug build after an edit, wall clock", "s", 2, self._incremental("dev")),
            Row("Release build after an edit, wall clock", "s", 2, self._incremental("release")),
        ]

    def comparisons(self):
        """What the benches measured in alternating rounds, in the order in which they told it."""
        found = {}
        for line in self.of(measure="paired"):
            key = (line["placement"], line["reference"], line["row"])
            if key not in found:
                found[key] = Comparison(*read_row(line["row"]), line["placement"], line["reference"], {})
            found[key].lines[line["client"]] = line
        return list(found.values())

    def when(self, names):
        """When some parts were measured, and which of them when, if on several days."""
        days = {}
        for name in names:
            days.setdefault(self.parts.get(name, {}).get("date", "not measured"), []).append(recorded.PARTS[name])
        if len(days) == 1:
            return next(iter(days))
        return "; ".join(f"{day}: {', '.join(what)}" for day, what in days.items())

    def _calls(self, work):
        lines = self.of(measure="work", work=work)
        return {line["client"]: line["cpu_seconds"] / line["count"] for line in lines}

    def _work(self, work, key):
        return {line["client"]: line[key] for line in self.of(measure="work", work=work)}

    def _clean(self, key):
        return {line["program"]: line[key] for line in self.of(measure="clean")}

    def _incremental(self, profile):
        lines = self.of(measure="incremental", profile=profile)
        return {line["program"]: line["wall_seconds"] for line in lines}


def read_row(row):
    """What was measured, the unit to show, and its factor: of `walk, CPU s` or the like."""
    row = re.sub(r", \d+ calls$", "", row)
    title, _, unit = row.rpartition(", ")
    if unit in UNITS:
        return (title[:1].upper() + title[1:], *UNITS[unit])
    return (row, "", 1)
