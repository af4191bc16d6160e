#!/usr/bin/env python3
"""report.py FIGURES.json README.md --category NAME --words CATEGORY.md SITE.md

Writes the figures that compare.sh measured into the README, between its two marks, as two tables: running text beside
Typst, and whole posts. Prints them as well.
"""
import datetime
import json
import sys
from importlib import metadata
from pathlib import Path

BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
COLUMNS = {
    "pages": "pages", "lines": "lines", "space_cv": "word-space CV", "line_cv": "line CV", "loose%": "loose %",
    "tight%": "tight %", "hyph%": "hyphenated %", "ladder3": "ladders", "widows": "widows", "orphans": "orphans",
}
PAGES = {"6x9": "6 × 9 in", "a5": "A5"}
SETTERS = {
    "libertinus": "offprint, Libertinus 11/14", "typst": "Typst, Libertinus 11/14", "default": "offprint, default theme",
}


def table(rows):
    head = ["text", "page", "set by", *COLUMNS.values()]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def main():
    figures_path, readme = Path(sys.argv[1]), Path(sys.argv[2])
    category = sys.argv[sys.argv.index("--category") + 1]
    texts = sys.argv[sys.argv.index("--words") + 1:][:2]
    words = {Path(text).stem: len(Path(text).read_text(encoding="utf-8").split()) for text in texts}
    names = {"category": f"category `{category}`", "site": "whole site"}
    tables = {"text": [], "posts": []}
    for line in figures_path.read_text(encoding="utf-8").splitlines():
        figures = json.loads(line)
        kind, text, page, setter = Path(figures["file"]).stem.split("-")
        tables[kind].append([names[text], PAGES[page], SETTERS[setter], *(figures[key] for key in COLUMNS)])
    about = (
        f"One run, {datetime.date.today()}, Typst {metadata.version('typst')}: category `{category}` "
        f"({words['category']:,} words of running text) and the whole site ({words['site']:,}).\n"
    )
    report = f"{about}\nRunning text:\n\n{table(tables['text'])}\nWhole posts, offprint only:\n\n{table(tables['posts'])}"
    print(report)
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}{report}{END}{after}", encoding="utf-8")


main()
