"""The same generated text as Markdown and as Typst markup: chapters of headings, paragraphs, notes, lists, tables and code."""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))
from generate import CODE, Writer  # noqa: E402

# A chapter has about as many characters as a long post of a site: 20 chapters have 350 kB.
CHARACTERS = 17_500


class Markdown:
    suffix = ".md"

    def __init__(self):
        self.notes = []

    def head(self, title):
        return f"---\ntitle: {title}\nlang: en\nsyntax: commonmark\n---\n"

    def heading(self, level, words):
        return "#" * level + " " + words

    def emphasis(self, words):
        return f"*{words}*"

    def strong(self, words):
        return f"**{words}**"

    def mono(self, words):
        return f"`{words}`"

    def link(self, words, address):
        return f"[{words}]({address})"

    def note(self, words):
        self.notes.append(words)
        return f"[^{len(self.notes)}]"

    def items(self, items):
        return "\n".join(f"- {item}" for item in items)

    def table(self, rows):
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|---|---:|---|", *lines[1:]])

    def code(self, lines):
        return f"```rust\n{lines}```"

    def end_of_chapter(self):
        # Notes of all chapters are numbered through, as one file wants it.
        text = "\n".join(f"[^{number}]: {words}\n" for number, words in enumerate(self.notes, 1) if words)
        self.notes = [""] * len(self.notes)
        return text


class Typst(Markdown):
    suffix = ".typ"

    def head(self, title):
        return (
            "#set page(paper: \"a5\", numbering: \"1\")\n"
            "#set text(lang: \"en\", size: 10.5pt, hyphenate: true)\n#set par(justify: true)\n"
        )

    def heading(self, level, words):
        return "=" * level + " " + words

    def emphasis(self, words):
        return f"#emph[{words}]"

    def strong(self, words):
        return f"#strong[{words}]"

    def link(self, words, address):
        return f'#link("{address}")[{words}]'

    def note(self, words):
        return f"#footnote[{words}]"

    def table(self, rows):
        cells = "".join(f"  [{cell}],\n" for row in rows for cell in row)
        return f"#table(columns: 3,\n{cells})"

    def end_of_chapter(self):
        return ""


def chapter(number, marks, code):
    """The blocks of a chapter; the same words for every markup."""
    writer, choose = Writer(number + 1, 1), random.Random(number)
    yield marks.heading(1, writer.words(4).capitalize())
    written, count = 0, 0
    while written < CHARACTERS:
        if count % 6 == 0:
            yield marks.heading(2, writer.words(3).capitalize())
        sentences = [writer.sentence() for _ in range(choose.randint(3, 7))]
        kind = choose.randrange(7)
        extra = [
            lambda: marks.note(writer.sentence()),
            lambda: " " + marks.emphasis(writer.words(2).capitalize()) + ".",
            lambda: " " + marks.strong(writer.words(2).capitalize()) + ".",
            lambda: " " + marks.link(writer.words(2).capitalize(), "https://example.org/a") + ".",
            lambda: " " + marks.mono(writer.word() + "()") + ".",
            lambda: "",
            lambda: "",
        ][kind]()
        paragraph = " ".join(sentences) + extra
        written += len(" ".join(sentences))
        yield paragraph
        if count % 8 == 3:
            yield marks.items([writer.words(choose.randint(3, 12)) for _ in range(4)])
        if count % 16 == 9:
            rows = [["what", "count", "where"]]
            rows += [[writer.words(2), str(choose.randint(1, 999)), writer.words(3)] for _ in range(5)]
            yield marks.table(rows)
        if code and count % 8 == 5:
            yield marks.code(CODE.format(name=writer.fresh(), number=choose.randint(2, 99)))
        count += 1
    yield marks.end_of_chapter()


def chapters(count, marks, code):
    """Each chapter as text."""
    return ["\n\n".join(chapter(number, marks, code)) + "\n" for number in range(count)]


def write(folder, name, count, code):
    """Writes NAME.md and NAME.typ and a folder NAME of one Markdown file a chapter; returns the bytes of NAME.md."""
    for marks in (Markdown(), Typst()):
        text = marks.head("A generated book") + "\n" + "\n".join(chapters(count, marks, code))
        (folder / f"{name}{marks.suffix}").write_text(text, encoding="utf-8")
    separate = folder / name / "src"
    separate.mkdir(parents=True)
    for number in range(count):
        (separate / f"chapter-{number + 1:03}.md").write_text(chapters_of(number, code), encoding="utf-8")
    return (folder / f"{name}.md").stat().st_size


def chapters_of(number, code):
    """One chapter as a file of its own."""
    return "\n\n".join(chapter(number, Markdown(), code)) + "\n"
