#!/usr/bin/env python3
"""Times offprint beside Typst on one text: speed.py OFFPRINT FOLDER TEXT [RUNS]

FOLDER is the working folder that compare.sh prints, TEXT one of its two texts (category, site). Both make a PDF at
6 × 9 in in one face and size, in turn, each run a process of its own; Typst is called from Python, whose own start is
timed beside it. Prints the medians of the seconds on the clock, and of the ratios run by run.
"""

import pathlib
import statistics
import subprocess
import sys
import time


def seconds(command, folder):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def main():
    program, folder, text = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2], sys.argv[3]
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 9
    size = f"{{'book': '{text}.typ', 'width': '6in', 'height': '9in'}}"
    flags = ["--pdf", "--offline", "--quiet", "--contents", "never", "--page", "6x9", "--theme", "libertinus.yaml"]
    commands = {
        "offprint": [program, "export", f"{text}.md", *flags, "-o", "speed-offprint.pdf"],
        "Typst": [sys.executable, "-c", f"import typst; typst.compile('peer.typ', output='speed-typst.pdf', sys_inputs={size})"],
        "Python alone": [sys.executable, "-c", "import typst"],
    }
    for command in commands.values():
        seconds(command, folder)
    times = [{name: seconds(command, folder) for name, command in commands.items()} for _ in range(runs)]
    for name in commands:
        print(f"{name:<14} {statistics.median(t[name] for t in times):.3f} s")
    ratio = statistics.median(t["offprint"] / t["Typst"] for t in times)
    print(f"offprint takes {ratio:.2f} of Typst's time (median of {runs} pairs)")


main()
