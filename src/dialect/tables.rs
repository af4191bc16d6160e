//! Tables of GFM, and how many cells a table may have.

use super::blocks::Stretch;
use super::inline::Mode;
use super::parser::Parser;
use super::text::{Breaks, Line, Mapped};
use crate::diagnostics::Code;
use crate::document::{Alignment, Block, BlockKind, Inline, InlineKind, Table, TableCell, TableRow};
use crate::source::Span;
use std::ops::Range;

/// Most cells of a table, those included that fill its rows up: a wide row and many short ones would make more cells than
/// the text has characters.
const MOST_CELLS: usize = 100_000;

/// Most columns of a table with so many rows.
pub(super) fn most_columns(rows: usize) -> usize {
    (MOST_CELLS / rows.max(1)).max(1)
}

/// Says that a table has too many columns for its rows.
pub(super) fn beyond(parser: &mut Parser<'_>, span: Span) {
    parser.diagnostics.warn(
        Code::RaggedTable,
        span,
        format!(
            "this table would have more than {MOST_CELLS} cells; adding those beyond to the last cell of their row"
        ),
        "divide the table",
    );
}

impl Parser<'_> {
    /// A table of GFM: for each row its place, and those of its cells.
    pub fn table(
        &mut self,
        span: Span,
        columns: Vec<Alignment>,
        rows: &[(Range<usize>, Vec<Range<usize>>)],
        stretch: &Stretch,
    ) -> Block {
        let id = self.node();
        let (mut columns, most) = (columns, most_columns(rows.len()));
        if columns.len() > most {
            columns.truncate(most);
            beyond(self, span);
        }
        let mut rows: Vec<TableRow> =
            rows.iter().map(|(row, cells)| self.table_row(row, cells, columns.len(), stretch)).collect();
        let head = if rows.is_empty() { None } else { Some(rows.remove(0)) };
        let head = head.unwrap_or_else(|| TableRow { id: self.node(), span, cells: Vec::new() });
        Block { id, span, kind: BlockKind::Table(Table { caption: None, columns, head, rows }) }
    }

    fn table_row(&mut self, row: &Range<usize>, cells: &[Range<usize>], width: usize, stretch: &Stretch) -> TableRow {
        let id = self.node();
        let span = self.lines_span(&stretch.lines(row.clone()));
        let mode = Mode { cell: true, ..self.mode(Breaks::Spaces) };
        let mut made: Vec<TableCell> = Vec::new();
        for range in cells {
            let id = self.node();
            let start = stretch.mapped.start(range.start);
            let line = Line { pad: 0, start, end: start + range.len() }.trim(self.file);
            let content = self.cell(line, mode);
            let full = made.len() == width;
            match made.last_mut().filter(|_| full) {
                Some(last) if !content.is_empty() => add_beyond(last, self.lines_span(&[line]), content),
                Some(_) => {}
                None => made.push(TableCell::new(id, content)),
            }
        }
        if let Some(line) = self.beyond_cells(row, cells, stretch) {
            let more = self.cell(line, mode);
            let span = self.lines_span(&[line]);
            made.last_mut().into_iter().for_each(|cell| add_beyond(cell, span, more.clone()));
        }
        while made.len() < width {
            made.push(TableCell::new(self.node(), Vec::new()));
        }
        TableRow { id, span, cells: made }
    }

    fn cell(&mut self, line: Line, mode: Mode) -> Vec<Inline> {
        let prose = self.prose(Mapped::paragraph(self.file, &[line]));
        let mut content = self.inlines(&prose, 0..prose.len(), mode);
        self.settle_captions(&mut content);
        content
    }

    /// What a row holds after its last cell, which GFM would drop.
    fn beyond_cells(&mut self, row: &Range<usize>, cells: &[Range<usize>], stretch: &Stretch) -> Option<Line> {
        let from = stretch.mapped.start(cells.last()?.end);
        let row = stretch.lines(row.clone()).first()?.trim(self.file);
        let text = self.file.get(from..row.end)?;
        let start = row.end - text.trim_start_matches(['|', ' ', '\t']).len();
        let end = from + text.trim_end_matches(['|', ' ', '\t']).len();
        if start >= end {
            return None;
        }
        self.diagnostics.warn(
            Code::RaggedTable,
            self.span(start..end),
            "this row has more cells than the table has columns; adding the rest to its last cell",
            "add a column to the table's first two lines, or write `\\|` where a pipe is meant",
        );
        Some(Line { pad: 0, start, end })
    }
}

/// Adds what has no column of its own to the last cell of its row.
fn add_beyond(cell: &mut TableCell, span: Span, content: Vec<Inline>) {
    cell.content.push(Inline { span, kind: InlineKind::Text(" | ".into()) });
    cell.content.extend(content);
}
