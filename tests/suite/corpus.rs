//! Runs the dialect over a folder of real posts: `OFFPRINT_CORPUS=folder cargo test --test suite corpus:: -- --ignored`.
//! With `OFFPRINT_DUMPS=folder` the dumps and the diagnostics are written there, to be read.

use offprint::config::neighbours_speak_dialect;
use offprint::dialect::{Reading, guess_syntax, parse};
use offprint::document::{Document, InlineKind, dump, walk};
use offprint::source::{SourceFile, SourceId};
use std::path::{Path, PathBuf};

/// What no text of a finished document holds.
const LEFTOVERS: [&str; 17] = [
    "{{", "}}", "^[", "[[", "]]", "{sc:", "{#", "{^:", "{v:", "{kbd:", "{_:", "{shout:", "{dots}", "{bkqt/", "{/bkqt}",
    "**", "](",
];

fn posts(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("corpus folder").filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            posts(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "md" || ext == "txt") && !path.ends_with("README.md") {
            found.push(path);
        }
    }
}

/// The texts of a document that are not code.
fn texts(document: &Document) -> Vec<String> {
    let mut texts = Vec::new();
    let bodies = document.notes.iter().map(|note| &note.body).chain([&document.blocks]);
    for body in bodies {
        walk::inlines(body, &mut |inline| {
            if let InlineKind::Text(text) = &inline.kind {
                texts.push(text.clone());
            }
        });
    }
    texts
}

/// How a run reads a file: with a look at what is beside it.
fn reading(path: &Path) -> Reading {
    Reading { syntax: guess_syntax(path), neighbours: neighbours_speak_dialect(path), ..Reading::default() }
}

#[test]
#[ignore = "needs OFFPRINT_CORPUS"]
fn no_markup_is_left_over() {
    let folder = PathBuf::from(std::env::var("OFFPRINT_CORPUS").expect("OFFPRINT_CORPUS"));
    let dumps = std::env::var_os("OFFPRINT_DUMPS").map(PathBuf::from);
    let mut paths = Vec::new();
    posts(&folder, &mut paths);
    assert!(!paths.is_empty(), "no posts in {}", folder.display());
    let mut left = Vec::new();
    for path in &paths {
        let file = SourceFile::new(path, std::fs::read_to_string(path).expect("post"));
        let (document, diagnostics) = parse(SourceId(0), &file, reading(path));
        for text in texts(&document) {
            left.extend(
                LEFTOVERS
                    .iter()
                    .filter(|mark| text.contains(**mark))
                    .map(|mark| format!("{}: `{mark}` in {text:?}", path.display())),
            );
        }
        if let Some(dumps) = &dumps {
            let name = path.strip_prefix(&folder).expect("in folder").to_string_lossy().replace('/', "__");
            let mut out = dump::document(&document);
            for diagnostic in diagnostics.iter() {
                let place = diagnostic.span.map(|span| file.place(span.start as usize));
                out.push_str(&format!("! {:?} {}: {}\n", place, diagnostic.code.name(), diagnostic.message));
            }
            std::fs::write(dumps.join(name + ".dump"), out).expect("dump");
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}
