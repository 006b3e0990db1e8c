#!/usr/bin/env python3
"""Draws `docs/performance.svg` from `docs/performance.json`: the same figures, the same bytes.

A row for each thing measured, a mark for each client, all in multiples of the same by hand on
reqwest. The scale is logarithmic: half as much and twice as much are equally far from 1 ×, and
clients that are far off leave room for the others.
"""

import math
from html import escape

import digits
from figures import CLIENTS, OURS, REFERENCE, Figures
from recorded import DOCS

# What marks a client: its kind, for the colour, and its shape. The reference is the line at 1 ×.
MARKS = {
    "heroku": ("ours", "circle"),
    "hyper": ("by-hand", "square"),
    "tcp": ("by-hand", "triangle"),
    "heroku_rs": ("peer", "diamond"),
    "heroku-client": ("peer", "square"),
    "heroku3": ("peer", "triangle"),
}
# By hand above, ours in the middle, other clients below: so no mark hides one of another kind.
LANES = {"by-hand": -12, "ours": 0, "peer": 12}

MARGIN = 24
LABELS, AXIS, VALUES = 264, 468, 92
WIDTH = 2 * MARGIN + LABELS + AXIS + VALUES
LEFT = MARGIN + LABELS
HEAD, ROW, FOOT = 154, 40, 44
RADIUS, SMALL = 7, 4.5
# About as wide as a letter is, and what is between two names.
LETTER, BETWEEN = 7.2, 44
# The least that the axis spans, in powers of two.
FEWEST, MOST = -2, 2
# So many of them can be named.
TICKS = 10

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
  .card { fill: #ffffff; stroke: #d1d9e0 }
  .head { font-size: 18px; font-weight: 600 }
  .strong { font-weight: 600 }
  .quiet { fill: #59636e; font-size: 12px }
  .ours-text { fill: #6639ba; font-weight: 600 }
  .less { fill: #dafbe1; opacity: 0.55 }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .one { stroke: #1f2328; stroke-width: 1.5 }
  .stem { stroke: #8250df; stroke-width: 4 }
  .ours { fill: #8250df; stroke: #ffffff; stroke-width: 1.5 }
  .by-hand { fill: #0969da }
  .peer { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .card { fill: #0d1117; stroke: #3d444d }
    .quiet { fill: #9198a1 }
    .ours-text { fill: #c297ff }
    .less { fill: #12261e; opacity: 1 }
    .grid { stroke: #2a313c }
    .one { stroke: #f0f6fc }
    .stem { stroke: #a371f7 }
    .ours { fill: #a371f7; stroke: #0d1117 }
    .by-hand { fill: #58a6ff }
    .peer { fill: #f0883e }
  }
"""


class Scale:
    """The axis: powers of two, wide enough for all that is shown."""

    def __init__(self, ratios):
        powers = [math.log2(ratio) for ratio in ratios]
        self.first = min([FEWEST, *(math.floor(power) for power in powers)])
        self.last = max([MOST, *(math.ceil(power) for power in powers)])

    def at(self, ratio):
        return LEFT + AXIS * (math.log2(ratio) - self.first) / (self.last - self.first)

    def ticks(self):
        """The powers of two, and whether there is room to name each."""
        powers = range(self.first, self.last + 1)
        step = math.ceil(len(powers) / TICKS)
        return [(2.0**power, power % step == 0) for power in powers]


def main():
    (DOCS / "performance.svg").write_text(drawn(Figures.read()))


def drawn(figures):
    """The whole picture."""
    rows = figures.work_rows() + figures.build_rows()
    known = [row.ratio(client) for row in rows for client in MARKS if row.ratio(client) is not None]
    scale = Scale(known)
    bottom = HEAD + len(rows) * ROW
    height = bottom + FOOT
    shapes = [rect("card", 0.5, 0.5, WIDTH - 1, height - 1, 8), *heading(figures), *legend(), *axis(scale, bottom)]
    for place, row in enumerate(rows):
        shapes += draw_row(row, scale, HEAD + place * ROW + ROW / 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="Costs of this crate beside others">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


def heading(figures):
    when = figures.when(("peers", "build"))
    return [
        text("head", MARGIN, 36, "What calls, walks and builds cost, beside the same by hand on reqwest"),
        text("quiet", MARGIN, 58, f"Further left is cheaper. Measured on 127.0.0.1, {when}."),
    ]


def legend():
    """Ours and those by hand in a line, other clients in one below."""
    shapes = []
    for place, kinds in enumerate((("ours", "by-hand"), ("peer",))):
        x, y = MARGIN + RADIUS, 84 + place * 22
        for client, (kind, shape) in MARKS.items():
            if kind in kinds:
                shapes += mark(kind, shape, x, y)
                shapes.append(text("ours-text" if client == OURS else "", x + 13, y + 4.5, CLIENTS[client]))
                x += len(CLIENTS[client]) * LETTER + BETWEEN
        if "by-hand" in kinds:
            shapes.append(line("one", x, y - RADIUS, x, y + RADIUS))
            shapes.append(text("", x + 9, y + 4.5, f"{CLIENTS[REFERENCE]}: 1 ×"))
    return shapes


def axis(scale, bottom):
    """What is behind all rows: the scale, and where the reference is."""
    one = scale.at(1)
    shapes = [rect("less", LEFT, HEAD, one - LEFT, bottom - HEAD, 0)]
    for ratio, is_named in scale.ticks():
        x = scale.at(ratio)
        shapes.append(line("one" if ratio == 1 else "grid", x, HEAD, x, bottom))
        if is_named:
            kind = "strong" if ratio == 1 else "quiet"
            shapes.append(text(kind, x, bottom + 18, f"{tick(ratio)} ×", "middle"))
    shapes.append(text("quiet", one - 8, HEAD - 8, "← cheaper", "end"))
    shapes.append(text("quiet", one + 8, HEAD - 8, "dearer than reqwest by hand →"))
    shapes.append(text("quiet", LEFT + AXIS / 2, bottom + 35, "times reqwest by hand, logarithmic scale", "middle"))
    shapes.append(text("quiet", WIDTH - MARGIN, HEAD - 8, "this crate", "end"))
    return shapes


def tick(ratio):
    return f"{ratio:.0f}" if ratio >= 1 else {0.5: "½", 0.25: "¼", 0.125: "⅛"}.get(ratio, f"1/{1 / ratio:.0f}")


def draw_row(row, scale, y):
    shapes = [
        line("grid", MARGIN, y + ROW / 2, WIDTH - MARGIN, y + ROW / 2),
        text("strong", MARGIN, y - 3, row.title),
        text("quiet", MARGIN, y + 13, f"reqwest: {value(row, REFERENCE)}"),
    ]
    ours = row.ratio(OURS)
    if ours is not None:
        shapes.append(line("stem", scale.at(1), y, scale.at(ours), y))
    # Ours last, so that it lies above.
    for client in sorted(MARKS, key=lambda client: client == OURS):
        kind, shape = MARKS[client]
        ratio = row.ratio(client)
        if ratio is not None:
            shapes += mark(kind, shape, scale.at(ratio), y + LANES[kind])
    of_reference = digits.MISSING if ours is None else f"{digits.ratio(ours)} ×"
    shapes.append(text("ours-text", WIDTH - MARGIN, y - 3, of_reference, "end"))
    shapes.append(text("quiet", WIDTH - MARGIN, y + 13, value(row, OURS), "end"))
    return shapes


def value(row, client):
    return f"{row.text(client)} {row.unit}" if client in row.values else "not measured"


def mark(kind, shape, x, y):
    size = RADIUS if kind == "ours" else SMALL
    if shape == "circle":
        return [f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{size}"/>']
    if shape == "square":
        return [rect(kind, x - size + 0.5, y - size + 0.5, 2 * size - 1, 2 * size - 1, 1)]
    corners = {
        "triangle": [(0, -size), (size, size - 0.5), (-size, size - 0.5)],
        "diamond": [(0, -size - 1), (size + 1, 0), (0, size + 1), (-size - 1, 0)],
    }[shape]
    points = " ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in corners)
    return [f'<polygon class="{kind}" points="{points}"/>']


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
