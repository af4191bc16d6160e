//! Runs the specifications in `tests/spec/`: every example's source must give the dump under it.
//!
//! An example is a fence of sixteen backticks with the word `example`, holding the source, a line with one full stop,
//! and the dump of blocks and notes; diagnostics follow as `! line:column code: message`. Words after `example` pick
//! what the source is read as (`commonmark`, `text`, `lang=de` to set it in that language, `+math` for an extension, `-smart` for one less) and what is shown (`metadata`: also the front matter, and the
//! complaint about a missing `id`). `→` in a source is a tab, `␣` a space at a line's end.
//!
//! `OFFPRINT_BLESS=1 cargo test --test suite spec:: --` writes what the parser gives into the file; read it before you commit it.

use offprint::diagnostics::{Code, Diagnostics};
use offprint::dialect::{ExtensionChoice, Reading, Syntax, parse};
use offprint::document::{Document, dump};
use offprint::resolve::{self, SiteContext};
use offprint::source::{SourceFile, SourceId};
use std::fmt::Write as _;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/spec/");
const FENCE: &str = "````````````````";

struct Example<'t> {
    line: usize,
    options: &'t str,
    source: Vec<&'t str>,
    expected: Vec<&'t str>,
}

/// A part of the specification.
enum Part<'t> {
    Prose(&'t str),
    Example(Example<'t>),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix(FENCE) else {
            assert!(!line.starts_with("```"), "line {}: a fence that is no example would not be run", number + 1);
            parts.push(Part::Prose(line));
            continue;
        };
        let options =
            info.trim().strip_prefix("example").unwrap_or_else(|| panic!("line {}: not an example", number + 1));
        let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != FENCE).collect();
        let dot = body.iter().position(|line| *line == ".").unwrap_or(body.len());
        let (source, expected) = body.split_at(dot);
        let expected = expected.iter().skip(1).copied().collect();
        parts.push(Part::Example(Example {
            line: number + 1,
            options: options.trim(),
            source: source.to_vec(),
            expected,
        }));
    }
    parts
}

fn run(example: &Example<'_>) -> String {
    let mut syntax = Syntax::Site;
    let mut metadata = false;
    let mut extensions = ExtensionChoice::default();
    let mut lang = None;
    for option in example.options.split_whitespace() {
        match option {
            "commonmark" => syntax = Syntax::CommonMark,
            "text" => syntax = Syntax::PlainText,
            "metadata" => metadata = true,
            tag if tag.starts_with("lang=") => lang = tag.strip_prefix("lang=").map(str::to_owned),
            extension if extension.starts_with(['+', '-']) => {
                extensions = extensions.then(extension.parse().expect("an extension"));
            }
            other => panic!("line {}: no option `{other}`", example.line),
        }
    }
    let source: String = example.source.iter().map(|line| line.replace('→', "\t").replace('␣', " ") + "\n").collect();
    let file = SourceFile::new("example.md", source);
    let (mut document, diagnostics) = parse(SourceId(0), &file, Reading { syntax, extensions, ..Reading::default() });
    if lang.is_some() {
        document = resolved(document, SiteContext { lang, ..SiteContext::default() });
    }
    let mut out = if metadata { dump::document(&document) } else { dump::text(&document) };
    for diagnostic in diagnostics.iter().filter(|d| metadata || d.code != Code::MissingId) {
        let place = file.place(diagnostic.span.map_or(0, |span| span.start as usize));
        let _ = writeln!(out, "! {}:{} {}: {}", place.line, place.column, diagnostic.code.name(), diagnostic.message);
    }
    out
}

/// The document as a book of its own has it.
fn resolved(document: Document, site: SiteContext) -> Document {
    let mut book = resolve::book(vec![document], &site, &mut Diagnostics::new());
    let chapter = book.chapters.remove(0);
    Document { meta: chapter.meta, blocks: chapter.blocks, notes: book.notes, ..Document::default() }
}

#[test]
fn every_example_of_punctuation_holds() {
    holds("punctuation.md");
}

#[test]
fn every_example_of_the_dialect_holds() {
    holds("dialect.md");
}

#[test]
fn every_example_of_commonmark_holds() {
    holds("commonmark.md");
}

#[test]
fn every_example_of_html_holds() {
    holds("html.md");
}

#[test]
fn every_example_of_the_extensions_holds() {
    holds("extensions.md");
}

#[test]
fn every_example_of_math_holds() {
    holds("math.md");
}

fn holds(name: &str) {
    let path = format!("{FOLDER}{name}");
    let text = std::fs::read_to_string(&path).expect("the specification");
    let bless = std::env::var_os("OFFPRINT_BLESS").is_some();
    let (mut blessed, mut failures, mut count) = (String::new(), String::new(), 0);
    for part in parts(&text) {
        let example = match part {
            Part::Prose(line) => {
                blessed.push_str(line);
                blessed.push('\n');
                continue;
            }
            Part::Example(example) => example,
        };
        count += 1;
        let found = run(&example);
        let expected: String = example.expected.iter().map(|line| format!("{line}\n")).collect();
        let source = example.source.join("\n");
        let info = format!("example {}", example.options);
        let _ = writeln!(blessed, "{FENCE} {}\n{source}\n.\n{found}{FENCE}", info.trim());
        if found != expected {
            let _ = writeln!(
                failures,
                "tests/spec/{name}:{}\n--- source\n{source}\n--- expected\n{expected}--- found\n{found}",
                example.line
            );
        }
    }
    // The fences of the file, counted another way: none may have been overlooked.
    assert_eq!(count * 2, text.lines().filter(|line| line.starts_with(FENCE)).count(), "unpaired fences");
    assert!(count > 0, "no examples");
    if bless {
        std::fs::write(&path, blessed).expect("write the specification");
        return;
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_extension_is_documented_and_has_examples() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let read = |path: &str| std::fs::read_to_string(format!("{root}{path}")).expect("a page");
    let (page, examples) = (read("docs/dialect.md"), read("tests/spec/extensions.md"));
    for extension in offprint::dialect::Extension::ALL {
        let name = extension.name();
        assert!(page.contains(&format!("\n| `{name}` | ")), "docs/dialect.md has no row for `{name}`");
        let after = examples.split(&format!("\n## `{name}`\n")).nth(1).unwrap_or_default();
        let section = after.split("\n## ").next().unwrap_or_default();
        assert!(section.contains(FENCE), "tests/spec/extensions.md has no example of `{name}`");
    }
}
