//! Text with a map back to the file it came from. Container prefixes (`> `, list indentation) are cut away line by
//! line, and every offset into what remains still leads to the byte it was written at.

use crate::source::{SourceId, Span};
use std::ops::Range;

/// What a single line's end in a paragraph becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// A space.
    Spaces,
    /// In a callout: a continuation line.
    Continuations,
}

/// Columns a tab stop is wide (CommonMark 2.2).
const TAB_STOP: usize = 4;

/// A line of a container's content: a range of the file without the line's end, after `pad` spaces that stand for the
/// rest of a tab the container's prefix ended in, or keep a lazy continuation line from starting a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub pad: usize,
    pub start: usize,
    pub end: usize,
}

impl Line {
    /// The text written, without the padding.
    pub fn text<'a>(&self, file: &'a str) -> &'a str {
        file.get(self.start..self.end).unwrap_or("")
    }

    /// Whether nothing is on it.
    pub fn is_blank(&self, file: &str) -> bool {
        self.text(file).trim_matches([' ', '\t']).is_empty()
    }

    /// Columns of white space before the first character.
    pub fn indent(&self, file: &str) -> usize {
        let mut column = self.pad;
        for byte in self.text(file).bytes() {
            match byte {
                b' ' => column += 1,
                b'\t' => column += TAB_STOP - column % TAB_STOP,
                _ => break,
            }
        }
        column
    }

    /// The line without up to `columns` columns of white space at its start.
    pub fn dedent(self, file: &str, columns: usize) -> Line {
        self.dedent_at(file, 0, columns)
    }

    /// The same for a line that starts in column `origin`. Tabs end at the tab stops of the whole line; where the rest
    /// starts between two of them, the tabs before its text become padding.
    pub fn dedent_at(mut self, file: &str, origin: usize, columns: usize) -> Line {
        let mut left = columns;
        let eaten = self.pad.min(left);
        self.pad -= eaten;
        left -= eaten;
        let mut column = origin + eaten;
        for byte in self.text(file).bytes() {
            if left == 0 {
                break;
            }
            let Some(width) = white_width(byte, column) else { break };
            self.start += 1;
            column += width;
            self.pad = width.saturating_sub(left);
            left = left.saturating_sub(width);
        }
        let start = origin + columns - left;
        if !start.is_multiple_of(TAB_STOP) {
            self.absorb_tabs(file, start);
        }
        self
    }

    /// Makes padding of the white space at the start, if a tab is in it. The line starts in column `start`.
    fn absorb_tabs(&mut self, file: &str, start: usize) {
        let text = self.text(file);
        let white = text.get(..text.len() - text.trim_start_matches([' ', '\t']).len()).unwrap_or("");
        if !white.contains('\t') {
            return;
        }
        let end = white.bytes().fold(start + self.pad, |at, byte| at + white_width(byte, at).unwrap_or(0));
        self.start += white.len();
        self.pad = end - start;
    }

    /// The line from its first character that is not white space.
    pub fn trim_start(mut self, file: &str) -> Line {
        let text = self.text(file);
        self.start += text.len() - text.trim_start_matches([' ', '\t']).len();
        self.pad = 0;
        self
    }

    /// The line without white space at either end.
    pub fn trim(self, file: &str) -> Line {
        let mut line = self.trim_start(file);
        line.end = line.start + line.text(file).trim_end_matches([' ', '\t']).len();
        line
    }
}

/// How many columns a space or a tab at this column takes.
fn white_width(byte: u8, column: usize) -> Option<usize> {
    match byte {
        b' ' => Some(1),
        b'\t' => Some(TAB_STOP - column % TAB_STOP),
        _ => None,
    }
}

/// Cuts a part of the file into lines. A line ends with `\n` or `\r\n`.
pub(super) fn lines_of(file: &str, range: Range<usize>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = range.start;
    for piece in file.get(range).unwrap_or("").split_inclusive('\n') {
        let text = piece.trim_end_matches('\n').trim_end_matches('\r');
        lines.push(Line { pad: 0, start, end: start + text.len() });
        start += piece.len();
    }
    lines
}

/// A piece of [`Mapped`] text and where it came from.
#[derive(Clone, Copy, Debug)]
struct Segment {
    at: usize,
    file: usize,
    len: usize,
}

/// A text made of pieces of a file.
#[derive(Clone, Debug)]
pub(super) struct Mapped {
    /// The text; its lines end with `\n`.
    pub text: String,
    segments: Vec<Segment>,
    /// The place of every offset, when the text is not a piece of the file as it is (a YAML string).
    fixed: Option<Span>,
}

impl Mapped {
    /// Nothing yet.
    pub fn new() -> Self {
        Mapped { text: String::new(), segments: Vec::new(), fixed: None }
    }

    /// A text that has only one place.
    pub fn fixed(text: String, span: Span) -> Self {
        Mapped { text, segments: Vec::new(), fixed: Some(span) }
    }

    /// The lines as they are, padding included, each with a line feed.
    pub fn joined(file: &str, lines: &[Line]) -> Self {
        let mut mapped = Mapped::new();
        for line in lines {
            mapped.text.extend(std::iter::repeat_n(' ', line.pad));
            mapped.push(file, line.start..line.end);
            mapped.text.push('\n');
        }
        mapped
    }

    /// The lines of a paragraph: without the white space they start with, separated by line feeds.
    pub fn paragraph(file: &str, lines: &[Line]) -> Self {
        let mut mapped = Mapped::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                mapped.text.push('\n');
            }
            let line = if index + 1 == lines.len() { line.trim(file) } else { line.trim_start(file) };
            mapped.push(file, line.start..line.end);
        }
        mapped
    }

    fn push(&mut self, file: &str, range: Range<usize>) {
        let text = file.get(range.clone()).unwrap_or("");
        self.segments.push(Segment { at: self.text.len(), file: range.start, len: text.len() });
        self.text.push_str(text);
    }

    /// The offset in the file of the character that starts at `offset`.
    pub fn start(&self, offset: usize) -> usize {
        self.locate(self.segments.partition_point(|s| s.at <= offset), offset)
    }

    /// The offset in the file of the end of the character that ends at `offset`.
    fn end(&self, offset: usize) -> usize {
        self.locate(self.segments.partition_point(|s| s.at < offset).max(1), offset)
    }

    fn locate(&self, after: usize, offset: usize) -> usize {
        match after.checked_sub(1).and_then(|i| self.segments.get(i)) {
            Some(segment) => segment.file + offset.saturating_sub(segment.at).min(segment.len),
            None => self.segments.first().map_or(0, |s| s.file),
        }
    }

    /// The place in the file of a range of this text.
    pub fn span(&self, source: SourceId, range: Range<usize>) -> Span {
        if let Some(span) = self.fixed {
            return span;
        }
        let start = self.start(range.start);
        Span::new(source, start..self.end(range.end).max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_that_is_partly_prefix_leaves_its_other_columns_as_padding() {
        let line = Line { pad: 0, start: 0, end: 2 };
        assert_eq!(line.dedent("\tx", 2), Line { pad: 2, start: 1, end: 2 });
        assert_eq!(line.indent("\tx"), 4);
    }

    #[test]
    fn tabs_after_a_prefix_end_where_they_ended_in_the_file() {
        let line = Line { pad: 0, start: 0, end: 3 };
        assert_eq!(line.dedent("\t\tx", 2), Line { pad: 6, start: 2, end: 3 });
        assert_eq!(line.dedent("\t\tx", 4), Line { pad: 0, start: 1, end: 3 }, "aligned");
        let after_mark = Line { pad: 0, start: 1, end: 4 };
        assert_eq!(after_mark.dedent_at(">\t\tx", 1, 1), Line { pad: 6, start: 3, end: 4 });
    }

    #[test]
    fn offsets_lead_back_through_prefixes() {
        let file = "> ab\n> cd\n";
        let lines = [Line { pad: 0, start: 2, end: 4 }, Line { pad: 0, start: 7, end: 9 }];
        let mapped = Mapped::paragraph(file, &lines);
        assert_eq!(mapped.text, "ab\ncd");
        let span = mapped.span(SourceId(0), 1..4);
        assert_eq!(&file[span.start as usize..span.end as usize], "b\n> c");
        let span = mapped.span(SourceId(0), 0..2);
        assert_eq!((span.start, span.end), (2, 4), "an end stays on its line");
    }

    #[test]
    fn lines_end_with_either_line_end() {
        let lines = lines_of("a\r\n\nb", 0..5);
        let texts: Vec<_> = lines.iter().map(|l| l.text("a\r\n\nb")).collect();
        assert_eq!(texts, ["a", "", "b"]);
    }
}
