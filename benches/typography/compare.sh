#!/usr/bin/env bash
# compare.sh MEASURE.py SITE CATEGORY [OFFPRINT OPTIONS …]
#
# Sets a category of a site, and the whole site, at 6 × 9 in and A5:
#   - their running text (headings and paragraphs) with offprint and with Typst, in one face and size on one measure;
#   - their posts whole (notes, boxes, lists, tables, code) with offprint, as one volume each.
# MEASURE.py takes PDF files and prints with --json a line of figures a file. The figures go into README.md beside this
# script, between its two marks. OFFPRINT OPTIONS reach `offprint batch`, e.g. --offline and --map-url.
#
# Needs cargo, python3 with the package `typst`, and a release build of offprint (or OFFPRINT naming a build). Works in a
# folder of its own, which it prints; nothing is installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
measure=$(realpath "$1")
site=$(realpath "$2")
category=$3
shift 3
offprint=$(realpath "${OFFPRINT:-$root/target/release/offprint}")
work=$(mktemp -d)
echo "working in $work"

# The faces come from the crate that Typst itself embeds, so that both tools set the very same outlines.
cargo init --quiet --name faces "$work/faces"
(cd "$work/faces" && cargo add --quiet typst-assets && cargo fetch --quiet)
cp "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/typst-assets-*/files/fonts/LibertinusSerif-{Regular,Italic,Bold,BoldItalic}.otf "$work"
cp "$here/libertinus.yaml" "$here/peer.typ" "$work"

# The whole site as one category: a folder of links to its posts.
mkdir -p "$work/sites/site" "$work/sites/category"
find "$site" -name '*.md' | sort | while read -r post; do
    if [ "$(dirname "$post")" != "$site/fieldnotes" ]; then ln -sf "$post" "$work/sites/site/"; fi
done
find "$site/$category" -name '*.md' -exec ln -sf {} "$work/sites/category/" \;

cd "$work"
pdfs=()
for text in category site; do
    python3 "$here/book.py" "sites/$text" --md "$text.md" --typ "$text.typ"
    for page in 6x9 a5; do
        case $page in
        6x9) size='"width": "6in", "height": "9in"' ;;
        a5) size='"width": "148mm", "height": "210mm"' ;;
        esac
        plain=(--pdf --offline --quiet --contents never --page "$page")
        "$offprint" export "$text.md" "${plain[@]}" --theme libertinus.yaml -o "text-$text-$page-libertinus.pdf"
        "$offprint" export "$text.md" "${plain[@]}" -o "text-$text-$page-default.pdf"
        python3 -c "import typst; typst.compile('peer.typ', output='text-$text-$page-typst.pdf', sys_inputs={'book': '$text.typ', $size})"
        for theme in libertinus default; do
            options=("$@")
            if [ $theme = libertinus ]; then options+=(--theme libertinus.yaml); fi
            "$offprint" batch "sites/$text" --volume --pdf --quiet --page "$page" -o "out-$page-$theme" "${options[@]}" || true
            cp "out-$page-$theme/$text/$text.pdf" "posts-$text-$page-$theme.pdf"
            pdfs+=("posts-$text-$page-$theme.pdf")
        done
        pdfs+=("text-$text-$page-"{libertinus,typst,default}.pdf)
    done
done
python3 "$measure" --json "${pdfs[@]}" > figures.json
python3 "$here/report.py" figures.json "$here/README.md" --category "$category" --words category.md site.md
