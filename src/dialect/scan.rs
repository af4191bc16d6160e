//! Finds the dialect's own blocks among the lines of a container: callouts, annotations, alphabetical lists. Knows
//! just enough of CommonMark to keep out of code, list items and block quotations; what lies between goes to
//! `pulldown_cmark` untouched.

use super::inline;
use super::text::Line;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A part of a container. Ranges are of its lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// CommonMark.
    Markdown(Range<usize>),
    /// `{bkqt/…}` at the first line of `lines`, `{/bkqt}` at the last; or the first line alone, if it holds the text, too.
    Callout { opener: Opener, lines: Range<usize> },
    /// A run of `>> date - text`.
    Annotations(Range<usize>),
    /// A run of `a. text`; where each item starts, the last one's end after them.
    Alphabetical { items: Vec<usize>, upper: bool, tight: bool },
}

/// Something wrong with a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// A callout that nothing closes.
    Unclosed(usize),
    /// A `{/bkqt}` that closes nothing.
    StrayEnd(usize),
    /// A `{bkqt/…}` with text after it.
    NotAlone(usize),
    /// A `{bkqt/kind|label: text}` that nothing closes: a callout on one line, or one whose end is missing.
    OneLine(usize),
}

/// `{bkqt/kind|label}`, or `{bkqt/kind|label:text}` of older posts. Ranges are of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opener {
    /// The kind's name; in its place a label may be.
    pub kind: Range<usize>,
    pub label: Option<Range<usize>>,
    /// All of the callout's text, where it is in the opener's line.
    pub text: Option<Range<usize>>,
}

const CALLOUT_START: &str = "{bkqt/";
const CALLOUT_END: &str = "{/bkqt}";
/// White space at a line's start that makes it code, or part of what is above it (CommonMark 4.4).
const CODE_INDENT: usize = 4;

/// Parts the lines of a container.
pub(super) fn pieces(file: &str, lines: &[Line]) -> (Vec<Piece>, Vec<Fault>) {
    let mut scanner = Scanner { file, lines, context: Context::default(), ends: callout_ends(file, lines) };
    let (mut pieces, mut faults) = (Vec::new(), Vec::new());
    let (mut at, mut start) = (0, 0);
    while at < lines.len() {
        let piece = if scanner.is_open(at) { scanner.piece(at, &mut faults) } else { None };
        let Some((piece, end)) = piece else {
            scanner.pass(at);
            at += 1;
            continue;
        };
        if start < at {
            pieces.push(Piece::Markdown(start..at));
        }
        pieces.push(piece);
        scanner.context = Context::default();
        (at, start) = (end, end);
    }
    if start < lines.len() {
        pieces.push(Piece::Markdown(start..lines.len()));
    }
    (pieces, faults)
}

/// What the lines so far leave open.
#[derive(Clone, Copy, Debug, Default)]
struct Context {
    /// The fence of an open code block: its character and length.
    fence: Option<(u8, usize)>,
    /// Column at which an open list item's content starts.
    item: Option<usize>,
}

struct Scanner<'t> {
    file: &'t str,
    lines: &'t [Line],
    context: Context,
    /// The last line of each callout, by its first.
    ends: BTreeMap<usize, usize>,
}

impl<'t> Scanner<'t> {
    fn text(&self, at: usize) -> &'t str {
        self.lines.get(at).map_or("", |line| line.text(self.file)).trim_matches([' ', '\t'])
    }

    fn indent(&self, at: usize) -> usize {
        self.lines.get(at).map_or(0, |line| line.indent(self.file))
    }

    fn is_blank(&self, at: usize) -> bool {
        self.text(at).is_empty()
    }

    /// Whether a block of the dialect may start on this line: not in code, not in a list item.
    fn is_open(&self, at: usize) -> bool {
        let indent = self.indent(at);
        self.context.fence.is_none() && indent < CODE_INDENT && self.context.item.is_none_or(|column| indent < column)
    }

    /// Takes note of what an ordinary line opens or closes.
    fn pass(&mut self, at: usize) {
        let (text, indent) = (self.text(at), self.indent(at));
        if let Some((byte, length)) = self.context.fence {
            let run = inline_run(text, byte);
            if run >= length && text.len() == run && indent < CODE_INDENT {
                self.context.fence = None;
            }
            return;
        }
        if text.is_empty() || self.context.item.is_some_and(|column| indent >= column) {
            return;
        }
        self.context.item = None;
        if indent < CODE_INDENT {
            self.context.fence = fence(text);
            self.context.item = item_column(text).map(|width| indent + width);
        }
    }

    /// The block of the dialect that starts on this line, and the line after it.
    fn piece(&self, at: usize, faults: &mut Vec<Fault>) -> Option<(Piece, usize)> {
        let text = self.text(at);
        if text.starts_with(CALLOUT_START) {
            let line = self.lines.get(at)?.trim(self.file);
            let Some(opener) = opener(text, line.start) else {
                if has_text_after_opener(text) {
                    faults.push(Fault::NotAlone(at));
                }
                return None;
            };
            let Some(close) = self.ends.get(&at).copied() else {
                let Some(opener) = whole(text, line.start, &opener) else {
                    faults.push(Fault::Unclosed(at));
                    return None;
                };
                // A label with a colon in it looks the same, but for a space.
                if opener.text.clone().is_some_and(|text| self.file.get(text).is_some_and(|text| text.starts_with(' ')))
                {
                    faults.push(Fault::OneLine(at));
                }
                return Some((Piece::Callout { opener, lines: at..at + 1 }, at + 1));
            };
            return Some((Piece::Callout { opener, lines: at..close + 1 }, close + 1));
        }
        if text == CALLOUT_END {
            faults.push(Fault::StrayEnd(at));
            return None;
        }
        if annotation(text).is_some() {
            let end = (at..self.lines.len())
                .find(|&next| self.indent(next) >= CODE_INDENT || annotation(self.text(next)).is_none())
                .unwrap_or(self.lines.len());
            return Some((Piece::Annotations(at..end), end));
        }
        self.alphabetical(at)
    }

    /// A run of `a. `, `b. `, … with at least two items. An item may go on in lines indented by two or more.
    fn alphabetical(&self, at: usize) -> Option<(Piece, usize)> {
        let (first, _) = letter(self.text(at))?;
        let upper = first == b'A';
        if !upper && first != b'a' {
            return None;
        }
        let mut items = vec![at];
        let (mut end, mut tight) = (at + 1, true);
        let mut next = at + 1;
        while next < self.lines.len() {
            let wanted = first + u8::try_from(items.len()).ok()?;
            if self.is_blank(next) {
                next += 1;
                continue;
            }
            let is_next = letter(self.text(next)).is_some_and(|(found, _)| found == wanted);
            if self.indent(next) < CODE_INDENT && is_next && items.len() < 26 {
                tight &= next == end;
                items.push(next);
            } else if self.indent(next) < 2 {
                break;
            }
            next += 1;
            end = next;
        }
        if items.len() < 2 {
            return None;
        }
        items.push(end);
        Some((Piece::Alphabetical { items, upper, tight }, end))
    }
}

/// The lines that open a callout, and for each the line that closes it. One pass, openers on a stack: an opener that
/// nothing closes costs the callouts after it nothing.
pub(super) fn callout_ends(file: &str, lines: &[Line]) -> BTreeMap<usize, usize> {
    let scanner = Scanner { file, lines, context: Context::default(), ends: BTreeMap::new() };
    let mut context = Context::default();
    let (mut open, mut ends, mut closed_wholes) = (Vec::new(), BTreeMap::new(), Vec::new());
    for at in 0..lines.len() {
        let text = scanner.text(at);
        // A fence in a list item hides what is in it, too; its own indentation does not matter here.
        if let Some((byte, length)) = context.fence {
            if inline_run(text, byte) >= length && text.len() == inline_run(text, byte) {
                context.fence = None;
            }
            continue;
        }
        let after_blank = at.checked_sub(1).is_none_or(|before| scanner.is_blank(before));
        if context.item.is_none() && scanner.indent(at) >= CODE_INDENT && after_blank {
            continue;
        }
        context.fence = fence(text);
        if let Some(width) = item_column(text) {
            context.item = context.item.or(Some(width));
        } else if !text.is_empty() && scanner.indent(at) == 0 {
            context.item = None;
        }
        if text == CALLOUT_END {
            let opener: Option<(usize, bool)> = open.pop();
            closed_wholes.extend(opener.filter(|(_, is_whole)| *is_whole).map(|(opener, _)| opener));
            ends.extend(opener.map(|(opener, _)| (opener, at)));
        } else if let Some(opener) = opener(text, 0) {
            open.push((at, whole(text, 0, &opener).is_some()));
        }
    }
    give_ends(&open, ends, &closed_wholes)
}

/// A callout on one line needs no end: those it was given go to the openers around it that have none.
fn give_ends(open: &[(usize, bool)], mut ends: BTreeMap<usize, usize>, wholes: &[usize]) -> BTreeMap<usize, usize> {
    let mut spare = wholes.iter().copied().filter(|at| ends.contains_key(at)).collect::<BTreeSet<_>>();
    for (at, _) in open.iter().rev().filter(|(_, is_whole)| !is_whole) {
        let Some(&within) = spare.range(at..).next() else { continue };
        spare.remove(&within);
        if let Some(end) = ends.remove(&within) {
            ends.insert(*at, end);
        }
    }
    ends
}

/// How many times `byte` occurs at the start.
fn inline_run(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|b| *b == byte).count()
}

/// The fence a line opens (CommonMark 4.5).
pub(super) fn fence(text: &str) -> Option<(u8, usize)> {
    let byte = text.bytes().next().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = inline_run(text, byte);
    let info = text.get(length..)?;
    (length >= 3 && !(byte == b'`' && info.contains('`'))).then_some((byte, length))
}

/// Columns from the start of a list marker to its item's content (CommonMark 5.2), if the line starts with a marker.
pub(super) fn item_column(text: &str) -> Option<usize> {
    item_column_at(text, 0)
}

/// The same for a marker in column `origin`, which tells how wide a tab after it is.
pub(super) fn item_column_at(text: &str, origin: usize) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match text.as_bytes().get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    if marker == 1 && is_rule(text) {
        return None;
    }
    let mut column = marker;
    for byte in text.bytes().skip(marker) {
        match byte {
            b' ' => column += 1,
            b'\t' => column += CODE_INDENT - (origin + column) % CODE_INDENT,
            _ if column == marker => return None,
            // More than four columns of space: the content starts after one, and is indented code.
            _ => return Some(if column - marker > CODE_INDENT { marker + 1 } else { column }),
        }
    }
    Some(marker + 1)
}

/// `---`, `***` (CommonMark 4.1).
fn is_rule(text: &str) -> bool {
    let mut marks = text.bytes().filter(|b| !matches!(b, b' ' | b'\t'));
    let Some(first) = marks.next() else { return false };
    let rest = marks.clone().count();
    matches!(first, b'-' | b'*') && rest >= 2 && marks.all(|b| b == first)
}

/// Reads `{bkqt/kind}` or `{bkqt/kind|label}`, which starts at `start` in the file and is all there is. What is in the
/// place of the kind may be any text: it is then the label.
fn opener(text: &str, start: usize) -> Option<Opener> {
    let inner = text.strip_prefix(CALLOUT_START)?.strip_suffix('}')?;
    let from = start + CALLOUT_START.len();
    let (kind, label) = match inner.split_once('|') {
        Some((kind, label)) => {
            (kind, Some(from + kind.len() + 1..from + inner.len()).filter(|_| !label.trim().is_empty()))
        }
        None => (inner, None),
    };
    // A label may hold constructs of its own, but no brace that is not closed.
    let balanced = braces_balance(inner) && !kind.trim().is_empty();
    balanced.then_some(Opener { kind: from..from + kind.len(), label, text: None })
}

fn braces_balance(text: &str) -> bool {
    let mut depth = 0usize;
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// The same line as a whole callout: `{bkqt/kind|label:text}`, `{bkqt/kind:text}`.
fn whole(line: &str, start: usize, opener: &Opener) -> Option<Opener> {
    let offset = |at: usize| at.checked_sub(start);
    let end = start + line.len().checked_sub(1)?;
    let kind = line.get(offset(opener.kind.start)?..offset(opener.kind.end)?)?;
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let (kind, label, text) = match &opener.label {
        Some(label) => {
            let at = label.start + colon(line.get(offset(label.start)?..offset(end)?)?)?;
            (opener.kind.clone(), Some(label.start..at).filter(|label| !label.is_empty()), at + 1..end)
        }
        None => {
            let at = opener.kind.start + kind.find(':')?;
            (opener.kind.start..at, None, at + 1..end)
        }
    };
    let name = line.get(offset(kind.start)?..offset(kind.end)?)?;
    let said = line.get(offset(text.start)?..offset(text.end)?)?;
    (is_name(name) && !said.trim().is_empty()).then_some(Opener { kind, label, text: Some(text) })
}

/// The first colon outside of braces.
fn colon(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        byte == b':' && depth == 0
    })
}

/// Whether a line is an opener with more text after it.
fn has_text_after_opener(text: &str) -> bool {
    text.find('}').and_then(|end| text.get(..=end)).is_some_and(|head| opener(head, 0).is_some())
}

/// The date and the text of `>> 26.02.09 - text`, as ranges of the line.
pub(super) fn annotation(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let rest = text.strip_prefix(">>")?;
    let start = text.len() - rest.trim_start().len();
    let rest = text.get(start..)?;
    let length = rest.find(char::is_whitespace)?;
    let date = rest.get(..length)?;
    let is_date = date.starts_with(|c: char| c.is_ascii_digit())
        && date.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/'))
        && date.contains(['.', '-', '/']);
    let after = rest.get(length..)?.trim_start();
    let words = after.strip_prefix(['-', '–', '—']).filter(|words| words.starts_with([' ', '\t']))?;
    let words = words.trim_start();
    (is_date && !words.is_empty()).then_some((start..start + length, text.len() - words.len()..text.len()))
}

/// The letter of `a. text`, and where the text starts.
pub(super) fn letter(text: &str) -> Option<(u8, usize)> {
    let [letter, b'.', b' ' | b'\t', ..] = text.as_bytes() else { return None };
    let words = text.get(2..)?.trim_start();
    (letter.is_ascii_alphabetic() && !words.is_empty()).then_some((*letter, text.len() - words.len()))
}

/// Stands for a `|` inside a construct, where it does not part a table's cells. One byte, and of no meaning.
const PIPE_FILLER: u8 = b'.';

/// The text for `pulldown_cmark`'s block structure: the same, but no construct of the dialect parts a table's cells.
pub(super) fn without_inner_pipes(text: &str) -> String {
    let mut masked = text.as_bytes().to_vec();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.contains('|') && line.contains(['{', '[']) {
            for at in inline::inner_pipes(line) {
                if let Some(byte) = masked.get_mut(start + at) {
                    *byte = PIPE_FILLER;
                }
            }
        }
        start += line.len();
    }
    String::from_utf8(masked).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::text::lines_of;

    fn shapes(text: &str) -> (Vec<Piece>, Vec<Fault>) {
        pieces(text, &lines_of(text, 0..text.len()))
    }

    #[test]
    fn code_hides_every_construct() {
        let text = "```\n{bkqt/note}\n{/bkqt}\n>> 26.01.01 - x\n```\n\n    {/bkqt}\n";
        assert_eq!(shapes(text), (vec![Piece::Markdown(0..7)], vec![]));
    }

    #[test]
    fn a_list_item_keeps_its_lines() {
        let text = "- a\n\n  {bkqt/note}\n  x\n  {/bkqt}\n";
        assert_eq!(shapes(text).0, vec![Piece::Markdown(0..5)]);
    }

    #[test]
    fn callouts_nest_and_hold_fences() {
        let text = "{bkqt/note}\n```\n{/bkqt}\n```\n{bkqt/tip}\n{/bkqt}\n{/bkqt}\nx";
        let (pieces, faults) = shapes(text);
        assert!(matches!(&pieces[..], [Piece::Callout { lines, .. }, Piece::Markdown(_)] if *lines == (0..7)));
        assert_eq!(faults, []);
    }

    #[test]
    fn runs_of_letters_need_two_items_in_sequence() {
        assert!(matches!(&shapes("a. x\nb. y\n  more\n\nz").0[..],
            [Piece::Alphabetical { items, tight: true, .. }, Piece::Markdown(_)] if *items == [0, 1, 3]));
        assert_eq!(shapes("A. Einstein said").0, vec![Piece::Markdown(0..1)]);
        assert_eq!(shapes("a. x\nc. y").0, vec![Piece::Markdown(0..2)]);
        assert_eq!(shapes("b. x\nc. y").0, vec![Piece::Markdown(0..2)]);
    }

    #[test]
    fn annotations_need_a_date_and_a_dash() {
        assert_eq!(annotation(">> 26.02.09 - x y"), Some((3..11, 14..17)));
        assert_eq!(annotation(">> quoted - twice"), None);
        assert_eq!(annotation(">> 26 things - here"), None);
        assert_eq!(annotation(">> 26.02.09 x"), None);
    }

    #[test]
    fn item_content_starts_where_commonmark_says() {
        assert_eq!(item_column("- a"), Some(2));
        assert_eq!(item_column("10.  a"), Some(5));
        assert_eq!(item_column("-      a"), Some(2));
        assert_eq!(item_column("-\ta"), Some(4));
        assert_eq!(item_column("-"), Some(2));
        assert_eq!(item_column("-a"), None);
        assert_eq!(item_column("- - -"), None);
    }
}
