#!/usr/bin/env python3
"""Measures a program on a generated site: measure.py PROGRAM FOLDER [FLAGS OF batch]

Processor seconds, seconds on the clock and the highest memory of: a first run, a second one, one after a post was changed,
the volumes, and the volumes after that change. The folder's output folder is removed first.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time


def run(name, command, folder):
    start = time.time()
    process = subprocess.Popen(command, cwd=folder)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{name}: {command} ended with {os.waitstatus_to_exitcode(status)}")
    processor = used.ru_utime + used.ru_stime
    print(f"{name:<16} {processor:8.1f} s processor {time.time() - start:8.1f} s clock {used.ru_maxrss // 1024:6} MB", flush=True)


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    shutil.rmtree(folder / "out", ignore_errors=True)
    batch = [str(program), "batch", ".", "--all", "--offline", "--quiet", "-o", "out", *sys.argv[3:]]
    post = sorted((folder / "content").glob("part*/post-*.md"))[0]
    text = post.read_text()
    run("first run", batch, folder)
    run("second run", batch, folder)
    run("volumes", [*batch, "--volume-only"], folder)
    try:
        post.write_text(text + "\nOne more sentence.\n")
        run("one post changed", batch, folder)
        run("its volume", [*batch, "--volume-only"], folder)
    finally:
        post.write_text(text)


main()
