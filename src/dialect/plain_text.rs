//! Plain text: a title, perhaps a subtitle, and a paragraph a line.

use super::parser::Parser;
use super::text::{Line, lines_of};
use super::title::stem;
use crate::document::characters::one_line;
use crate::document::{Block, BlockKind, Document, Heading, Inline, InlineKind, Metadata};
use std::path::Path;

/// The longest line that may be a heading, in characters.
const LONGEST_HEADING: usize = 80;
/// What a sentence ends with. A line that ends so is no heading.
const SENTENCE_ENDS: [char; 7] = ['.', '!', '?', '…', ':', ';', ','];
/// What may be after the end of a sentence.
const CLOSERS: [char; 8] = ['"', '\'', '”', '’', ')', ']', '»', '*'];

/// Reads a plain text.
pub(super) fn document(parser: &mut Parser<'_>, path: &Path) -> Document {
    let file = parser.file;
    let lines = lines_of(file, 0..file.len());
    let mut filled = lines
        .iter()
        .map(|line| Line {
            start: line.start + usize::from(line.start == 0 && file.starts_with('\u{feff}')) * 3,
            ..*line
        })
        .filter(|line| !line.text(file).trim().is_empty())
        .map(|line| tidy(file, line))
        .peekable();
    let mut meta = Metadata { id: stem(path), span: parser.span(0..0), ..Metadata::default() };
    if let Some(title) = filled.next() {
        let text = title.text(file);
        meta.title = marked_heading(text).map_or(text, |(_, start)| text.get(start..).unwrap_or(text)).to_owned();
        meta.title = one_line(&meta.title);
    } else {
        meta.title = meta.id.clone();
    }
    meta.subtitle =
        filled.next_if(|line| subtitle(line.text(file)).is_some()).and_then(|line| subtitle(line.text(file)));
    meta.subtitle = meta.subtitle.map(|subtitle| one_line(&subtitle));
    let blocks = filled.map(|line| block(parser, line)).collect();
    Document { meta, blocks, next_node: parser.next_node(), ..Document::default() }
}

/// The line without any white space at its ends.
fn tidy(file: &str, line: Line) -> Line {
    let text = line.text(file);
    let start = line.start + (text.len() - text.trim_start().len());
    Line { pad: 0, start, end: start + text.trim().len() }
}

fn block(parser: &mut Parser<'_>, line: Line) -> Block {
    let text = line.text(parser.file);
    let (level, start) = match marked_heading(text) {
        Some((level, start)) => (Some(level), start),
        None => (is_heading(text).then_some(1), 0),
    };
    let span = parser.span(line.start + start..line.end);
    let words = text.get(start..).unwrap_or(text).to_owned();
    let content = vec![Inline { span, kind: InlineKind::Text(words) }];
    let kind = match level {
        Some(level) => BlockKind::Heading(Heading { level, number: None, slug: String::new(), content }),
        None => BlockKind::Paragraph(content),
    };
    Block { id: parser.node(), span: parser.span(line.start..line.end), kind }
}

/// "Or: …" is a title's second half and keeps its first word; "Subtitle: …" is a label and its text.
fn subtitle(line: &str) -> Option<String> {
    if line.starts_with("Or:") {
        return Some(line.to_owned());
    }
    line.strip_prefix("Subtitle:").map(|text| text.trim().to_owned())
}

/// Level and start of the text of `## text`.
fn marked_heading(line: &str) -> Option<(u8, usize)> {
    let text = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - text.len()).ok().filter(|level| (1..=6).contains(level))?;
    let words = text.trim_start();
    (words.len() < text.len() && !words.is_empty()).then_some((level, line.len() - words.len()))
}

fn is_heading(line: &str) -> bool {
    line.chars().count() <= LONGEST_HEADING && !line.trim_end_matches(CLOSERS).ends_with(SENTENCE_ENDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_short_and_end_without_a_sentence() {
        assert!(is_heading("Why the public discourse is so confused"));
        assert!(!is_heading("So what gives?"));
        assert!(!is_heading("He said “stop.”"));
        assert!(!is_heading(&"x".repeat(81)));
        assert_eq!(marked_heading("## a"), Some((2, 3)));
        assert_eq!(marked_heading("#a"), None);
    }

    #[test]
    fn subtitles() {
        assert_eq!(subtitle("Or: how I learned"), Some("Or: how I learned".into()));
        assert_eq!(subtitle("Subtitle: how"), Some("how".into()));
        assert_eq!(subtitle("Order: this"), None);
    }
}
