#!/usr/bin/env bash
# compare.sh MEASURE.py FOLDER [FOLDER ...]
#
# Sets the running text of folders of posts with offprint and with Typst (both on one page, in one face and size) and
# prints what MEASURE.py says of each PDF: a script that takes PDF files and prints a line a file.
# Needs cargo, python3 with the package `typst`, and a release build of offprint (or OFFPRINT naming one). Works in a folder of its own, which it
# prints; nothing is installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
measure=$(realpath "$1")
shift
offprint=${OFFPRINT:-$root/target/release/offprint}
work=$(mktemp -d)
echo "working in $work"
# The faces come from the crate that Typst itself embeds, so that both tools set the very same outlines.
cargo init --quiet --name faces "$work/faces"
(cd "$work/faces" && cargo add --quiet typst-assets && cargo fetch --quiet)
cp "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/typst-assets-*/files/fonts/LibertinusSerif-{Regular,Italic,Bold,BoldItalic}.otf "$work"
cp "$here/libertinus.yaml" "$here/peer.typ" "$work"
python3 "$here/book.py" "$@" --md "$work/book.md" --typ "$work/book.typ"
cd "$work"
"$offprint" export book.md --pdf --offline --quiet --contents never --theme libertinus.yaml -o offprint.pdf
"$offprint" export book.md --pdf --offline --quiet --contents never --page 6x9 -o offprint-default.pdf
"$offprint" export book.md --pdf --offline --quiet --contents never -o offprint-default-a5.pdf
python3 -c 'import typst; typst.compile("peer.typ", output="typst.pdf")'
python3 "$measure" offprint.pdf typst.pdf offprint-default.pdf offprint-default-a5.pdf
