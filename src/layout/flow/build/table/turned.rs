//! Tables too wide for the upright page: turned a quarter to the left, on pages of their own, which go to the next page's
//! head like a figure while the text goes on. Their head is at the left, wherever the spine is, so that all turned
//! tables of a book are read from one side.

use super::super::super::super::page::{Item, ItemKind, Tag};
use super::super::super::super::units::{Point, Pt};
use super::super::super::cost;
use super::super::super::items::{append, shift};
use super::super::super::vlist::{Break, VBox, VItem};
use super::super::{Builder, Setting};
use super::columns::Columns;
use super::grid::{Grid, Row, groups};
use super::merge_all;
use super::rows::{Frame, HEAVY_RULE, LIGHT_RULE, merge};

/// Most of a turned page's depth that its head takes; with a higher one the table is not turned.
const MOST_HEAD: f64 = 0.5;
/// Most of a page's height that is kept for the notes of a turned table.
const MOST_NOTES: f64 = 0.35;

/// What is together on a turned page: rows that belong together, or slices of some that are too high for a page.
#[derive(Default)]
struct Group {
    slices: Vec<VBox>,
    height: Pt,
}

impl Builder<'_> {
    /// Sets a table on turned pages; `false` if that does not keep its words whole either.
    pub fn turned_table(&mut self, grid: &mut Grid, setting: &Setting) -> bool {
        // Notes are upright at the foot, as on every page.
        let notes = self.notes_of(&grid.rows);
        let wide = self.context.page_height() - notes;
        let turned = Setting { left: Pt::ZERO, width: wide, ..setting.clone() };
        let columns = self.fit_columns(grid, &turned);
        let (head, rows) = grid.parts();
        let most = self.context.measure();
        let head_height: Pt = head.iter().map(|row| self.row_height(row, &columns)).sum();
        if !columns.whole || head_height > most * MOST_HEAD {
            return false;
        }
        let slices = self.head_rows(head, &columns, most);
        let head = (!head.is_empty()).then(|| merge_all(slices));
        let mut repeated = head.as_ref().map(|whole| self.repeated_head(grid.parts().0, whole, &columns, most));
        let deep = most - head.as_ref().map_or(Pt::ZERO, |head| head.height);
        let groups = self.turned_groups(rows, head.is_none(), &columns, deep);
        let mut head = head;
        for page in pages(groups, deep) {
            let vbox = self.turned_page(head.as_ref(), page, &columns, wide, setting);
            if let Some(repeated) = repeated.take() {
                head = Some(repeated);
            }
            self.list.items.push(VItem::Float(Box::new(vbox)));
            self.list.push_break(Break::Cost(0.0));
        }
        self.end_block();
        true
    }

    /// The height that the notes called in rows need, up to a part of the page.
    fn notes_of(&self, rows: &[Row]) -> Pt {
        let height = self.notes_called(rows);
        if height.0 > 0.0 {
            (height + Pt(self.theme.notes.gap) * 2.0).min(self.context.page_height() * MOST_NOTES)
        } else {
            Pt::ZERO
        }
    }

    /// The rows with their rules; what is higher than `deep` in parts, each of which begins with the space of a row.
    fn turned_groups(&mut self, rows: &[Row], no_head: bool, columns: &Columns, deep: Pt) -> Vec<Group> {
        let padding = Pt(self.theme.table.row_padding);
        let mut made = Vec::new();
        let groups = groups(rows);
        let count = groups.len();
        for (index, group) in groups.into_iter().enumerate() {
            let below = if index + 1 == count { HEAVY_RULE } else { LIGHT_RULE };
            let frame = Frame { top: no_head && index == 0, below, depth: deep };
            let mut part = Group::default();
            for mut slice in self.group(rows.get(group).unwrap_or(&[]), columns, frame).into_iter().flatten() {
                if part.height.0 > 0.0 && (part.height + slice.height).0 > deep.0 + cost::EPSILON {
                    made.push(std::mem::take(&mut part));
                    shift(&mut slice.items, Pt::ZERO, padding);
                    slice.height += padding;
                }
                part.height += slice.height;
                part.slices.push(slice);
            }
            made.push(part);
        }
        made
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
            append(&mut whole, merge(group.slices), y);
            y += group.height;
        }
        let items = std::mem::take(&mut whole.items);
        let left = setting.left + ((setting.width - y) / 2.0).max(Pt::ZERO);
        let origin = Point { x: left, y: (wide + columns.width) / 2.0 };
        let kind = ItemKind::Turned { origin, items };
        VBox { height: wide, items: vec![Item { tag: Tag::Decoration, kind }], ..whole }
    }
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
