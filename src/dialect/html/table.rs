//! Tables of HTML: head, caption, row heads, and cells that reach over several columns and rows (HTML 4.9).

use super::content::inlines;
use super::{Flow, Token};
use crate::dialect::inline::Tag;
use crate::dialect::tables::{beyond, most_columns};
use crate::document::{Alignment, Block, BlockKind, Extent, Inline, NodeId, Scope, Table, TableCell, TableRow};
use crate::source::Span;
use std::ops::Range;

/// Most columns that a cell may reach over (HTML 4.9.11). Rows end with the table.
const MOST_COLUMNS: u32 = 1000;

/// A table as its tags say, before its cells have places.
#[derive(Default)]
struct Rows {
    rows: Vec<TableRow>,
    /// For each row, whether it is in `<thead>`.
    in_head: Vec<bool>,
    caption: Option<Vec<Inline>>,
}

impl Flow<'_, '_, '_> {
    /// The table whose opening tag was just read, and what in it is no table, which goes before it.
    pub(super) fn table(&mut self, span: Span, before: &mut Vec<Block>) -> Option<BlockKind> {
        let mut found = Rows::default();
        let mut head = false;
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Close(name, _) if name == "table" => break,
                Token::Run(range) => {
                    // Text between cells: browsers put it before the table.
                    let range = range.clone();
                    self.at += 1;
                    before.extend(self.run(range));
                }
                Token::Open(tag, range) => {
                    let (tag, range) = (tag.clone(), range.clone());
                    self.at += 1;
                    self.note_names(&tag, &range);
                    match tag.name.as_str() {
                        "thead" => head = true,
                        "tbody" | "tfoot" => head = false,
                        _ => self.table_part(&tag, range, head, span, &mut found, before),
                    }
                }
                Token::Close(name, _) => {
                    head &= name != "thead";
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        self.finish_table(found, span)
    }

    fn table_part(
        &mut self,
        tag: &Tag,
        range: Range<usize>,
        head: bool,
        span: Span,
        found: &mut Rows,
        before: &mut Vec<Block>,
    ) {
        match tag.name.as_str() {
            "tr" => {
                let span = self.span(range);
                found.rows.push(TableRow { id: self.parser.node(), span, cells: Vec::new() });
                found.in_head.push(head);
            }
            "td" | "th" => {
                if found.rows.is_empty() {
                    found.rows.push(TableRow { id: self.parser.node(), span, cells: Vec::new() });
                    found.in_head.push(head);
                }
                let cell = self.cell(tag, head);
                found.rows.last_mut().into_iter().for_each(|row| row.cells.push(cell.clone()));
            }
            "caption" => {
                let content = inlines(self.flow(&["caption", "table"], &["tr", "td", "th", "thead", "tbody"]));
                if !content.is_empty() {
                    found.caption.get_or_insert_default().extend(content);
                }
            }
            _ => self.ungrouped(tag, range, before),
        }
    }

    fn cell(&mut self, tag: &Tag, head: bool) -> TableCell {
        let id = self.parser.node();
        let groups = self.groups.len();
        self.groups.push((tag.name.clone(), tag.language()));
        let ends = ["td", "th", "tr", "thead", "tbody", "tfoot", "table"];
        let content = inlines(self.flow(&ends, &ends[..6]));
        self.groups.truncate(groups);
        let number = |name: &str| tag.attribute(name).trim().parse::<u32>().unwrap_or(1);
        // `rowspan="0"` reaches to the table's end.
        let rows = if number("rowspan") == 0 { u32::MAX } else { number("rowspan") };
        let columns = number("colspan").clamp(1, MOST_COLUMNS);
        let heads = match (tag.name.as_str(), tag.attribute("scope").to_ascii_lowercase().as_str()) {
            ("th", "row" | "rowgroup") => Some(Scope::Row),
            ("th", "col" | "colgroup") => Some(Scope::Column),
            ("th", _) => Some(if head { Scope::Column } else { Scope::Row }),
            _ => None,
        };
        TableCell { extent: Extent::Area { columns, rows }, heads, ..TableCell::new(id, content) }
    }

    fn finish_table(&mut self, found: Rows, span: Span) -> Option<BlockKind> {
        let Rows { mut rows, mut in_head, caption } = found;
        let mut keep = rows.iter().map(|row| !row.cells.is_empty()).collect::<Vec<_>>().into_iter();
        in_head.retain(|_| keep.next().unwrap_or(false));
        rows.retain(|row| !row.cells.is_empty());
        let width = self.place_cells(&mut rows, span)?;
        let caption = caption.filter(|caption| !caption.is_empty());
        // Without `<thead>` a first row of heads alone is the head.
        let heads =
            |row: &TableRow| row.cells.iter().all(|cell| cell.heads.is_some() || cell.extent == Extent::Covered);
        let first_is_head = in_head.first() == Some(&true) || rows.first().is_some_and(heads);
        let columns = vec![Alignment::Default; width];
        if !first_is_head {
            let cells = (0..width).map(|_| TableCell::new(self.parser.node(), Vec::new())).collect();
            let head = TableRow { id: self.parser.node(), span, cells };
            return Some(BlockKind::Table(Table { caption, columns, head, rows }));
        }
        let mut head = rows.remove(0);
        head.cells.iter_mut().for_each(|cell| cell.heads = None);
        Some(BlockKind::Table(Table { caption, columns, head, rows }))
    }
}

impl Flow<'_, '_, '_> {
    /// Gives every cell its place in the grid: adds the covered ones and fills the rows up. Returns the number of columns,
    /// or `None` if there is no cell.
    fn place_cells(&mut self, rows: &mut [TableRow], span: Span) -> Option<usize> {
        let count = rows.len();
        let mut grid = Grid { reach: Vec::new(), most: most_columns(count), width: 0 };
        let mut lost = false;
        let mut node = || self.parser.node();
        for (at, row) in rows.iter_mut().enumerate() {
            let left = u32::try_from(count - at).unwrap_or(u32::MAX);
            lost |= grid.place(&mut row.cells, left, &mut node);
        }
        for row in rows.iter_mut() {
            grid.trim(&mut row.cells);
            row.cells.resize_with(grid.width, || TableCell::new(node(), Vec::new()));
        }
        if lost {
            beyond(self.parser, span);
        }
        Some(grid.width).filter(|width| *width > 0)
    }
}

/// Where the cells of a table go, row by row (HTML 4.9.12).
struct Grid {
    /// For each column, over how many of the rows to come a cell above reaches.
    reach: Vec<u32>,
    /// Most columns.
    most: usize,
    /// Columns in which a cell starts. Those after the last one are not needed: `colspan="99"` means all columns.
    width: usize,
}

impl Grid {
    /// Places the cells of the next row, of which `left` are left, this one included. Says whether there were too many.
    fn place(&mut self, cells: &mut Vec<TableCell>, left: u32, node: &mut impl FnMut() -> NodeId) -> bool {
        let mut placed: Vec<TableCell> = Vec::new();
        let mut beyond: Vec<Inline> = Vec::new();
        for mut cell in cells.drain(..) {
            self.covered(&mut placed, node);
            let start = placed.len();
            let Extent::Area { columns, rows } = cell.extent else { continue };
            if start >= self.most {
                beyond.append(&mut cell.content);
                continue;
            }
            // It ends where a cell above reaches down, and with the table.
            let free = self.reach.iter().skip(start + 1).position(|rows| *rows > 0).map_or(usize::MAX, |at| at + 1);
            let width = (columns as usize).min(free).min(self.most - start);
            let rows = rows.clamp(1, left);
            cell.extent = Extent::Area { columns: u32::try_from(width).unwrap_or(1), rows };
            placed.push(cell);
            self.width = self.width.max(placed.len());
            placed.extend((1..width).map(|_| hidden(node())));
            self.reach.resize(self.reach.len().max(placed.len()), 0);
            self.reach.iter_mut().skip(start).take(width).for_each(|reach| *reach = rows - 1);
        }
        while placed.len() < self.reach.len() {
            self.covered(&mut placed, node);
            if placed.len() < self.reach.len() {
                placed.push(TableCell::new(node(), Vec::new()));
            }
        }
        let lost = !beyond.is_empty();
        if let Some(last) = placed.iter_mut().rev().find(|cell| cell.extent != Extent::Covered) {
            last.content.append(&mut beyond);
        }
        *cells = placed;
        lost
    }

    /// Takes away the columns in which no cell starts.
    fn trim(&self, cells: &mut Vec<TableCell>) {
        cells.truncate(self.width);
        for (at, cell) in cells.iter_mut().enumerate() {
            if let Extent::Area { columns, .. } = &mut cell.extent {
                *columns = (*columns).min(u32::try_from(self.width - at).unwrap_or(u32::MAX));
            }
        }
    }

    /// Adds the cells that a cell above covers here.
    fn covered(&mut self, placed: &mut Vec<TableCell>, node: &mut impl FnMut() -> NodeId) {
        while let Some(reach) = self.reach.get_mut(placed.len()).filter(|reach| **reach > 0) {
            *reach -= 1;
            placed.push(hidden(node()));
        }
    }
}

fn hidden(id: NodeId) -> TableCell {
    TableCell { extent: Extent::Covered, ..TableCell::new(id, Vec::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of cells as `columns x rows`, placed; `^` is covered, `.` empty.
    fn grid(rows: &[&[(u32, u32)]], most: usize) -> Vec<String> {
        let mut next = 0;
        let mut node = || {
            next += 1;
            NodeId(next)
        };
        let mut grid = Grid { reach: Vec::new(), most, width: 0 };
        let mut placed = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cell = |&(columns, rows): &(u32, u32)| TableCell {
                extent: Extent::Area { columns, rows },
                heads: Some(Scope::Row),
                ..TableCell::new(NodeId(0), Vec::new())
            };
            let mut cells: Vec<TableCell> = row.iter().map(cell).collect();
            grid.place(&mut cells, u32::try_from(rows.len() - at).expect("few"), &mut node);
            placed.push(cells);
        }
        let show = |cell: &TableCell| match cell.extent {
            Extent::Covered => "^".to_owned(),
            Extent::Area { .. } if cell.heads.is_none() => ".".to_owned(),
            Extent::Area { columns, rows } => format!("{columns}x{rows}"),
        };
        placed.iter_mut().for_each(|cells| grid.trim(cells));
        placed.iter().map(|cells| cells.iter().map(show).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn cells_reach_over_columns_and_rows() {
        assert_eq!(
            grid(&[&[(1, 2), (2, 1)], &[(1, 1), (1, 1)], &[(1, 1); 3]], 99),
            ["1x2 2x1 ^", "^ 1x1 1x1", "1x1 1x1 1x1"]
        );
        assert_eq!(grid(&[&[(2, 2), (1, 1)], &[(1, 1)]], 99), ["2x2 ^ 1x1", "^ ^ 1x1"]);
    }

    #[test]
    fn a_cell_ends_with_the_table_and_before_another() {
        assert_eq!(grid(&[&[(1, 9)], &[]], 99), ["1x2", "^"]);
        assert_eq!(grid(&[&[(1, 1), (1, 2)], &[(9, 1)]], 99), ["1x1 1x2", "1x1 ^"]);
        assert_eq!(grid(&[&[(9, 1)], &[(1, 1), (1, 1)]], 99), ["2x1 ^", "1x1 1x1"]);
        assert_eq!(grid(&[&[(1, 1); 4]], 3), ["1x1 1x1 1x1"], "too many");
    }
}
