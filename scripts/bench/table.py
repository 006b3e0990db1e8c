#!/usr/bin/env python3
"""Writes the tables of `docs/performance.md`, between its markers, from `docs/performance.json`."""

import re

import digits
from figures import OURS, REFERENCE, Figures
from goals import GOALS, MET, MISSED, NOT_MEASURED, spread
from recorded import DOCS, PARTS

NOTHING = "– (not measured)"
# Ratios up to this one are told apart from 1 by chance only.
WOBBLE = 1.02

# Columns of calls and walks beside other clients.
OTHERS = {
    "heroku": "heroku",
    "reqwest": "reqwest",
    "hyper": "hyper",
    "tcp": "plain TCP",
    "heroku_rs": "heroku_rs (Rust)",
    "heroku-client": "heroku-client (Node)",
    "heroku3": "heroku3 (Python)",
}
# Columns of the benches.
CONTENDERS = {
    "heroku": "heroku",
    "reqwest": "reqwest",
    "hyper": "hyper",
    "tcp": "plain TCP",
    "heroku-unread": "`unread`",
    "hyper-borrowed": "borrowing",
    "bytes": "not decoded",
    "heroku-blocking": "heroku",
    "reqwest-blocking": "reqwest, blocking",
    "reqwest-block-on": "reqwest, `block_on`",
}
HEAP_OF_WALK = "the most in a walk: "
PAGE = "a page"

# What the generator does: its name, the task and the way of that, and the way it is held against.
GENERATOR = [
    ("reading the schema as JSON only", "generator/schema", "JSON only", None),
    ("the schema to formatted Rust", "generator/schema", OURS, "JSON only"),
    ("ten times the schema to Rust", "generator/growth", "ten times as large", "as it is"),
    ("the schema to Rust, in a process of its own", "generator/process", "as it is", None),
    ("ten times the schema, in a process of its own", "generator/process", "ten times as large", "as it is"),
]
GENERATOR_TASKS = {task for _, task, _, _ in GENERATOR}
REDACTION = {
    "redaction/call": ("a call", "neither"),
    "redaction/config vars": ("printing config vars", "printed as they are"),
}


def main():
    page = DOCS / "performance.md"
    page.write_text(filled(page.read_text(), Figures.read()))


def filled(text, figures):
    """The page with its tables made anew."""
    blocks = {
        "goals": goals,
        "dearer": dearer,
        "calls and walks": calls_and_walks,
        "builds": builds,
        "by hand": by_hand,
        "server": server,
        "heap": heap,
        "generator": generator,
        "instructions": instructions,
        "redaction": redaction,
        "machine": machine,
    }
    for marker, block in blocks.items():
        text = between_markers(text, marker, block(figures))
    return text


def between_markers(text, marker, content):
    begin, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise SystemExit(f"docs/performance.md: expected one `{begin}` with its `{end}`")
    return pattern.sub(lambda _: f"{begin}\n{content}\n{end}", text)


def table(head, rows, align="--:"):
    """A table, its numbers to the right; a row of dashes where it has none."""
    lines = [head, ["---"] + [align] * (len(head) - 1), *(rows or [[digits.MISSING] * len(head)])]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def goals(figures):
    """What was aimed at and what was reached, in short and in full."""
    rows, verdicts = [], []
    for goal in GOALS:
        measured, verdict = goal.judge(figures)
        rows.append([goal.what, goal.aim, measured, strong(verdict) if verdict == MISSED else verdict])
        verdicts.append(verdict)
    counts = ", ".join(f"{verdicts.count(each)} {each}" for each in (MET, MISSED, NOT_MEASURED) if each in verdicts)
    when = figures.when(("benches", "build"))
    return f"Of {len(GOALS)} goals: {counts} ({when}).\n\n" + table(["", "goal", "measured", ""], rows, align="---")


def dearer(figures):
    """All that ours takes more of than the same by hand, by more than measuring wobbles."""
    rows = figures.work_rows() + figures.build_rows() + figures.further_build_rows()
    found = [(row.title, row.ratio(OURS)) for row in rows]
    for comparison in figures.comparisons():
        line = comparison.lines.get(OURS)
        if line and comparison.reference == REFERENCE:
            found.append((f"{comparison.name} ({comparison.placement.rpartition(', ')[2]})", line["ratio"]))
    for name, reference, ours in counted_beside_hand(figures):
        found.append((f"{name}, instructions", ours / reference if ours and reference else None))
    found = [(ratio, name) for name, ratio in found if ratio and ratio > WOBBLE]
    if not found:
        return "Nothing that was measured."
    return "\n".join(f"- {digits.ratio(ratio)} × {name}" for ratio, name in sorted(found, reverse=True))


def calls_and_walks(figures):
    shown = beside_others(figures.work_rows(), OTHERS)
    left_out = [f"- Left out: {line['what']}: {line['reason']}" for line in figures.of(measure="left out")]
    return "\n".join([shown, *([""] if left_out else []), *left_out])


def builds(figures):
    rows = figures.build_rows() + figures.further_build_rows()
    lines = [beside_others(rows, (OURS, REFERENCE, "heroku_rs"))]
    for line in figures.of(measure="actions"):
        added = digits.fixed((line["two_bytes"] - line["one_bytes"]) / 1024, 0)
        lines += ["", f"Of {line['all']} actions, the binary of a program that lists apps has in it: "
                      f"`{line['found']}`. A second one adds {added} KiB."]
    return "\n".join(lines)


def beside_others(rows, clients):
    """A line for each thing measured, a column for each client, and how ours compares."""
    head = ["", *(OTHERS[client] for client in clients), "ours : reqwest"]
    return table(head, [
        [
            f"{row.title}, {row.unit}" if row.unit else row.title,
            *(strong(row.text(client)) if client == OURS else row.text(client) for client in clients),
            strong(digits.ratio(row.ratio(OURS))),
        ]
        for row in rows
    ])


def strong(text):
    return text if text == digits.MISSING else f"**{text}**"


def by_hand(figures):
    """A table for each stage and reference: values, with their ratios in brackets."""
    stages = {}
    for comparison in figures.comparisons():
        if not comparison.title.startswith("Generator/"):
            stages.setdefault((comparison.placement, comparison.reference), []).append(comparison)
    shown = []
    for (placement, reference), comparisons in stages.items():
        shown.append(f"{placement[:1].upper()}{placement[1:]}; in brackets, times {reference}:")
        shown.append(stage(reference, comparisons))
    return "\n\n".join(shown) or NOTHING


def stage(reference, comparisons):
    told = [client for comparison in comparisons for client in comparison.lines]
    clients = [client for client in CONTENDERS if client in told]
    clients += [client for client in dict.fromkeys(told) if client not in clients]
    ours = clients[0]
    rows = []
    for comparison in comparisons:
        cells = [contender(comparison, client) for client in clients]
        line = comparison.lines.get(ours)
        rows.append([comparison.name, strong(cells[0]), *cells[1:], spread(line) if line else digits.MISSING])
    names = [CONTENDERS.get(client, client) for client in clients]
    return table(["", *names, "spread of ours"], rows)


def contender(comparison, client):
    """The value of a client, and how many times the reference that is."""
    line = comparison.lines.get(client)
    if not line:
        return digits.MISSING
    value = digits.fixed(line["value"] * comparison.factor, comparison.places)
    return value if client == comparison.reference else digits.with_ratio(value, line["ratio"])


def server(figures):
    """How much of its core the server needs while our client asks as fast as it can."""
    rows = []
    for line in figures.of(measure="server"):
        asked = [each for each in figures.of(measure="paired", client=OURS) if each["row"].startswith(f"{line['work']}, wall ms")]
        share = line["cpu_ms"] / asked[0]["value"] if len(asked) == 1 else None
        rows.append([
            line["work"],
            digits.fixed(1000 * line["cpu_ms"], 1),
            digits.fixed(1000 * asked[0]["value"], 1) if share else digits.MISSING,
            f"{digits.fixed(100 * share, 0)} %" if share else digits.MISSING,
        ])
    return table(["", "the server's CPU, µs a request", "wall clock of heroku, µs a request", "share of its core"], rows)


def heap(figures):
    """Clients and requests as they lie in memory, and the most that a walk takes."""
    page = figures.heap(HEAP_OF_WALK + PAGE)
    clients, walks = [], []
    for line in figures.of(measure="heap"):
        name, size = line["what"], digits.kib(line["bytes"])
        if line["what"].startswith(HEAP_OF_WALK):
            walk = name.removeprefix(HEAP_OF_WALK)
            walks.append([walk, size, digits.ratio(line["bytes"] / page if page else None)])
        else:
            clients.append([name, size])
    requests = [
        [f"`{line['what']}`", str(line["bytes"]), str(line["bytes_of_fields"])]
        for line in figures.of(measure="request")
    ]
    return "\n\n".join([
        table(["on the heap", "KiB"], clients),
        table(["most on the heap in a walk", "KiB", "pages"], walks),
        table(["a value of", "bytes", "of its fields"], requests),
    ])


def generator(figures):
    """Its time, from the benches, and its instructions."""
    rows = []
    for name, task, way, reference in GENERATOR:
        paired = figures.one(measure="paired", row=f"{task}, CPU ms", client=way)
        line = figures.one(measure="instructions", task=task, way=way)
        beside = reference and figures.one(measure="instructions", task=task, way=reference)
        rows.append([
            name,
            digits.fixed(paired["value"], 1) if paired else digits.MISSING,
            ratio_and_spread(paired) if paired and reference else digits.MISSING,
            counted(line and line["each"]),
            digits.ratio(line["each"] / beside["each"] if line and beside else None),
        ])
    return table(["", "CPU, ms", "ratio, and its spread", "instructions", "ratio"], rows)


def ratio_and_spread(line):
    return f"{digits.ratio(line['ratio'])} ({spread(line)})"


def instructions(figures):
    """What needs no network, in instructions, which do not wobble."""
    rows = []
    for name, reference, ours in counted_beside_hand(figures):
        ratio = digits.ratio(ours / reference if ours and reference else None)
        rows.append([name, counted(reference), counted(ours), strong(ratio)])
    return table(["", "by hand", "heroku", "ratio"], rows)


def counted_beside_hand(figures):
    """What was counted, by hand and in each of our ways."""
    for task, ways in counted_tasks(figures).items():
        if task not in GENERATOR_TASKS and task not in REDACTION:
            for way in [OURS, *(way for way in ways if way.startswith(f"{OURS}, "))]:
                name = f"`{task}`{way.removeprefix(OURS)}"
                yield name, ways.get("by hand"), ways.get(way)


def redaction(figures):
    """What it costs to leave secrets out of what is printed; in brackets, times what is not redacted."""
    tasks = {task: ways for task, ways in counted_tasks(figures).items() if task in REDACTION}
    references = [reference for _, reference in REDACTION.values()]
    further = [way for ways in tasks.values() for way in ways if way not in references]
    further = list(dict.fromkeys(further))
    rows = []
    for task, ways in tasks.items():
        name, reference = REDACTION[task]
        cells = [counted(ways.get(way), ways.get(reference)) for way in further]
        rows.append([name, counted(ways.get(reference)), *cells])
    return table(["", "as it is", *further], rows)


def counted(count, reference=None):
    """Instructions, and how many times the reference that is."""
    if not count:
        return digits.MISSING
    return digits.with_ratio(digits.scaled(count), count / reference) if reference else digits.scaled(count)


def counted_tasks(figures):
    """The instructions of each way of each task, as they were counted, the reference first."""
    tasks = {}
    for line in figures.of(measure="instructions"):
        tasks.setdefault(line["task"], {})[line["way"]] = line["each"]
    return tasks


def machine(figures):
    """When and where: once if that is the same for all parts."""
    told = {}
    for name, what in PARTS.items():
        told.setdefault(measured(figures.parts.get(name)), []).append(what)
    if len(told) == 1:
        return f"{next(iter(told))}."
    return "\n".join(f"- {', '.join(what)}: {when}." for when, what in told.items())


def measured(part):
    if not part:
        return "not measured"
    about = part["machine"]
    return (
        f"{part['date']}; {about['cpu']}, {about['cores']} cores; Linux {about['kernel']}; "
        f"rustc {about['rustc']}, Node {about['node']}, Python {about['python']}"
    )


if __name__ == "__main__":
    main()
