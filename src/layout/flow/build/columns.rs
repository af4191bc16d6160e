//! Widths of a table's columns: what each needs and can use, smaller type where words would be broken, and the page
//! turned where that does not help.

use super::super::super::page::StructId;
use super::super::super::text::{Align, Piece, PieceKind, TextStyle, extents};
use super::super::super::units::{Pt, Size};
use super::{Builder, Setting};
use std::sync::Arc;

/// Type sizes tried, as fractions of the theme's, when words do not fit their columns.
const SIZES: [f64; 3] = [1.0, 0.9, 0.8];
/// The width that an image in a cell is given at least, if it has that much.
const LEAST_IMAGE: f64 = 48.0;
/// A table of at least this fraction of the measure is spread over all of it.
const NEARLY_FULL: f64 = 0.75;

/// A cell before it has a width.
pub struct Cell {
    /// Its text.
    pub pieces: Vec<Piece>,
    /// How its lines are set.
    pub align: Align,
}

/// A row before it has widths.
pub struct Row {
    /// Its element.
    pub element: StructId,
    /// From left to right.
    pub cells: Vec<Cell>,
}

/// Places and widths of columns.
pub struct Columns {
    /// Left edge and width of each.
    pub places: Vec<(Pt, Pt)>,
    /// Of all together.
    pub width: Pt,
    /// Whether every word is whole.
    pub whole: bool,
}

impl Builder<'_> {
    /// Finds the columns' widths, with smaller type where the words would not fit. `size` is that of the type so far, as
    /// a fraction of the theme's.
    pub fn fit_columns(&mut self, rows: &mut [Row], count: usize, size: &mut f64, setting: &Setting) -> Columns {
        let gap = Pt(self.theme.table.column_gap);
        let available = setting.width - gap * count.saturating_sub(1) as f64;
        let (mut widths, mut whole) = (Vec::new(), false);
        for wanted in SIZES {
            for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                scale(&mut cell.pieces, wanted / *size);
            }
            *size = wanted;
            let extents: Vec<(Pt, Pt)> = (0..count).map(|column| self.column_extents(rows, column)).collect();
            let least: Pt = extents.iter().map(|(least, _)| *least).sum();
            widths = solve(&extents, available);
            whole = least.0 <= available.0;
            if whole {
                break;
            }
        }
        let mut places = Vec::new();
        let mut left = setting.left;
        for width in widths {
            places.push((left, width));
            left += width + gap;
        }
        Columns { width: left - gap - setting.left, places, whole }
    }

    fn column_extents(&self, rows: &[Row], column: usize) -> (Pt, Pt) {
        rows.iter()
            .filter_map(|row| row.cells.get(column))
            .map(|cell| {
                let how = self.cell_style(cell.align);
                let (least, most) = extents(&cell.pieces, &how, self.context.fonts);
                match limited(&cell.pieces, Pt(LEAST_IMAGE)) {
                    Some(narrow) => (extents(&narrow, &how, self.context.fonts).0, most),
                    None => (least, most),
                }
            })
            .fold((Pt::ZERO, Pt::ZERO), |all, one| (all.0.max(one.0), all.1.max(one.1)))
    }
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

fn scale(pieces: &mut [Piece], factor: f64) {
    if factor == 1.0 {
        return;
    }
    for piece in pieces {
        match &mut piece.kind {
            PieceKind::Text { style, .. }
            | PieceKind::NoteCall { style, .. }
            | PieceKind::Ruby { style, .. }
            | PieceKind::Fill { style, .. } => {
                let (size, rise, apart) = (style.size * factor, style.rise * factor, style.apart * factor);
                let scaled = TextStyle { size, rise, apart, ..TextStyle::clone(style) };
                *style = Arc::new(scaled);
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
