//! Says which marks of other tools are left in the text, since a reader will see them.

use super::extensions::Extension;
use super::parser::Parser;
use crate::diagnostics::Code;
use crate::document::{Block, BlockKind, Inline, InlineKind, walk};
use crate::source::Span;
use std::collections::BTreeMap;

/// A mark, whether it counts only at a text's start, and what would read it.
const MARKS: [(&str, bool, &str); 11] = [
    ("{{<", false, "shortcodes"),
    ("{{%", false, "shortcodes"),
    ("{{#", false, "includes"),
    ("{%", false, "liquid"),
    ("![[", false, "vault"),
    (":::", false, "admonitions"),
    ("!!! ", true, "admonitions"),
    ("??? ", true, "admonitions"),
    ("[!", true, "admonitions"),
    ("$$", false, "math"),
    (CITATION, false, "citations"),
];

/// How a citation of pandoc begins: `[@key, p. 3]`.
const CITATION: &str = "[@";

/// How often text has a mark. In brackets a sign with a key after it is a citation.
fn count(text: &str, mark: &str) -> usize {
    if mark != CITATION {
        return text.matches(mark).count();
    }
    let after = text.match_indices(mark).filter_map(|(at, _)| text.get(at + mark.len()..));
    after.filter(|rest| rest.starts_with(char::is_alphanumeric) && rest.contains(']')).count()
}

/// Looks through what was read.
pub(super) fn report(parser: &mut Parser<'_>, blocks: &[Block]) {
    let mut found: BTreeMap<usize, (Span, usize)> = BTreeMap::new();
    let mut look = |inline: &Inline| {
        let InlineKind::Text(text) = &inline.kind else { return };
        if !text.contains(['{', '[', ':', '!', '?', '$']) {
            return;
        }
        for (index, (mark, at_start, _)) in MARKS.iter().enumerate() {
            let count = match at_start {
                true => usize::from(text.strip_prefix(mark).is_some_and(|rest| rest.starts_with(char::is_alphabetic))),
                false => count(text, mark),
            };
            if count > 0 {
                found.entry(index).or_insert((inline.span, 0)).1 += count;
            }
        }
    };
    walk::inlines(blocks, &mut look);
    parser.notes.iter().for_each(|note| walk::inlines(&note.body, &mut look));
    for (index, (span, count)) in found {
        let Some((mark, _, extension)) = MARKS.get(index) else { continue };
        let mark = mark.trim_end();
        let message = format!("`{mark}` is not read here and is printed as it is{}", more(count));
        let hint = format!(
            "write `extensions: {extension}` in the front matter if it is a mark, or put it in backticks if it is text"
        );
        parser.diagnostics.warn(Code::RawMark, narrowed(parser.file, span, mark), message, hint);
    }
    if !parser.has(Extension::Math) {
        report_escaped(parser, blocks);
    }
}

/// Formulas between `\(` and `\)` or `\[` and `\]`: in Markdown these are escapes, and the backslashes go.
fn report_escaped(parser: &mut Parser<'_>, blocks: &[Block]) {
    let (mut first, mut count) = (None, 0);
    walk::blocks(blocks, &mut |block| {
        if let BlockKind::Paragraph(_) | BlockKind::Heading(_) = block.kind
            && let Some(at) = escaped_formula(parser.file.get(block.span.start as usize..block.span.end as usize))
        {
            let start = block.span.start.saturating_add(at);
            first.get_or_insert(Span { start, end: start.saturating_add(2), ..block.span });
            count += 1;
        }
    });
    if let Some(place) = first {
        let message = format!("`\\(` and `\\[` are escapes here: a formula loses its backslashes{}", more(count));
        parser.diagnostics.warn(
            Code::RawMark,
            place,
            message,
            "write `extensions: math` in the front matter if these are formulas",
        );
    }
}

/// Where a formula in escapes begins in the source of a block, outside of code.
fn escaped_formula(source: Option<&str>) -> Option<u32> {
    let source = source?;
    let found = [("\\(", "\\)"), ("\\[", "\\]")].into_iter().filter_map(|(open, close)| {
        let at = source.find(open)?;
        let before = source.get(..at)?;
        let plain = before.matches('`').count() % 2 == 0 && !before.ends_with('\\');
        // Words in brackets are no formula, nor is `\[[`, a link that is none.
        let inner = source.get(at + open.len()..)?.split_once(close)?.0;
        (plain && !inner.starts_with('[') && inner.contains(['^', '_', '=', '+', '<', '>', '\\'])).then_some(at)
    });
    found.min().and_then(|at| u32::try_from(at).ok())
}

fn more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        count => format!(" (and {} more like it)", count - 1),
    }
}

/// The place of a mark in a place of the file.
fn narrowed(file: &str, span: Span, mark: &str) -> Span {
    let text = file.get(span.start as usize..span.end as usize).unwrap_or("");
    let at = text.find(mark).and_then(|at| u32::try_from(at).ok());
    let length = u32::try_from(mark.len()).unwrap_or(0);
    at.map_or(span, |at| Span { start: span.start + at, end: span.start + at + length, ..span })
}
