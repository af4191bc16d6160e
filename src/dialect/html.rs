//! Raw HTML: blocks of it become the blocks they mean; tags within text are read by [`super::inline`].

use super::blocks::Breaks;
use super::inline::{Mode, Prose, Tag, tag};
use super::parser::Parser;
use super::text::{Line, Mapped};
use crate::document::{
    Alignment, Block, BlockKind, CodeBlock, CodeToken, Heading, Inline, InlineKind, LineBreak, List, ListItem,
    ListMarker, Quote, QuoteStyle, Table, TableCell, TableRow, TokenClass,
};
use crate::source::Span;
use std::ops::Range;

/// Longest name of a character reference, with `&` and `;` (HTML 13.5: `&CounterClockwiseContourIntegral;`).
const LONGEST_ENTITY: usize = 34;

/// A text with its character references (`&amp;`, `&#233;`) replaced.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let end = from.find(';').filter(|end| *end < LONGEST_ENTITY).map_or(1, |end| end + 1);
        let (entity, after) = from.split_at_checked(end).unwrap_or((from, ""));
        let decoded = pulldown_cmark::Parser::new(entity).find_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text),
            _ => None,
        });
        out.push_str(decoded.as_deref().unwrap_or(entity));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A part of an HTML block. Ranges are of its text.
enum Token {
    /// Text, with the inline tags in it.
    Run(Range<usize>),
    Open(Tag, Range<usize>),
    Close(String, Range<usize>),
}

/// Elements that part text into blocks; all others run within it.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];
/// Elements that only group.
const GROUPS: [&str; 18] = [
    "address",
    "article",
    "aside",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "figure",
    "footer",
    "header",
    "main",
    "nav",
    "p",
    "section",
    "tbody",
    "figcaption",
];

impl Parser<'_> {
    /// The blocks of a block of HTML.
    pub fn html_block(&mut self, lines: &[Line]) -> Vec<Block> {
        let prose = self.html_prose(Mapped::joined(self.file, lines));
        let mode = Mode { html: true, ..self.mode(Breaks::Spaces) };
        let tokens = tokens(&prose);
        let mut flow = Flow { parser: self, prose: &prose, tokens, at: 0, mode };
        let mut blocks = Vec::new();
        while flow.at < flow.tokens.len() {
            blocks.extend(flow.flow(&[], &[]));
            flow.at += 1; // a closing tag of something opened in another block
        }
        blocks
    }
}

fn tokens(prose: &Prose) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for range in prose.angles() {
        let tag = tag(prose.text(range.clone()));
        if !BLOCKS.contains(&tag.name.as_str()) && tag.name != "thead" && tag.name != "tfoot" {
            continue;
        }
        tokens.push(Token::Run(start..range.start));
        start = range.end;
        tokens.push(if tag.closes { Token::Close(tag.name, range) } else { Token::Open(tag, range) });
    }
    tokens.push(Token::Run(start..prose.len()));
    tokens.retain(|token| !matches!(token, Token::Run(range) if prose.trim(range.clone()).is_empty()));
    tokens
}

struct Flow<'p, 'a, 't> {
    parser: &'p mut Parser<'a>,
    prose: &'t Prose,
    tokens: Vec<Token>,
    at: usize,
    mode: Mode,
}

impl Flow<'_, '_, '_> {
    fn span(&self, range: Range<usize>) -> Span {
        self.prose.mapped.span(self.parser.source, range)
    }

    /// Blocks up to a closing tag of `closers` or an opening tag of `openers`, which is left to the caller.
    fn flow(&mut self, closers: &[&str], openers: &[&str]) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Close(name, _) if closers.contains(&name.as_str()) => break,
                Token::Close(..) => self.at += 1,
                Token::Run(range) => {
                    let range = range.clone();
                    self.at += 1;
                    blocks.extend(self.parser.paragraph(self.prose, range, self.mode));
                }
                Token::Open(tag, _) if openers.contains(&tag.name.as_str()) => break,
                Token::Open(tag, range) => {
                    let (tag, range) = (tag.clone(), range.clone());
                    self.at += 1;
                    self.element(&tag, range, &mut blocks);
                }
            }
        }
        blocks
    }

    /// The blocks of an element whose opening tag was just read.
    fn element(&mut self, tag: &Tag, range: Range<usize>, blocks: &mut Vec<Block>) {
        let name = tag.name.as_str();
        if GROUPS.contains(&name) {
            return;
        }
        let span = self.span(range.clone());
        let depth = self.parser.depth;
        if depth >= super::parser::MAX_DEPTH {
            return; // the text inside is still read, without this element
        }
        self.parser.depth += 1;
        let id = self.parser.node();
        let kind = match name {
            "hr" => Some(BlockKind::Rule),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(name),
            "ul" | "ol" => self.list(tag),
            "blockquote" => {
                let body = self.until("blockquote");
                let quote = Quote { style: QuoteStyle::Plain, body, attribution: None };
                (!quote.body.is_empty()).then_some(BlockKind::Quote(quote))
            }
            "pre" => Some(BlockKind::Code(self.preformatted(range.end))),
            "table" => self.table(span),
            "summary" | "dt" => {
                let content = inlines(self.until(name));
                let strong = Inline { span, kind: InlineKind::Strong(content) };
                (!strong.kind.children().is_empty()).then(|| BlockKind::Paragraph(vec![strong]))
            }
            "script" | "style" => {
                self.parser.warn_html(span, name, "it is left out");
                self.skip(name);
                None
            }
            _ => {
                // `li`, `tr`, `td` and their like where no list or table is open
                blocks.extend(self.flow(&[name], &[name]));
                None
            }
        };
        self.parser.depth = depth;
        if let Some(kind) = kind {
            let end = self.previous_end().max(range.end);
            let span = self.span(range.start..end);
            blocks.push(Block { id, span, kind });
        }
    }

    fn previous_end(&self) -> usize {
        match self.at.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            Some(Token::Run(range) | Token::Open(_, range) | Token::Close(_, range)) => range.end,
            None => 0,
        }
    }

    /// The blocks up to the closing tag of `name`, which is read too.
    fn until(&mut self, name: &str) -> Vec<Block> {
        let blocks = self.flow(&[name], &[]);
        self.at += 1;
        blocks
    }

    fn skip(&mut self, name: &str) {
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            if matches!(token, Token::Close(closed, _) if closed == name) {
                return;
            }
        }
    }

    fn heading(&mut self, name: &str) -> Option<BlockKind> {
        let level = name.get(1..).and_then(|level| level.parse().ok()).unwrap_or(1);
        let content = inlines(self.until(name));
        let content = if self.mode.site { self.parser.plain_heading(content) } else { content };
        let heading = Heading { level, number: None, slug: String::new(), content };
        (!heading.content.is_empty()).then_some(BlockKind::Heading(heading))
    }

    fn list(&mut self, tag: &Tag) -> Option<BlockKind> {
        let name = tag.name.as_str();
        let marker = match name {
            "ol" => ListMarker::Decimal(tag.attribute("start").parse().unwrap_or(1)),
            _ => ListMarker::Bullet,
        };
        let mut items = Vec::new();
        while self.at < self.tokens.len() {
            let start = match self.tokens.get(self.at) {
                Some(Token::Close(closed, _)) if closed == name => break,
                Some(Token::Close(..)) => {
                    self.at += 1;
                    continue;
                }
                Some(Token::Open(tag, range)) if tag.name == "li" => {
                    self.at += 1;
                    range.start
                }
                Some(Token::Run(range) | Token::Open(_, range)) => range.start,
                None => break,
            };
            let id = self.parser.node();
            let body = self.flow(&["li", name], &["li"]);
            let span = self.span(start..self.previous_end().max(start));
            items.push(ListItem { id, span, task: None, body });
        }
        self.at += 1;
        (!items.is_empty()).then_some(BlockKind::List(List { marker, tight: true, items }))
    }

    fn preformatted(&mut self, start: usize) -> CodeBlock {
        self.skip("pre");
        let end = match self.at.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            Some(Token::Close(_, range)) => range.start,
            _ => self.prose.len(),
        };
        let mut text = String::new();
        let mut at = start;
        for tag in self.prose.angles().into_iter().filter(|tag| tag.start >= start && tag.end <= end) {
            text.push_str(self.prose.text(at..tag.start));
            at = tag.end;
        }
        text.push_str(self.prose.text(at..end));
        let text = decoded(text.strip_prefix('\n').unwrap_or(&text));
        let line = |line: &str| vec![CodeToken { class: TokenClass::Plain, text: line.to_owned() }];
        CodeBlock { language: None, lines: text.trim_end().split('\n').map(line).collect() }
    }

    fn table(&mut self, span: Span) -> Option<BlockKind> {
        let mut rows: Vec<TableRow> = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Close(name, _) if name == "table" => break,
                Token::Open(tag, range) if tag.name == "tr" => {
                    let span = self.span(range.clone());
                    self.at += 1;
                    rows.push(TableRow { id: self.parser.node(), span, cells: Vec::new() });
                }
                Token::Open(tag, _) if matches!(tag.name.as_str(), "td" | "th") => {
                    self.at += 1;
                    let id = self.parser.node();
                    let content = inlines(self.flow(&["td", "th", "tr", "table"], &["td", "th", "tr"]));
                    if rows.is_empty() {
                        rows.push(TableRow { id: self.parser.node(), span, cells: Vec::new() });
                    }
                    rows.last_mut()
                        .into_iter()
                        .for_each(|row| row.cells.push(TableCell { id, content: content.clone() }));
                }
                Token::Run(range) => {
                    // Text between cells (a caption): a row of its own, so that it is not lost.
                    let (range, id) = (range.clone(), self.parser.node());
                    let span = self.span(range.clone());
                    let content = inlines(self.parser.paragraph(self.prose, range, self.mode));
                    self.at += 1;
                    let cell = TableCell { id: self.parser.node(), content };
                    rows.push(TableRow { id, span, cells: vec![cell] });
                }
                Token::Open(..) | Token::Close(..) => self.at += 1,
            }
        }
        self.at += 1;
        let width = rows.iter().map(|row| row.cells.len()).max().filter(|width| *width > 0)?;
        for row in &mut rows {
            while row.cells.len() < width {
                row.cells.push(TableCell { id: self.parser.node(), content: Vec::new() });
            }
        }
        let head = rows.remove(0);
        Some(BlockKind::Table(Table { columns: vec![Alignment::Default; width], head, rows }))
    }
}

/// The inlines of blocks, for a place that holds no blocks; what stood on lines of its own is parted by breaks.
fn inlines(blocks: Vec<Block>) -> Vec<Inline> {
    let mut run: Vec<Inline> = Vec::new();
    for block in blocks {
        let span = block.span;
        if !run.is_empty() {
            run.push(Inline { span, kind: InlineKind::LineBreak(LineBreak::Hard) });
        }
        match block.kind {
            BlockKind::Paragraph(content) | BlockKind::Shout(content) => run.extend(content),
            BlockKind::Heading(heading) => run.extend(heading.content),
            BlockKind::Figure(figure) => {
                run.push(Inline { span, kind: InlineKind::Image(figure.image) });
                run.extend(figure.caption.into_iter().flatten());
                run.extend(inlines(figure.beside));
            }
            BlockKind::Glossary(entries) => {
                run.extend(entries.into_iter().flat_map(|entry| entry.term.into_iter().chain(inlines(entry.body))));
            }
            BlockKind::List(list) => run.extend(inlines(list.items.into_iter().flat_map(|item| item.body).collect())),
            BlockKind::Quote(quote) => run.extend(inlines(quote.body)),
            BlockKind::SmallText(body) => run.extend(inlines(body)),
            BlockKind::Callout(callout) => run.extend(inlines(callout.body)),
            BlockKind::Code(code) => {
                let lines: Vec<String> =
                    code.lines.iter().map(|line| line.iter().map(|token| token.text.as_str()).collect()).collect();
                run.push(Inline { span, kind: InlineKind::Code(lines.join(" ")) });
            }
            BlockKind::Table(table) => {
                let rows = std::iter::once(table.head).chain(table.rows);
                run.extend(rows.flat_map(|row| row.cells).flat_map(|cell| cell.content));
            }
            BlockKind::Dots => run.push(Inline { span, kind: InlineKind::Text("· · ·".into()) }),
            // HTML makes none of these.
            BlockKind::DefinitionList(_) | BlockKind::Annotations(_) | BlockKind::Interactions(_) | BlockKind::Rule => {
            }
        }
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_references_are_decoded() {
        assert_eq!(decoded("a &amp; b &#233; &lt;&nosuch; & c"), "a & b é <&nosuch; & c");
    }
}
