//! Widths of a table's columns: what each needs and can use, and smaller type and closer columns where words would be
//! broken.

use super::super::super::super::text::{Piece, PieceKind, extents};
use super::super::super::super::units::{Pt, Size};
use super::super::{Builder, Setting};
use super::grid::{Cell, Grid};

/// Type sizes, as fractions of the theme's.
pub const SIZES: [f64; 3] = [1.0, 0.9, 0.8];
/// The least space between columns, as a fraction of the theme's.
pub const TIGHT: f64 = 0.6;
/// Type sizes and spaces tried when words do not fit their columns.
const FITS: [(f64, f64); 4] = [(1.0, 1.0), (0.9, 1.0), (0.9, TIGHT), (0.8, TIGHT)];
/// The width that an image in a cell is given at least, if it has that much.
const LEAST_IMAGE: f64 = 48.0;
/// A table of at least this fraction of the measure is spread over all of it.
const NEARLY_FULL: f64 = 0.75;
/// A word of more characters is a hash or an address: it may be divided anywhere, unless it is a number.
const LONGEST_WORD: usize = 24;
/// At least so many characters of such a word are on a line.
const PART_OF_WORD: usize = 8;

/// Places and widths of columns.
pub struct Columns {
    /// Left edge and width of each.
    pub places: Vec<(Pt, Pt)>,
    /// Left edge of all.
    pub left: Pt,
    /// Of all together.
    pub width: Pt,
    /// Whether every word is whole.
    pub whole: bool,
}

impl Columns {
    /// Left edge and width of a cell.
    pub fn of(&self, cell: &Cell) -> (Pt, Pt) {
        self.over(cell.column, cell.columns)
    }

    /// Left edge and width of so many columns from one on.
    pub fn over(&self, column: usize, count: usize) -> (Pt, Pt) {
        let last = (column + count.max(1) - 1).min(self.places.len().saturating_sub(1));
        match (self.places.get(column), self.places.get(last)) {
            (Some((left, _)), Some((end, width))) => (*left, *end + *width - *left),
            _ => (self.left, self.width),
        }
    }
}

impl Builder<'_> {
    /// Finds the columns' widths, with smaller type and less space between them where the words would not fit.
    pub fn fit_columns(&self, grid: &mut Grid, setting: &Setting) -> Columns {
        let mut found = None;
        for (size, gap) in FITS {
            grid.scale(size);
            let columns = self.columns_of(grid, gap, setting);
            if columns.whole {
                return columns;
            }
            found = Some(columns);
        }
        found.unwrap_or_else(|| self.columns_of(grid, TIGHT, setting))
    }

    /// The columns' widths with the type as it is; `gap` is the space between columns as a fraction of the theme's.
    pub fn columns_of(&self, grid: &Grid, gap: f64, setting: &Setting) -> Columns {
        let gap = Pt(self.theme.table.column_gap * gap);
        let available = setting.width - gap * grid.columns.saturating_sub(1) as f64;
        let extents = self.extents(grid, gap);
        let least: Pt = extents.iter().map(|(least, _)| *least).sum();
        let mut places = Vec::with_capacity(grid.columns);
        let mut left = setting.left;
        for width in solve(&extents, available) {
            places.push((left, width));
            left += width + gap;
        }
        let whole = least.0 <= available.0;
        Columns { width: (left - gap - setting.left).max(Pt::ZERO), left: setting.left, places, whole }
    }

    /// The least and the greatest width that each column can use. What a cell over several columns needs beyond them they
    /// share.
    pub fn extents(&self, grid: &Grid, gap: Pt) -> Vec<(Pt, Pt)> {
        let mut columns = vec![(Pt::ZERO, Pt::ZERO); grid.columns];
        let mut wide: Vec<(&Cell, (Pt, Pt))> = Vec::new();
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            let (least, most) = self.cell_extents(cell);
            match columns.get_mut(cell.column) {
                Some(column) if cell.columns == 1 => *column = (column.0.max(least), column.1.max(most)),
                _ => wide.push((cell, (least, most))),
            }
        }
        wide.sort_by_key(|(cell, _)| cell.columns);
        for (cell, (least, most)) in wide {
            let Some(over) = columns.get_mut(cell.column..(cell.column + cell.columns).min(grid.columns)) else {
                continue;
            };
            let gaps = gap * over.len().saturating_sub(1) as f64;
            let has = over.iter().fold((gaps, gaps), |sum, column| (sum.0 + column.0, sum.1 + column.1));
            let share = |missing: Pt| missing.max(Pt::ZERO) / over.len().max(1) as f64;
            let (least, most) = (share(least - has.0), share(most - has.1));
            over.iter_mut().for_each(|column| *column = (column.0 + least, column.1 + most));
        }
        columns.iter().map(|(least, most)| (*least, most.max(*least))).collect()
    }

    fn cell_extents(&self, cell: &Cell) -> (Pt, Pt) {
        let how = self.cell_style(cell.align);
        let (mut least, most) = extents(&cell.pieces, &how, self.context.fonts);
        let narrow = limited(&cell.pieces, Pt(LEAST_IMAGE));
        let parted = parted(narrow.as_ref().unwrap_or(&cell.pieces));
        if let Some(narrow) = parted.or(narrow) {
            least = extents(&narrow, &how, self.context.fonts).0;
        }
        (least + cell.free, most + cell.free)
    }
}

/// Pieces with places to break in long words that are no numbers; `None` if there is no such word. They are for measuring:
/// the text is set as it is.
fn parted(pieces: &[Piece]) -> Option<Vec<Piece>> {
    let is_long = |word: &str| word.chars().count() > LONGEST_WORD && word.contains(char::is_alphabetic);
    let has_long = |piece: &Piece| match &piece.kind {
        PieceKind::Text { text, .. } => text.split_whitespace().any(is_long),
        _ => false,
    };
    if !pieces.iter().any(has_long) {
        return None;
    }
    let mut pieces = pieces.to_vec();
    for piece in &mut pieces {
        if let PieceKind::Text { text, .. } = &mut piece.kind {
            let words = text.split_inclusive(char::is_whitespace);
            *text = words.map(|word| if is_long(word) { with_places(word) } else { word.to_owned() }).collect();
        }
    }
    Some(pieces)
}

/// A word with a zero-width space after every so many characters.
fn with_places(word: &str) -> String {
    let mut out = String::with_capacity(word.len() * 2);
    for (index, c) in word.chars().enumerate() {
        if index > 0 && index % PART_OF_WORD == 0 {
            out.push('\u{200b}');
        }
        out.push(c);
    }
    out
}

/// Pieces with images no wider than this; `None` if none is wider.
pub fn limited(pieces: &[Piece], most: Pt) -> Option<Vec<Piece>> {
    let wide = |piece: &Piece| matches!(&piece.kind, PieceKind::Image { size, .. } if size.width.0 > most.0);
    if !pieces.iter().any(wide) {
        return None;
    }
    let mut pieces = pieces.to_vec();
    for piece in &mut pieces {
        if let PieceKind::Image { size, .. } = &mut piece.kind {
            let factor = (most / size.width).min(1.0);
            *size = Size { width: size.width * factor, height: size.height * factor };
        }
    }
    Some(pieces)
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
    use crate::layout::flow::inline::text_piece;
    use crate::layout::flow::style;
    use crate::layout::page::StructId;
    use crate::source::Span;
    use std::sync::Arc;

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
    fn long_words_may_be_parted_and_numbers_not() {
        assert_eq!(with_places("0123456789abcdefgh"), "01234567\u{200b}89abcdef\u{200b}gh");
        let theme = crate::theme::built_in().expect("built-in theme");
        let style = Arc::new(style::text(&theme, &Arc::from("en")));
        let piece = |text: &str| text_piece(text, &style, StructId(0), Span::default());
        assert!(parted(&[piece("3,141,592,653,589,793,238,462,643")]).is_none());
        assert!(parted(&[piece("a short text of many words, all of them short")]).is_none());
        assert!(parted(&[piece("da39a3ee5e6b4b0d3255bfef95601890afd80709")]).is_some());
    }

    #[test]
    fn words_are_broken_in_proportion_when_nothing_else_helps() {
        assert_eq!(widths(&[(150.0, 150.0), (50.0, 80.0)], 100.0), [75.0, 25.0]);
    }
}
