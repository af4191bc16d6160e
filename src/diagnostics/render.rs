//! Diagnostics as text for people and as JSON for machines.

use super::terminal::{self, field, is_hidden};
use super::{Diagnostic, Diagnostics};
use crate::source::{Place, SourceFile, Sources, Span};
use serde::Serialize;
use std::fmt::Write as _;

/// Columns a tab advances to in a terminal.
const TAB_STOP: usize = 8;
/// The longest piece of a source line that is shown, in columns; a paragraph may be one line of thousands.
const EXCERPT: usize = 96;
/// How much of it is before the place in question.
const EXCERPT_BEFORE: usize = 40;
/// How much of a line is looked at before a place, in characters: enough for an address with its credentials.
const NEAR: usize = 500;

/// The sign of a command of a build service, shown.
const COMMAND_SIGN: &str = "\\u{23}";

/// Renders diagnostics for people, in the order they were made:
///
/// ```text
/// post.md:3:8: warning: `soon` is not a date; the post has no date [bad-date]
///   |
/// 3 | date: soon
///   |       ^^^^
///   = help: write it as YYYY-MM-DD, for example 2026-02-05
/// ```
pub fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    diagnostics.iter().map(|diagnostic| one(diagnostic, sources)).collect()
}

/// Renders diagnostics for machines: a JSON object a line, with `code`, `severity`, `message`, and where known `file`,
/// `line`, `column`, `endLine`, `endColumn` (from 1, columns in characters, the end exclusive) and `hint`.
pub fn render_json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        let record = Record::new(diagnostic, sources);
        // Writing these types cannot fail: they hold only text and numbers.
        out.push_str(&terminal::json(&serde_json::to_string(&record).unwrap_or_default()));
        out.push('\n');
    }
    out
}

/// A place in a file, and its end.
fn place(span: Option<Span>, sources: &Sources) -> Option<(&SourceFile, Place, Place)> {
    let span = span?;
    let file = sources.get(span.source)?;
    Some((file, file.place(span.start as usize), file.place(span.end.max(span.start) as usize)))
}

fn one(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let Diagnostic { code, severity, message, span, hint } = diagnostic;
    let place = place(*span, sources);
    let mut out = String::new();
    if let Some((file, start, _)) = &place {
        let path = file.path().display().to_string();
        let _ = write!(out, "{}:{}:{}: ", field(&path), start.line, start.column);
    }
    let _ = writeln!(out, "{}: {} [{}]", severity.word(), field(message), code.name());
    let gutter = match &place {
        Some((file, start, end)) => excerpt(&mut out, file, *start, *end),
        None => 1,
    };
    if let Some(hint) = hint {
        let _ = writeln!(out, "{:gutter$} = help: {}", "", field(hint));
    }
    out
}

/// Writes the source line with a mark under the place; gives the width of the line's number.
fn excerpt(out: &mut String, file: &SourceFile, start: Place, end: Place) -> usize {
    let number = start.line.to_string();
    let gutter = number.len();
    let (skipped, near) = near(file.line(start.line), start.column - 1);
    let cells = cells(near);
    let from = (start.column - 1 - skipped).min(cells.len());
    // What goes on over the line's end is marked up to it.
    let to =
        if end.line > start.line { cells.len() } else { (end.column - 1).saturating_sub(skipped).min(cells.len()) };
    let to = to.max(from);
    let (first, last) = window(&cells, from);
    let shown = |range: std::ops::Range<usize>| cells.get(range).unwrap_or(&[]).iter();
    let line: String = shown(first..last).map(|cell| cell.text.as_str()).collect();
    let before: usize = shown(first..from).map(|cell| cell.width).sum();
    let marked: usize = shown(from..to.min(last)).map(|cell| cell.width).sum();
    let (lead, tail) = (if first + skipped > 0 { "…" } else { "" }, if last < cells.len() { "…" } else { "" });
    let before = before + lead.chars().count();
    let _ = writeln!(out, "{:gutter$} |", "");
    let _ = writeln!(out, "{number} | {lead}{}{tail}", line.trim_end());
    let _ = writeln!(out, "{:gutter$} | {:before$}{}", "", "", "^".repeat(marked.max(1)));
    gutter
}

/// A character as a terminal shows it.
struct Cell {
    text: String,
    width: usize,
}

/// The part of a line around a column (in characters from 0), and how many characters are before it. A line may be as long
/// as the text, and each of its faults shows only a piece of it.
fn near(line: &str, column: usize) -> (usize, &str) {
    let skipped = column.saturating_sub(NEAR);
    let mut starts = line.char_indices().map(|(at, _)| at).skip(skipped);
    let start = starts.next().unwrap_or(line.len());
    let end = starts.nth(2 * NEAR).unwrap_or(line.len());
    (skipped, line.get(start..end).unwrap_or(""))
}

/// The user and password of the addresses in a line, as byte ranges up to their `@` (RFC 3986, 3.2.1). A log that others
/// read shows the line, and must not show them.
fn credentials(line: &str) -> Vec<std::ops::Range<usize>> {
    let ends = |c: char| matches!(c, '/' | '?' | '#' | ')' | '>' | '"' | '\'') || c.is_whitespace();
    line.match_indices("://")
        .filter_map(|(at, mark)| {
            let start = at + mark.len();
            let authority = line.get(start..)?.split(ends).next()?;
            authority.rfind('@').map(|end| start..start + end)
        })
        .collect()
}

/// The characters of a line: tabs as spaces, hidden characters as a replacement character, credentials as `*`.
fn cells(line: &str) -> Vec<Cell> {
    let mut column = 0;
    let hidden = credentials(line);
    line.char_indices()
        .map(|(at, c)| {
            let (text, width) = match c {
                _ if hidden.iter().any(|range| range.contains(&at)) => ("*".to_owned(), 1),
                '\t' => {
                    let width = TAB_STOP - column % TAB_STOP;
                    (" ".repeat(width), width)
                }
                c if is_hidden(c) => ("\u{fffd}".to_owned(), 1),
                '#' if terminal::begins_command(line, at) => (COMMAND_SIGN.to_owned(), COMMAND_SIGN.len()),
                c => (c.to_string(), width(c)),
            };
            column += width;
            Cell { text, width }
        })
        .collect()
}

/// The part of the cells to show around `at`.
fn window(cells: &[Cell], at: usize) -> (usize, usize) {
    let total: usize = cells.iter().map(|cell| cell.width).sum();
    if total <= EXCERPT {
        return (0, cells.len());
    }
    let mut first = at;
    let mut before = 0;
    while let Some(cell) =
        first.checked_sub(1).and_then(|i| cells.get(i)).filter(|c| before + c.width <= EXCERPT_BEFORE)
    {
        before += cell.width;
        first -= 1;
    }
    let mut last = first;
    let mut shown = 0;
    while let Some(cell) = cells.get(last).filter(|cell| shown + cell.width <= EXCERPT) {
        shown += cell.width;
        last += 1;
    }
    (first, last.max((at + 1).min(cells.len())))
}

/// Columns a character takes in a terminal: two for East Asian wide characters and emoji, none for combining marks and
/// joiners (the ranges of UAX 11 and of `Mn`/`Cf` that occur in prose), one for all others.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f | 0x200b..=0x200f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0xfeff => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// A diagnostic as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl<'a> Record<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &Sources) -> Self {
        let place = place(diagnostic.span, sources);
        Record {
            code: diagnostic.code.name(),
            severity: diagnostic.severity.word(),
            message: &diagnostic.message,
            file: place.as_ref().map(|(file, ..)| file.path().display().to_string()),
            line: place.as_ref().map(|(_, start, _)| start.line),
            column: place.as_ref().map(|(_, start, _)| start.column),
            end_line: place.as_ref().map(|(.., end)| end.line),
            end_column: place.as_ref().map(|(.., end)| end.column),
            hint: diagnostic.hint.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::source::SourceId;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("post.md", text));
        sources
    }

    fn warning(range: std::ops::Range<usize>, hint: &str) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        diagnostics.warn(Code::BadDate, Span::new(SourceId(0), range), "`soon` is not a date", hint);
        diagnostics
    }

    #[test]
    fn a_place_is_shown_with_its_line_and_a_mark() {
        let text = "---\nid: x\ndate: soon\n";
        let shown = render(&warning(16..20, "write it as YYYY-MM-DD"), &sources(text));
        assert_eq!(
            shown,
            "post.md:3:7: warning: `soon` is not a date [bad-date]\n  |\n3 | date: soon\n  |       ^^^^\n  = help: write it as YYYY-MM-DD\n"
        );
    }

    #[test]
    fn tabs_and_wide_characters_keep_the_mark_under_its_text() {
        let text = "\t日本 soon";
        let start = text.find("soon").expect("soon");
        let shown = render(&warning(start..start + 4, ""), &sources(text));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "post.md:1:5: warning: `soon` is not a date [bad-date]");
        assert_eq!(lines[2], "1 |         日本 soon");
        assert_eq!(lines[3], "  |              ^^^^");
        assert_eq!(lines.len(), 4, "no hint, no help");
    }

    #[test]
    fn credentials_in_the_line_are_not_shown() {
        let text = "soon: ![](http://ada:s3@host/a@b.png) or <https://bob@host> and mail to a://c";
        let shown = render(&warning(0..4, ""), &sources(text));
        let line = shown.lines().nth(2);
        let expected = "1 | soon: ![](http://******@host/a@b.png) or <https://***@host> and mail to a://c";
        assert_eq!(line, Some(expected));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}soon{}", "a ".repeat(500), " b".repeat(500));
        let shown = render(&warning(1000..1004, ""), &sources(&text));
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[2].starts_with("1 | …") && lines[2].ends_with('…'), "{}", lines[2]);
        assert!(lines[2].chars().count() <= EXCERPT + 6);
        let mark = lines[3].find('^').expect("mark");
        assert_eq!(lines[2].chars().skip(mark).take(4).collect::<String>(), "soon");
    }

    #[test]
    fn a_span_over_lines_is_marked_on_the_first_and_an_empty_one_has_a_mark() {
        let shown = render(&warning(2..9, ""), &sources("ab cd\nef gh\n"));
        assert_eq!(shown.lines().nth(3), Some("  |   ^^^"));
        let shown = render(&warning(0..0, ""), &sources(""));
        assert_eq!(shown.lines().nth(3), Some("  | ^"));
    }

    #[test]
    fn without_a_place_only_the_message_is_shown() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.warn(Code::BadConfiguration, None, "no such folder", "make it");
        assert_eq!(
            render(&diagnostics, &Sources::default()),
            "warning: no such folder [bad-configuration]\n  = help: make it\n"
        );
    }

    #[test]
    fn nothing_of_a_text_reaches_the_terminal_as_a_command() {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("::error::\u{1b}[2J.md", "a\u{1b}[31m ##[error]b \u{202e}c"));
        let mut diagnostics = Diagnostics::new();
        let span = Span::new(SourceId(0), 0..1);
        diagnostics.warn(Code::BadDate, span, "`\n::warning::forged` is not a date", "\r\n::stop-commands::x");
        let shown = render(&diagnostics, &sources);
        assert_eq!(
            shown,
            "\\u{3a}:error::\\u{1b}[2J.md:1:1: warning: `\\n::warning::forged` is not a date [bad-date]\n  |\n1 | a\u{fffd}[31m \\u{23}#[error]b \u{fffd}c\n  | ^\n  = help: \\u{d}\\n::stop-commands::x\n"
        );
        let machine = render_json(&diagnostics, &sources);
        assert_eq!((machine.lines().count(), machine.contains('\u{1b}')), (1, false));
    }

    #[test]
    fn json_is_an_object_a_line() {
        let shown = render_json(&warning(16..20, "a \"hint\""), &sources("---\nid: x\ndate: soon\n"));
        assert_eq!(
            shown,
            "{\"code\":\"bad-date\",\"severity\":\"warning\",\"message\":\"`soon` is not a date\",\"file\":\"post.md\",\"line\":3,\"column\":7,\"endLine\":3,\"endColumn\":11,\"hint\":\"a \\\"hint\\\"\"}\n"
        );
        let mut diagnostics = Diagnostics::new();
        diagnostics.warn(Code::LayoutUnsettled, None, "m", "");
        assert_eq!(
            render_json(&diagnostics, &Sources::default()),
            "{\"code\":\"layout-unsettled\",\"severity\":\"warning\",\"message\":\"m\"}\n"
        );
    }
}
