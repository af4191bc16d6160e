//! The words of a post's file against the words of the model, counted: the other half of `words.rs`.
//!
//! The file is stripped of its markup by the plainest means there are, line by line and without the dialect's own code,
//! so that a mistake of the dialect cannot hide behind itself. Counting is enough here: the order is the parser's.

use crate::support::posts;
use offprint::config::neighbours_speak_dialect;
use offprint::dialect::{Reading, guess_syntax, parse};
use offprint::document::dump;
use offprint::source::{SourceFile, SourceId};
use std::collections::BTreeMap;
use std::path::Path;

/// How a run reads a file: with a look at what is beside it.
fn reading(path: &Path) -> Reading {
    Reading { syntax: guess_syntax(path), neighbours: neighbours_speak_dialect(path), ..Reading::default() }
}

#[test]
fn every_word_of_a_file_reaches_the_model_once() {
    let mut wrong = Vec::new();
    for path in posts() {
        let text = std::fs::read_to_string(&path).expect("post");
        let file = SourceFile::new(&path, text.clone());
        let (mut document, _) = parse(SourceId(0), &file, reading(&path));
        let meta = std::mem::take(&mut document.meta);
        let is_plain = path.extension().is_some_and(|e| e == "txt");
        let written = if is_plain { text.replace("Subtitle: ", "") } else { strip(&text) };
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        words(&written).for_each(|word| *counts.entry(word).or_default() += 1);
        let mut found: Vec<String> = dump::words(&document).iter().flat_map(|w| words(w).collect::<Vec<_>>()).collect();
        if is_plain {
            found.extend(words(&meta.title));
            found.extend(words(meta.subtitle.as_deref().unwrap_or_default()));
        }
        found.into_iter().for_each(|word| *counts.entry(word).or_default() -= 1);
        let off: Vec<String> =
            counts.iter().filter(|(_, n)| **n != 0).map(|(word, n)| format!("{word} {n:+}")).collect();
        if !off.is_empty() {
            wrong.push(format!("{} (+ lost, - too many): {}", path.display(), off.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs of letters. Numbers are left to `words.rs`: the dialect's own numbers (lists, dates) look the same.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The text of a post without front matter and markup.
fn strip(file: &str) -> String {
    let body = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(file, |(_, body)| body);
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    for line in body.lines() {
        let start = line.trim_start().trim_start_matches("> ");
        let marker = ["```", "~~~"].into_iter().find(|marker| start.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            (Some(_), _) => out.push_str(line),
            (None, None) => out.push_str(&inline(block(line))),
        }
        out.push('\n');
    }
    out
}

/// A line without what makes it a block.
fn block(line: &str) -> &str {
    let start = line.trim_start();
    if let Some((_, rest)) = start.strip_prefix(">> ").and_then(|rest| rest.split_once(" - ")) {
        return rest;
    }
    if let Some(rest) = start.strip_prefix("> [!") {
        return rest.split_once(']').map_or("", |(_, rest)| rest);
    }
    if let Some(rest) = start.strip_prefix("{bkqt/") {
        let label = rest.split_once('|').and_then(|(_, label)| label.split_once('}'));
        return label.map_or("", |(label, _)| label);
    }
    // The book has its own heading over a field note's interactions.
    if matches!(start.trim_end(), "{/bkqt}" | "{dots}" | "## Interactions") {
        return "";
    }
    // `a. ` of an alphabetical list.
    let mut chars = start.chars();
    match (chars.next(), start.get(1..3)) {
        (Some(letter), Some(". ")) if letter.is_ascii_alphabetic() => start.get(3..).unwrap_or_default(),
        _ => line,
    }
}

/// A line without inline markup. Code spans are taken out first: nothing in them is markup.
fn inline(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, code, after)) = code_span(rest) {
        out.push_str(&marks(before));
        out.push(' ');
        out.push_str(code);
        out.push(' ');
        rest = after;
    }
    out + &marks(rest)
}

fn code_span(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let more = rest.len() - rest.trim_start_matches('`').len();
    let fence = "`".repeat(more + 1);
    let (code, after) = rest[more..].split_once(&fence)?;
    Some((before, code, after))
}

fn marks(text: &str) -> String {
    let mut text = text.replace("<br>", " ").replace("&amp;", "&").replace("&nbsp;", " ").replace("&lt;", "<");
    text = between(&text, "<!--", "-->", |_| String::new());
    text = between(&text, "{{", "|", |term| format!("{term} "));
    text = between(&text, "[[", "]]", |link| match link.split_once('|') {
        Some((_, shown)) => shown.to_owned(),
        None if link.starts_with("http") => link.to_owned(),
        None => String::new(),
    });
    text = between(&text, "](", ")", |_| "]".to_owned());
    text =
        between(&text, "![", "]", |alt| alt.split_once('|').map_or(String::new(), |(_, caption)| caption.to_owned()));
    text = between(&text, "[^", "]", |_| String::new());
    // `{sc:`, `{#e74c3c:`, `{tomato:`.
    text = between(&text, "{", ":", |_| String::new());
    text
}

/// Replaces what stands between two marks, and the marks. An opener without its end stays; so does a `{` that opens no
/// name, and `^[`, which is no footnote.
fn between(text: &str, open: &str, close: &str, with: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        let inner = after.split_once(close).filter(|(inner, _)| {
            let is_name = inner.chars().all(|c| c.is_ascii_alphanumeric() || "#^_".contains(c));
            (open != "{" && open != "[^") || (is_name && !inner.is_empty())
        });
        match inner {
            Some((inner, tail)) => {
                out.push_str(&with(inner));
                rest = tail;
            }
            None => {
                out.push_str(open);
                rest = after;
            }
        }
    }
    out + rest
}

mod the_stripping {
    use super::*;

    fn stripped(text: &str) -> Vec<String> {
        words(&strip(text)).collect()
    }

    #[test]
    fn leaves_what_a_reader_sees() {
        assert_eq!(stripped("---\nid: x\n---\na {sc:B} `{c:d}` [e](f)"), ["a", "b", "c", "d", "e"]);
        assert_eq!(stripped("{bkqt/note|Label}\ntext\n{/bkqt}"), ["label", "text"]);
        assert_eq!(stripped("{{term|why ^[deep]}} [[u/v|w]] ![x|y](z)"), ["term", "why", "deep", "w", "y"]);
        assert_eq!(stripped(">> 26.02.01 - said\na. one"), ["said", "one"]);
        assert_eq!(stripped("```rust\nlet {x:y}\n```"), ["let", "x", "y"]);
    }
}
