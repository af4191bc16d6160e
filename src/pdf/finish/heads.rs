//! Which head cells the cells of a table are under and beside, so that a reader hears them with each cell
//! (ISO 32000-1, table 349: Headers).

use super::tree::{Kid, Node, Tree};
use crate::layout::page::Role;
use std::collections::{BTreeMap, BTreeSet};

/// The head cells of tables.
#[derive(Default)]
pub(super) struct Heads {
    /// Those that cells name.
    pub named: BTreeSet<usize>,
    /// Of each cell.
    pub of: BTreeMap<usize, Vec<usize>>,
}

/// The identifier of a head cell.
pub(super) fn head_key(index: usize) -> String {
    // Padded, so that their order is that of the name tree.
    format!("head{index:08}")
}

/// A cell at its place in the grid of its table.
struct Cell<'a> {
    index: usize,
    node: &'a Node,
    row: usize,
    column: usize,
}

impl Heads {
    /// The heads of all tables. A cell names the heads above its columns, from above, then those of its row.
    pub fn of(tree: &Tree) -> Heads {
        let mut heads = Heads::default();
        for table in tree.nodes.iter().filter(|node| node.role == Role::Table) {
            let groups = table.kids.iter().filter_map(|kid| tree.node(*kid));
            let rows = groups.flat_map(|group| match group.role {
                Role::TableRows { head } => group.kids.iter().map(|row| (head, *row)).collect(),
                _ => Vec::new(),
            });
            heads.add(tree, &rows.collect::<Vec<_>>());
        }
        heads
    }

    /// Adds those of a table, given its rows, each with whether it is of the head.
    fn add(&mut self, tree: &Tree, rows: &[(bool, Kid)]) {
        let cells = cells(tree, rows.iter().map(|(_, row)| *row));
        let head = rows.iter().take_while(|(head, _)| *head).count();
        // The heads of each column, and of each row, found once for all cells.
        let mut above: Vec<Vec<usize>> = Vec::new();
        let mut beside: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        for cell in cells.iter().filter(|cell| cell.node.role == Role::TableHead) {
            let (from, to) = match cell.row < head {
                true => (cell.column, cell.column + cell.node.area.columns as usize),
                false => (cell.row, (cell.row + cell.node.area.rows as usize).min(rows.len())),
            };
            let lists = if cell.row < head { &mut above } else { &mut beside };
            lists.resize(lists.len().max(to), Vec::new());
            lists.iter_mut().take(to).skip(from).for_each(|heads| heads.push(cell.index));
        }
        for cell in cells.iter().filter(|cell| cell.row >= head && cell.node.role == Role::TableCell) {
            let area = cell.node.area;
            let columns = above.iter().skip(cell.column).take(area.columns as usize);
            let rows = beside.iter().skip(cell.row).take(area.rows as usize);
            let mut named: Vec<usize> = Vec::new();
            for found in columns.chain(rows).flatten() {
                if !named.contains(found) {
                    named.push(*found);
                }
            }
            self.named.extend(&named);
            if !named.is_empty() {
                self.of.insert(cell.index, named);
            }
        }
    }
}

/// The cells of rows at their places: each in the first column that no cell before or above it reaches into.
fn cells(tree: &Tree, rows: impl Iterator<Item = Kid>) -> Vec<Cell<'_>> {
    let mut cells = Vec::new();
    // How many further rows each column is taken for.
    let mut taken: Vec<u32> = Vec::new();
    for (row, kid) in rows.enumerate() {
        let mut column = 0;
        let mut next: Vec<u32> = taken.iter().map(|rows| rows.saturating_sub(1)).collect();
        for kid in tree.node(kid).into_iter().flat_map(|row| &row.kids) {
            let (Kid::Node(index), Some(node)) = (*kid, tree.node(*kid)) else { continue };
            while taken.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            let end = column + node.area.columns as usize;
            next.resize(next.len().max(end), 0);
            next.iter_mut().take(end).skip(column).for_each(|rows| *rows = node.area.rows.saturating_sub(1));
            cells.push(Cell { index, node, row, column });
            column = end;
        }
        taken = next;
    }
    cells
}
