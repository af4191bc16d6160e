//! Cells of Quarto and R Markdown (code is shown, not run), and references to figures, tables and sections.

use super::pass::{Marks, Replacement};
use crate::diagnostics::Code;
use std::collections::BTreeMap;

/// What a reference is called by its prefix.
const NAMES: [(&str, &str); 6] = [
    ("fig-", "Figure"),
    ("tbl-", "Table"),
    ("sec-", "Section"),
    ("eq-", "Equation"),
    ("lst-", "Listing"),
    ("thm-", "Theorem"),
];

/// The pass.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    for code in marks.code.clone() {
        cell(text, marks, code);
    }
    references(text, marks);
}

/// A block of code whose language stands in braces: the braces and the options go.
fn cell(text: &str, marks: &mut Marks<'_>, code: std::ops::Range<usize>) {
    let lines = super::scan::lines(text, code);
    let Some(first) = lines.first() else { return };
    let info = text.get(first.clone()).unwrap_or("");
    let Some(open) = info.find("{").filter(|at| info.get(..*at).is_some_and(|f| f.ends_with(['`', '~']))) else {
        return;
    };
    let Some(close) = info.rfind('}').filter(|close| *close > open) else { return };
    let inner = info.get(open + 1..close).unwrap_or("");
    let lang: String = inner.trim_start_matches(['.', '=']).chars().take_while(|c| c.is_alphanumeric()).collect();
    let hidden = |line: &str| line.replace(' ', "").starts_with("#|include:false");
    let is_hidden = inner.replace(' ', "").to_lowercase().contains("include=false")
        || lines.iter().any(|line| hidden(text.get(line.clone()).unwrap_or("")));
    if let Some(last) = lines.last().filter(|_| is_hidden) {
        marks.remove(first.start..last.end);
        return;
    }
    marks.replace(first.start + open..first.start + close + 1, vec![Replacement::Text(lang)]);
    for line in lines.into_iter().skip(1) {
        let bare = text.get(line.clone()).unwrap_or("").trim_start();
        if bare.starts_with("#|") || bare.starts_with("//|") {
            marks.remove(line);
        }
    }
}

/// `@fig-x` becomes a link with the number of the figure, where the text has it.
fn references(text: &str, marks: &mut Marks<'_>) {
    let targets = targets(text, marks.body);
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('@')).map(|offset| at + offset) {
        at = start + 1;
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        if before.is_some_and(char::is_alphanumeric) || marks.is_code(start) {
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        let key: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        let key = key.trim_end_matches('-');
        let Some((_, name)) = NAMES.iter().find(|(prefix, _)| key.starts_with(prefix)) else { continue };
        let range = start..at + key.len();
        at = range.end;
        match targets.get(key) {
            Some(number) => {
                let shown = if key.starts_with("sec-") { number.clone() } else { format!("{name} {number}") };
                marks.replace(range, vec![Replacement::Text(format!("[{shown}](#{key})"))]);
            }
            None => {
                let message = format!("nothing in this text is named `{key}`; the reference stays as it is");
                marks.warn(Code::UnknownMark, range, message, "write in words what is meant");
            }
        }
    }
}

/// What references may lead to: numbers by their ids, of sections their headings.
fn targets(text: &str, body: usize) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for line in super::scan::lines(text, body..text.len()) {
        let line = text.get(line).unwrap_or("");
        let parts = line.match_indices("{#").map(|(at, _)| line.get(at + 2..).unwrap_or(""));
        let labels = line.split_once("#| label:").map(|(_, label)| label.trim());
        for rest in parts.chain(labels) {
            let key: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
            let Some((prefix, _)) = NAMES.iter().find(|(prefix, _)| key.starts_with(prefix)) else { continue };
            let count = counts.entry(prefix).or_default();
            *count += 1;
            let heading = line.trim_start_matches('#').split("{#").next().unwrap_or("").trim();
            let shown = if *prefix == "sec-" { heading.replace(['[', ']'], "") } else { count.to_string() };
            found.entry(key).or_insert(shown);
        }
    }
    found
}
