#!/usr/bin/env python3
"""Makes README.md and one SVG a bench of the RESULT lines in a report folder's *.txt files.

A line: RESULT bench=NAME case=CASE side=WHO unit=UNIT value=NUMBER; other words on it are ignored. The last line for the
same bench, case, side and unit counts.
"""
import pathlib
import sys
from html import escape

COLOURS = ["#2563eb", "#d97706", "#059669", "#dc2626", "#7c3aed", "#475569"]
NEEDED = {"bench", "case", "side", "unit", "value"}


def read(folder):
    """{(bench, unit): {case: {side: value}}}, everything in the order of its first line."""
    figures = {}
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(errors="replace").splitlines():
            if not line.startswith("RESULT "):
                continue
            words = dict(word.split("=", 1) for word in line.split()[1:] if "=" in word)
            if not NEEDED <= words.keys():
                continue
            try:
                value = float(words["value"])
            except ValueError:
                sys.exit(f"{path}: no number in: {line}")
            table = figures.setdefault((words["bench"], words["unit"]), {})
            table.setdefault(words["case"], {})[words["side"]] = value
    return figures


def sides_of(table):
    return list(dict.fromkeys(side for row in table.values() for side in row))


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def markdown(bench, unit, table):
    sides = sides_of(table)
    lines = [f"## {bench} ({unit})", "", "| case | " + " | ".join(sides) + " |", "| --- |" + " ---: |" * len(sides)]
    for case, row in table.items():
        cells = (number(row[side]) if side in row else "" for side in sides)
        lines.append(f"| {case} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def svg(bench, unit, table):
    """Horizontal bars, grouped by case, one colour a side; a group is scaled by the whole table's largest value."""
    sides = sides_of(table)
    bar, gap, left, width = 18, 14, 190, 480
    top = 44 + 18 * len(sides)
    height = top + sum(bar * len(row) + gap for row in table.values()) + 10
    largest = max(abs(value) for row in table.values() for value in row.values()) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 110}" height="{height}"'
        ' font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="10" y="24" font-size="16">{escape(bench)}, {escape(unit)}</text>',
    ]
    for k, side in enumerate(sides):
        y = 40 + 18 * k
        parts.append(f'<rect x="10" y="{y}" width="12" height="12" fill="{COLOURS[k % len(COLOURS)]}"/>')
        parts.append(f'<text x="28" y="{y + 11}">{escape(side)}</text>')
    y = top
    for case, row in table.items():
        parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(case)}</text>')
        for side, value in row.items():
            length = width * abs(value) / largest
            colour = COLOURS[sides.index(side) % len(COLOURS)]
            parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{bar - 3}" fill="{colour}"/>')
            parts.append(f'<text x="{left + length + 6:.1f}" y="{y + 12}">{number(value)}</text>')
            y += bar
        y += gap
    return "\n".join(parts + ["</svg>", ""])


def main():
    folder = pathlib.Path(sys.argv[1])
    machine = folder / "machine.txt"
    blocks = ["# Bench report"]
    if machine.exists():
        blocks.append("```\n" + machine.read_text().strip() + "\n```")
    for (bench, unit), table in read(folder).items():
        name = f"{bench}_{unit}.svg".replace("/", "_per_")
        (folder / name).write_text(svg(bench, unit, table))
        blocks += [markdown(bench, unit, table), f"![{bench}]({name})"]
    (folder / "README.md").write_text("\n\n".join(blocks) + "\n")


main()
