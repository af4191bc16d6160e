//! Tables with more columns than any page has room for: set in bands, one below the other, each with the first column.

use super::super::super::super::units::Pt;
use super::super::{Builder, Setting};
use super::columns::{Columns, SIZES, TIGHT};
use super::grid::{Grid, Row};
use std::ops::Range;

impl Builder<'_> {
    /// The bands of a table, in the largest type that needs no more of them than the smallest does.
    pub fn bands(&mut self, grid: &mut Grid, setting: &Setting) -> Vec<(Grid, Columns)> {
        let available = setting.width;
        let mut chosen: (f64, Vec<Range<usize>>) = (1.0, Vec::new());
        for size in SIZES {
            grid.scale(size);
            let gap = Pt(self.theme.table.column_gap * TIGHT);
            let least: Vec<Pt> = self.extents(grid, gap).into_iter().map(|(least, _)| least).collect();
            let bands = divide(&least, gap, available, &joined(&grid.rows));
            if chosen.1.is_empty() || bands.len() < chosen.1.len() {
                chosen = (size, bands);
            }
        }
        let (size, bands) = chosen;
        grid.scale(size);
        let set = |columns: &Range<usize>| {
            let band = grid.band(columns);
            let columns = self.columns_of(&band, TIGHT, setting);
            (band, columns)
        };
        bands.iter().map(set).collect()
    }
}

/// Columns that a cell reaches over the left edge of: no band should begin there.
fn joined(rows: &[Row]) -> Vec<usize> {
    let cells = rows.iter().flat_map(|row| &row.cells);
    let mut joined: Vec<usize> = cells.flat_map(|cell| cell.column + 1..cell.column + cell.columns).collect();
    joined.sort_unstable();
    joined.dedup();
    joined
}

/// The columns of each band, given the least width of each column: as few bands as there can be, of about as many columns.
fn divide(least: &[Pt], gap: Pt, available: Pt, joined: &[usize]) -> Vec<Range<usize>> {
    let full = fill(least, gap, available, joined, usize::MAX);
    let most = least.len().saturating_sub(1).div_ceil(full.len().max(1)) + 1;
    let even = fill(least, gap, available, joined, most);
    if even.len() == full.len() { even } else { full }
}

/// Bands that each take as many columns as have room in it, the first column included, and at most `most`.
fn fill(least: &[Pt], gap: Pt, available: Pt, joined: &[usize], most: usize) -> Vec<Range<usize>> {
    let mut bands = Vec::new();
    let mut start = 0;
    while start < least.len() {
        let first = if start > 0 { least.first().copied().map(|first| first + gap) } else { None };
        let mut width = first.unwrap_or(Pt::ZERO);
        let mut end = start;
        while let Some(column) = least.get(end) {
            width += *column + if end > start { gap } else { Pt::ZERO };
            let taken = end - start + usize::from(start > 0);
            // A band has a column of its own, however wide: else there would be no end. The first one has two.
            let own = end > start && (start > 0 || end > 1);
            if own && (width.0 > available.0 || taken >= most) {
                break;
            }
            end += 1;
        }
        // Rather not in the midst of a cell, if anything is left then.
        let kept = (start + 1..=end).rev().find(|end| *end == least.len() || joined.binary_search(end).is_err());
        let end = kept.filter(|kept| *kept > start + usize::from(start == 0)).unwrap_or(end);
        bands.push(start..end);
        start = end;
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First column of each band and the column after its last.
    fn bands(least: &[f64], available: f64, joined: &[usize]) -> Vec<(usize, usize)> {
        let least: Vec<Pt> = least.iter().copied().map(Pt).collect();
        divide(&least, Pt(10.0), Pt(available), joined).into_iter().map(|band| (band.start, band.end)).collect()
    }

    #[test]
    fn each_band_has_the_first_column_and_about_as_many_others() {
        // 40 + 4 × 30 and four gaps are 200: four columns a band beside the first would leave 4, 4, 1.
        assert_eq!(
            bands(&[40.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0], 200.0, &[]),
            [(0, 4), (4, 7), (7, 10)]
        );
        assert_eq!(bands(&[40.0, 30.0, 30.0], 200.0, &[]), [(0, 3)]);
    }

    #[test]
    fn a_column_wider_than_the_page_has_a_band_of_its_own() {
        assert_eq!(bands(&[50.0, 300.0, 300.0, 20.0], 100.0, &[]), [(0, 2), (2, 3), (3, 4)]);
        assert_eq!(bands(&[300.0], 100.0, &[]), [(0, 1)]);
    }

    #[test]
    fn a_band_ends_between_cells_that_reach_over_columns() {
        // A cell over the columns 3 and 4.
        assert_eq!(bands(&[30.0; 6], 150.0, &[4]), [(0, 3), (3, 6)]);
    }
}
