//! References of Quarto (`@fig-x`, `@sec-x`) and bookdown (`\@ref(fig:x)`) to figures, tables and sections.

use super::host::Label;
use super::pass::{Marks, Replacement};
use crate::diagnostics::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a reference is called by its prefix.
const NAMES: [(&str, &str); 7] = [
    ("fig", "Figure"),
    ("tbl", "Table"),
    ("tab", "Table"),
    ("sec", "Section"),
    ("eq", "Equation"),
    ("lst", "Listing"),
    ("thm", "Theorem"),
];

/// The prefix of a key and the name of what it leads to: `fig-x` and `fig:x` are figures.
fn kind(key: &str) -> Option<(&'static str, &'static str)> {
    let (prefix, rest) = key.split_once(['-', ':'])?;
    NAMES.into_iter().find(|(known, _)| *known == prefix && !rest.is_empty())
}

/// Whether a label is one that references lead to.
pub(super) fn is_key(label: &str) -> bool {
    kind(label).is_some() && label.chars().all(is_part)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | ':')
}

/// The key that a text starts with.
fn key_of(text: &str) -> &str {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("").trim_end_matches(['-', ':'])
}

/// References become links, with the number of what they lead to or, for a section, its heading.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let own = labels_from(text, marks.body);
    let mut said = BTreeSet::new();
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('@')).map(|offset| at + offset) {
        at = start + 1;
        let Some((range, key)) = reference(text, start).filter(|_| !marks.is_code(start)) else { continue };
        at = range.end;
        let escaped = range.start < start;
        let found = own.get(key).map(|shown| (format!("#{key}"), shown.clone()));
        let elsewhere = || {
            let Label { address, shown } = marks.host?.label(key)?;
            Some((address, shown))
        };
        match (found.or_else(elsewhere), kind(key)) {
            (Some((address, shown)), kind) => {
                let name = kind.filter(|(prefix, _)| *prefix != "sec" && !escaped).map(|(_, name)| format!("{name} "));
                let link = format!("[{}{shown}](<{address}>)", name.unwrap_or_default());
                marks.replace(range, vec![Replacement::Text(link)]);
            }
            (None, kind) if kind.is_some() || escaped => {
                if escaped {
                    marks.replace(range.clone(), vec![Replacement::Text(format!("`{key}`"))]);
                }
                if said.insert(key.to_owned()) {
                    let message = format!("nothing in this site is named `{key}`; the reference stays as it is");
                    marks.warn(Code::UnknownMark, range, message, "write in words what is meant");
                }
            }
            (None, _) => {}
        }
    }
}

/// The reference at an `@`, with its key: `@fig-x`, `\@ref(fig:x)`.
fn reference(text: &str, start: usize) -> Option<(Range<usize>, &str)> {
    let (before, rest) = (text.get(..start)?, text.get(start + 1..)?);
    if before.ends_with('\\') {
        let key = rest.strip_prefix("ref(").and_then(|rest| rest.split_once(')'))?.0;
        let whole = start - 1..start + 1 + "ref(".len() + key.len() + 1;
        return (!key.is_empty() && key.chars().all(is_part)).then_some((whole, key));
    }
    if before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let key = key_of(rest);
    kind(key).map(|_| (start..start + 1 + key.len(), key))
}

/// What references of other texts may lead to in a whole file.
pub fn labels(text: &str) -> BTreeMap<String, String> {
    labels_from(text, 0)
}

/// What references may lead to in a text: numbers by their keys, of sections their headings. bookdown's figures are named
/// by the label of the code that draws them, with `fig:` before it.
pub(super) fn labels_from(text: &str, body: usize) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for line in super::scan::lines(text, body..text.len()) {
        let line = text.get(line).unwrap_or("");
        let is_heading = line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
        let ids = line.match_indices("{#").map(|(at, _)| line.get(at + 2..).unwrap_or(""));
        let option = line.split_once("#| label:").map(|(_, label)| label.trim());
        let cell = line.trim_start().strip_prefix("```{").and_then(|braces| super::cells::label(braces, None));
        let keys = ids.chain(option).map(key_of).map(str::to_owned).chain(cell);
        for key in keys {
            let key = key.as_str();
            match kind(key) {
                Some((prefix, _)) if prefix != "sec" => {
                    let count = counts.entry(prefix).or_default();
                    *count += 1;
                    found.entry(key.to_owned()).or_insert_with(|| count.to_string());
                }
                _ if is_heading && !key.is_empty() => {
                    let heading = line.trim_start_matches('#').split("{#").next().unwrap_or("").trim();
                    found.entry(key.to_owned()).or_insert_with(|| heading.replace(['[', ']'], ""));
                }
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_numbers_and_headings() {
        let found = labels_from("# One [x] {#sec-one}\n\n## Two {#two .c}\n\n![a](b){#fig-a}\n\n#| label: fig-b\n", 0);
        let of = |key: &str| found.get(key).map(String::as_str);
        assert_eq!(
            (of("sec-one"), of("two"), of("fig-a"), of("fig-b")),
            (Some("One x"), Some("Two"), Some("1"), Some("2"))
        );
    }

    #[test]
    fn references_are_told_from_addresses_and_citations() {
        let key = |text: &'static str| reference(text, text.find('@').unwrap_or(0)).map(|(_, key)| key);
        assert_eq!(key("see @fig-x."), Some("fig-x"));
        assert_eq!(key("\\@ref(fig:x)"), Some("fig:x"));
        assert_eq!((key("me@fig-x.example"), key("@knuth84"), key("\\@ref(a b)")), (None, None, None));
    }
}
