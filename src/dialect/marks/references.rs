//! References of Quarto (`@fig-x`, `@sec-x`) and bookdown (`\@ref(fig:x)`) to figures, tables and sections.

use super::host::Label;
use super::pass::Marks;
use super::rewrite::Replacement;
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

/// The label of a cell, if references may lead to it: `#| label: fig-x`, the second word of `{r fig-x, echo=TRUE}`; with
/// bookdown that of every cell that has a caption, with `fig:` before it.
pub(super) fn cell_label(braces: &str, option: Option<&str>) -> Option<String> {
    let words = braces.split([' ', ',', '}']).filter(|word| !word.is_empty());
    let first = words.skip(1).take(1).find(|word| !word.contains('='));
    let label = option.or(first)?.trim_matches(['"', '\'']);
    let is_name = |label: &str| label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    match is_key(label) {
        true => Some(label.to_owned()),
        false => (braces.contains("fig.cap") && is_name(label)).then(|| format!("fig:{label}")),
    }
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
        let anchor = |found: &Found| if found.is_title { "#top".to_owned() } else { format!("#{key}") };
        let found = own.get(key).map(|found| (anchor(found), found.shown.clone()));
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

/// What references of other texts may lead to in a whole file: what is shown, and the anchor, which the title of the text
/// has none of.
pub fn labels(text: &str) -> BTreeMap<String, (String, Option<String>)> {
    let found = labels_from(text, 0).into_iter();
    found
        .map(|(key, found)| {
            let anchor = (!found.is_title).then(|| key.clone());
            (key, (found.shown, anchor))
        })
        .collect()
}

/// What a reference of a text leads to in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    shown: String,
    /// Whether it is the first heading of the first level, which may become the title and is no heading then.
    is_title: bool,
}

/// What references may lead to in a text: numbers by their keys, of sections their headings. bookdown's figures are named
/// by the label of the code that draws them, with `fig:` before it; a heading without an id has one made of its words.
fn labels_from(text: &str, body: usize) -> BTreeMap<String, Found> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let (mut fence, mut titled) = (false, false);
    for line in super::scan::lines(text, body..text.len()) {
        let line = text.get(line).unwrap_or("");
        let is_fence = line.trim_start().starts_with("```");
        fence ^= is_fence;
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        let is_heading = !fence && level > 0 && line.get(level..).is_some_and(|rest| rest.starts_with(' '));
        let is_title = is_heading && level == 1 && !titled;
        titled |= is_title;
        let heading = line.trim_start_matches('#').split(" {").next().unwrap_or("").trim().replace(['[', ']'], "");
        let ids = line.match_indices("{#").map(|(at, _)| line.get(at + 2..).unwrap_or(""));
        let ids = ids.filter(|_| !fence).map(key_of).map(str::to_owned);
        let option = line.split_once("#| label:").map(|(_, label)| key_of(label.trim()).to_owned());
        let cell = line.trim_start().strip_prefix("```{").and_then(|braces| cell_label(braces, None));
        let words = is_heading.then(|| of_words(&heading));
        for key in ids.chain(option).chain(cell).chain(words).filter(|key| !key.is_empty()) {
            match kind(&key) {
                Some((prefix, _)) if prefix != "sec" => {
                    let count = counts.entry(prefix).or_default();
                    *count += 1;
                    let shown = count.to_string();
                    found.entry(key).or_insert(Found { shown, is_title: false });
                }
                _ if is_heading => {
                    found.entry(key).or_insert_with(|| Found { shown: heading.clone(), is_title });
                }
                _ => {}
            }
        }
    }
    found
}

/// The id of a heading that is given none, as pandoc makes it: its words in lower case with hyphens between them, from the
/// first letter on (pandoc's manual, `auto_identifiers`).
fn of_words(heading: &str) -> String {
    let kept = heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
        .collect::<String>();
    let words = kept.split_whitespace().collect::<Vec<_>>().join("-");
    words.trim_start_matches(|c: char| !c.is_alphabetic()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_numbers_and_headings() {
        let text = "# One [x] {#sec-one}\n\n## Two {#two .c}\n\n![a](b){#fig-a}\n\n#| label: fig-b\n\n```r\n# No\n```\n\n## 3. It's so\n";
        let found = labels(text);
        let of = |key: &str| found.get(key).map(|(shown, _)| shown.as_str());
        assert_eq!(
            (of("sec-one"), of("two"), of("fig-a"), of("fig-b")),
            (Some("One x"), Some("Two"), Some("1"), Some("2"))
        );
        assert_eq!((of("its-so"), of("no")), (Some("3. It's so"), None));
        assert_eq!(found.get("sec-one").and_then(|(_, anchor)| anchor.clone()), None, "it may be the title");
        assert_eq!(found.get("two").and_then(|(_, anchor)| anchor.as_deref()), Some("two"));
    }

    #[test]
    fn cells_have_labels() {
        assert_eq!(cell_label("r fig-x, echo=TRUE", None).as_deref(), Some("fig-x"));
        assert_eq!(cell_label("r plot, fig.cap=\"A\"", None).as_deref(), Some("fig:plot"));
        assert_eq!(cell_label("r", Some("tbl-y")).as_deref(), Some("tbl-y"));
        assert_eq!((cell_label("r plot", None), cell_label("python", None)), (None, None));
    }

    #[test]
    fn references_are_told_from_addresses_and_citations() {
        let key = |text: &'static str| reference(text, text.find('@').unwrap_or(0)).map(|(_, key)| key);
        assert_eq!(key("see @fig-x."), Some("fig-x"));
        assert_eq!(key("\\@ref(fig:x)"), Some("fig:x"));
        assert_eq!((key("me@fig-x.example"), key("@knuth84"), key("\\@ref(a b)")), (None, None, None));
    }
}
