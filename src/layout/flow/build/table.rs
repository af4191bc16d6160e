//! Tables: rows as slices that pages can end between, a head that is repeated.
//!
//! Every cell of a table has the same leading, so the n-th lines of all cells of a row make one slice, and a row that
//! is higher than what a page has left can go on overleaf.

use super::super::super::page::{Item, ItemKind, Role, StructId, Tag};
use super::super::super::text::{Align, Figures, Line, Measure, ParagraphStyle, TextStyle, set};
use super::super::super::units::{Point, Pt};
use super::super::items::{append, retag, shift};
use super::super::vlist::{Break, Clears, RowSlice, Scope, VBox};
use super::super::{cost, style};
use super::columns::{Cell, Columns, Row, limited};
use super::{Builder, Setting};
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Alignment, Block, Table, TableRow};
use std::sync::Arc;

/// Thickness of the rules above and below a table.
pub const HEAVY_RULE: f64 = 0.8;
/// Thickness of the rule below the head.
const MID_RULE: f64 = 0.5;
/// Thickness of the rules between rows.
pub const LIGHT_RULE: f64 = 0.25;
/// A head higher than this fraction of the page is not repeated, and may go on overleaf like a row.
const MOST_HEAD: f64 = 0.25;
/// A line of a cell is tall, because of an image, beyond this many times the leading.
const TALL_LINE: f64 = 1.5;
/// A row with tall lines of at most this fraction of the page is never split.
const MOST_WHOLE: f64 = 0.6;
/// Rows of at most this many lines are never split.
const UNSPLIT_LINES: usize = 3;

impl Builder<'_> {
    /// A table. One whose words would be broken on the upright page is turned, if it stands in the text itself.
    pub fn table(&mut self, table: &Table, block: &Block, setting: &Setting) {
        let element = self.element(Role::Table, setting.parent, block);
        let inside = Setting { parent: element, ..setting.clone() };
        let caption = table.caption.as_ref().map(|caption| self.caption(caption, true, &inside));
        let has_head = table.head.cells.iter().any(|cell| !cell.content.is_empty());
        let head = has_head.then(|| self.table_row(&table.head, Role::TableHead, &table.columns, element, setting));
        let mut rows: Vec<Row> = head.into_iter().collect();
        for row in &table.rows {
            rows.push(self.table_row(row, Role::TableCell, &table.columns, element, setting));
        }
        let (count, mut size) = (table.columns.len(), 1.0);
        let mut columns = self.fit_columns(&mut rows, count, &mut size, setting);
        if !columns.whole && setting.grid && self.turned_table(&mut rows, has_head, count, &mut size, setting) {
            self.table_caption(caption);
            return;
        }
        if !columns.whole {
            columns = self.fit_columns(&mut rows, count, &mut size, setting);
            self.diagnostics.warn(
                Code::Overfull,
                block.span,
                "table is too wide for the page: words in its cells are broken",
                "use fewer columns or a larger page",
            );
        }
        self.gap(self.theme.table.gap, setting);
        let start = self.list.items.len();
        if self.table_caption(caption) {
            self.list.push_break(Break::Forbidden);
        }
        self.upright_table(&rows, has_head, &columns, setting);
        self.list.clear(start, Clears::Tables);
    }

    /// What stands above a table; before a turned one, in the text. Says whether there is any.
    fn table_caption(&mut self, caption: Option<VBox>) -> bool {
        let Some(mut caption) = caption else { return false };
        caption.height += Pt(self.theme.figure.caption_gap);
        self.list.push_box(caption);
        self.build_pending_notes();
        true
    }

    fn upright_table(&mut self, rows: &[Row], has_head: bool, columns: &Columns, setting: &Setting) {
        let (head, rows) = rows.split_at(usize::from(has_head).min(rows.len()));
        let head = head.first().map(|row| self.slices(row, columns)).unwrap_or_default();
        let (head, repeated) = self.head(head, columns, setting);
        let labels = usize::from(repeated.is_some());
        let scope = self.open(Scope {
            left: setting.left,
            width: setting.width,
            repeated: repeated.into_iter().collect(),
            split: cost::TABLE_SPLIT,
            ..Scope::default()
        });
        let mut top_rule = head.is_empty();
        self.push_slices(head, Break::Forbidden);
        let count = rows.len();
        for (index, row) in rows.iter().enumerate() {
            let rule = if index + 1 == count { HEAVY_RULE } else { LIGHT_RULE };
            let slices = self.slices(row, columns);
            let slices = self.framed(slices, columns, rule, std::mem::take(&mut top_rule), setting);
            // Neither the first row nor the last stands alone on a page.
            let edge = count > 1 && (index == 0 || index + 2 == count);
            self.push_slices(slices, Break::Cost(if edge { cost::ROW_ALONE } else { 0.0 }));
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
        let lang = Arc::clone(&self.chapter.lang);
        let style = if role == Role::TableHead {
            TextStyle { bold: true, ..style::sans(self.theme, theme.size, self.theme.colors.ink, &lang) }
        } else {
            style::small(self.theme, theme.size, self.theme.colors.ink, &lang)
        };
        let style = Arc::new(TextStyle { figures: Figures::Tabular, ..style });
        let element = self.tree.add(Role::TableRow, table, Some(row.id));
        let mut cells = Vec::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let cell_element = self.tree.add(role, element, Some(cell.id));
            let style = match cell.heads {
                Some(_) if role == Role::TableCell => Arc::new(TextStyle { bold: true, ..TextStyle::clone(&style) }),
                _ => Arc::clone(&style),
            };
            let around = super::Around { style, ..setting.around(cell_element) };
            let align = match columns.get(index) {
                Some(Alignment::Center) => Align::Center,
                Some(Alignment::Right) => Align::End,
                Some(Alignment::Left | Alignment::Default) | None => Align::Start,
            };
            cells.push(Cell { pieces: self.apart(|builder| builder.pieces(&cell.content, &around)), align });
        }
        Row { element, cells }
    }

    /// How the lines of a cell are set.
    pub fn cell_style(&self, align: Align) -> ParagraphStyle {
        ParagraphStyle {
            align,
            leading: Pt(self.theme.table.leading),
            hyphenate: self.theme.text.hyphenate,
            protrude: false,
            wrap_mark: String::new(),
            code: false,
        }
    }

    fn row_lines(&mut self, row: &Row, columns: &Columns) -> Vec<Vec<Line>> {
        let mut cells = Vec::new();
        for (cell, (_, width)) in row.cells.iter().zip(&columns.places) {
            let how = self.cell_style(cell.align);
            let narrow = limited(&cell.pieces, *width);
            cells.push(self.set(narrow.as_ref().unwrap_or(&cell.pieces), &Measure::of(*width), &how));
        }
        cells
    }

    /// The lines of a row, one box each, without space around.
    pub fn slices(&mut self, row: &Row, columns: &Columns) -> Vec<VBox> {
        let leading = Pt(self.theme.table.leading);
        let empty = RowSlice { row: row.element, cells: Vec::new() };
        let mut slices: Vec<(VBox, RowSlice)> = Vec::new();
        let lines = self.row_lines(row, columns);
        let whole = self.is_whole(&lines);
        for (cell, (lines, (left, _))) in lines.into_iter().zip(&columns.places).enumerate() {
            let mut below = Pt::ZERO;
            for (index, line) in lines.into_iter().enumerate() {
                let mut part = self.line_box(line, *left, leading);
                let index = if whole { 0 } else { index };
                if whole {
                    let height = part.height;
                    shift(&mut part.items, Pt::ZERO, below);
                    part.height += below;
                    below += height;
                }
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

    /// Whether the lines of a row stay in one slice: an image in one cell must not tear the lines of the next apart, as
    /// long as the page can hold the row.
    fn is_whole(&self, cells: &[Vec<Line>]) -> bool {
        let leading = self.theme.table.leading;
        let tall = cells.iter().flatten().any(|line| (line.height + line.depth).0 > leading * TALL_LINE);
        tall && self.highest(cells) <= self.context.page_height() * MOST_WHOLE
    }

    /// Height of the highest of cells.
    fn highest(&self, cells: &[Vec<Line>]) -> Pt {
        let leading = Pt(self.theme.table.leading);
        let height = |lines: &Vec<Line>| lines.iter().map(|line| (line.height + line.depth).max(leading)).sum::<Pt>();
        cells.iter().map(height).fold(Pt::ZERO, Pt::max)
    }

    /// Height of a row's highest cell. What is noticed is told when the row is set.
    pub fn row_height(&self, row: &Row, columns: &Columns) -> Pt {
        let cells = row.cells.iter().zip(&columns.places).map(|(cell, (_, width))| {
            let (measure, how) = (Measure::of(*width), self.cell_style(cell.align));
            let narrow = limited(&cell.pieces, *width);
            set(narrow.as_ref().unwrap_or(&cell.pieces), &measure, &how, self.context.fonts, &mut Diagnostics::new())
        });
        self.highest(&cells.collect::<Vec<_>>())
    }

    /// The head: one box and what is repeated of it; one that is too high for that as slices, like a row.
    fn head(&self, slices: Vec<VBox>, columns: &Columns, setting: &Setting) -> (Vec<VBox>, Option<VBox>) {
        let height: Pt = slices.iter().map(|slice| slice.height).sum();
        if slices.is_empty() || height > self.context.page_height() * MOST_HEAD {
            return (self.framed(slices, columns, MID_RULE, true, setting), None);
        }
        let whole = self.head_box(slices, columns, setting);
        let repeated = repeat(&whole);
        (vec![whole], Some(repeated))
    }

    /// The head as one box, with the rules around it.
    pub fn head_box(&self, slices: Vec<VBox>, columns: &Columns, setting: &Setting) -> VBox {
        let padding = Pt(self.theme.table.row_padding);
        let mut whole = VBox::default();
        let mut cells = Vec::new();
        let mut y = padding;
        for mut slice in slices {
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

    /// The slices of a row with the space around them, and the rule below it.
    pub fn framed(
        &self,
        mut slices: Vec<VBox>,
        columns: &Columns,
        rule: f64,
        top_rule: bool,
        setting: &Setting,
    ) -> Vec<VBox> {
        let padding = Pt(self.theme.table.row_padding);
        if let Some(first) = slices.first_mut() {
            shift(&mut first.items, Pt::ZERO, padding);
            first.height += padding;
            first.baseline += padding;
            if top_rule {
                self.rule_slice(first, Pt::ZERO, HEAVY_RULE, columns, setting);
            }
        }
        if let Some(last) = slices.last_mut() {
            last.height += padding;
            let y = last.height;
            self.rule_slice(last, y, rule, columns, setting);
        }
        slices
    }

    /// Adds a row to the list, with the breaks within it and the one after it.
    fn push_slices(&mut self, slices: Vec<VBox>, after: Break) {
        let count = slices.len();
        for (index, slice) in slices.into_iter().enumerate() {
            self.list.push_box(slice);
            self.list.push_break(match (index + 1 == count, count) {
                (true, _) => after,
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
pub fn repeat(head: &VBox) -> VBox {
    let mut items = head.items.clone();
    retag(&mut items, Tag::Decoration);
    VBox { height: head.height, items, ..VBox::default() }
}
