//! Lists: bullets and numbers, definitions, letters.

use super::blocks::{outdented, part};
use super::parser::Parser;
use super::scan;
use super::text::{Breaks, Line, Mapped};
use crate::document::{Block, BlockKind, Definition, List, ListItem, ListMarker};
use crate::source::Span;

/// Parts a definition's term from its description.
const DEFINITION: &str = ":: ";

impl Parser<'_> {
    /// A list that `pulldown_cmark` found. The lines of each item start with its marker.
    pub fn list(&mut self, span: Span, start: Option<u64>, tight: bool, items: &[Vec<Line>]) -> Block {
        let id = self.node();
        let bodies: Vec<Vec<Line>> = items.iter().map(|lines| item_lines(self.file, lines)).collect();
        if start.is_none() && self.is_site() && self.are_definitions(items, &bodies) {
            let definitions = items.iter().zip(&bodies).map(|(item, body)| self.definition(item, body)).collect();
            return Block { id, span, kind: BlockKind::DefinitionList(definitions) };
        }
        let items = items.iter().zip(bodies).map(|(item, body)| self.item(item, body)).collect();
        let marker = start.map_or(ListMarker::Bullet, ListMarker::Decimal);
        Block { id, span, kind: BlockKind::List(List { marker, tight, items }) }
    }

    fn item(&mut self, item: &[Line], mut body: Vec<Line>) -> ListItem {
        let id = self.node();
        let task = body.first_mut().and_then(|line| task(self.file, line));
        ListItem { id, span: self.lines_span(item), task, body: self.blocks(&body, Breaks::Spaces) }
    }

    /// Whether every item is `- TERM:: description`.
    fn are_definitions(&mut self, items: &[Vec<Line>], bodies: &[Vec<Line>]) -> bool {
        let dashed =
            |item: &Vec<Line>| item.first().is_some_and(|line| line.text(self.file).trim_start().starts_with('-'));
        items.iter().all(dashed)
            && bodies.iter().all(|body| body.first().is_some_and(|line| self.definition_mark(line).is_some()))
    }

    /// Where the `:: ` of a definition is in its line.
    fn definition_mark(&mut self, line: &Line) -> Option<usize> {
        let line = line.trim(self.file);
        if !line.text(self.file).contains(DEFINITION) {
            return None;
        }
        let file = self.file;
        let prose = self.quietly(|parser| parser.prose(Mapped::paragraph(file, &[line])));
        let mark = prose.find_outside(DEFINITION)?;
        (!prose.text(0..mark).trim().is_empty()).then_some(mark)
    }

    fn definition(&mut self, item: &[Line], body: &[Line]) -> Definition {
        let id = self.node();
        let first = body.first().map_or(Line { pad: 0, start: 0, end: 0 }, |line| line.trim(self.file));
        let mark = self.definition_mark(&first).unwrap_or(0);
        let term = Line { end: first.start + mark, ..first }.trim(self.file);
        let mut term = self.inlines_of_lines(&[term], Breaks::Spaces);
        self.settle_captions(&mut term);
        let mut description = body.to_vec();
        if let Some(line) = description.first_mut() {
            *line = Line { start: first.start + mark + DEFINITION.len(), end: line.end, pad: 0 }.trim_start(self.file);
        }
        let description = self.blocks(&description, Breaks::Spaces);
        Definition { id, span: self.lines_span(item), term, description }
    }

    /// A run of `a. text` lines: `starts` are the items' first lines, and the line after the last.
    pub fn alphabetical(&mut self, lines: &[Line], starts: &[usize], upper: bool, tight: bool) -> Block {
        let id = self.node();
        let mut items = Vec::new();
        for pair in starts.windows(2) {
            let [from, to] = pair else { continue };
            let item = part(lines, *from..*to);
            let mut body: Vec<Line> = item.iter().map(|line| line.dedent(self.file, "a. ".len())).collect();
            if let Some((first, line)) = body.first_mut().zip(item.first()) {
                let line = line.trim_start(self.file);
                let skip = scan::letter(line.text(self.file)).map_or(0, |(_, start)| start);
                *first = Line { start: line.start + skip, ..line };
            }
            items.push(self.item(item, body));
        }
        let marker = if upper { ListMarker::UpperAlpha } else { ListMarker::LowerAlpha };
        let all = starts.first().zip(starts.last()).map_or(lines, |(from, to)| part(lines, *from..*to));
        Block { id, span: self.lines_span(all), kind: BlockKind::List(List { marker, tight, items }) }
    }
}

/// The lines of an item's content: without the marker, and without the indentation under it.
fn item_lines(file: &str, lines: &[Line]) -> Vec<Line> {
    let Some(first) = lines.first() else { return Vec::new() };
    let indent = first.indent(file);
    let marker = first.trim_start(file);
    let column = scan::item_column_at(marker.text(file), indent).unwrap_or(2);
    let length = marker.text(file).bytes().take_while(|byte| !matches!(byte, b' ' | b'\t')).count();
    let after = Line { pad: 0, start: (marker.start + length).min(marker.end), end: marker.end };
    let content = after.dedent_at(file, indent + length, column.saturating_sub(length));
    std::iter::once(content).chain(lines.iter().skip(1).map(|line| outdented(file, *line, indent + column))).collect()
}

/// Takes `[ ] ` or `[x] ` from a line (GFM 5.3).
fn task(file: &str, line: &mut Line) -> Option<bool> {
    let text = line.text(file);
    let done = match text.as_bytes() {
        [b'[', b' ', b']', b' ' | b'\t', ..] => false,
        [b'[', b'x' | b'X', b']', b' ' | b'\t', ..] => true,
        _ => return None,
    };
    line.start += 4;
    *line = line.trim_start(file);
    Some(done)
}
