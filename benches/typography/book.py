#!/usr/bin/env python3
"""book.py FOLDER [FOLDER ...] --md OUT.md --typ OUT.typ

Makes one plain book of the running text of a folder of posts, twice: as CommonMark for offprint and as Typst markup,
word for word the same. Only headings and paragraphs are taken (code, tables, lists, notes and boxes are left out), so
that the comparison is of line and page breaking alone. Nothing but Python is needed.
"""
import re
import sys
from pathlib import Path


def strip_inline(text):
    """Plain words of a paragraph of the dialect: markup and notes go, text stays."""
    previous = None
    while previous != text:
        previous = text
        text = re.sub(r"\^\[[^\[\]]*\]", "", text)
        text = re.sub(r"\{\{([^{}|]*)\|[^{}]*\}\}", r"\1", text)
        text = re.sub(r"\{(?:#?\w+|sc|\^|v|kbd|_|shout):([^{}]*)\}", r"\1", text)
    text = re.sub(r"\[\[([^\]|]*)\|([^\]]*)\]\]", r"\2", text)
    text = re.sub(r"\[\[([^\]]*)\]\]", "", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__|~~|`)", "", text)
    text = re.sub(r"(?<![\w*])\*([^*]+)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_([^_]+)_(?!\w)", r"\1", text)
    text = re.sub(r"(?<![-\w])--(?!-)(.+?)(?<!-)--(?![-\w])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()


def paragraphs(path):
    """(level, text) of each heading (1 to 3) and paragraph (0) of a post."""
    text = path.read_text(encoding="utf-8")
    title = path.stem
    if text.startswith("---"):
        front, _, text = text[3:].partition("\n---")
        found = re.search(r"^(?:displayTitle|title): *[\"']?(.*?)[\"']? *$", front, re.M)
        title = found[1] if found else title
    yield 1, title
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    for block in re.split(r"\n[ \t]*\n", text):
        block = block.strip()
        heading = re.match(r"(#{1,3}) +(.*)$", block)
        if heading:
            yield min(len(heading[1]) + 1, 3), strip_inline(heading[2])
        elif block and re.match(r"[A-Za-z\"'“‘¿¡*ÁÉÍÓÚáéíóú]", block) and not re.match(r"[a-zA-Z]\. ", block):
            words = strip_inline(block)
            if len(words.split()) > 12 and not re.search(r"[{}\[\]<>|`]", words):
                yield 0, words


def escape(text, marks):
    return "".join("\\" + c if c in marks else c for c in text)


def main():
    arguments = sys.argv[1:]
    options = {"--md": None, "--typ": None}
    folders = []
    while arguments:
        word = arguments.pop(0)
        if word in options:
            options[word] = Path(arguments.pop(0))
        else:
            folders.append(Path(word))
    markdown, typst = [], []
    for folder in folders:
        for path in sorted(folder.rglob("*.md"), key=lambda path: path.name):
            for level, text in paragraphs(path):
                markdown.append("#" * level + (" " if level else "") + escape(text, "\\*_#[]<>&`~$"))
                typst.append("=" * level + (" " if level else "") + escape(text, "\\*_#[]<>@`~$=/"))
    options["--md"].write_text("---\nid: book\ntitle: Comparison\nsyntax: commonmark\n---\n\n" + "\n\n".join(markdown) + "\n")
    options["--typ"].write_text("\n\n".join(typst) + "\n")


main()
