"""What was aimed at, and whether the recorded figures show that it was reached."""

from typing import Callable, NamedTuple

import digits
from figures import OURS, REFERENCE

# What the benches call these.
PAGE_AND_CONNECTION = ("the most in a walk: a page", "what a connection keeps of a walk")
ONE_CORE = "one thread"
TWO_CORES = "two threads"
MET, MISSED, NOT_MEASURED = "met", "missed", "not measured"


class Measured(NamedTuple):
    """A number to hold against the limit, and what more there is to say of it."""

    value: float
    more: str = ""


class Unit(NamedTuple):
    """What follows a limit, and what follows a figure that is held against it."""

    of_limit: str
    of_figure: str
    places: int = 2


REQWEST = Unit(" × reqwest", " ×")
TIME = Unit(" × the time", " ×")
PAGES = Unit(" pages", " pages")
MEGABYTES = Unit(" MB", " MB")
SECONDS = Unit(" s", " s")
KIB = Unit(" KiB", " KiB")
COUNT = Unit("", "", 0)


class Goal(NamedTuple):
    """A limit, and how its figure is found: as `Measured`, or `None` where it was not measured."""

    what: str
    limit: float
    unit: Unit
    measure: Callable
    # Whether the limit itself is too much.
    is_below: bool = False

    def is_met(self, value, limit):
        return value < limit if self.is_below else value <= limit

    @property
    def aim(self):
        if not self.limit:
            return "none"
        return f"{'<' if self.is_below else '≤'} {self.limit:g}{self.unit.of_limit}"

    def judge(self, figures):
        """What was measured, as text, and whether that is what was aimed at."""
        measured = self.measure(figures)
        if measured is None:
            return digits.MISSING, NOT_MEASURED
        number = digits.beside_limit(measured.value, self.limit, self.unit.places, self.is_met)
        verdict = MET if self.is_met(measured.value, self.limit) else MISSED
        return f"{number}{self.unit.of_figure}{measured.more}", verdict


def paired(row, placement, client=OURS, reference=REFERENCE):
    """The median of the ratios in alternating rounds, with the smallest and the largest."""

    def measure(figures):
        lines = figures.of(measure="paired", client=client, reference=reference)
        found = [line for line in lines if line["row"].startswith(row) and placement in line["placement"]]
        if len(found) != 1:
            return None
        return Measured(found[0]["ratio"], f" ({spread(found[0])})")

    return measure


def spread(line):
    """The smallest and the largest ratio of all rounds."""
    return f"{digits.ratio(line['least'])}–{digits.ratio(line['most'])}"


def clean_build(key):
    """A clean build beside the same by hand, each the median of its rounds."""

    def measure(figures):
        ours = figures.one(measure="clean", program=OURS)
        theirs = figures.one(measure="clean", program=REFERENCE)
        if not ours or not theirs:
            return None
        rounds = f"{ours['rounds']} round{'s' if ours['rounds'] > 1 else ''}"
        return Measured(ours[key] / theirs[key], f" ({ours[key]:.0f} s beside {theirs[key]:.0f} s, {rounds})")

    return measure


def binary(figures):
    ours = figures.one(measure="clean", program=OURS)
    return ours and Measured(ours["binary_bytes"] / 1e6)


def edit(profile):
    def measure(figures):
        ours = figures.one(measure="incremental", program=OURS, profile=profile)
        return ours and Measured(ours["wall_seconds"])

    return measure


def unused_actions(figures):
    """How many actions are in a binary beside the one it uses; that one is found, or nothing is shown."""
    line = figures.one(measure="actions")
    found = line["found"].split() if line else []
    if "AppList" not in found:
        return None
    return Measured(len(found) - 1, f" of {line['all'] - 1}")


def walk_heap(walk):
    """The most that a walk has on the heap, in pages, without what its connection keeps of it."""

    def measure(figures):
        most, page, kept = (figures.heap(what) for what in (f"the most in a walk: {walk}", *PAGE_AND_CONNECTION))
        if most is None or not page or kept is None:
            return None
        return Measured((most - kept) / page, f" beyond {digits.kib(kept)} KiB")

    return measure


def heap_of(what):
    def measure(figures):
        count = figures.heap(what)
        return None if count is None else Measured(count / 1024)

    return measure


def requests(figures):
    """By how many bytes that request exceeds its fields which does so by most."""
    lines = figures.of(measure="request")
    if not lines:
        return None
    return Measured(max(line["bytes"] - line["bytes_of_fields"] for line in lines), f", the most of {len(lines)} kinds")


def generator(figures):
    found = figures.one(measure="paired", row="generator/schema, CPU ms", client=OURS)
    return found and Measured(found["value"] / 1000)


GOALS = [
    Goal("Sequential GET, CPU", 1.05, REQWEST, paired("sequential GET, CPU ms each", ONE_CORE)),
    Goal("64 in flight, CPU", 1.05, REQWEST, paired("64 in flight, CPU ms each", ONE_CORE)),
    Goal("Walk on one core, CPU", 0.9, REQWEST, paired("walk, CPU s", ONE_CORE)),
    Goal("Walk on two cores, wall clock", 0.7, REQWEST, paired("walk, wall s", TWO_CORES)),
    Goal("Walk, most on the heap beyond its connection", 2, PAGES, walk_heap("heroku, 50 pages")),
    Goal("The same, with `max`", 2, PAGES, walk_heap("heroku, max 5 pages")),
    Goal("Clean release build, wall clock", 1, REQWEST, clean_build("wall_seconds")),
    Goal("Clean release build, CPU", 1, REQWEST, clean_build("cpu_seconds")),
    Goal("Stripped binary", 5, MEGABYTES, binary),
    Goal("Debug build after an edit", 2, SECONDS, edit("dev"), is_below=True),
    Goal("Release build after an edit", 2, SECONDS, edit("release"), is_below=True),
    Goal("Actions in the binary that it does not use", 0, COUNT, unused_actions),
    Goal("Whole schema to formatted Rust, CPU", 0.5, SECONDS, generator, is_below=True),
    Goal(
        "Ten times the schema, CPU of the process",
        11,
        TIME,
        paired("generator/process, CPU ms", "in a process", "ten times as large", "as it is"),
    ),
    Goal(
        "The same, again and again in one process",
        11,
        TIME,
        paired("generator/growth, CPU ms", "in one process", "ten times as large", "as it is"),
    ),
    Goal("Client, on the heap beyond its transport", 1, KIB, heap_of("a client beyond its transport"), is_below=True),
    Goal("The same, with a token of its own", 1, KIB, heap_of("the same, each with a token of its own"), is_below=True),
    Goal("Clone of a client", 1, KIB, heap_of("a clone"), is_below=True),
    Goal("Bytes of a request beyond its fields", 0, COUNT, requests),
]
