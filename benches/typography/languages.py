#!/usr/bin/env python3
"""languages.py MEASURE.py [OFFPRINT]

Sets the texts of `languages/` (one essay, written for this bench, in eight languages) with offprint and with Typst in one
face, size and measure (Libertinus Serif 11/14, 4.4 in on a page of 6 x 9 in), both justified and hyphenated for the
language. MEASURE.py takes PDF files and prints with --json a line of figures a file. The table goes into README.md beside
this script, between its two marks.

Needs the package `typst`, cargo (the faces come from the crate that Typst itself embeds) and a release build of offprint.
Works in a folder of its own.
"""
import datetime
import json
import os
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- languages -->\n", "<!-- end of languages -->\n"
FACES = ("Regular", "Italic", "Bold", "BoldItalic")
COLUMNS = {
    "lines": "lines", "space_cv": "word-space CV", "loose%": "loose %", "tight%": "tight %", "hyph%": "hyphenated %",
    "ladder3": "ladders",
}


def faces(work):
    """Copies the Libertinus faces of the crate `typst-assets` into the folder."""
    quiet = {"check": True, "capture_output": True}
    subprocess.run(["cargo", "init", "--quiet", "--name", "faces", work / "faces"], **quiet)
    subprocess.run(["cargo", "add", "--quiet", "typst-assets"], cwd=work / "faces", **quiet)
    subprocess.run(["cargo", "fetch", "--quiet"], cwd=work / "faces", **quiet)
    registry = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry" / "src"
    for face in FACES:
        found = sorted(registry.glob(f"*/typst-assets-*/files/fonts/LibertinusSerif-{face}.otf"))
        (work / found[-1].name).write_bytes(found[-1].read_bytes())


def typst_source(text):
    """The same words as Typst markup: paragraphs, and emphasis between asterisks."""
    body = text.split("---\n", 2)[2]
    return "".join("\\" + c if c in "#@$`~<>=_[]" else ("_" if c == "*" else c) for c in body)


def set_both(path, work, offprint):
    """The two PDF files of a text: offprint's and Typst's."""
    import typst

    lang = path.stem
    ours, theirs = work / f"{lang}-offprint.pdf", work / f"{lang}-typst.pdf"
    options = ["--pdf", "--offline", "--quiet", "--contents", "never", "--page", "6x9", "--theme", "libertinus.yaml"]
    subprocess.run([offprint, "export", path, *options, "-o", ours], cwd=work, check=True)
    (work / f"{lang}.typ").write_text(typst_source(path.read_text(encoding="utf-8")), encoding="utf-8")
    inputs = {"book": f"{lang}.typ", "width": "6in", "height": "9in", "lang": lang}
    typst.compile(str(work / "peer.typ"), output=str(theirs), sys_inputs=inputs, font_paths=[str(work)])
    return ours, theirs


def main():
    measure = Path(sys.argv[1]).resolve()
    offprint = Path(sys.argv[2] if len(sys.argv) > 2 else HERE.parents[1] / "target/release/offprint").resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        faces(work)
        for name in ("libertinus.yaml", "peer.typ"):
            (work / name).write_bytes((HERE / name).read_bytes())
        rows = []
        for path in sorted((HERE / "languages").glob("*.md")):
            files = set_both(path, work, offprint)
            done = subprocess.run(
                [sys.executable, measure, "--json", *files], check=True, capture_output=True, text=True
            )
            for setter, line in zip(("offprint", "Typst"), done.stdout.splitlines()):
                figures = json.loads(line)
                rows.append([path.stem, setter, *(figures[key] for key in COLUMNS)])
    head = ["language", "set by", *COLUMNS.values()]
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [head, ["---"] * len(head), *rows]]
    report = f"One run, {datetime.date.today()}, Typst {metadata.version('typst')}.\n\n" + "\n".join(lines) + "\n"
    print(report)
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}{report}{END}{after}", encoding="utf-8")


main()
