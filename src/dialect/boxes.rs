//! What the blocks of extensions become: boxes and lists of definitions. `formulas` has the formulas.

use super::blocks::{outdented, part};
use super::containers::{self, Boxed, Part};
use super::parser::Parser;
use super::text::{Breaks, Line};
use crate::document::{
    Block, BlockKind, Callout, CalloutKind, Definition, Inline, InlineKind, LineBreak, Quote, QuoteStyle, walk,
};
use crate::source::Span;

/// What a name of a box means.
enum Meaning {
    /// A box of this kind; with the kind's own label, or labelled with the name.
    Box(CalloutKind, bool),
    Quote,
    /// No box that is known.
    Unknown,
}

/// The names that Docusaurus, MkDocs, Obsidian, VitePress and Quarto have for boxes.
fn meaning(name: &str) -> Meaning {
    if let Some(kind) = CalloutKind::from_name(name) {
        return Meaning::Box(kind, true);
    }
    let kind = match name {
        "info" | "abstract" | "summary" | "tldr" | "todo" | "seealso" | "example" | "question" | "help" | "faq"
        | "details" | "definition" | "theorem" | "exercise" => CalloutKind::Note,
        "hint" | "success" | "check" | "done" => CalloutKind::Tip,
        "attention" => CalloutKind::Warning,
        "caution" | "error" | "failure" | "fail" | "missing" | "bug" => CalloutKind::Danger,
        "important" => CalloutKind::KeyConcept,
        "quote" | "cite" => return Meaning::Quote,
        _ => return Meaning::Unknown,
    };
    Meaning::Box(kind, false)
}

/// A name as a label: its first letter in upper case.
fn label_of(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

impl Parser<'_> {
    /// The blocks of a container's lines in a text that has extensions with blocks of their own.
    pub fn contained(&mut self, lines: &[Line], breaks: Breaks) -> Vec<Block> {
        let mut blocks = Vec::new();
        for found in containers::parts(self, lines) {
            match found {
                Part::Plain(range) => blocks.extend(self.own_pieces(part(lines, range), breaks)),
                Part::Attributes => {}
                Part::Formula(range) => blocks.push(self.formula(part(lines, range))),
                Part::Boxed(boxed) => {
                    let span = self.lines_span(part(lines, boxed.lines.clone()));
                    self.boxed(boxed, span, &mut blocks);
                }
            }
        }
        blocks
    }

    fn boxed(&mut self, boxed: Boxed, span: Span, blocks: &mut Vec<Block>) {
        let title = boxed.title.map(|line| self.inlines_of_lines(&[line], Breaks::Spaces));
        let id = self.node();
        let body = self.blocks(&boxed.body, Breaks::Spaces);
        match boxed_kind(&boxed.name, title, body) {
            Ok(kind) => blocks.push(Block { id, span, kind }),
            Err(body) => blocks.extend(body),
        }
    }

    /// `> [!name]- title`: a box by any of the names that [`meaning`] knows.
    pub fn alert(&mut self, lines: &[Line]) -> Option<BlockKind> {
        let head = lines.first()?.trim(self.file);
        let text = head.text(self.file);
        let (name, rest) = text.strip_prefix("[!")?.split_once(']')?;
        let name = name.split('|').next()?.trim().to_ascii_lowercase();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
        if !is_name {
            return None;
        }
        let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest).trim();
        let start = head.end - rest.len();
        let title =
            (!rest.is_empty()).then(|| self.inlines_of_lines(&[Line { pad: 0, start, end: head.end }], Breaks::Spaces));
        let title = title.or_else(|| match meaning(&name) {
            // A vault shows the name of a box that it does not know.
            Meaning::Unknown => {
                let span = self.lines_span(&[head]);
                Some(vec![Inline { span, kind: InlineKind::Text(label_of(&name)) }])
            }
            Meaning::Box(..) | Meaning::Quote => None,
        });
        let body = self.blocks(part(lines, 1..lines.len()), Breaks::Spaces);
        boxed_kind(&name, title, body).ok()
    }

    /// A list of terms and what they mean.
    pub fn definitions(&mut self, span: Span, parts: Vec<(bool, Vec<Line>)>) -> Block {
        let id = self.node();
        let mut items: Vec<Definition> = Vec::new();
        for (is_term, lines) in parts {
            if is_term {
                let span = self.lines_span(&lines);
                let term = self.inlines_of_lines(&lines, Breaks::Spaces);
                match items.last_mut().filter(|item| item.description.is_empty()) {
                    // Terms that share what they mean.
                    Some(item) => {
                        item.term.push(Inline { span, kind: InlineKind::LineBreak(LineBreak::Hard) });
                        item.term.extend(term);
                    }
                    None => items.push(Definition { id: self.node(), span, term, description: Vec::new() }),
                }
                continue;
            }
            let inner = described(self.file, &lines);
            let description = self.blocks(&inner, Breaks::Spaces);
            if let Some(item) = items.last_mut() {
                item.description.extend(description);
            }
        }
        Block { id, span, kind: BlockKind::DefinitionList(items) }
    }
}

/// The lines of `: description` without the colon and the indentation.
fn described(file: &str, lines: &[Line]) -> Vec<Line> {
    let Some((first, rest)) = lines.split_first() else { return Vec::new() };
    let marker = first.trim_start(file);
    let text = marker.text(file);
    let inner = text.strip_prefix(':').unwrap_or(text).trim_start_matches([' ', '\t']);
    let column = first.indent(file) + (text.len() - inner.len());
    let head = Line { pad: 0, start: marker.end - inner.len(), end: marker.end };
    std::iter::once(head).chain(rest.iter().map(|line| outdented(file, *line, column))).collect()
}

/// What a box of this name is; its body if it is none.
fn boxed_kind(name: &str, title: Option<Vec<Inline>>, body: Vec<Block>) -> Result<BlockKind, Vec<Block>> {
    let label = |title: Vec<Inline>| walk::plain_text(&title).trim().to_owned();
    let (kind, label) = match (meaning(name), title) {
        (Meaning::Quote, attribution) => {
            return Ok(BlockKind::Quote(Quote { style: QuoteStyle::Block, body, attribution }));
        }
        (Meaning::Box(kind, _), Some(title)) => (kind, Some(label(title))),
        (Meaning::Box(kind, true), None) => (kind, None),
        (Meaning::Box(kind, false), None) => (kind, Some(label_of(name))),
        (Meaning::Unknown, Some(title)) => (CalloutKind::Note, Some(label(title))),
        (Meaning::Unknown, None) => return Err(body),
    };
    Ok(BlockKind::Callout(Callout { kind, label, body }))
}
