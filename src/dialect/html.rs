//! Raw HTML: blocks of it become the blocks they mean; tags within text are read by [`super::inline`].

mod content;
mod table;

use super::entities::decoded;
use super::inline::{Mode, Prose, Tag, tag};
use super::parser::Parser;
use super::text::{Breaks, Line, Mapped};
use crate::document::{
    Block, BlockKind, CodeBlock, CodeToken, Heading, Inline, InlineKind, List, ListItem, ListMarker, Quote, QuoteStyle,
    TokenClass, walk,
};
use crate::source::Span;
use content::inlines;
use std::ops::Range;

/// A part of an HTML block. Ranges are of its text.
enum Token {
    /// Text, with the inline tags in it.
    Run(Range<usize>),
    Open(Tag, Range<usize>),
    Close(String, Range<usize>),
}

/// Elements that part text into blocks; all others run within it.
const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
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
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements that only group.
const GROUPS: [&str; 20] = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "footer",
    "header",
    "main",
    "nav",
    "p",
    "section",
    "tbody",
    "tfoot",
    "thead",
    "figcaption",
];
/// Groups that may hold Markdown between blank lines, and what they say of it goes on there.
const OPEN_GROUPS: [&str; 6] = ["article", "aside", "center", "div", "main", "section"];

impl Parser<'_> {
    /// The blocks of a block of HTML.
    pub fn html_block(&mut self, lines: &[Line]) -> Vec<Block> {
        let prose = self.html_prose(Mapped::joined(self.file, lines));
        let mode = Mode { html: true, ..self.mode(Breaks::Spaces) };
        let tokens = tokens(&prose);
        let groups = std::mem::take(&mut self.groups);
        let mut flow = Flow { parser: self, prose: &prose, tokens, at: 0, mode, groups };
        let mut blocks = Vec::new();
        while flow.at < flow.tokens.len() {
            blocks.extend(flow.flow(&[], &[]));
            flow.at += 1; // a closing tag of something opened in another block
        }
        let mut groups = flow.groups;
        groups.retain(|(name, _)| OPEN_GROUPS.contains(&name.as_str()));
        self.groups = groups;
        blocks
    }

    /// The language that the open groups give what is in them.
    pub fn group_language(&self) -> Option<String> {
        innermost(&self.groups)
    }
}

fn innermost(groups: &[(String, Option<String>)]) -> Option<String> {
    groups.iter().rev().find_map(|(_, lang)| lang.clone())
}

/// Says of blocks and all they hold that they are in a language.
pub(super) fn set_language(blocks: &mut [Block], lang: &str) {
    for block in blocks {
        for content in block.kind.content_mut() {
            match content {
                walk::ContentMut::Blocks(inner) => set_language(inner, lang),
                walk::ContentMut::Inlines(run) => {
                    let Some(span) = run.first().zip(run.last()).map(|(first, last)| first.span.to(last.span)) else {
                        continue;
                    };
                    let kind = InlineKind::Language(lang.to_owned(), std::mem::take(run));
                    run.push(Inline { span, kind });
                }
            }
        }
    }
}

/// The level of `h1` to `h6`.
fn heading_level(name: &str) -> Option<u8> {
    name.strip_prefix('h').filter(|level| level.len() == 1)?.parse().ok().filter(|level| (1..=6).contains(level))
}

fn tokens(prose: &Prose) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for range in prose.angles() {
        let tag = tag(prose.text(range.clone()));
        if !BLOCKS.contains(&tag.name.as_str()) {
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
    /// Groups that are open, by name, with the language they give.
    groups: Vec<(String, Option<String>)>,
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
                Token::Close(name, _) => {
                    let open = self.groups.iter().rposition(|(open, _)| open == name);
                    self.groups.truncate(open.unwrap_or(self.groups.len()));
                    self.at += 1;
                }
                Token::Run(range) => {
                    let range = range.clone();
                    self.at += 1;
                    blocks.extend(self.run(range));
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

    /// The blocks of text between tags, in the language of what is around it.
    fn run(&mut self, range: Range<usize>) -> Vec<Block> {
        let mut blocks = self.parser.paragraph(self.prose, range, self.mode);
        if let Some(lang) = innermost(&self.groups) {
            set_language(&mut blocks, &lang);
        }
        blocks
    }

    /// The blocks of an element whose opening tag was just read.
    fn element(&mut self, tag: &Tag, range: Range<usize>, blocks: &mut Vec<Block>) {
        let name = tag.name.as_str();
        self.note_names(tag, &range);
        if GROUPS.contains(&name) {
            // Of a paragraph the end may be left out (HTML 13.1.2.4).
            if name == "p" {
                self.groups.retain(|(open, _)| open != "p");
            }
            return self.groups.push((tag.name.clone(), tag.language()));
        }
        let groups = self.groups.len();
        self.groups.push((tag.name.clone(), tag.language()));
        self.ungrouped(tag, range, blocks);
        self.groups.truncate(groups);
    }

    /// Takes note of what links may call an element; a heading keeps its id itself.
    fn note_names(&mut self, tag: &Tag, range: &Range<usize>) {
        if heading_level(&tag.name).is_none() {
            let at = self.span(range.clone()).start;
            self.parser.names.extend(tag.names().map(|name| (decoded(name), at)));
        }
    }

    fn ungrouped(&mut self, tag: &Tag, range: Range<usize>, blocks: &mut Vec<Block>) {
        let name = tag.name.as_str();
        let span = self.span(range.clone());
        let depth = self.parser.depth;
        if depth >= super::parser::MAX_DEPTH {
            return; // the text inside is still read, without this element
        }
        self.parser.depth += 1;
        let (mut id, before) = (self.parser.node(), blocks.len());
        let kind = match name {
            "hr" => Some(BlockKind::Rule),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(tag),
            "figure" => {
                self.figure(blocks);
                None
            }
            "ul" | "ol" => self.list(tag),
            "blockquote" => {
                let body = self.until("blockquote");
                let quote = Quote { style: QuoteStyle::Plain, body, attribution: None };
                (!quote.body.is_empty()).then_some(BlockKind::Quote(quote))
            }
            "pre" => Some(BlockKind::Code(self.preformatted(range.end))),
            "table" => self.table(span, blocks),
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
            if blocks.len() > before {
                id = self.parser.node(); // blocks come in the order of their nodes
            }
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

    fn heading(&mut self, tag: &Tag) -> Option<BlockKind> {
        let level = heading_level(&tag.name).unwrap_or(1);
        let slug = tag.names().next().map(decoded).unwrap_or_default();
        let content = inlines(self.until(&tag.name));
        let content = if self.mode.site { self.parser.plain_heading(content) } else { content };
        let heading = Heading { level, number: None, slug, content };
        (!heading.content.is_empty()).then_some(BlockKind::Heading(heading))
    }

    /// An image or a table with its caption; anything else as it is, with the caption as a paragraph.
    fn figure(&mut self, blocks: &mut Vec<Block>) {
        let (mut body, mut caption) = (Vec::new(), None);
        let mut at = 0;
        loop {
            body.extend(self.flow(&["figure"], &["figcaption"]));
            let Some(Token::Open(_, range)) = self.tokens.get(self.at) else { break };
            let span = self.span(range.clone());
            self.at += 1;
            let (id, content) = (self.parser.node(), inlines(self.until("figcaption")));
            if caption.is_none() && !content.is_empty() {
                at = body.len();
                caption = Some((id, span, content));
            }
        }
        self.at += 1;
        let Some((id, span, content)) = caption else { return blocks.append(&mut body) };
        let place = match body.as_mut_slice() {
            [Block { kind: BlockKind::Figure(figure), .. }] => Some(&mut figure.caption),
            [Block { kind: BlockKind::Table(table), .. }] => Some(&mut table.caption),
            _ => None,
        };
        match place {
            Some(place @ None) => *place = Some(content),
            _ => body.insert(at, Block { id, span, kind: BlockKind::Paragraph(content) }),
        }
        blocks.append(&mut body);
    }

    fn list(&mut self, tag: &Tag) -> Option<BlockKind> {
        let name = tag.name.as_str();
        let marker = match name {
            "ol" => ListMarker::Decimal(tag.attribute("start").parse().unwrap_or(1)),
            _ => ListMarker::Bullet,
        };
        let mut items = Vec::new();
        while self.at < self.tokens.len() {
            let mut lang = None;
            let start = match self.tokens.get(self.at) {
                Some(Token::Close(closed, _)) if closed == name => break,
                Some(Token::Close(..)) => {
                    self.at += 1;
                    continue;
                }
                Some(Token::Open(tag, range)) if tag.name == "li" => {
                    let (tag, range) = (tag.clone(), range.clone());
                    self.at += 1;
                    self.note_names(&tag, &range);
                    lang = tag.language();
                    range.start
                }
                Some(Token::Run(range) | Token::Open(_, range)) => range.start,
                None => break,
            };
            let id = self.parser.node();
            let groups = self.groups.len();
            self.groups.push(("li".to_owned(), lang));
            let body = self.flow(&["li", name], &["li"]);
            self.groups.truncate(groups);
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
}
