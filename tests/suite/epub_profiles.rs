//! What each profile makes of one post: all text files of the EPUB under snapshot, and what is said of its limits.

use crate::support;
use crate::support::{Assembled, assemble};
use offprint::epub::{EpubOptions, Profile};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const POST: &str = "---
id: profiles
displayTitle: For many readers
subtitle: what each of them gets
author: [Ada Reyes, Ben Ott]
date: 2026-01-02
lang: en
category: essays
series: Readers
part: 2
tags: [type, screens]
tldr: [One thing.]
---
Some text^[A note that calls ^[another] note.] follows. A second sentence {sc:NASA} here?

# A heading

![A red square](square.svg \"center\")

{bkqt/tip|Mind}
A tip in a box.
{/bkqt}

| a | b | c | d | e | f |
|---|---|---|---|---|---|
| 1 | 2 | 3 | 4 | 5 | 6 |

| g | h |
|---|---|
| 7 | 8^[Under a table.] |

```rust
fn main() {}
```
";
const SQUARE: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><rect width='20' height='20' fill='red'/></svg>";

fn post(folder: &std::path::Path) -> Assembled {
    std::fs::write(folder.join("square.svg"), SQUARE).expect("drawing");
    std::fs::write(folder.join("profiles.md"), POST).expect("post");
    assemble(&folder.join("profiles.md"))
}

fn entries(epub: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("ZIP");
    let mut entries = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("bytes");
        entries.insert(entry.name().expect("name").into_owned(), bytes);
    }
    entries
}

/// The tree of a profile's EPUB as text: names of all entries, then the text of those that are read.
fn tree(profile: Profile) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().expect("folder");
    let mut post = post(folder.path());
    let theme = offprint::theme::built_in().expect("theme");
    let options = EpubOptions { timestamp: support::TIMESTAMP, profile, ..EpubOptions::default() };
    let epub = offprint::to_epub(&post.book, &post.assets, &theme, &options, &mut post.report).expect("EPUB");
    let entries = entries(&epub);
    let mut out: String = entries.keys().map(|name| format!("{name}\n")).collect();
    for (name, bytes) in &entries {
        let read = [".xhtml", ".opf", ".ncx", ".xml"].iter().any(|ending| name.ends_with(ending));
        if read && !name.ends_with("container.xml") {
            out.push_str(&format!("\n==== {name}\n{}", String::from_utf8_lossy(bytes)));
        }
    }
    let said = post.report.diagnostics.iter().filter(|d| d.code.name() == "profile-limit");
    let place = |span: Option<offprint::source::Span>| {
        let span = span.expect("a place");
        post.sources.get(span.source).map_or(0, |file| file.place(span.start as usize).line)
    };
    let said = said.map(|d| format!("{}: {}", place(d.span), d.message)).collect();
    (out, said)
}

#[test]
fn generic() {
    let (tree, said) = tree(Profile::Generic);
    assert!(said.is_empty(), "{said:?}");
    insta::assert_snapshot!("generic", tree);
}

#[test]
fn kobo() {
    let (tree, said) = tree(Profile::Kobo);
    insta::assert_snapshot!("kobo", tree);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("14: for kobo: a note within a note"), "{said:?}");
}

#[test]
fn kobo_says_which_notes_do_not_open_in_place() {
    let folder = tempfile::tempdir().expect("folder");
    let long = "word ".repeat(1100);
    let text = format!("---\nid: notes\n---\nOne^[No.]\n\nTwo^[As usual.]\n\nThree^[{long}]\n");
    std::fs::write(folder.path().join("notes.md"), text).expect("post");
    let mut post = assemble(&folder.path().join("notes.md"));
    let theme = offprint::theme::built_in().expect("theme");
    let options = EpubOptions { profile: Profile::Kobo, ..EpubOptions::default() };
    offprint::to_epub(&post.book, &post.assets, &theme, &options, &mut post.report).expect("EPUB");
    let limits = post.report.diagnostics.iter().filter(|d| d.code.name() == "profile-limit");
    let lines: Vec<usize> = limits
        .map(|d| {
            assert!(d.message.starts_with("for kobo: a note of fewer than 9"), "{}", d.message);
            let span = d.span.expect("a place");
            post.sources.get(span.source).map_or(0, |file| file.place(span.start as usize).line)
        })
        .collect();
    assert_eq!(lines, [4, 8]);
}

#[test]
fn kindle() {
    let (tree, said) = tree(Profile::Kindle);
    insta::assert_snapshot!("kindle", tree);
    let words = ["drawing", "a table of so many columns becomes a picture", "a note within a note"];
    assert_eq!(said.len(), words.len(), "{said:?}");
    assert!(said.iter().zip(words).all(|(said, word)| said.contains(word)), "{said:?}");
    assert!(!tree.contains(".svg") && !tree.contains("cover.xhtml"));
    assert!(tree.contains("alt=\"a: 1; b: 2; c: 3; d: 4; e: 5; f: 6\""), "the text of the table stays");
    assert!(tree.contains("<td>7</td>"), "a table with a note stays a table");
}

#[test]
fn apple() {
    let (tree, _) = tree(Profile::Apple);
    assert!(tree.contains("META-INF/com.apple.ibooks.display-options.xml"));
    insta::assert_snapshot!("apple", tree);
}

#[test]
fn the_command_line_names_the_file_after_the_profile_and_keeps_to_a_size() {
    let folder = tempfile::tempdir().expect("folder");
    let pixels = image::RgbImage::from_fn(1400, 1000, |x, y| {
        let noise = |n: u32| u8::try_from((x * 7919 + y * 104_729 + n * 31 + (x * y) % 251) % 256).expect("a byte");
        image::Rgb([noise(1), noise(2), noise(3)])
    });
    pixels.save(folder.path().join("noise.png")).expect("picture");
    std::fs::write(folder.path().join("a.md"), "---\nid: a\ntitle: A\n---\n![Noise](noise.png \"full\")\n")
        .expect("post");
    let export = |arguments: &[&str]| {
        let mut command = support::offprint();
        command.args(["export", "--offline", "--epub", "-o"]).arg(folder.path()).args(arguments);
        support::run(command.arg(folder.path().join("a.md")))
    };
    let (done, _, said) = export(&["--profile", "kobo"]);
    assert!(done, "{said}");
    let whole = std::fs::metadata(folder.path().join("a.kepub.epub")).expect("named for Kobo").len();
    let (done, _, said) = export(&["--max-size", "700kB"]);
    assert!(done && !said.contains("too-large"), "{said}");
    let fitted = std::fs::read(folder.path().join("a.epub")).expect("EPUB");
    assert!(whole > 1_000_000 && fitted.len() <= 700_000, "{whole} {}", fitted.len());
    let (_, _, _) = export(&["--max-size", "700kB"]);
    assert!(std::fs::read(folder.path().join("a.epub")).expect("EPUB") == fitted, "the same bytes");
    let (done, _, said) = export(&["--max-size", "10kB"]);
    assert!(done && said.contains("more than the 10 kB asked for"), "{said}");
    let (done, _, said) = export(&["--profile", "nook"]);
    assert!(!done && said.contains("generic, kobo, kindle or apple"), "{said}");
}
