#!/usr/bin/env python3
"""Draws `docs/performance.svg` from `docs/performance.json`: the same figures, the same bytes.

All bars are in multiples of the program by hand on reqwest, so one axis serves all of them. What
is longer than the axis is cut, with a mark.
"""

from html import escape

from figures import BORROWING, BY_HAND, CLIENTS, DOCS, OURS, REFERENCE, Figures

AXIS_END = 4
COLUMNS = 2
LABELS, BARS, VALUES, GAP = 150, 200, 110, 30
COLUMN = LABELS + BARS + VALUES
# How long a bar is that equals the reference.
ONE = BARS / AXIS_END
MARGIN, HEAD, FOOT = 20, 62, 34
TITLE, BAR, STEP, AFTER_GROUP = 24, 13, 18, 12

STYLE = """
  text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #24292f }
  .card { fill: #ffffff; stroke: #d8dee4 }
  .head { font-size: 16px; font-weight: 600 }
  .title, .ours-text { font-weight: 600 }
  .quiet { fill: #57606a }
  .grid { stroke: #e4e8ec }
  .one { stroke: #57606a; stroke-dasharray: 3 3 }
  .ours { fill: #6f3fd0 }
  .by-hand { fill: #7fa3c7 }
  .peer { fill: #c3cad2 }
  .cut { stroke: #ffffff; stroke-width: 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .card { fill: #0d1117; stroke: #30363d }
    .quiet { fill: #9aa4af }
    .grid { stroke: #262c34 }
    .one { stroke: #9aa4af }
    .ours { fill: #a480f2 }
    .by-hand { fill: #4d7ba8 }
    .peer { fill: #4a525c }
    .cut { stroke: #0d1117 }
  }
"""


def main():
    figures = Figures.read()
    # What does not decode is a limit, but no client.
    left_out = {"bytes", *BORROWING}
    rows = [row.without(left_out) for row in figures.rows() if OURS in row.values and REFERENCE in row.values]
    columns = split(rows)
    height = HEAD + max(map(column_height, columns)) + FOOT
    width = 2 * MARGIN + COLUMNS * COLUMN + (COLUMNS - 1) * GAP

    shapes = [rect("card", 0.5, 0.5, width - 1, height - 1, 8)]
    shapes.append(text("head", MARGIN, 30, "What it costs, in multiples of the same by hand on reqwest"))
    shapes.append(text("quiet", MARGIN, 49, "Shorter is better. " + machine(figures)))
    shapes += legend(width - MARGIN)
    for number, column in enumerate(columns):
        shapes += draw_column(column, MARGIN + number * (COLUMN + GAP))

    (DOCS / "performance.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="Costs of this crate beside others">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


def machine(figures):
    about = figures.machine
    return f"Measured on {figures.date}: {about['cpu']}, {about['cores']} cores, 127.0.0.1."


def split(rows):
    """Puts the rows into columns of about the same height, in order."""
    whole = sum(map(row_height, rows))
    columns = [[] for _ in range(COLUMNS)]
    above = 0
    for row in rows:
        middle = above + row_height(row) / 2
        columns[min(int(middle * COLUMNS / whole), COLUMNS - 1)].append(row)
        above += row_height(row)
    return columns


def row_height(row):
    return TITLE + len(row.values) * STEP + AFTER_GROUP


def column_height(column):
    return sum(map(row_height, column))


def draw_column(column, left):
    zero, top = left + LABELS, HEAD
    shapes = []
    for row in column:
        shapes.append(text("title", left, top + 16, row.title))
        bars, end = top + TITLE, top + TITLE + len(row.values) * STEP
        shapes += [line("grid", x, bars - 3, x, end) for x in ticks(zero)]
        for place, client in enumerate(row.values):
            shapes += draw_bar(row, client, left, bars + place * STEP)
        shapes.append(line("one", zero + ONE, bars - 3, zero + ONE, end))
        top += row_height(row)
    for tick, x in enumerate(ticks(zero)):
        shapes.append(text("quiet", x, top + 4, f"{tick} ×" if tick else "0", "middle"))
    shapes.append(text("quiet", zero + BARS / 2, top + 22, "times reqwest by hand", "middle"))
    return shapes


def ticks(zero):
    return [zero + tick * ONE for tick in range(AXIS_END + 1)]


def draw_bar(row, client, left, top):
    zero, baseline = left + LABELS, top + BAR - 2
    ratio = row.ratio(client)
    length = min(ratio, AXIS_END) * ONE
    kind = "ours" if client == OURS else "by-hand" if client in BY_HAND else "peer"
    shapes = [
        text("ours-text" if client == OURS else "", zero - 6, baseline, CLIENTS[client].partition(" (this")[0], "end"),
        rect(kind, zero, top, length, BAR, 2),
    ]
    if ratio > AXIS_END:
        x = zero + BARS - 16
        shapes.append(line("cut", x, top + BAR + 2, x + 6, top - 2))
    value = f"{row.text(client)} {row.unit}"
    if client == OURS or ratio > AXIS_END:
        value += f" · {multiple(ratio)} ×"
    shapes.append(text("ours-text" if client == OURS else "quiet", zero + max(length, ONE) + 6, baseline, value))
    return shapes


def multiple(ratio):
    return f"{ratio:.{2 if ratio < 2 else 1 if ratio < 10 else 0}f}"


def legend(right):
    shapes = []
    for kind, name, offset in (("ours", "this crate", 290), ("by-hand", "by hand", 196), ("peer", "other clients", 116)):
        shapes.append(rect(kind, right - offset, 19, 12, 12, 2))
        shapes.append(text("", right - offset + 17, 30, name))
    return shapes


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rect(kind, x, y, width, height, radius):
    size = f'width="{number(width)}" height="{number(height)}" rx="{radius}"'
    return f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" {size}/>'


def line(kind, x1, y1, x2, y2):
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line class="{kind}" {ends}/>'


def text(kind, x, y, content, anchor="start"):
    of_kind = f' class="{kind}"' if kind else ""
    return f'<text{of_kind} x="{number(x)}" y="{number(y)}" text-anchor="{anchor}">{escape(content)}</text>'


if __name__ == "__main__":
    main()
