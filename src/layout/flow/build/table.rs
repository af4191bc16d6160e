//! Tables: widths of columns, rows as slices that pages can end between, a head that is repeated.
//!
//! Every cell of a table has the same leading, so the n-th lines of all cells of a row make one slice, and a row that
//! is higher than what a page has left can go on overleaf.

use super::super::super::page::{Item, ItemKind, Role, StructId, Tag};
use super::super::super::text::{Align, Figures, Line, Measure, ParagraphStyle, Piece, PieceKind, TextStyle, extents};
use super::super::super::units::{Point, Pt};
use super::super::vlist::{Break, RowSlice, Scope, VBox};
use super::super::{cost, style};
use super::{Builder, Setting, append, retag, shift};
use crate::diagnostics::Code;
use crate::document::{Alignment, Block, Table, TableRow};
use crate::source::Span;
use std::rc::Rc;

/// Thickness of the rules above and below a table.
const HEAVY_RULE: f64 = 0.8;
/// Thickness of the rule below the head.
const MID_RULE: f64 = 0.5;
/// Thickness of the rules between rows.
const LIGHT_RULE: f64 = 0.25;
/// Type sizes tried, as fractions of the theme's, when words do not fit their columns.
const SIZES: [f64; 3] = [1.0, 0.9, 0.8];
/// Rows of at most this many lines are never split.
const UNSPLIT_LINES: usize = 3;

/// A table of at least this fraction of the measure is spread over all of it.
const NEARLY_FULL: f64 = 0.75;

/// A cell before it has a width.
struct Cell {
    pieces: Vec<Piece>,
    align: Align,
}

/// A row before it has widths.
struct Row {
    element: StructId,
    cells: Vec<Cell>,
}

/// Places and widths of columns.
struct Columns {
    places: Vec<(Pt, Pt)>,
    width: Pt,
}

impl Builder<'_> {
    /// A table.
    pub fn table(&mut self, table: &Table, block: &Block, setting: &Setting) {
        let element = self.element(Role::Table, setting.parent, block);
        let has_head = table.head.cells.iter().any(|cell| !cell.content.is_empty());
        let mut head = has_head.then(|| self.table_row(&table.head, Role::TableHead, &table.columns, element, setting));
        let mut rows: Vec<Row> = table
            .rows
            .iter()
            .map(|row| self.table_row(row, Role::TableCell, &table.columns, element, setting))
            .collect();
        let columns = self.fit_columns(&mut head, &mut rows, table.columns.len(), block.span, setting);
        self.gap(self.theme.table.gap, setting);
        let head_box = head.map(|row| self.head_box(&row, &columns, setting));
        let repeated = head_box.iter().map(repeat).collect();
        let scope = self.open(Scope {
            left: setting.left,
            width: setting.width,
            repeated,
            split: cost::TABLE_SPLIT,
            ..Scope::default()
        });
        let labels = usize::from(head_box.is_some());
        let mut top_rule = head_box.is_none();
        if let Some(vbox) = head_box {
            self.list.push_box(vbox);
            self.list.push_break(Break::Forbidden);
        }
        let count = rows.len();
        for (index, row) in rows.iter().enumerate() {
            let rule = if index + 1 == count { HEAVY_RULE } else { LIGHT_RULE };
            self.row_slices(row, &columns, rule, std::mem::take(&mut top_rule), setting);
        }
        self.build_pending_notes();
        self.list.close(scope, labels);
        self.end_block();
        self.gap(self.theme.table.gap, setting);
    }

    /// The pieces of a row's cells, with its elements.
    fn table_row(
        &mut self,
        row: &TableRow,
        role: Role,
        columns: &[Alignment],
        table: StructId,
        setting: &Setting,
    ) -> Row {
        let theme = &self.theme.table;
        let lang = Rc::clone(&self.chapter.lang);
        let style = if role == Role::TableHead {
            TextStyle { bold: true, ..style::sans(theme.size, self.theme.colors.ink, &lang) }
        } else {
            style::small(self.theme, theme.size, self.theme.colors.ink, &lang)
        };
        let style = Rc::new(TextStyle { figures: Figures::Tabular, ..style });
        let element = self.tree.add(Role::TableRow, table, Some(row.id));
        let mut cells = Vec::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let cell_element = self.tree.add(role, element, Some(cell.id));
            let around = super::Around { style: Rc::clone(&style), ..setting.around(cell_element) };
            let align = match columns.get(index) {
                Some(Alignment::Center) => Align::Center,
                Some(Alignment::Right) => Align::End,
                Some(Alignment::Left | Alignment::Default) | None => Align::Start,
            };
            cells.push(Cell { pieces: self.apart(|builder| builder.pieces(&cell.content, &around)), align });
        }
        Row { element, cells }
    }

    fn cell_style(&self, align: Align) -> ParagraphStyle {
        ParagraphStyle {
            align,
            leading: Pt(self.theme.table.leading),
            hyphenate: self.theme.text.hyphenate,
            protrude: false,
            wrap_mark: String::new(),
        }
    }

    /// Finds the columns' widths, with smaller type where the words would not fit.
    fn fit_columns(
        &mut self,
        head: &mut Option<Row>,
        rows: &mut [Row],
        count: usize,
        span: Span,
        setting: &Setting,
    ) -> Columns {
        let gap = Pt(self.theme.table.column_gap);
        let available = setting.width - gap * count.saturating_sub(1) as f64;
        let mut before = 1.0;
        let mut widths = Vec::new();
        for size in SIZES {
            for cell in head.iter_mut().chain(rows.iter_mut()).flat_map(|row| &mut row.cells) {
                scale(&mut cell.pieces, size / before);
            }
            before = size;
            let extents: Vec<(Pt, Pt)> =
                (0..count).map(|column| self.column_extents(head.iter().chain(rows.iter()), column)).collect();
            let least: Pt = extents.iter().map(|(least, _)| *least).sum();
            widths = solve(&extents, available);
            if least.0 <= available.0 {
                break;
            }
            if size == SIZES[SIZES.len() - 1] {
                self.diagnostics.warn(
                    Code::Overfull,
                    span,
                    "table is too wide for the page: words in its cells are broken",
                    "use fewer columns or a larger page",
                );
            }
        }
        let mut places = Vec::new();
        let mut left = setting.left;
        for width in widths {
            places.push((left, width));
            left += width + gap;
        }
        Columns { width: left - gap - setting.left, places }
    }

    fn column_extents<'r>(&self, rows: impl Iterator<Item = &'r Row>, column: usize) -> (Pt, Pt) {
        rows.filter_map(|row| row.cells.get(column))
            .map(|cell| extents(&cell.pieces, &self.cell_style(cell.align), self.fonts))
            .fold((Pt::ZERO, Pt::ZERO), |all, one| (all.0.max(one.0), all.1.max(one.1)))
    }

    fn row_lines(&mut self, row: &Row, columns: &Columns) -> Vec<Vec<Line>> {
        let mut cells = Vec::new();
        for (cell, (_, width)) in row.cells.iter().zip(&columns.places) {
            let how = self.cell_style(cell.align);
            cells.push(self.set(&cell.pieces, &Measure::of(*width), &how));
        }
        cells
    }

    /// The lines of a row, one box each, without space around.
    fn slices(&mut self, row: &Row, columns: &Columns) -> Vec<VBox> {
        let leading = Pt(self.theme.table.leading);
        let empty = RowSlice { row: row.element, cells: Vec::new() };
        let mut slices: Vec<(VBox, RowSlice)> = Vec::new();
        let cells = self.row_lines(row, columns).into_iter().zip(&columns.places);
        for (cell, (lines, (left, _))) in cells.enumerate() {
            for (index, line) in lines.into_iter().enumerate() {
                let part = self.line_box(line, *left, leading);
                if slices.len() == index {
                    slices.push((VBox::default(), empty.clone()));
                }
                if let Some((slice, of)) = slices.get_mut(index) {
                    of.cells.extend(std::iter::repeat_n(cell, part.items.len()));
                    slice.height = slice.height.max(part.height);
                    append(slice, part, Pt::ZERO);
                }
            }
        }
        if slices.is_empty() {
            slices.push((VBox { height: leading, ..VBox::default() }, empty));
        }
        // Notes of one slice are called from left to right.
        let finish = |(mut slice, of): (VBox, RowSlice)| {
            slice.notes.sort_unstable();
            VBox { row: Some(of), ..slice }
        };
        slices.into_iter().map(finish).collect()
    }

    /// The head: one box, with the rules around it.
    fn head_box(&mut self, row: &Row, columns: &Columns, setting: &Setting) -> VBox {
        let padding = Pt(self.theme.table.row_padding);
        let mut whole = VBox::default();
        let mut cells = Vec::new();
        let mut y = padding;
        for mut slice in self.slices(row, columns) {
            cells.extend(slice.row.take().map(|row| row.cells).unwrap_or_default());
            let height = slice.height;
            append(&mut whole, slice, y);
            y += height;
        }
        let mut items: Vec<(usize, Item)> = cells.into_iter().zip(std::mem::take(&mut whole.items)).collect();
        items.sort_by_key(|(cell, _)| *cell);
        whole.items.push(self.table_rule(Pt::ZERO, HEAVY_RULE, columns, setting));
        whole.items.extend(items.into_iter().map(|(_, item)| item));
        whole.height = y + padding;
        whole.items.push(self.table_rule(whole.height, MID_RULE, columns, setting));
        whole
    }

    /// The slices of a row, the breaks between them, and the rule below it.
    fn row_slices(&mut self, row: &Row, columns: &Columns, rule: f64, top_rule: bool, setting: &Setting) {
        let padding = Pt(self.theme.table.row_padding);
        let slices = self.slices(row, columns);
        let count = slices.len();
        for (index, mut slice) in slices.into_iter().enumerate() {
            if index == 0 {
                shift(&mut slice.items, Pt::ZERO, padding);
                slice.height += padding;
                if top_rule {
                    self.rule_slice(&mut slice, Pt::ZERO, HEAVY_RULE, columns, setting);
                }
            }
            let last = index + 1 == count;
            if last {
                slice.height += padding;
                let y = slice.height;
                self.rule_slice(&mut slice, y, rule, columns, setting);
            }
            self.list.push_box(slice);
            self.list.push_break(match (last, count) {
                (true, _) => Break::Cost(0.0),
                (false, ..=UNSPLIT_LINES) => Break::Forbidden,
                (false, _) if index == 0 || index + 2 == count => Break::Forbidden,
                (false, _) => Break::Cost(cost::ROW_SPLIT),
            });
        }
    }

    /// Adds a rule to a slice, after all cells.
    fn rule_slice(&self, slice: &mut VBox, y: Pt, width: f64, columns: &Columns, setting: &Setting) {
        slice.items.push(self.table_rule(y, width, columns, setting));
        if let Some(row) = &mut slice.row {
            row.cells.push(usize::MAX);
        }
    }

    fn table_rule(&self, y: Pt, width: f64, columns: &Columns, setting: &Setting) -> Item {
        let color = if width == LIGHT_RULE { self.theme.colors.rule } else { self.theme.colors.ink };
        let kind = ItemKind::Stroke {
            from: Point { x: setting.left, y },
            to: Point { x: setting.left + columns.width, y },
            width: Pt(width),
            color,
            dash: Pt::ZERO,
        };
        Item { tag: Tag::Decoration, kind }
    }
}

/// The head as the decoration that later pages repeat.
fn repeat(head: &VBox) -> VBox {
    let mut items = head.items.clone();
    retag(&mut items, Tag::Decoration);
    VBox { height: head.height, items, ..VBox::default() }
}

fn scale(pieces: &mut [Piece], factor: f64) {
    if factor == 1.0 {
        return;
    }
    for piece in pieces {
        match &mut piece.kind {
            PieceKind::Text { style, .. } | PieceKind::NoteCall { style, .. } | PieceKind::Fill { style, .. } => {
                let scaled =
                    TextStyle { size: style.size * factor, rise: style.rise * factor, ..TextStyle::clone(style) };
                *style = Rc::new(scaled);
            }
            PieceKind::Image { .. } | PieceKind::Anchor(_) | PieceKind::Break(_) => {}
        }
    }
}

/// Widths of columns from the least and the greatest each can use. All get the greatest if that fits. Else those that
/// need no more than an equal share get what they need, and the rest share what is left between their least and their
/// greatest; if not even the least fits, everything is in proportion to it.
fn solve(extents: &[(Pt, Pt)], available: Pt) -> Vec<Pt> {
    let total = |pick: fn(&(Pt, Pt)) -> Pt| -> Pt { extents.iter().map(pick).sum() };
    let (least, most) = (total(|e| e.0), total(|e| e.1));
    if most.0 <= available.0 {
        // A table nearly as wide as the text has its edges.
        let spare = if most.0 >= available.0 * NEARLY_FULL { available - most } else { Pt::ZERO };
        return extents.iter().map(|e| e.1 + spare / extents.len().max(1) as f64).collect();
    }
    if least.0 >= available.0 {
        return extents.iter().map(|e| available * (e.0 / least.max(Pt(1.0)))).collect();
    }
    let mut fixed: Vec<Option<Pt>> = vec![None; extents.len()];
    loop {
        let taken: Pt = fixed.iter().flatten().copied().sum();
        let open = fixed.iter().filter(|f| f.is_none()).count().max(1);
        let share = (available - taken) / open as f64;
        let least_of_open: Pt = extents.iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|(e, _)| e.0).sum();
        let spare = available - taken - least_of_open;
        let small =
            extents.iter().zip(&mut fixed).find(|(e, f)| f.is_none() && e.1.0 <= share.0 && (e.1 - e.0).0 <= spare.0);
        match small {
            Some((extent, slot)) => *slot = Some(extent.1),
            None => break,
        }
    }
    let taken: Pt = fixed.iter().flatten().copied().sum();
    let open = || extents.iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|(e, _)| *e);
    let (least, most): (Pt, Pt) = open().fold((Pt::ZERO, Pt::ZERO), |a, e| (a.0 + e.0, a.1 + e.1));
    let part = if most.0 > least.0 { ((available - taken - least) / (most - least)).clamp(0.0, 1.0) } else { 0.0 };
    extents.iter().zip(&fixed).map(|(e, f)| f.unwrap_or(e.0 + (e.1 - e.0) * part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(extents: &[(f64, f64)], available: f64) -> Vec<f64> {
        let extents: Vec<(Pt, Pt)> = extents.iter().map(|(a, b)| (Pt(*a), Pt(*b))).collect();
        solve(&extents, Pt(available)).into_iter().map(|w| w.0).collect()
    }

    #[test]
    fn columns_have_their_natural_width_where_that_fits() {
        assert_eq!(widths(&[(10.0, 30.0), (10.0, 40.0)], 100.0), [30.0, 40.0]);
        assert_eq!(widths(&[(10.0, 50.0), (10.0, 40.0)], 100.0), [55.0, 45.0], "nearly the whole measure");
    }

    #[test]
    fn short_columns_are_not_squeezed_for_long_ones() {
        assert_eq!(widths(&[(10.0, 30.0), (20.0, 500.0)], 200.0), [30.0, 170.0]);
    }

    #[test]
    fn long_columns_share_between_least_and_greatest() {
        assert_eq!(widths(&[(20.0, 220.0), (20.0, 420.0)], 340.0), [120.0, 220.0]);
    }

    #[test]
    fn words_are_broken_in_proportion_when_nothing_else_helps() {
        assert_eq!(widths(&[(150.0, 150.0), (50.0, 80.0)], 100.0), [75.0, 25.0]);
    }
}
