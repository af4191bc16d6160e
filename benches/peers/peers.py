#!/usr/bin/env python3
"""Times offprint beside the peers that are installed: peers.py [OFFPRINT] [--runs N] [--large] [--instructions] [--write]

The same generated text goes to each: one post, 20 posts and, with --large, 200 posts' worth in one file, each with and
without code listings. Peers: Typst (Python package `typst`) for PDF; pandoc (Python package `pypandoc_binary`, or `pandoc` on
the PATH), mdbook-epub and crowbook (on the PATH) for EPUB. All run in turn, N times (default 5).

Prints medians of the time on the clock, ratios, peak memory and growth; with --instructions also instruction counts
(`valgrind`). With --write the table and a chart (SVG) replace those in `docs/peers.md`.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib import metadata, util
from pathlib import Path

import chart
import text

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


class Tool:
    """A program that makes a file of one format."""

    def __init__(self, name, version, output, command):
        self.name, self.version, self.output, self.command = name, version, output, command


def version_of(program, *arguments):
    done = subprocess.run([program, *(arguments or ["--version"])], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[0].split()[-1]


def tools(offprint):
    """offprint first, then what is there."""
    found = [
        Tool("offprint", version_of(offprint), "pdf", lambda name: [
            offprint, "export", f"{name}.md", "--pdf", "--offline", "--quiet", "--page", "a5", "-o", f"{name}-o.pdf"]),
        Tool("offprint", version_of(offprint), "epub", lambda name: [
            offprint, "export", f"{name}.md", "--epub", "--offline", "--quiet", "-o", f"{name}-o.epub"]),
    ]
    if util.find_spec("typst"):
        compile_it = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        found.append(Tool("Typst", metadata.version("typst"), "pdf", lambda name: [
            sys.executable, "-c", compile_it, f"{name}.typ", f"{name}-t.pdf"]))
    pandoc = shutil.which("pandoc")
    if util.find_spec("pypandoc"):
        import pypandoc

        pandoc = pypandoc.get_pandoc_path()
    if pandoc:
        found.append(Tool("pandoc", version_of(pandoc), "epub", lambda name: [
            pandoc, "-f", "gfm+footnotes", f"{name}.md", "-o", f"{name}-p.epub", "--toc"]))
    if shutil.which("mdbook-epub"):
        found.append(Tool("mdbook-epub", version_of("mdbook-epub"), "epub", lambda name: ["mdbook-epub", "-s", "true", name]))
    if shutil.which("crowbook"):
        found.append(Tool("crowbook", version_of("crowbook"), "epub", lambda name: [
            "crowbook", "-q", f"{name}.book", "--to", "epub", "--output", f"{name}-c.epub"]))
    return found


def settle(folder, name, count):
    """The files in which mdbook-epub and crowbook read what a book consists of."""
    files = [f"chapter-{number + 1:03}.md" for number in range(count)]
    (folder / name / "book.toml").write_text(
        '[book]\ntitle = "A generated book"\nauthors = ["Nobody"]\nlanguage = "en"\n[output.epub]\n', encoding="utf-8")
    summary = "# Summary\n\n" + "".join(f"- [{file}]({file})\n" for file in files)
    (folder / name / "src" / "SUMMARY.md").write_text(summary, encoding="utf-8")
    book = "author: Nobody\ntitle: A generated book\nlang: en\n\n" + "".join(f"+ {name}/src/{file}\n" for file in files)
    (folder / f"{name}.book").write_text(book, encoding="utf-8")


def measured(command, folder):
    """Seconds on the clock and the highest memory in MB of one run."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said.decode(errors='replace')[-300:]}")
    return time.monotonic() - start, used.ru_maxrss / 1024


def instructions(command, folder):
    """Millions of instructions of one run, of all its threads."""
    out = folder / "callgrind.out"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command], cwd=folder, capture_output=True, text=True
    )
    collected = [line for line in done.stderr.splitlines() if "Collected" in line]
    if not collected:
        raise RuntimeError(f"valgrind: {done.stderr[-300:]}")
    return int(collected[-1].split()[-1]) / 1e6


def compare(text_name, all_tools, folder, arguments):
    """One row a tool: name, format, median seconds, MB, millions of instructions."""
    times = {tool: [] for tool in all_tools}
    memory = {tool: 0.0 for tool in all_tools}
    for _ in range(arguments.runs):
        for tool in list(times):
            try:
                seconds, megabytes = measured(tool.command(text_name), folder)
            except RuntimeError as error:
                print(f"{text_name}: {tool.name} left out: {error}", file=sys.stderr)
                del times[tool]
                continue
            times[tool].append(seconds)
            memory[tool] = max(memory[tool], megabytes)
    count = arguments.instructions and not text_name.startswith("200")
    return {
        (tool.name, tool.output): (
            statistics.median(seconds), memory[tool], instructions(tool.command(text_name), folder) if count else None)
        for tool, seconds in times.items()
    }


def table(results, all_tools):
    """The rows as Markdown, ratios to offprint's own output of the same format."""
    lines = [
        "| text | to | program | time | offprint's share of it | memory | instructions | offprint's share of them |",
        "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    for name, rows in results.items():
        for tool in all_tools:
            row = rows.get((tool.name, tool.output))
            if row is None:
                continue
            ours = rows[("offprint", tool.output)]
            seconds, megabytes, count = row
            peer = tool.name != "offprint"
            share = f"{ours[0] / seconds:.2f}" if peer else ""
            counted = f"{count:,.0f} M" if count else ""
            fewer = f"{ours[2] / count:.2f}" if peer and count else ""
            lines.append(
                f"| {name} | {tool.output.upper()} | {tool.name} | {seconds:.3f} s | {share} | {megabytes:,.0f} MB | {counted} | {fewer} |")
    return "\n".join(lines) + "\n"


def growth(results, all_tools):
    """How many times as long the tenfold text takes."""
    said = []
    for small, large in (("20 posts", "200 posts"), ("20 posts with code", "200 posts with code")):
        for tool in all_tools:
            rows = [results.get(name, {}).get((tool.name, tool.output)) for name in (small, large)]
            if all(rows):
                said.append(f"{tool.name} {tool.output.upper()} {large} {rows[1][0] / rows[0][0]:.1f} times {small}")
    return "; ".join(said)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("offprint", nargs="?", default=str(ROOT / "target/release/offprint"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="also 200 posts' worth")
    parser.add_argument("--instructions", action="store_true", help="count instructions with valgrind (slow)")
    parser.add_argument("--write", action="store_true", help="write the table and the chart into docs/peers.md")
    arguments = parser.parse_args()
    all_tools = tools(str(Path(arguments.offprint).resolve()))
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in (1, 20, 200) if arguments.large else (1, 20):
            for code in (False, True):
                label = f"{count} post{'s' if count > 1 else ''}{' with code' if code else ''}"
                file = label.replace(" ", "-")
                size = text.write(folder, file, count, code)
                settle(folder, file, count)
                print(f"{label}: {size // 1000} kB", file=sys.stderr)
                results[label] = compare(file, all_tools, folder, arguments)
    versions = ", ".join(dict.fromkeys(f"{tool.name} {tool.version}" for tool in all_tools))
    report = f"One run on two cores, {date.today()}: {versions}; medians of {arguments.runs}.\n\n{table(results, all_tools)}"
    grown = growth(results, all_tools)
    report += f"\nGrowth: {grown}.\n" if grown else ""
    print(report)
    if arguments.write:
        page = ROOT / "docs/peers.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}{report}\n![Time beside peers](images/peers.svg)\n{END}{after}", encoding="utf-8")
        (ROOT / "docs/images/peers.svg").write_text(chart.bars(results, all_tools), encoding="utf-8")


main()
