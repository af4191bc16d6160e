//! The cells of a table before they have widths: where each is, how far it reaches, what it holds.

use super::super::super::super::page::{CellArea, Role, StructElement, StructId};
use super::super::super::super::text::{Align, Figures, Piece, PieceKind, TextStyle};
use super::super::super::super::units::Pt;
use super::super::super::style;
use super::super::{Around, Builder, Setting};
use crate::document::{Alignment, Extent, Scope, Table, TableCell, TableRow};
use std::ops::Range;
use std::sync::Arc;

/// A cell.
#[derive(Clone)]
pub struct Cell {
    /// Its first column, from 0.
    pub column: usize,
    /// Over how many columns it reaches.
    pub columns: usize,
    /// Over how many rows it reaches.
    pub rows: usize,
    /// Its text.
    pub pieces: Vec<Piece>,
    /// How its lines are set.
    pub align: Align,
    /// Room beside a number for what other numbers of the column have after the decimal sign.
    pub free: Pt,
    /// Whether it is elsewhere, too: here it is decoration.
    pub repeated: bool,
}

/// A row.
#[derive(Clone)]
pub struct Row {
    /// Its element.
    pub element: StructId,
    /// The cells that begin in it, from left to right.
    pub cells: Vec<Cell>,
}

/// The cells of a table, or of some of its columns.
pub struct Grid {
    /// The head's rows first.
    pub rows: Vec<Row>,
    /// How many rows are the head.
    pub head: usize,
    /// Number of columns.
    pub columns: usize,
    /// Size of the type, as a fraction of the theme's.
    pub size: f64,
}

impl Grid {
    /// The head's rows and the others.
    pub fn parts(&self) -> (&[Row], &[Row]) {
        self.rows.split_at(self.head.min(self.rows.len()))
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> (&mut [Row], &mut [Row]) {
        let head = self.head.min(self.rows.len());
        self.rows.split_at_mut(head)
    }

    /// Sets the size of the type, as a fraction of the theme's.
    pub fn scale(&mut self, size: f64) {
        let factor = size / self.size;
        self.size = size;
        if factor == 1.0 {
            return;
        }
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.free = cell.free * factor;
            scale(&mut cell.pieces, factor);
        }
    }

    /// The cells of some columns. Those of the first column are before them as decoration, if it is not one of them. A
    /// cell that reaches farther ends with them.
    pub fn band(&self, columns: &Range<usize>) -> Grid {
        let first = usize::from(columns.start > 0);
        let row = |row: &Row| {
            let repeated = row.cells.iter().filter(|cell| first > 0 && cell.column == 0).map(repeated);
            let own = row.cells.iter().filter(|cell| columns.contains(&cell.column)).map(|cell| Cell {
                column: cell.column - columns.start + first,
                columns: cell.columns.min(columns.end - cell.column),
                ..cell.clone()
            });
            Row { element: row.element, cells: repeated.chain(own).collect() }
        };
        let rows = self.rows.iter().map(row).collect();
        Grid { rows, head: self.head, columns: columns.len() + first, size: self.size }
    }
}

/// A cell as decoration: it calls no notes and is led to by no link.
fn repeated(cell: &Cell) -> Cell {
    Cell { columns: 1, pieces: without_calls(&cell.pieces), repeated: true, ..cell.clone() }
}

/// Pieces without calls of notes and targets of links.
pub fn without_calls(pieces: &[Piece]) -> Vec<Piece> {
    let is_text = |piece: &&Piece| !matches!(piece.kind, PieceKind::NoteCall { .. } | PieceKind::Anchor(_));
    pieces.iter().filter(is_text).cloned().collect()
}

/// Whether a cell calls a note.
pub fn calls_notes(cell: &Cell) -> bool {
    cell.pieces.iter().any(|piece| matches!(piece.kind, PieceKind::NoteCall { .. }))
}

/// Rows that belong together because cells reach from one into the next, from above.
pub fn groups(rows: &[Row]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut reach = 0;
    for (index, row) in rows.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if index < reach => group.end = index + 1,
            _ => groups.push(index..index + 1),
        }
        reach = row.cells.iter().map(|cell| index + cell.rows).fold(reach, usize::max);
    }
    groups
}

impl Builder<'_> {
    /// The cells of a table, with their elements.
    pub fn grid(&mut self, table: &Table, element: StructId, setting: &Setting) -> Grid {
        let has_head = table.head.cells.iter().any(|cell| !cell.content.is_empty());
        let head = if has_head { table.head_rows() } else { 0 };
        let all: Vec<&TableRow> = has_head.then_some(&table.head).into_iter().chain(&table.rows).collect();
        let mut rows = Vec::with_capacity(all.len());
        for (index, row) in all.iter().enumerate() {
            // A cell of the head ends with it.
            let last = if index < head { head } else { all.len() };
            rows.push(self.grid_row(row, index < head, last - index, table, element, setting));
        }
        let mut grid = Grid { rows, head, columns: table.columns.len(), size: 1.0 };
        self.align_numbers(&mut grid, &table.columns);
        grid
    }

    fn grid_row(
        &mut self,
        row: &TableRow,
        in_head: bool,
        rows_left: usize,
        table: &Table,
        parent: StructId,
        setting: &Setting,
    ) -> Row {
        let element = self.tree.add(Role::TableRow, parent, Some(row.id));
        let plain = self.cell_look(in_head);
        let bold = Arc::new(TextStyle { bold: true, ..TextStyle::clone(&plain) });
        let mut cells = Vec::new();
        for (column, cell) in row.cells.iter().enumerate().take(table.columns.len()) {
            let Extent::Area { columns, rows } = cell.extent else { continue };
            let columns = usize::try_from(columns).unwrap_or(usize::MAX).clamp(1, table.columns.len() - column);
            let rows = usize::try_from(rows).unwrap_or(usize::MAX).clamp(1, rows_left.max(1));
            let is_head = in_head || cell.heads.is_some();
            let cell_element = self.cell_element(cell, (columns, rows), is_head, in_head, element);
            let style = Arc::clone(if is_head { &bold } else { &plain });
            let around = Around { style, ..setting.around(cell_element) };
            let align = match table.columns.get(column) {
                Some(Alignment::Center) => Align::Center,
                Some(Alignment::Right) => Align::End,
                Some(Alignment::Left | Alignment::Default) | None => Align::Start,
            };
            let pieces = self.apart(|builder| builder.pieces(&cell.content, &around));
            cells.push(Cell { column, columns, rows, pieces, align, free: Pt::ZERO, repeated: false });
        }
        Row { element, cells }
    }

    /// The type of cells.
    fn cell_look(&self, in_head: bool) -> Arc<TextStyle> {
        let (size, ink, lang) = (self.theme.table.size, self.theme.colors.ink, &self.chapter.lang);
        let style =
            if in_head { style::sans(self.theme, size, ink, lang) } else { style::small(self.theme, size, ink, lang) };
        Arc::new(TextStyle { figures: Figures::Tabular, ..style })
    }

    fn cell_element(
        &mut self,
        cell: &TableCell,
        (columns, rows): (usize, usize),
        is_head: bool,
        in_head: bool,
        row: StructId,
    ) -> StructId {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let heads_row = !in_head && cell.heads == Some(Scope::Row);
        let area = CellArea { columns: count(columns), rows: count(rows), heads_row };
        self.tree.add_full(StructElement {
            role: if is_head { Role::TableHead } else { Role::TableCell },
            parent: Some(row),
            node: Some(cell.id),
            alt: None,
            lang: None,
            area: (area != CellArea::default()).then_some(area),
        })
    }
}

fn scale(pieces: &mut [Piece], factor: f64) {
    for piece in pieces {
        match &mut piece.kind {
            PieceKind::Text { style, .. }
            | PieceKind::NoteCall { style, .. }
            | PieceKind::Ruby { style, .. }
            | PieceKind::Fill { style, .. } => {
                let (size, rise, apart) = (style.size * factor, style.rise * factor, style.apart * factor);
                let scaled = TextStyle { size, rise, apart, ..TextStyle::clone(style) };
                *style = Arc::new(scaled);
            }
            PieceKind::Image { .. } | PieceKind::Math { .. } | PieceKind::Anchor(_) | PieceKind::Break(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of cells, each given by its column and how many columns and rows it reaches over.
    fn rows(rows: &[&[(usize, usize, usize)]]) -> Vec<Row> {
        let cell = |(column, columns, rows): &(usize, usize, usize)| Cell {
            column: *column,
            columns: *columns,
            rows: *rows,
            pieces: Vec::new(),
            align: Align::Start,
            free: Pt::ZERO,
            repeated: false,
        };
        rows.iter().map(|row| Row { element: StructId(1), cells: row.iter().map(cell).collect() }).collect()
    }

    #[test]
    fn rows_that_cells_join_are_a_group() {
        let table = rows(&[&[(0, 1, 1)], &[(0, 1, 2), (1, 1, 1)], &[(1, 1, 3)], &[(0, 1, 1)], &[], &[(0, 1, 1)]]);
        assert_eq!(groups(&table), [0..1, 1..5, 5..6]);
    }

    #[test]
    fn a_band_begins_with_the_first_column_and_cuts_what_reaches_farther() {
        let rows = rows(&[&[(0, 1, 1), (1, 3, 1), (4, 1, 1)]]);
        let grid = Grid { rows, head: 0, columns: 5, size: 1.0 };
        let shape = |grid: &Grid| -> Vec<(usize, usize, bool)> {
            grid.rows[0].cells.iter().map(|cell| (cell.column, cell.columns, cell.repeated)).collect()
        };
        assert_eq!(shape(&grid.band(&(0..3))), [(0, 1, false), (1, 2, false)]);
        assert_eq!(shape(&grid.band(&(3..5))), [(0, 1, true), (2, 1, false)]);
    }
}
