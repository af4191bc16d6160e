//! Tables: rows as slices that pages can end between, a head that is repeated.
//!
//! Every cell of a table has the same leading, so the n-th lines of all cells of a row make one slice, and a row that
//! is higher than what a page has left can go on overleaf.

mod bands;
mod columns;
mod grid;
mod numbers;
mod rows;
mod turned;

use super::super::super::page::{Role, Tag};
use super::super::super::units::Pt;
use super::super::cost;
use super::super::items::{retag, shift};
use super::super::vlist::{Break, Clears, Scope, ScopeId, VBox, VItem};
use super::{Builder, Setting};
use crate::diagnostics::Code;
use crate::document::{Block, NoteId, Table};
use columns::Columns;
use grid::{Cell, Grid, Row, calls_notes, groups, without_calls};
use rows::{Frame, HEAVY_RULE, LIGHT_RULE, MID_RULE, MOST_WHOLE, merge};

/// A head higher than this fraction of the page is not repeated, and may go on overleaf like a row.
const MOST_HEAD: f64 = 0.25;
/// Rows of at most this many lines are never split.
const UNSPLIT_LINES: usize = 3;

/// The slices of rows that belong together, a list for each row.
type Slices = Vec<Vec<VBox>>;

impl Builder<'_> {
    /// A table. Where words or numbers would be broken on the upright page, the type becomes smaller and the columns
    /// closer; then the table is turned, if it is in the text itself; then it is set in bands.
    pub fn table(&mut self, table: &Table, block: &Block, setting: &Setting) {
        let element = self.element(Role::Table, setting.parent, block);
        let inside = Setting { parent: element, ..setting.clone() };
        let caption = table.caption.as_ref().map(|caption| self.caption(caption, true, &inside));
        let mut grid = self.grid(table, element, setting);
        // How high notes are is known before rows are set.
        self.build_pending_notes();
        let columns = self.fit_columns(&mut grid, setting);
        if !columns.whole && setting.grid && self.turned_table(&mut grid, setting) {
            self.table_caption(caption);
            return;
        }
        let bands = if columns.whole { vec![(grid, columns)] } else { self.bands(&mut grid, setting) };
        self.tell_width(&bands, block);
        self.gap(self.theme.table.gap, setting);
        let start = self.list.items.len();
        if self.table_caption(caption) {
            self.list.push_break(Break::Forbidden);
        }
        for (grid, columns) in &bands {
            self.upright_table(grid, columns, setting);
        }
        self.list.clear(start, Clears::Tables);
    }

    /// Says, once a table, that it is too wide.
    fn tell_width(&mut self, bands: &[(Grid, Columns)], block: &Block) {
        let message = match bands {
            _ if bands.iter().any(|(_, columns)| !columns.whole) => {
                "table is too wide for the page: words in its cells are broken".to_owned()
            }
            [] | [_] => return,
            _ => format!("table is too wide for the page: it is set in {} parts, one below the other", bands.len()),
        };
        self.diagnostics.warn(Code::Overfull, block.span, message, "use fewer columns or a larger page");
    }

    /// What is above a table; before a turned one, in the text. Says whether there is any.
    fn table_caption(&mut self, caption: Option<VBox>) -> bool {
        let Some(mut caption) = caption else { return false };
        caption.height += Pt(self.theme.figure.caption_gap);
        self.list.push_box(caption);
        self.build_pending_notes();
        true
    }

    fn upright_table(&mut self, grid: &Grid, columns: &Columns, setting: &Setting) {
        let (head, rows) = grid.parts();
        let depth = self.context.page_height();
        let (head, repeated) = self.head(head, columns, depth);
        let labels = usize::from(repeated.is_some());
        let scope = self.open(Scope {
            left: setting.left,
            width: setting.width,
            repeated: repeated.into_iter().collect(),
            split: cost::TABLE_SPLIT,
            ..Scope::default()
        });
        let mut top = head.is_empty();
        for slices in head {
            self.push_group(slices, Break::Forbidden, scope);
        }
        let groups = groups(rows);
        let count = groups.len();
        for (index, group) in groups.into_iter().enumerate() {
            let below = if index + 1 == count { HEAVY_RULE } else { LIGHT_RULE };
            let frame = Frame { top: std::mem::take(&mut top), below, depth };
            let slices = self.group(rows.get(group).unwrap_or(&[]), columns, frame);
            // Neither the first row nor the last is alone on a page.
            let edge = count > 1 && (index == 0 || index + 2 == count);
            self.push_group(slices, Break::Cost(if edge { cost::ROW_ALONE } else { 0.0 }), scope);
        }
        self.build_pending_notes();
        self.list.close(scope, labels);
        self.end_block();
        self.gap(self.theme.table.gap, setting);
    }

    /// The head: one box and what is repeated of it; one that is too high for that as slices, like rows.
    fn head(&mut self, rows: &[Row], columns: &Columns, depth: Pt) -> (Vec<Slices>, Option<VBox>) {
        let slices = self.head_rows(rows, columns, depth);
        let height: Pt = slices.iter().flatten().flatten().map(|slice| slice.height).sum();
        if rows.is_empty() || height > self.context.page_height() * MOST_HEAD {
            return (slices, None);
        }
        let whole = merge_all(slices);
        let repeated = self.repeated_head(rows, &whole, columns, depth);
        (vec![vec![vec![whole]]], Some(repeated))
    }

    /// The rows of a head with the rules around them.
    fn head_rows(&mut self, rows: &[Row], columns: &Columns, depth: Pt) -> Vec<Slices> {
        let groups = groups(rows);
        let last = groups.len().saturating_sub(1);
        let mut made = Vec::new();
        for (index, group) in groups.into_iter().enumerate() {
            let below = if index == last { MID_RULE } else { LIGHT_RULE };
            let frame = Frame { top: index == 0, below, depth };
            made.push(self.group(rows.get(group).unwrap_or(&[]), columns, frame));
        }
        made
    }

    /// The head as the decoration that later pages repeat. It calls no notes again.
    fn repeated_head(&mut self, rows: &[Row], whole: &VBox, columns: &Columns, depth: Pt) -> VBox {
        if !rows.iter().flat_map(|row| &row.cells).any(calls_notes) {
            return decoration(whole);
        }
        let plain = |row: &Row| {
            let cell = |cell: &Cell| Cell { pieces: without_calls(&cell.pieces), ..cell.clone() };
            Row { element: row.element, cells: row.cells.iter().map(cell).collect() }
        };
        let rows: Vec<Row> = rows.iter().map(plain).collect();
        let slices = self.head_rows(&rows, columns, depth);
        decoration(&merge_all(slices))
    }

    /// Adds rows that belong together to the list, with the breaks within them and the one after them.
    fn push_group(&mut self, mut rows: Slices, after: Break, table: ScopeId) {
        let mut parted = self.put_notes_in_order(&mut rows).into_iter();
        let last = rows.len().saturating_sub(1);
        for (index, slices) in rows.into_iter().enumerate() {
            let breaks = row_breaks(slices.len(), &mut parted);
            self.push_row(slices, &breaks, table);
            let parts = parted.next() == Some(true);
            self.list.push_break(match (index == last, parts) {
                (true, _) => after,
                (false, true) => Break::Cost(cost::GROUP_SPLIT),
                (false, false) => Break::Forbidden,
            });
        }
    }

    /// Says for the end of each slice whether a page may end there as far as notes go. Lines of several cells may call notes
    /// in another order than that of their numbers: such lines stay together, and the first of them calls the notes of all
    /// in their order, unless that is too high for a page.
    fn put_notes_in_order(&self, rows: &mut Slices) -> Vec<bool> {
        let most = self.context.page_height() * MOST_WHOLE;
        let mut slices: Vec<&mut VBox> = rows.iter_mut().flatten().collect();
        let mut parted = orderly(&slices.iter().map(|slice| self.numbers(slice)).collect::<Vec<_>>());
        let mut start = 0;
        while start < slices.len() {
            let length = parted.iter().skip(start).take_while(|parts| !**parts).count() + 1;
            let end = (start + length).min(slices.len());
            let run = slices.get_mut(start..end).unwrap_or(&mut []);
            let notes: Vec<NoteId> = run.iter().flat_map(|slice| slice.notes.iter().copied()).collect();
            let lines: Pt = run.iter().map(|slice| slice.height).sum();
            let high = lines + notes.iter().map(|note| self.height_of_note(*note)).sum::<Pt>();
            if high.0 > most.0 {
                parted.iter_mut().take(end).skip(start).for_each(|parts| *parts = true);
            } else if run.len() > 1 {
                run.iter_mut().for_each(|slice| slice.notes.clear());
                if let Some(first) = run.first_mut() {
                    first.notes = notes;
                    first.notes.sort_by_key(|note| self.context.note(*note).map(|note| note.number));
                }
            }
            start = end;
        }
        parted
    }

    /// The numbers of the notes that a slice calls.
    fn numbers(&self, slice: &VBox) -> Vec<u32> {
        slice.notes.iter().filter_map(|note| self.context.note(*note)).map(|note| note.number).collect()
    }

    /// Adds a row with the breaks within it. One that a page may end within has a scope of its own: where it goes on, it
    /// has the space above it that every row has.
    fn push_row(&mut self, slices: Vec<VBox>, breaks: &[Break], table: ScopeId) {
        let padding = Pt(self.theme.table.row_padding);
        let splits = breaks.iter().any(|b| *b != Break::Forbidden);
        let scope = splits.then(|| self.list.open(Scope { parent: Some(table), top: padding, ..Scope::default() }));
        for (index, mut slice) in slices.into_iter().enumerate() {
            if splits && index == 0 {
                shift(&mut slice.items, Pt::ZERO, -padding);
                slice.height -= padding;
                slice.baseline -= padding;
            }
            self.list.push_box(slice);
            if let Some(b) = breaks.get(index) {
                self.list.push_break(*b);
            }
        }
        self.list.items.extend(scope.map(VItem::Close));
    }
}

/// The breaks between the slices of a row, two slices on either side at least; `parted` says of each whether notes allow it.
fn row_breaks(count: usize, parted: &mut impl Iterator<Item = bool>) -> Vec<Break> {
    let inside = count.saturating_sub(1);
    let cost = |(index, parts): (usize, bool)| match count {
        ..=UNSPLIT_LINES => Break::Forbidden,
        _ if !parts || index == 0 || index + 2 == count => Break::Forbidden,
        _ => Break::Cost(cost::ROW_SPLIT),
    };
    parted.by_ref().take(inside).enumerate().map(cost).collect()
}

/// All rows as one box, read row by row.
fn merge_all(groups: Vec<Slices>) -> VBox {
    merge(groups.into_iter().map(|rows| merge(rows.into_iter().flatten())))
}

/// For the end of each slice whether the notes called up to there come before all that are called after it, given the
/// numbers of the notes of each.
fn orderly(numbers: &[Vec<u32>]) -> Vec<bool> {
    let mut first_after = vec![u32::MAX; numbers.len()];
    let mut least = u32::MAX;
    for (numbers, first) in numbers.iter().zip(&mut first_after).rev() {
        *first = least;
        least = numbers.iter().copied().fold(least, u32::min);
    }
    let mut greatest = 0;
    let ends = numbers.iter().zip(first_after).map(|(numbers, first)| {
        greatest = numbers.iter().copied().fold(greatest, u32::max);
        greatest <= first
    });
    ends.collect()
}

/// A head as decoration.
fn decoration(head: &VBox) -> VBox {
    let mut items = head.items.clone();
    retag(&mut items, Tag::Decoration);
    VBox { height: head.height, items, ..VBox::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_in_order_where_none_that_follows_has_a_lower_number() {
        assert_eq!(orderly(&[vec![1], vec![], vec![2, 3]]), [true, true, true]);
        assert_eq!(orderly(&[vec![2], vec![], vec![1], vec![3]]), [false, false, true, true]);
        assert_eq!(orderly(&[vec![], vec![3], vec![1, 2]]), [true, false, true]);
    }
}
