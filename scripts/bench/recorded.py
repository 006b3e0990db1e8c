"""The file of all figures, `docs/performance.json`: read, checked, and written.

It holds parts, which are measured one by one. Each has the day and the machine it was measured
on, and its figures, a flat object each. A figure names its kind as `measure`.
"""

import json
import math
import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECORDED = DOCS / "performance.json"

# What the parts are of, in the order in which they are spoken of.
PARTS = {
    "peers": "calls and walks beside other clients",
    "build": "builds",
    "benches": "each part beside its counterpart by hand",
    "instructions": "instructions",
}
MACHINE = ("cpu", "cores", "kernel", "rustc", "node", "python")


class Kind(NamedTuple):
    """What figures of a kind must have; `key` tells two of them apart."""

    key: tuple
    texts: tuple = ()
    # Numbers that others may be divided by.
    positive: tuple = ()
    # Numbers that may be nothing.
    numbers: tuple = ()


KINDS = {
    "work": Kind(("client", "work"), (), ("rounds", "count", "cpu_seconds", "wall_seconds", "peak_rss_kib")),
    "left out": Kind(("what",), ("reason",)),
    "clean": Kind(("program",), (), ("rounds", "wall_seconds", "cpu_seconds", "crates", "binary_bytes")),
    "incremental": Kind(("program", "profile"), (), ("wall_seconds", "cpu_seconds")),
    "actions": Kind((), ("found",), ("all", "one_bytes", "two_bytes")),
    "paired": Kind(("row", "placement", "client"), ("reference",), ("value", "ratio", "least", "most")),
    "server": Kind(("work",), (), ("cpu_ms",)),
    "heap": Kind(("what",), (), (), ("bytes",)),
    "request": Kind(("what",), (), ("bytes", "bytes_of_fields")),
    "instructions": Kind(("task", "way"), (), ("each", "ratio")),
}


class Wrong(SystemExit):
    """Says what is wrong with the figures, and ends the program."""

    def __init__(self, what):
        super().__init__(f"{RECORDED.name}: {what}")


def read(path=RECORDED):
    """The parts that were recorded, by name."""
    try:
        recorded = json.loads(path.read_text(), object_pairs_hook=without_doubles)
    except FileNotFoundError:
        raise Wrong("there is none; scripts/bench/record.sh writes it") from None
    except ValueError as error:
        raise Wrong(f"cannot be read: {error}") from None
    if not isinstance(recorded, dict) or not isinstance(recorded.get("parts"), dict):
        raise Wrong("has no `parts`")
    check(recorded["parts"])
    return recorded["parts"]


def without_doubles(pairs):
    """An object; what it holds twice is refused, lest one of the two be lost."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"an object has a key twice among {', '.join(key for key, _ in pairs)}")
    return found


def write(parts, path=RECORDED):
    """Replaces the file as a whole, with a line for each figure, so that changes are easy to read."""
    check(parts)
    texts = []
    for name, part in sorted(parts.items()):
        figures = ",\n".join(f"        {json.dumps(figure)}" for figure in part["figures"])
        texts.append(
            f'    {json.dumps(name)}: {{\n      "date": {json.dumps(part["date"])},\n'
            f'      "machine": {json.dumps(part["machine"])},\n'
            f'      "figures": [\n{figures}\n      ]\n    }}'
        )
    beside = path.with_name(f"{path.name}.new")
    beside.write_text('{\n  "parts": {\n' + ",\n".join(texts) + "\n  }\n}\n")
    os.replace(beside, path)


def check(parts):
    """Ends the program where anything is not as it must be, or told twice."""
    known = set()
    for name, part in parts.items():
        if name not in PARTS:
            raise Wrong(f"no part is called `{name}`; there are {', '.join(PARTS)}")
        check_part(f"part `{name}`", part)
        for place, figure in enumerate(part["figures"], 1):
            key = check_figure(f"part `{name}`, figure {place}", figure)
            if key in known:
                raise Wrong(f"part `{name}`, figure {place}: told twice: {', '.join(key)}")
            known.add(key)


def check_part(place, part):
    if not isinstance(part, dict) or not isinstance(part.get("figures"), list) or not part["figures"]:
        raise Wrong(f"{place}: has no figures")
    try:
        date.fromisoformat(part.get("date"))
    except (TypeError, ValueError):
        raise Wrong(f"{place}: `date` is no date") from None
    machine = part.get("machine")
    if not isinstance(machine, dict) or any(key not in machine for key in MACHINE):
        raise Wrong(f"{place}: `machine` must have {', '.join(MACHINE)}")


def check_figure(place, figure):
    """What tells the figure from all others."""
    name = figure.get("measure") if isinstance(figure, dict) else None
    if not isinstance(name, str) or name not in KINDS:
        raise Wrong(f"{place}: `measure` must be one of {', '.join(KINDS)}")
    kind = KINDS[name]
    for key in kind.key + kind.texts:
        if not isinstance(figure.get(key), str):
            raise Wrong(f"{place}: `{key}` is no text")
    for key in kind.positive + kind.numbers:
        number = figure.get(key)
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
            raise Wrong(f"{place}: `{key}` is no number")
        if number < 0 or (number == 0 and key in kind.positive):
            raise Wrong(f"{place}: `{key}` is {number}")
    return (name, *(figure[key] for key in kind.key))
