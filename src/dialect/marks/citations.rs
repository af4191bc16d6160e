//! Citations of Quarto and R Markdown, `[@key, p. 3; see @other]`. No bibliography is read: the keys are printed.

use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::find_near;
use crate::diagnostics::Code;

/// Longest citation, in bytes.
const LONGEST: usize = 400;

/// Takes the signs out of citations, so that a reader sees `[key, p. 3; see other]`, and says so once a text.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let mut first = None;
    let mut count = 0;
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('[')).map(|offset| at + offset) {
        at = start + 1;
        let rest = text.get(at..).unwrap_or("");
        let Some(length) = find_near(rest, "]", LONGEST).filter(|_| !marks.is_code(start)) else { continue };
        let inner = rest.get(..length).unwrap_or("");
        let after = rest.get(length + 1..).unwrap_or("");
        if !is_citation(inner) || after.starts_with(['(', '[', ':']) {
            continue;
        }
        let range = start..at + length + 1;
        at = range.end;
        marks.replace(range.clone(), vec![Replacement::Text(format!("\\[{}\\]", readable(inner)))]);
        first.get_or_insert(range);
        count += 1;
    }
    if let Some(range) = first {
        let more = if count > 1 { format!(" (and {} more like it)", count - 1) } else { String::new() };
        let message = format!("bibliographies are not read: the key of a citation is printed{more}");
        marks.warn(Code::Citation, range, message, "write what readers are to see, such as (Knuth 1984)");
    }
}

/// Whether every part of a text in brackets names a key.
fn is_citation(inner: &str) -> bool {
    !inner.contains(['[', '\n']) && inner.split(';').all(|part| keys(part).next().is_some())
}

/// Where the keys of a text begin: after an `@` that no letter is before.
fn keys(text: &str) -> impl Iterator<Item = usize> {
    let starts = text.match_indices('@').filter(move |(at, _)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 1..).and_then(|after| after.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric())
            && after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '{'))
    });
    starts.map(|(at, _)| at + 1)
}

fn readable(inner: &str) -> String {
    let mut shown = String::with_capacity(inner.len());
    let mut at = 0;
    for start in keys(inner) {
        shown.push_str(inner.get(at..start - 1).unwrap_or("").trim_end_matches('-'));
        at = start;
    }
    shown.push_str(inner.get(at..).unwrap_or(""));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_lose_their_signs_and_nothing_else() {
        assert!(is_citation("@knuth84") && is_citation("see @a, p. 3; -@b") && is_citation("@{x y}"));
        assert!(!is_citation("me@x.example") && !is_citation("@a; and more") && !is_citation("x"));
        assert_eq!(readable("see @a, p. 3; -@b"), "see a, p. 3; b");
        assert_eq!(readable("@é, me@x.example"), "é, me@x.example");
    }
}
