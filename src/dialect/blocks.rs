//! From the lines of a container to blocks.

use super::extensions::Extension;
use super::parser::Parser;
use super::scan::{self, Fault, Opener, Piece};
use super::skeleton::{self, Bone, BoneKind};
use super::text::{Breaks, Line, Mapped};
use crate::diagnostics::Code;
use crate::document::{
    Annotation, Block, BlockKind, Callout, CalloutKind, CodeBlock, CodeToken, Date, Heading, Inline, InlineKind, Quote,
    QuoteStyle, TokenClass, walk,
};
use pulldown_cmark::BlockQuoteKind;
use std::ops::Range;

/// White space that keeps a lazy continuation line from starting a block of its own when its container is parsed by
/// itself: indented code cannot interrupt a paragraph (CommonMark 4.4).
const LAZY_PAD: usize = 4;

impl Parser<'_> {
    /// The blocks of a container's lines.
    pub fn blocks(&mut self, lines: &[Line], breaks: Breaks) -> Vec<Block> {
        let span = self.lines_span(lines);
        // What HTML opens outside is closed outside.
        let groups = std::mem::take(&mut self.groups);
        let blocks = self.deeper(span, |parser| parser.pieces(lines, breaks)).unwrap_or_else(|| {
            let text = Mapped::paragraph(self.file, lines);
            self.literal_paragraph(&text)
        });
        self.groups = groups;
        blocks
    }

    fn pieces(&mut self, lines: &[Line], breaks: Breaks) -> Vec<Block> {
        if self.has(Extension::Admonitions) || self.has(Extension::Math) || self.has(Extension::Attributes) {
            return self.contained(lines, breaks);
        }
        self.own_pieces(lines, breaks)
    }

    /// The blocks of lines outside of the blocks that extensions add.
    pub fn own_pieces(&mut self, lines: &[Line], breaks: Breaks) -> Vec<Block> {
        if !self.is_site() {
            return self.markdown(lines, breaks);
        }
        let (pieces, faults) = scan::pieces(self.file, lines);
        for fault in faults {
            self.report(lines, fault);
        }
        let mut blocks = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Markdown(range) => blocks.extend(self.markdown(part(lines, range), breaks)),
                Piece::Callout { opener, lines: range } => blocks.push(self.callout(part(lines, range), &opener)),
                Piece::Annotations(range) => blocks.push(self.annotations(part(lines, range))),
                Piece::Alphabetical { items, upper, tight } => {
                    blocks.push(self.alphabetical(lines, &items, upper, tight));
                }
            }
        }
        blocks
    }

    fn report(&mut self, lines: &[Line], fault: Fault) {
        let (code, at, message, hint) = match fault {
            Fault::Unclosed(at) => (
                Code::UnclosedCallout,
                at,
                "this callout is never closed; its opener stays as text",
                "close it with `{/bkqt}` on a line of its own",
            ),
            Fault::StrayEnd(at) => (
                Code::StrayCalloutEnd,
                at,
                "this `{/bkqt}` closes nothing; it stays as text",
                "take it out, or open the callout with `{bkqt/TYPE}` on a line of its own",
            ),
            Fault::NotAlone(at) => (
                Code::UnclosedCallout,
                at,
                "put the opener of a callout on a line of its own; keeping this one as text",
                "put the text on the next line, and `{/bkqt}` on a line of its own after it",
            ),
            Fault::OneLine(at) => (
                Code::UnclosedCallout,
                at,
                "nothing closes this callout; what follows the colon is its text",
                "put the text on the next line, and `{/bkqt}` on a line of its own after it",
            ),
        };
        let span = self.lines_span(part(lines, at..at + 1));
        self.diagnostics.warn(code, span, message, hint);
    }

    fn callout(&mut self, lines: &[Line], opener: &Opener) -> Block {
        let id = self.node();
        let span = self.lines_span(lines);
        let label = opener.label.clone().map(|range| {
            let line = [Line { pad: 0, start: range.start, end: range.end }];
            self.inlines_of_lines(&line, Breaks::Spaces)
        });
        let body = match opener.text.clone() {
            Some(text) => {
                self.blocks(&[Line { pad: 0, start: text.start, end: text.end }.trim(self.file)], Breaks::Continuations)
            }
            None => self.blocks(part(lines, 1..lines.len().saturating_sub(1)), Breaks::Continuations),
        };
        let written = self.file.get(opener.kind.clone()).unwrap_or("").trim().to_owned();
        let name = written.to_ascii_lowercase();
        let style = match name.as_str() {
            "quote" => Some(QuoteStyle::Block),
            "pullquote" => Some(QuoteStyle::Pull),
            _ => None,
        };
        if let Some(style) = style {
            return Block { id, span, kind: BlockKind::Quote(Quote { style, body, attribution: label }) };
        }
        let label = label.map(|label| walk::plain_text(&label));
        let kind = CalloutKind::from_name(&name);
        let label = if kind.is_some() { label } else { Some(self.unknown_callout(opener, &written, label)) };
        Block { id, span, kind: BlockKind::Callout(Callout { kind: kind.unwrap_or(CalloutKind::Note), label, body }) }
    }

    /// Says that a callout's type is none, and what its label is.
    fn unknown_callout(&mut self, opener: &Opener, written: &str, label: Option<String>) -> String {
        let known: Vec<&str> = CalloutKind::ALL.iter().map(|kind| kind.name()).collect();
        let place = self.span(opener.kind.clone());
        let types = format!("the types are {}, quote and pullquote", known.join(", "));
        let is_name = written.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let (message, hint) = if is_name {
            (format!("there is no callout of type `{written}`; it is shown as a note with that label"), types)
        } else {
            let message =
                format!("`{written}` is in the place of the callout's type; it is shown as a note with that label");
            (message, format!("write `{{bkqt/note|{written}}}`; {types}"))
        };
        self.diagnostics.warn(Code::UnknownCallout, place, message, hint);
        label.unwrap_or_else(|| {
            let line = [Line { pad: 0, start: opener.kind.start, end: opener.kind.end }];
            walk::plain_text(&self.inlines_of_lines(&line, Breaks::Spaces)).trim().to_owned()
        })
    }

    fn annotations(&mut self, lines: &[Line]) -> Block {
        let id = self.node();
        let mut entries = Vec::new();
        for line in lines {
            let line = line.trim(self.file);
            let Some((date, text)) = scan::annotation(line.text(self.file)) else { continue };
            let written_date = line.text(self.file).get(date.clone()).unwrap_or("").to_owned();
            let id = self.node();
            let span = self.span(line.start..line.end);
            let text = Line { pad: 0, start: line.start + text.start, end: line.start + text.end };
            let content = self.inlines_of_lines(&[text], Breaks::Spaces);
            let date_span = self.span(line.start + date.start..line.start + date.end);
            let date = annotation_date(&written_date);
            if date.is_none() {
                self.diagnostics.warn(
                    Code::BadDate,
                    date_span,
                    format!("`{written_date}` is not a date; it is shown as written"),
                    "write it as YY.MM.DD, for example 26.02.09",
                );
            }
            entries.push(Annotation { id, span, date, written_date, content });
        }
        Block { id, span: self.lines_span(lines), kind: BlockKind::Annotations(entries) }
    }

    /// The blocks of a stretch of CommonMark.
    pub fn markdown(&mut self, lines: &[Line], breaks: Breaks) -> Vec<Block> {
        let stretch = Stretch::new(self.file, lines);
        let mut blocks = Vec::new();
        for Bone { range, kind } in skeleton::read(&stretch.mapped.text, self.is_site(), self.extensions) {
            let first = blocks.len();
            let html = matches!(kind, BoneKind::Html);
            self.bone(range, kind, &stretch, breaks, &mut blocks);
            if !html && let Some(lang) = self.group_language() {
                super::html::set_language(blocks.get_mut(first..).unwrap_or_default(), &lang);
            }
        }
        blocks
    }

    /// The blocks of one block of CommonMark.
    fn bone(
        &mut self,
        range: Range<usize>,
        kind: BoneKind,
        stretch: &Stretch,
        breaks: Breaks,
        blocks: &mut Vec<Block>,
    ) {
        let inner = stretch.lines(range.clone());
        let span = self.lines_span(&inner);
        let kind = match kind {
            BoneKind::Paragraph => {
                let prose = self.prose(Mapped::paragraph(self.file, &inner));
                let mode = self.mode(breaks);
                blocks.extend(self.paragraph(&prose, 0..prose.len(), mode));
                return;
            }
            BoneKind::Html => {
                blocks.extend(self.html_block(&inner));
                return;
            }
            BoneKind::List(start, tight, items) => {
                let items: Vec<Vec<Line>> = items.into_iter().map(|range| stretch.lines(range)).collect();
                blocks.push(self.list(span, start, tight, &items));
                return;
            }
            BoneKind::Quote(alert) => {
                blocks.push(self.quote(span, alert, &inner));
                return;
            }
            BoneKind::Table(columns, rows) => {
                blocks.push(self.table(span, columns, &rows, stretch));
                return;
            }
            BoneKind::Heading(level) => {
                blocks.extend(self.heading(span, level, &inner));
                return;
            }
            BoneKind::Code(Some(language), parts) if language == "math" && self.has(Extension::Math) => {
                blocks.push(self.fenced_formula(&stretch.mapped, &parts, span));
                return;
            }
            BoneKind::Code(language, parts) => BlockKind::Code(code(&stretch.mapped.text, language, parts)),
            BoneKind::Rule => BlockKind::Rule,
            BoneKind::Definitions(parts) => {
                let parts = parts.into_iter().map(|(is_term, range)| (is_term, stretch.lines(range))).collect();
                blocks.push(self.definitions(span, parts));
                return;
            }
            BoneKind::Footnote => return, // collected beforehand
        };
        blocks.push(Block { id: self.node(), span, kind });
    }

    /// A heading; of the dialect as plain text, with the notes it calls.
    fn heading(&mut self, span: crate::source::Span, level: u8, lines: &[Line]) -> Option<Block> {
        let id = self.node();
        let mut lines = heading_text(self.file, lines);
        let mut slug = String::new();
        if (self.has(Extension::HeadingIds) || self.has(Extension::Attributes))
            && let Some(last) = lines.last_mut()
            && let Some((end, id)) = super::inline::heading_attributes(last.text(self.file))
        {
            *last = Line { end: last.start + end, ..*last }.trim(self.file);
            slug = id;
        }
        let mut content = self.inlines_of_lines(&lines, Breaks::Spaces);
        self.settle_captions(&mut content);
        if self.is_site() {
            content = self.plain_heading(content);
        }
        let content = super::figures::trimmed(content);
        let heading = Heading { level, number: None, slug, content };
        (!heading.content.is_empty()).then_some(Block { id, span, kind: BlockKind::Heading(heading) })
    }

    /// A heading's text. Says which links and images it loses.
    pub fn plain_heading(&mut self, content: Vec<Inline>) -> Vec<Inline> {
        let mut lost = Vec::new();
        walk::inline_tree(&content, &mut |inline| match &inline.kind {
            InlineKind::Link(_) => lost.push((inline.span, "the link is left out")),
            InlineKind::Image(_) => lost.push((inline.span, "the image is left out, its alternative text stays")),
            _ => {}
        });
        for (span, outcome) in lost {
            let message = format!("headings of the dialect are plain text; {outcome}");
            self.diagnostics.warn(Code::PlainHeading, span, message, "put it into the text under the heading");
        }
        plain(content)
    }

    /// `> text`: small text in the dialect, a quotation elsewhere, and a callout where GFM knows an alert.
    fn quote(&mut self, span: crate::source::Span, alert: Option<BlockQuoteKind>, lines: &[Line]) -> Block {
        let id = self.node();
        let inner: Vec<Line> = lines.iter().map(|line| unquoted(self.file, *line)).collect();
        if alert.is_none()
            && self.has(Extension::Admonitions)
            && let Some(kind) = self.alert(&inner)
        {
            return Block { id, span, kind };
        }
        let Some(alert) = alert else {
            let body = self.blocks(&inner, Breaks::Spaces);
            let kind = if self.is_site() {
                BlockKind::SmallText(body)
            } else {
                BlockKind::Quote(Quote { style: QuoteStyle::Plain, body, attribution: None })
            };
            return Block { id, span, kind };
        };
        let (kind, label) = match alert {
            BlockQuoteKind::Note => (CalloutKind::Note, None),
            BlockQuoteKind::Tip => (CalloutKind::Tip, None),
            BlockQuoteKind::Warning => (CalloutKind::Warning, None),
            BlockQuoteKind::Important => (CalloutKind::KeyConcept, Some("Important".to_owned())),
            BlockQuoteKind::Caution => (CalloutKind::Danger, Some("Caution".to_owned())),
        };
        let body = self.blocks(part(&inner, 1..inner.len()), Breaks::Spaces);
        Block { id, span, kind: BlockKind::Callout(Callout { kind, label, body }) }
    }
}

/// Some lines of many.
pub(super) fn part(lines: &[Line], range: Range<usize>) -> &[Line] {
    lines.get(range).unwrap_or(&[])
}

/// A stretch of CommonMark, as one text for `pulldown_cmark`.
pub(super) struct Stretch<'l> {
    lines: &'l [Line],
    pub mapped: Mapped,
    /// Where each line starts in the text.
    starts: Vec<usize>,
}

impl<'l> Stretch<'l> {
    fn new(file: &str, lines: &'l [Line]) -> Self {
        let mapped = Mapped::joined(file, lines);
        let ends = mapped.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).take(lines.len()).collect();
        Stretch { lines, mapped, starts }
    }

    /// The lines that a range touches; the first one from where the range starts in it.
    pub fn lines(&self, range: Range<usize>) -> Vec<Line> {
        let first = self.starts.partition_point(|&start| start <= range.start).saturating_sub(1);
        let last = self.starts.partition_point(|&start| start < range.end).max(first);
        let mut lines = part(self.lines, first..last).to_vec();
        if let Some((line, start)) = lines.first_mut().zip(self.starts.get(first)) {
            let skip = range.start.saturating_sub(*start);
            line.start = (line.start + skip.saturating_sub(line.pad)).min(line.end);
            line.pad = line.pad.saturating_sub(skip);
        }
        lines
    }
}

/// A line of a block quotation without its marker.
fn unquoted(file: &str, line: Line) -> Line {
    let inner = line.trim_start(file);
    let Some(rest) = inner.text(file).strip_prefix('>') else {
        return Line { pad: LAZY_PAD, ..inner };
    };
    let after = Line { pad: 0, start: inner.end - rest.len(), end: inner.end };
    after.dedent_at(file, line.indent(file) + 1, usize::from(rest.starts_with([' ', '\t'])))
}

/// A line of a list item without the item's indentation.
pub(super) fn outdented(file: &str, line: Line, column: usize) -> Line {
    if line.is_blank(file) || line.indent(file) >= column {
        return line.dedent(file, column);
    }
    Line { pad: LAZY_PAD, ..line.trim_start(file) }
}

/// The text of a heading's lines without `#` signs (CommonMark 4.2) or its underline (4.3).
fn heading_text(file: &str, lines: &[Line]) -> Vec<Line> {
    let filled: Vec<Line> = lines.iter().filter(|line| !line.is_blank(file)).map(|line| line.trim(file)).collect();
    if let [rest @ .., underline] = filled.as_slice()
        && !rest.is_empty()
        && underline.text(file).bytes().all(|byte| matches!(byte, b'=' | b'-'))
    {
        return rest.to_vec();
    }
    let Some(mut line) = filled.first().copied() else { return Vec::new() };
    line.start += line.text(file).bytes().take_while(|byte| *byte == b'#').count();
    let line = line.trim(file);
    let text = line.text(file).trim_end_matches('#');
    let closed = text.is_empty() || text.ends_with([' ', '\t']);
    vec![if closed { Line { end: line.start + text.len(), ..line }.trim(file) } else { line }]
}

fn code(text: &str, language: Option<String>, parts: Vec<Range<usize>>) -> CodeBlock {
    let text: String = parts.into_iter().filter_map(|range| text.get(range)).collect();
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let token = |line: &str| CodeToken { class: TokenClass::Plain, text: line.to_owned() };
    CodeBlock { language, lines: text.split('\n').map(|line| vec![token(line)]).collect() }
}

/// The text of inlines, and the calls of notes.
fn plain(content: Vec<Inline>) -> Vec<Inline> {
    let mut run: Vec<Inline> = Vec::new();
    for mut inline in content {
        let text = match &mut inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => std::mem::take(text),
            InlineKind::LineBreak(_) => " ".to_owned(),
            InlineKind::Image(image) => std::mem::take(&mut image.alt),
            InlineKind::Math(_) => {
                run.push(inline);
                continue;
            }
            InlineKind::NoteCall(call) => {
                for inner in plain(std::mem::take(&mut call.term)) {
                    super::inline::push_inline(&mut run, inner);
                }
                run.push(inline);
                continue;
            }
            kind => {
                let inner = kind.children_mut().map(std::mem::take).unwrap_or_default();
                for inner in plain(inner) {
                    super::inline::push_inline(&mut run, inner);
                }
                continue;
            }
        };
        super::inline::push_inline(&mut run, Inline { span: inline.span, kind: InlineKind::Text(text) });
    }
    run
}

/// Reads `26.02.09` (and `2026.02.09`).
fn annotation_date(text: &str) -> Option<Date> {
    let mut parts = text.split(['.', '-', '/']);
    let year: i16 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let day: i8 = parts.next()?.parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    parts.next().is_none().then(|| Date::new(year, month, day).ok())?
}
