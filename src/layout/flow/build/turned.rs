//! Tables too wide for the upright page: turned a quarter to the left, on pages of their own, which go to the next page's
//! head like a figure while the text goes on. Their head is at the left, wherever the spine is, so that all turned
//! tables of a book are read from one side.

use super::super::super::page::{Item, ItemKind, Tag};
use super::super::super::units::{Point, Pt};
use super::super::cost;
use super::super::items::append;
use super::super::vlist::{Break, VBox, VItem};
use super::columns::{Columns, Row};
use super::table::{HEAVY_RULE, LIGHT_RULE, repeat};
use super::{Builder, Setting};

/// Most of a turned page's depth that its head takes; with a higher one the table is not turned.
const MOST_HEAD: f64 = 0.5;
/// Most of a page's height that is kept for the notes of a turned table.
const MOST_NOTES: f64 = 0.35;

/// What is together on a turned page: a row, or slices of one that is too high for a page.
struct Group {
    slices: Vec<VBox>,
    height: Pt,
}

impl Builder<'_> {
    /// Sets a table on turned pages; `false` if that does not keep its words whole either.
    pub fn turned_table(
        &mut self,
        rows: &mut [Row],
        has_head: bool,
        count: usize,
        size: &mut f64,
        setting: &Setting,
    ) -> bool {
        // Notes are upright at the foot, as on every page; they are known before the table has its widths.
        self.build_pending_notes();
        let notes = self.notes_of(rows);
        let wide = self.context.page_height() - notes;
        let turned = Setting { left: Pt::ZERO, width: wide, ..setting.clone() };
        let columns = self.fit_columns(rows, count, size, &turned);
        let (head, rows) = rows.split_at(usize::from(has_head).min(rows.len()));
        let most = self.context.measure() * MOST_HEAD;
        if !columns.whole || head.first().is_some_and(|row| self.row_height(row, &columns) > most) {
            return false;
        }
        let head = head.first().map(|row| self.slices(row, &columns));
        let head = head.map(|slices| self.head_box(slices, &columns, &turned));
        let deep = self.context.measure() - head.as_ref().map_or(Pt::ZERO, |head| head.height);
        let groups = self.groups(rows, head.is_none(), &columns, deep, &turned);
        let mut head = head;
        for page in pages(groups, deep) {
            let vbox = self.turned_page(head.as_ref(), page, &columns, wide, setting);
            head = head.map(|head| repeat(&head));
            self.list.items.push(VItem::Float(vbox));
            self.list.push_break(Break::Cost(0.0));
        }
        self.end_block();
        true
    }

    /// The height that the notes called in rows need, up to a part of the page.
    fn notes_of(&self, rows: &[Row]) -> Pt {
        let called = rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pieces);
        let height: Pt = called.filter_map(|piece| self.note_height(piece)).sum();
        if height.0 > 0.0 {
            (height + Pt(self.theme.notes.gap) * 2.0).min(self.context.page_height() * MOST_NOTES)
        } else {
            Pt::ZERO
        }
    }

    /// The rows, each with its rule; one that is higher than `deep` in parts.
    fn groups(&mut self, rows: &[Row], no_head: bool, columns: &Columns, deep: Pt, setting: &Setting) -> Vec<Group> {
        let mut groups = Vec::new();
        let count = rows.len();
        for (index, row) in rows.iter().enumerate() {
            let rule = if index + 1 == count { HEAVY_RULE } else { LIGHT_RULE };
            let mut group = Group { slices: Vec::new(), height: Pt::ZERO };
            let slices = self.slices(row, columns);
            for slice in self.framed(slices, columns, rule, no_head && index == 0, setting) {
                if group.height.0 > 0.0 && (group.height + slice.height).0 > deep.0 + cost::EPSILON {
                    groups.push(std::mem::replace(&mut group, Group { slices: Vec::new(), height: Pt::ZERO }));
                }
                group.height += slice.height;
                group.slices.push(slice);
            }
            groups.push(group);
        }
        groups
    }

    /// A page of the table, in the middle of the measure.
    fn turned_page(
        &self,
        head: Option<&VBox>,
        groups: Vec<Group>,
        columns: &Columns,
        wide: Pt,
        setting: &Setting,
    ) -> VBox {
        let mut whole = VBox::default();
        let mut y = Pt::ZERO;
        if let Some(head) = head {
            append(&mut whole, head.clone(), y);
            y += head.height;
        }
        for group in groups {
            y = add_group(&mut whole, group, y);
        }
        let items = std::mem::take(&mut whole.items);
        let left = setting.left + ((setting.width - y) / 2.0).max(Pt::ZERO);
        let origin = Point { x: left, y: (wide + columns.width) / 2.0 };
        let kind = ItemKind::Turned { origin, items };
        VBox { height: wide, items: vec![Item { tag: Tag::Decoration, kind }], ..whole }
    }
}

/// Adds a group with its items in the order of its cells; returns where it ends.
fn add_group(whole: &mut VBox, group: Group, top: Pt) -> Pt {
    let (mut y, mut items) = (top, Vec::new());
    for mut slice in group.slices {
        let cells = slice.row.take().map(|row| row.cells).unwrap_or_default();
        let height = slice.height;
        let before = whole.items.len();
        append(whole, slice, y);
        items.extend(cells.into_iter().zip(whole.items.split_off(before)));
        y += height;
    }
    items.sort_by_key(|(cell, _): &(usize, Item)| *cell);
    whole.items.extend(items.into_iter().map(|(_, item)| item));
    y
}

/// Groups by page: as many as fit, and none alone on the last page if another can go with it.
fn pages(groups: Vec<Group>, deep: Pt) -> Vec<Vec<Group>> {
    let mut pages: Vec<Vec<Group>> = Vec::new();
    let mut used = Pt::ZERO;
    for group in groups {
        if used.0 == 0.0 || (used + group.height).0 > deep.0 + cost::EPSILON {
            pages.push(Vec::new());
            used = Pt::ZERO;
        }
        used += group.height;
        if let Some(page) = pages.last_mut() {
            page.push(group);
        }
    }
    if let [.., before, last] = pages.as_mut_slice()
        && last.len() == 1
        && before.len() > 2
        && let Some(group) = before.pop()
    {
        let height: Pt = last.iter().map(|group| group.height).sum();
        if (height + group.height).0 <= deep.0 + cost::EPSILON {
            last.insert(0, group);
        } else {
            before.push(group);
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heights(heights: &[f64], deep: f64) -> Vec<Vec<f64>> {
        let group = |height: &f64| Group { slices: Vec::new(), height: Pt(*height) };
        let found = pages(heights.iter().map(group).collect(), Pt(deep));
        found.into_iter().map(|page| page.into_iter().map(|group| group.height.0).collect()).collect()
    }

    #[test]
    fn rows_fill_turned_pages_and_none_is_left_alone() {
        assert_eq!(heights(&[20.0, 20.0, 20.0], 60.0), [[20.0, 20.0, 20.0]]);
        assert_eq!(heights(&[20.0; 4], 60.0), [[20.0, 20.0], [20.0, 20.0]]);
        assert_eq!(heights(&[50.0, 50.0], 60.0), [[50.0], [50.0]]);
    }
}
