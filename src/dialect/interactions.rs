//! The trailing lines of a field note that relate it to others: `[[uid]] :: why`.

use super::inline::wiki_target;
use super::parser::Parser;
use super::text::{Breaks, Line};
use crate::document::{Block, BlockKind, Destination, Interaction};

/// The title of the section that holds them; it goes with them.
const HEADING: &str = "interactions";

/// Parts the interactions from the text before them. A text that is no field note has them only under their heading.
pub(super) fn split(parser: &Parser<'_>, mut lines: Vec<Line>, field_note: bool) -> (Vec<Line>, Vec<Line>) {
    if !parser.is_site() {
        return (lines, Vec::new());
    }
    let text = |line: &Line| line.text(parser.file).trim();
    let mut start = lines.len();
    for (at, line) in lines.iter().enumerate().rev() {
        if interaction(text(line)).is_some() {
            start = at;
        } else if !text(line).is_empty() {
            break;
        }
    }
    let before = lines.get(..start).unwrap_or(&[]).iter().rposition(|line| !text(line).is_empty());
    let heading = before.filter(|&at| {
        let title = lines.get(at).map_or("", text);
        title.starts_with('#') && title.trim_matches(['#', ' ']).eq_ignore_ascii_case(HEADING)
    });
    if start == lines.len() || (heading.is_none() && !field_note) {
        return (lines, Vec::new());
    }
    let found = lines.split_off(start);
    lines.truncate(heading.unwrap_or(start));
    (lines, found)
}

/// Reads what [`split`] found.
pub(super) fn read(parser: &mut Parser<'_>, lines: Vec<Line>) -> Option<Block> {
    if lines.is_empty() {
        return None;
    }
    let span = parser.lines_span(&lines);
    let mut entries = Vec::new();
    let id = parser.node();
    for line in lines {
        let line = line.trim(parser.file);
        let Some(parts) = interaction(line.text(parser.file)) else { continue };
        let id = parser.node();
        let sub = |from: usize, to: usize| Line { pad: 0, start: line.start + from, end: line.start + to };
        let reference = sub(parts.target.0, parts.target.1).text(parser.file).to_owned();
        let content = match parts.text {
            Some((from, to)) => parser.inlines_of_lines(&[sub(from, to)], Breaks::Spaces),
            None => Vec::new(),
        };
        let why = parser.inlines_of_lines(&[sub(parts.why, line.end - line.start)], Breaks::Spaces);
        entries.push(Interaction {
            id,
            span: parser.span(line.start..line.end),
            target: wiki_target(&reference),
            destination: Destination::Nowhere,
            content,
            why,
        });
    }
    (!entries.is_empty()).then_some(Block { id, span, kind: BlockKind::Interactions(entries) })
}

/// The parts of a line, as offsets in it.
#[derive(Debug, PartialEq)]
struct Parts {
    target: (usize, usize),
    text: Option<(usize, usize)>,
    why: usize,
}

/// Reads `[[uid]] :: why` or `- [[uid|text]] : : why`.
fn interaction(line: &str) -> Option<Parts> {
    let from = ["- ", "* "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line);
    let inner = from.trim_start().strip_prefix("[[")?;
    let start = line.len() - inner.len();
    let end = start + inner.find("]]")?;
    let link = line.get(start..end)?;
    let after = line.get(end + 2..)?.trim_start();
    let why = ["::", ": :"].iter().find_map(|sign| after.strip_prefix(sign))?;
    let words = why.trim_start();
    if words.is_empty() || words.len() == why.len() || link.trim().is_empty() {
        return None;
    }
    let pipe = link.find('|').map(|at| start + at);
    let text =
        pipe.map(|at| (at + 1, end)).filter(|(from, to)| line.get(*from..*to).is_some_and(|t| !t.trim().is_empty()));
    Some(Parts { target: (start, pipe.unwrap_or(end)), text, why: line.len() - words.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let line = "- [[gKR2I1Nu|MCU]] : : why";
        assert_eq!(interaction(line), Some(Parts { target: (4, 12), text: Some((13, 16)), why: 23 }));
        assert_eq!(interaction("[[abc]] :: b").map(|parts| parts.why), Some(11));
        assert_eq!(interaction("[[abc]] is b"), None);
        assert_eq!(interaction("see [[abc]] :: b"), None);
        assert_eq!(interaction("[[abc]]::b"), None);
    }
}
