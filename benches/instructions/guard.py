"""Counts the instructions of three exports and compares them with those on record: guard.py [OFFPRINT] [--write]

A post as EPUB, the same post as PDF, and 20 generated posts in one file as PDF, each on one thread under
`valgrind --tool=callgrind`. Instruction counts do not depend on what else the machine does. A run, or a stage of one, that
takes over 5 % more than `counts.json` says is named, and the exit code is 1. `--write` records today's counts and puts them
into `docs/performance.md`, with a picture: do that in the commit that explains them. The compiler's version is on record,
too, because another compiler gives other counts.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "peers"))
from text import write  # noqa: E402

RECORD = HERE / "counts.json"
POST = ROOT / "examples/essays/twenty-five-copies.md"
PAGE = ROOT / "docs/performance.md"
PICTURE = ROOT / "docs/images/stages.svg"
BEGIN, END = "<!-- counts -->\n", "<!-- end of counts -->"
LIMIT = 1.05
# A stage under this share of its run is too small to be compared by itself.
SMALL = 0.02

# Stages by the function that does them. A function that the compiler has put into its caller is found in no run.
STAGES = {
    "open the project": "offprint::project::posts::Project::open",
    "read posts": "offprint::project::posts::Project::parse",
    "resolve": "offprint::assemble_planned",
    "highlight": "syntect::parsing::parser::ParseState::parse_line",
    "check images": "offprint::resolve::assets::sniff::read",
    "load faces": "offprint::layout::fonts::load::Loader::family",
    "shape words": "offprint::layout::fonts::words::WordShaper::words",
    "prepare paragraphs": "offprint::layout::text::prepared::prepare",
    "break lines": "offprint::layout::text::prepared::Prepared::set",
    "compose": "offprint::layout::flow::galley::Galley::set",
    "break pages": "offprint::layout::flow::paginate::planned::plan",
    "write pages": "offprint::pdf::content::PageWriter::items",
    "deflate": "offprint::pdf::deflate::Deflater::deflate",
    "subset faces": "offprint::pdf::faces::subset",
    "finish the PDF": "offprint::pdf::finish::finish",
    "write the EPUB": "offprint::epub::write_with",
    "draw the cover": "offprint::epub::pictures::cover::Cover::of",
    "encode the cover": "offprint::epub::pictures::cover::Cover::at_quality",
}


def counted(program, post, output, folder):
    """The instructions of an export, all and by stage (a stage's include those of what it calls)."""
    profile = folder / "profile"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", program, "export", post, "-o", output, "--offline"]
    # Whatever the user's environment holds may change what is done.
    environment = {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": "1", "SOURCE_DATE_EPOCH": "1767225600", "HOME": str(folder)}
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
    total = re.search(r"refs:\s+([\d,]+)", run.stderr)
    if run.returncode or not total:
        sys.exit(f"{post}: the export failed\n{run.stderr}")
    listing = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile]
    lines = subprocess.run([str(part) for part in listing], capture_output=True, text=True, check=True).stdout
    stages = {}
    for line in lines.splitlines():
        entry = re.match(r"\s*([\d,]+) \([^)]*\)\s+[^:]*:((?:offprint|syntect)::\S+)", line)
        if entry:
            stages.setdefault(entry[2], number(entry[1]))
    found = {name: stages[function] for name, function in STAGES.items() if function in stages}
    return {"all": number(total[1]), "stages": found}


def number(digits):
    return int(digits.replace(",", ""))


def measure(program):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        write(folder, "twenty", 20, True)
        runs = {
            "post, EPUB": (POST, folder / "post.epub"),
            "post, PDF": (POST, folder / "post.pdf"),
            "20 posts, PDF": (folder / "twenty.md", folder / "twenty.pdf"),
        }
        return {name: counted(program, post, output, folder) for name, (post, output) in runs.items()}


def compiler():
    return subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]


def more(now, before):
    """What takes more than it may, as sentences."""
    for name, run in before.items():
        if now[name]["all"] > run["all"] * LIMIT:
            yield sentence(name, now[name]["all"], run["all"])
        for stage, count in run["stages"].items():
            if stage not in now[name]["stages"]:
                yield f"{name}: no function of the stage `{stage}` was called; mend STAGES in guard.py"
            elif count > run["all"] * SMALL and now[name]["stages"][stage] > count * LIMIT:
                yield sentence(f"{name}, {stage}", now[name]["stages"][stage], count)


def sentence(name, now, before):
    return f"{name}: {now / 1e6:,.1f} million instructions, {before / 1e6:,.1f} on record ({now / before - 1:+.1%})"


# Stages whose work is part of another's.
WITHIN = {
    "highlight": "resolve",
    "shape words": "prepare paragraphs",
    "prepare paragraphs": "compose",
    "break lines": "compose",
    "encode the cover": "write the EPUB",
}


def shares(run):
    """What each stage does itself, in instructions."""
    own = dict(run["stages"])
    for inner, outer in WITHIN.items():
        if inner in own and outer in own:
            own[outer] -= run["stages"][inner]
    own["everything else"] = run["all"] - sum(own.values())
    return own


def picture(runs):
    """One bar a run, divided by stages, as SVG."""
    width, left, bar, y, parts = 720, 20, 26, 24, []
    for name, run in runs.items():
        parts.append(f'<text x="{left}" y="{y}" font-weight="bold">{name}: {run["all"] / 1e6:,.0f} million instructions</text>')
        x, line = left, 0
        for index, (stage, count) in enumerate(sorted(shares(run).items(), key=lambda entry: -entry[1])):
            hue = list(STAGES).index(stage) if stage in STAGES else len(STAGES)
            part = (width - 2 * left) * count / run["all"]
            fill = f"hsl({(150 + 47 * hue) % 360}, 35%, {45 + 6 * (hue % 4)}%)"
            parts.append(f'<rect x="{x:.1f}" y="{y + 8}" width="{max(part, 0):.1f}" height="{bar}" fill="{fill}"/>')
            column, row = index % 3, index // 3
            label_y = y + bar + 26 + 16 * row
            parts.append(f'<rect x="{left + 230 * column}" y="{label_y - 9}" width="9" height="9" fill="{fill}"/>')
            parts.append(f'<text x="{left + 14 + 230 * column}" y="{label_y}">{stage} {count / run["all"]:.0%}</text>')
            x, line = x + part, row + 1
        y += bar + 44 + 16 * line
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" '
        f'font-family="sans-serif" font-size="12" role="img">\n<title>Where the instructions of three exports go</title>\n'
        f'<rect width="{width}" height="{y}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def table(runs):
    """Stages by run, in millions of instructions; a stage includes what it calls."""
    lines = ["| Stage | " + " | ".join(runs) + " |", "|---|" + "---:|" * len(runs)]
    for stage in ["all", *STAGES]:
        counts = [run["all"] if stage == "all" else run["stages"].get(stage) for run in runs.values()]
        cells = " | ".join(f"{count / 1e6:,.1f}" if count else "" for count in counts)
        lines.append(f"| {stage} | {cells} |")
    return "\n".join(lines) + "\n"


def record(runs):
    unknown = [stage for stage in STAGES if not any(stage in run["stages"] for run in runs.values())]
    if unknown:
        sys.exit(f"no function of these stages was called: {', '.join(unknown)}; mend STAGES in guard.py")
    RECORD.write_text(json.dumps({"compiler": compiler(), "runs": runs}, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(picture(runs), encoding="utf-8")
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin and end, f"{PAGE} has no place for the counts"
    made = f"Made with rustc {compiler()}.\n\n{table(runs)}\n![Where the instructions of three exports go](images/stages.svg)\n\n"
    PAGE.write_text(before + BEGIN + made + END + after, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("offprint", nargs="?", default=ROOT / "target/release/offprint")
    parser.add_argument("--write", action="store_true", help="record today's counts")
    arguments = parser.parse_args()
    now = measure(Path(arguments.offprint).resolve())
    for name, run in now.items():
        print(f"{name}: {run['all'] / 1e6:,.1f} million instructions")
        for stage, count in run["stages"].items():
            print(f"  {stage}: {count / 1e6:,.1f}")
    if arguments.write:
        record(now)
        return
    before = json.loads(RECORD.read_text(encoding="utf-8"))
    if before["compiler"] != compiler():
        print(f"the record was made with rustc {before['compiler']}, this is {compiler()}")
    faults = list(more(now, before["runs"]))
    print("\n".join(faults) or "nothing takes over 5 % more than on record")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
