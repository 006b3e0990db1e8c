#!/usr/bin/env python3
"""Writes the tables of `docs/performance.md`, between its markers, from `docs/performance.json`."""

import re

from figures import CLIENTS, DOCS, OURS, REFERENCE, Figures

PROFILES = {"dev": "debug", "release": "release"}


def main():
    figures = Figures.read()
    page = DOCS / "performance.md"
    text = page.read_text()
    tables = {
        "figures": costs(figures),
        "by hand": by_hand(figures),
        "instructions": instructions(figures),
        "machine": machine(figures),
    }
    for marker, table in tables.items():
        text = between_markers(text, marker, table)
    page.write_text(text)


def between_markers(text, marker, content):
    begin, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise SystemExit(f"docs/performance.md: expected one `{begin}` with its `{end}`")
    return pattern.sub(lambda _: f"{begin}\n{content}\n{end}", text)


def costs(figures):
    """A line for each thing measured, a column for each client."""
    rows = figures.rows()
    clients = [client for client in CLIENTS if any(client in row.values for row in rows)]
    lines = ["| | " + " | ".join(CLIENTS[client] for client in clients) + " | ours : reqwest |"]
    lines.append("|---" * (len(clients) + 2) + "|")
    for row in rows:
        cells = [row.text(client) if client in row.values else "–" for client in clients]
        both = OURS in row.values and REFERENCE in row.values
        cells.append(f"**{row.ratio(OURS):.2f}**" if both else "–")
        lines.append(f"| {row.title}, {row.unit} | " + " | ".join(cells) + " |")
    return "\n".join(lines + [""] + build(figures))


def by_hand(figures):
    """What was measured in alternating rounds, each beside its reference of the same run."""
    lines = ["| | client | | ratio to | |", "|---|---|---|---|---|"]
    for line in figures.of(measure="paired"):
        beside = "" if line["client"] == line["reference"] else (
            f"{line['ratio']:.2f} ({line['least']:.2f} to {line['most']:.2f})"
        )
        lines.append(
            f"| {line['row']}; {line['placement']} | {line['client']} | {line['value']:.4g} "
            f"| {line['reference']} | {beside} |"
        )
    for line in figures.of(measure="heap"):
        lines.append(f"| heap, bytes | {line['what']} | {line['bytes']} | | |")
    return "\n".join(lines)


def instructions(figures):
    """What needs no network, in instructions, which do not wobble."""
    lines = ["| | | instructions each | ratio |", "|---|---|---|---|"]
    for line in figures.of(measure="instructions"):
        lines.append(f"| {line['task']} | {line['way']} | {line['each']:,} | {line['ratio']:.2f} |")
    return "\n".join(lines)


def build(figures):
    """What does not fit into the table: crates, builds after an edit, and unused actions."""
    lines = []
    crates = {line["program"]: line["crates"] for line in figures.of(measure="clean")}
    if crates:
        counts = ", ".join(f"{count} for {program}" for program, count in crates.items())
        lines.append(f"- Crates compiled: {counts}.")
    for line in figures.of(measure="incremental", program=OURS):
        profile = PROFILES[line["profile"]]
        lines.append(f"- {profile.capitalize()} build after an edit of the program: {line['wall_seconds']:.2f} s.")
    for line in figures.of(measure="actions"):
        added = (line["two_bytes"] - line["one_bytes"]) / 1024
        lines.append(
            f"- Of {line['all']} actions, the binary of a program that lists apps has one in it: "
            f"`{line['found']}`. A second one adds {added:.0f} KiB."
        )
    return lines


def machine(figures):
    about = figures.machine
    return (
        f"{figures.date}; {about['cpu']}, {about['cores']} cores; Linux {about['kernel']}; "
        f"rustc {about['rustc']}, Node {about['node']}, Python {about['python']}."
    )


if __name__ == "__main__":
    main()
