//! Rows of a table as boxes: the n-th lines of a row's cells are one slice; what reaches over several rows goes down their
//! slices.

use super::super::super::super::page::{Item, ItemKind, Tag};
use super::super::super::super::text::{Align, Line, Measure, ParagraphStyle, set};
use super::super::super::super::units::{Point, Pt};
use super::super::super::cost;
use super::super::super::items::{append, retag, shift};
use super::super::super::vlist::{RowSlice, VBox};
use super::super::Builder;
use super::columns::{Columns, limited};
use super::grid::{Cell, Row};
use crate::diagnostics::{Code, Diagnostics};

/// Thickness of the rules above and below a table.
pub const HEAVY_RULE: f64 = 0.8;
/// Thickness of the rule below the head.
pub const MID_RULE: f64 = 0.5;
/// Thickness of the rules between rows.
pub const LIGHT_RULE: f64 = 0.25;
/// A line of a cell is tall, because of an image, beyond this many times the leading.
const TALL_LINE: f64 = 1.5;
/// What is kept whole (a row with tall lines, rows that a cell joins, lines whose notes are called in another order) takes at
/// most this fraction of the page, with its notes.
pub const MOST_WHOLE: f64 = 0.6;

/// What is drawn and kept around rows.
#[derive(Clone, Copy)]
pub struct Frame {
    /// Whether there is a rule above them.
    pub top: bool,
    /// Thickness of the rule below them.
    pub below: f64,
    /// Depth of the page.
    pub depth: Pt,
}

/// A part of a row that a page cannot end within.
#[derive(Default)]
struct Slice {
    vbox: VBox,
    /// For each item the place of its cell in the order of reading.
    cells: Vec<usize>,
}

impl Slice {
    fn add(&mut self, cell: usize, part: VBox, y: Pt) {
        self.cells.extend(std::iter::repeat_n(cell, part.items.len()));
        append(&mut self.vbox, part, y);
    }

    fn add_rule(&mut self, rule: Item) {
        self.vbox.items.push(rule);
        self.cells.push(usize::MAX);
    }
}

/// A cell that reaches over rows: the row that it begins in, its place in the order of reading, its lines.
struct Reaching<'a> {
    row: usize,
    cell: &'a Cell,
    place: usize,
    lines: Vec<VBox>,
}

impl Builder<'_> {
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

    /// The lines of a cell. That a word is too wide is told once, of the table.
    fn cell_lines(&mut self, cell: &Cell, columns: &Columns) -> Vec<VBox> {
        let (left, width) = columns.of(cell);
        let narrow = limited(&cell.pieces, width);
        let pieces = narrow.as_ref().unwrap_or(&cell.pieces);
        let told = std::mem::take(&mut self.diagnostics);
        let lines = self.set(pieces, &cell_measure(cell, width), &self.cell_style(cell.align));
        let mut new = std::mem::replace(&mut self.diagnostics, told);
        new.retain(|diagnostic| diagnostic.code != Code::Overfull);
        self.diagnostics.extend(new);
        let leading = Pt(self.theme.table.leading);
        let boxes = lines.into_iter().map(|line| self.line_box(line, left, leading));
        if !cell.repeated {
            return boxes.collect();
        }
        let plain = boxes.map(|mut vbox| {
            retag(&mut vbox.items, Tag::Decoration);
            VBox { height: vbox.height, baseline: vbox.baseline, items: vbox.items, ..VBox::default() }
        });
        plain.collect()
    }

    /// The slices of rows that belong together, a list for each row, with the space around them and their rules. Rows that
    /// cells join are one slice, unless they are too high for that.
    pub fn group(&mut self, rows: &[Row], columns: &Columns, frame: Frame) -> Vec<Vec<VBox>> {
        let mut made: Vec<Vec<Slice>> = Vec::with_capacity(rows.len());
        let mut reaching: Vec<Reaching> = Vec::new();
        let mut place = 0;
        for (index, row) in rows.iter().enumerate() {
            let mut own = Vec::new();
            for cell in &row.cells {
                let lines = self.cell_lines(cell, columns);
                if cell.rows > 1 && rows.len() > 1 {
                    reaching.push(Reaching { row: index, cell, place, lines });
                } else {
                    own.push((place, lines));
                }
                place += 1;
            }
            made.push(self.row_slices(own, frame.depth));
        }
        let high = || self.estimate(&made, &reaching) + self.notes_called(rows);
        let whole = rows.len() > 1 && high().0 <= frame.depth.0 * MOST_WHOLE;
        for reaching in &mut reaching {
            let lines = std::mem::take(&mut reaching.lines);
            let end = (reaching.row + reaching.cell.rows).min(made.len());
            self.reach_down(made.get_mut(reaching.row..end).unwrap_or(&mut []), reaching.place, lines, whole);
        }
        self.draw_rules(&mut made, &reaching, columns, frame);
        let element = rows.first().map(|row| row.element);
        let finish = |slice: Slice| {
            let mut vbox = self.in_order_of_notes(slice.vbox);
            vbox.row = element.map(|row| RowSlice { row, cells: slice.cells });
            vbox
        };
        let made: Vec<Vec<VBox>> = made.into_iter().map(|row| row.into_iter().map(finish).collect()).collect();
        if whole {
            return vec![vec![self.in_order_of_notes(merge(made.into_iter().flatten()))]];
        }
        made
    }

    /// Notes of one slice are called in the order of their numbers.
    fn in_order_of_notes(&self, mut vbox: VBox) -> VBox {
        vbox.notes.sort_by_key(|note| self.context.note(*note).map(|note| note.number));
        vbox
    }

    /// The lines of a row's cells, one slice each, with the space above and below them.
    fn row_slices(&self, cells: Vec<(usize, Vec<VBox>)>, depth: Pt) -> Vec<Slice> {
        let (leading, padding) = (Pt(self.theme.table.leading), Pt(self.theme.table.row_padding));
        let mut slices: Vec<Slice> = Vec::new();
        let whole = self.is_whole(&cells, depth);
        for (place, lines) in cells {
            let mut below = Pt::ZERO;
            for (index, part) in lines.into_iter().enumerate() {
                let index = if whole { 0 } else { index };
                if slices.len() == index {
                    slices.push(Slice::default());
                }
                let y = if whole { below } else { Pt::ZERO };
                below += part.height;
                if let Some(slice) = slices.get_mut(index) {
                    slice.vbox.height = slice.vbox.height.max(y + part.height);
                    slice.add(place, part, y);
                }
            }
        }
        if slices.is_empty() {
            slices.push(Slice { vbox: VBox { height: leading, ..VBox::default() }, ..Slice::default() });
        }
        if let Some(Slice { vbox, .. }) = slices.first_mut() {
            shift(&mut vbox.items, Pt::ZERO, padding);
            vbox.height += padding;
            vbox.baseline += padding;
        }
        if let Some(Slice { vbox, .. }) = slices.last_mut() {
            vbox.height += padding;
        }
        slices
    }

    /// Whether the lines of a row stay in one slice: an image in one cell must not tear the lines of the next apart, as
    /// long as the page can hold the row.
    fn is_whole(&self, cells: &[(usize, Vec<VBox>)], depth: Pt) -> bool {
        let tall = |vbox: &VBox| vbox.height.0 > self.theme.table.leading * TALL_LINE;
        let height = |lines: &[VBox]| lines.iter().map(|line| line.height).sum::<Pt>();
        let highest = cells.iter().map(|(_, lines)| height(lines)).fold(Pt::ZERO, Pt::max);
        cells.iter().any(|(_, lines)| lines.iter().any(tall)) && highest <= depth * MOST_WHOLE
    }

    /// The height of the notes that rows call, as far as they are built.
    pub fn notes_called(&self, rows: &[Row]) -> Pt {
        let pieces = rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pieces);
        pieces.filter_map(|piece| self.note_height(piece)).sum()
    }

    /// How high rows that belong together will be.
    fn estimate(&self, made: &[Vec<Slice>], reaching: &[Reaching]) -> Pt {
        let height = |rows: &[Vec<Slice>]| rows.iter().flatten().map(|slice| slice.vbox.height).sum::<Pt>();
        let padding = Pt(self.theme.table.row_padding) * 2.0;
        let needed = |reaching: &Reaching| {
            let before = height(made.get(..reaching.row).unwrap_or(&[]));
            before + padding + reaching.lines.iter().map(|line| line.height).sum::<Pt>()
        };
        reaching.iter().map(needed).fold(height(made), Pt::max)
    }

    /// Puts the lines of a cell into the slices of the rows that it reaches over. The last one grows if they need more. If
    /// a page may end between slices (not `whole`), no line is in two of them.
    fn reach_down(&self, rows: &mut [Vec<Slice>], place: usize, lines: Vec<VBox>, whole: bool) {
        let padding = Pt(self.theme.table.row_padding);
        let mut slices: Vec<&mut Slice> = rows.iter_mut().flatten().collect();
        let Some(last) = slices.len().checked_sub(1) else { return };
        let mut total: Pt = slices.iter().map(|slice| slice.vbox.height).sum();
        let (mut at, mut top, mut y) = (0, Pt::ZERO, padding);
        for part in lines {
            while let Some(slice) = slices.get(at).filter(|_| at < last) {
                let end = top + slice.vbox.height;
                let past = if whole { y } else { y + part.height - Pt(cost::EPSILON) };
                if past.0 < end.0 {
                    break;
                }
                (at, top) = (at + 1, end);
                y = if whole { y } else { y.max(top) };
            }
            let height = part.height;
            if let Some(slice) = slices.get_mut(at) {
                slice.add(place, part, y - top);
            }
            y += height;
            let missing = y + padding - total;
            if missing.0 > 0.0
                && let Some(slice) = slices.get_mut(last)
            {
                slice.vbox.height += missing;
                total += missing;
            }
        }
    }

    /// The rules around rows and between them, where no cell reaches over them.
    fn draw_rules(&self, made: &mut [Vec<Slice>], reaching: &[Reaching], columns: &Columns, frame: Frame) {
        let all = columns.places.len();
        if let Some(first) = made.first_mut().and_then(|row| row.first_mut()).filter(|_| frame.top) {
            first.add_rule(self.table_rule(Pt::ZERO, HEAVY_RULE, (columns.left, columns.width)));
        }
        let last = made.len().saturating_sub(1);
        for (index, row) in made.iter_mut().enumerate() {
            let Some(slice) = row.last_mut() else { continue };
            let y = slice.vbox.height;
            if index == last {
                slice.add_rule(self.table_rule(y, frame.below, (columns.left, columns.width)));
                continue;
            }
            let is_covered = |column: usize| {
                reaching.iter().any(|Reaching { row, cell, .. }| {
                    (*row..row + cell.rows - 1).contains(&index)
                        && (cell.column..cell.column + cell.columns).contains(&column)
                })
            };
            let mut column = 0;
            while column < all {
                let open = (column..all).take_while(|column| !is_covered(*column)).count();
                if open > 0 {
                    slice.add_rule(self.table_rule(y, LIGHT_RULE, columns.over(column, open)));
                }
                column += open + 1;
            }
        }
    }

    /// A rule over some columns, given by their left edge and width.
    fn table_rule(&self, y: Pt, thickness: f64, (left, width): (Pt, Pt)) -> Item {
        let color = if thickness == LIGHT_RULE { self.theme.colors.rule } else { self.theme.colors.ink };
        let kind = ItemKind::Stroke {
            from: Point { x: left, y },
            to: Point { x: left + width, y },
            width: Pt(thickness),
            color,
            dash: Pt::ZERO,
        };
        Item { tag: Tag::Decoration, kind }
    }

    /// Height of a row's highest cell. What is noticed is told when the row is set.
    pub fn row_height(&self, row: &Row, columns: &Columns) -> Pt {
        let leading = Pt(self.theme.table.leading);
        let height = |lines: Vec<Line>| lines.iter().map(|line| (line.height + line.depth).max(leading)).sum::<Pt>();
        let cells = row.cells.iter().filter(|cell| cell.rows == 1).map(|cell| {
            let (_, width) = columns.of(cell);
            let narrow = limited(&cell.pieces, width);
            let pieces = narrow.as_ref().unwrap_or(&cell.pieces);
            let how = self.cell_style(cell.align);
            height(set(pieces, &cell_measure(cell, width), &how, self.context.fonts, &mut Diagnostics::new()))
        });
        cells.fold(leading, Pt::max)
    }
}

/// The measure of a cell, without the room kept free beside a number.
fn cell_measure(cell: &Cell, width: Pt) -> Measure {
    let free = cell.free.min(width);
    let left = if cell.align == Align::Start { free } else { Pt::ZERO };
    Measure { lines: vec![(left, width - free)], first_indent: Pt::ZERO }
}

/// Slices of rows that belong together as one box, its items in the order of the cells; or boxes of several such rows.
pub fn merge(slices: impl IntoIterator<Item = VBox>) -> VBox {
    let mut whole = VBox::default();
    let mut items: Vec<(usize, Item)> = Vec::new();
    for mut slice in slices {
        // What has no cells is in order already.
        let cells = slice.row.take().map_or_else(|| vec![0; slice.items.len()], |row| row.cells);
        let (y, height, baseline) = (whole.height, slice.height, slice.baseline);
        if y.0 == 0.0 {
            whole.baseline = baseline;
        }
        append(&mut whole, slice, y);
        items.extend(cells.into_iter().zip(std::mem::take(&mut whole.items)));
        whole.height += height;
    }
    items.sort_by_key(|(cell, _)| *cell);
    whole.items = items.into_iter().map(|(_, item)| item).collect();
    whole
}
