#!/usr/bin/env python3
"""Writes a site of N posts to measure with: generate.py N FOLDER [--words WORDS] [--category POSTS]

The same N gives the same bytes. A category holds 50 posts unless told otherwise; each post has about 1,500 words in
sections, with notes, callouts, code, a table, lists, links to other posts and to field notes; every tenth has an image.
The words are invented syllables with the lengths of English ones, so that hyphenation and line breaking have work.
"""

import argparse
import pathlib
import random
import struct
import zlib

ONSETS = "b br c ch cl d dr f fl g gr h l m n p pl pr r s sh sl st t tr v w".split()
VOWELS = "a e i o u ai ea ou ie".split()
CODAS = ["", "", "", "n", "r", "s", "t", "l", "nd", "st", "ck", "m"]
CODE = '''fn {name}(input: &str) -> Result<u32, Error> {{
    let mut total = 0;
    for (index, line) in input.lines().enumerate() {{
        // The first line is a head.
        if index > 0 {{
            total += line.trim().parse::<u32>()? * {number};
        }}
    }}
    Ok(total)
}}
'''


class Writer:
    def __init__(self, seed, count):
        self.random = random.Random(seed)
        self.count = count
        # A post repeats its words as real ones do.
        self.stock = [self.fresh() for _ in range(600)]

    def fresh(self):
        syllables = self.random.choices([1, 2, 3, 4], [5, 4, 2, 1])[0]
        pick = self.random.choice
        return "".join(pick(ONSETS) + pick(VOWELS) + pick(CODAS) for _ in range(syllables))

    def word(self):
        # Few words are frequent, most are rare.
        return self.stock[min(int(self.random.expovariate(1 / 90)), len(self.stock) - 1)]

    def words(self, number):
        return " ".join(self.word() for _ in range(number))

    def sentence(self):
        clauses = [self.words(self.random.randint(4, 11)) for _ in range(self.random.randint(1, 3))]
        text = ", ".join(clauses)
        return text[0].upper() + text[1:] + "."

    def paragraph(self):
        return [self.sentence() for _ in range(self.random.randint(3, 6))]

    def decorated(self):
        sentences = self.paragraph()
        at = self.random.randrange(len(sentences))
        other = self.random.randrange(self.count)
        kinds = [
            lambda s: s + f"^[{self.sentence()}]",
            lambda s: s + f" See [[{category(other)}/{post_id(other)}|{self.words(2)}]].",
            lambda s: s + f" This is *{self.words(2)}* and **{self.word()}**, `{self.word()}()`.",
            lambda s: s + f" {{{{{self.word()}|{self.sentence()}}}}}",
            lambda s: s + f" [[{note_uid(self.random.randrange(NOTES))}]] says so.",
            lambda s: s,
            lambda s: s,
        ]
        sentences[at] = self.random.choice(kinds)(sentences[at])
        return " ".join(sentences)

    def block(self, kind):
        if kind == "callout":
            name = self.random.choice(["note", "tip", "warning", "keyconcept"])
            return f"{{bkqt/{name}}}\n{self.decorated()}\n\n{' '.join(self.paragraph())}\n{{/bkqt}}"
        if kind == "code":
            return "```rust\n" + CODE.format(name=self.fresh(), number=self.random.randint(2, 99)) + "```"
        if kind == "table":
            rows = [f"| {self.words(2)} | {self.random.randint(1, 999)} | {self.words(3)} |" for _ in range(6)]
            return "| what | count | where |\n|---|---:|---|\n" + "\n".join(rows)
        return "\n".join(f"- {self.words(self.random.randint(3, 9))}" for _ in range(5))


NOTES = 100
PER_CATEGORY = 50


def category(number):
    return f"part{number // PER_CATEGORY + 1:03}"


def post_id(number):
    return f"post-{number + 1:05}"


def note_uid(number):
    return f"N{number:07}"


def post(number, count, words):
    writer = Writer(number + 1, count)
    year, month, day = 2000 + number // 336 % 25, number // 28 % 12 + 1, number % 28 + 1
    lines = [
        "---",
        f"id: {post_id(number)}",
        f"title: {writer.words(4).capitalize()}",
        f"subtitle: {writer.words(7)}",
        f"category: {category(number)}",
        f"date: {year}-{month:02}-{day:02}",
        f"tags: [{writer.word()}, {writer.word()}]",
        "---",
        "",
    ]
    extras = ["callout", "code", "table", "list", "callout", "list"]
    written, paragraphs = 0, 0
    while written < words:
        if paragraphs % 5 == 0:
            lines += [f"## {writer.words(3).capitalize()}", ""]
        blocks = [writer.decorated()]
        if paragraphs % 4 == 3:
            blocks.append(writer.block(extras[paragraphs // 4 % len(extras)]))
        if paragraphs == 2 and number % 10 == 0:
            blocks.append(f'![{writer.words(4)}|{writer.sentence()}](/images/picture-{number // 10 % 8}.png "center")')
        for block in blocks:
            lines += [block, ""]
            written += len(block.split())
        paragraphs += 1
    return "\n".join(lines)


def picture(seed):
    """A PNG of 640 by 400 pixels: soft bands, so that it is neither empty nor noise."""
    width, height = 640, 400
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(((x * (seed + 2) // 8 + y) % 256, (y * 2 + seed * 31) % 256, (x + y * seed) // 4 % 256))
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--words", type=int, default=1500)
    parser.add_argument("--category", type=int, default=PER_CATEGORY, metavar="POSTS")
    args = parser.parse_args()
    globals()["PER_CATEGORY"] = args.category
    write(args.folder / "offprint.yaml", "site: { title: Measured, url: 'https://example.org', author: Nobody }\n"
          "lang: en\ncontent: content\nurl_maps: { /images: images }\n")
    for number in range(args.count):
        write(args.folder / "content" / category(number) / f"{post_id(number)}.md", post(number, args.count, args.words))
        write(args.folder / "content" / category(number) / "_category.yaml",
              f"name: {category(number)}\ndisplayName: Part {number // PER_CATEGORY + 1}\n")
    for number in range(NOTES):
        name = Writer(-number - 1, 1)
        write(args.folder / "content/fieldnotes" / f"{note_uid(number)}.md",
              f"---\nuid: {note_uid(number)}\naddress: {name.word().upper()}{number}\nname: {name.words(2)}\n---\n\n{name.sentence()}\n")
    for number in range(8):
        write(args.folder / "images" / f"picture-{number}.png", picture(number))


if __name__ == "__main__":
    main()
