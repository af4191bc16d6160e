//! CommonMark's and GFM's own examples: words and structure of the document against the HTML that they expect.
//!
//! The examples are not part of the project. `pulldown_cmark`'s package carries them as its tests, and cargo has unpacked
//! it to build the program; `cargo metadata` says where. Where it is packed without its tests they are passed over with a
//! line, unless `OFFPRINT_REQUIRE_TOOLS=1`.

mod html;
mod model;
mod tree;

use html::Expected;
use offprint::dialect::{Syntax, parse};
use offprint::source::{SourceFile, SourceId};
use std::path::PathBuf;
use std::process::Command;

/// An example of a specification.
struct Example {
    source: String,
    html: String,
}

/// Examples that a book reads otherwise on purpose, by number, and why.
type Different = &'static [(&'static [usize], &'static str)];

/// Those of CommonMark 0.31.
const COMMONMARK: Different = &[
    (&[79], "a heading without text is left out: a table of contents has nothing to show for it"),
    (&[156, 157, 158], "a tag that nothing ends hides what follows from a browser; here it stays as text"),
    (&[484], "a link without text shows its address, or nobody would find it"),
    (&[491], "an address in angle brackets may go on in the next line"),
    (&[602, 608, 611], "a bare address is a link (GFM 6.9)"),
];
/// Those of GFM's tables.
const TABLES: Different = &[(&[7], "cells beyond a table's columns are kept, with a warning")];

#[test]
fn examples_of_commonmark_hold() {
    let Some(examples) = examples("spec") else { return };
    assert!(examples.len() >= 650, "{} examples", examples.len());
    holds("CommonMark", &examples, COMMONMARK);
}

#[test]
fn examples_of_gfm_hold() {
    let none: Different = &[];
    for (name, least, different) in
        [("gfm_table", 8, TABLES), ("gfm_strikethrough", 2, none), ("gfm_tasklist", 2, none)]
    {
        let Some(examples) = examples(name) else { return };
        assert!(examples.len() >= least, "{name}: {} examples", examples.len());
        holds(name, &examples, different);
    }
}

/// Compares each example; one that is listed as different must differ, so that the list stays true.
fn holds(name: &str, examples: &[Example], different: Different) {
    let mut wrong = String::new();
    for (at, example) in examples.iter().enumerate() {
        let number = at + 1;
        let listed = different.iter().any(|(numbers, _)| numbers.contains(&number));
        match (difference(example), listed) {
            (Some(found), false) => wrong.push_str(&format!("{name} {number}: {found}\n")),
            (None, true) => wrong.push_str(&format!("{name} {number} is listed as different and is not\n")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn difference(example: &Example) -> Option<String> {
    // A title keeps a first heading in the text, and a rule in the first line from being taken for front matter.
    let text = format!("---\ntitle: An example\n---\n{}", example.source);
    let file = SourceFile::new("example.md", text);
    let (document, _) = parse(SourceId(0), &file, Syntax::CommonMark);
    let found = tree::normal(model::tree(&document), false);
    let (expected, found) = match html::expected(&example.source, &example.html) {
        Expected::Tree(nodes) => (tree::show(&tree::normal(nodes, false)), tree::show(&found)),
        Expected::Letters(letters) => (letters, tree::letters(&found)),
    };
    (expected != found)
        .then(|| format!("\n--- source\n{}--- expected\n{expected}\n--- found\n{found}\n", example.source))
}

/// The examples in a file of the package's tests, in order.
fn examples(name: &str) -> Option<Vec<Example>> {
    let path = package("pulldown-cmark").map(|folder| folder.join(format!("tests/suite/{name}.rs")));
    let text = path.and_then(|path| std::fs::read_to_string(path).ok());
    let required = std::env::var("OFFPRINT_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(text.is_some() || !required, "the examples of {name} are required and not there");
    let Some(text) = text else {
        eprintln!("the examples of {name} are not there: they are skipped");
        return None;
    };
    Some(text.split("#[test]").skip(1).filter_map(example).collect())
}

/// The two raw strings of a test.
fn example(test: &str) -> Option<Example> {
    let raw = |name: &str| {
        let (_, after) = test.split_once(&format!("let {name} = r##\""))?;
        after.split_once("\"##;").map(|(text, _)| text.to_owned())
    };
    Some(Example { source: raw("original")?, html: raw("expected")? })
}

/// Where the source of a dependency is.
fn package(name: &str) -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version=1", "--offline", "--locked"]).current_dir(crate::support::root());
    let output = command.output().ok().filter(|output| output.status.success())?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let package = metadata["packages"].as_array()?.iter().find(|package| package["name"] == name)?;
    let manifest = PathBuf::from(package["manifest_path"].as_str()?);
    Some(manifest.parent()?.to_path_buf())
}
