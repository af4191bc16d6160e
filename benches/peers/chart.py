"""A bar chart of times as SVG, without a library."""

from xml.sax.saxutils import escape

COLOURS = {"offprint": "#2f6f4f", "Typst": "#7a8fa6", "pandoc": "#b08d57", "mdbook-epub": "#a6a6a6", "crowbook": "#c0a0b0"}
WIDTH, BAR, LEFT, RIGHT = 720, 18, 250, 90


def bars(results, all_tools):
    """For each text and format a group of bars, each group to its own scale: its longest time fills the width."""
    groups = []
    for name, rows in results.items():
        for output in ("pdf", "epub"):
            group = [(tool.name, rows[(tool.name, output)][0]) for tool in all_tools
                     if tool.output == output and (tool.name, output) in rows]
            if len(group) > 1:
                groups.append((f"{name}, {output.upper()}", group))
    parts, y = [], 10
    for label, group in groups:
        longest = max(seconds for _, seconds in group)
        parts.append(f'<text x="10" y="{y + 13}" font-weight="bold">{escape(label)}</text>')
        for tool, seconds in group:
            width = max(1, (WIDTH - LEFT - RIGHT) * seconds / longest)
            parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(tool)}</text>')
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 4}" fill="{COLOURS[tool]}"/>')
            parts.append(f'<text x="{LEFT + width + 6:.1f}" y="{y + 12}">{seconds:.2f} s</text>')
            y += BAR
        y += 12
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" '
        f'font-family="sans-serif" font-size="12" role="img">\n<title>Time of offprint and its peers on the same text</title>\n'
        f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>\n{body}\n</svg>\n'
    )
