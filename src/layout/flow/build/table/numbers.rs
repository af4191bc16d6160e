//! Columns of numbers: they are set so that their decimal signs are one below the other.

use super::super::super::super::text::{Align, Piece, PieceKind};
use super::super::super::super::units::Pt;
use super::super::Builder;
use super::grid::{Cell, Grid};
use crate::document::Alignment;

/// A column with fewer numbers is not one of numbers.
const LEAST_NUMBERS: usize = 2;
/// What is in a cell for a number that is not there.
const MISSING: [&str; 9] = ["-", "–", "—", "−", "…", "?", "n/a", "N/A", "NaN"];

impl Builder<'_> {
    /// Aligns columns of numbers, unless the table asks for the left or the middle.
    pub fn align_numbers(&self, grid: &mut Grid, alignments: &[Alignment]) {
        for (column, alignment) in alignments.iter().enumerate() {
            if matches!(alignment, Alignment::Default | Alignment::Right) {
                self.align_column(grid, column);
            }
        }
    }

    fn align_column(&self, grid: &mut Grid, column: usize) {
        let decimal = self.chapter.terms.decimal.chars().next().unwrap_or('.');
        let head = grid.head;
        let is_of = move |cell: &Cell| cell.column == column && cell.columns == 1;
        // The width of each number from its decimal sign on; `None` for a cell that holds none.
        let mut after: Vec<Option<Pt>> = Vec::new();
        for cell in grid.rows.iter().skip(head).flat_map(|row| &row.cells).filter(|cell| is_of(cell)) {
            let Some(text) = text_of(&cell.pieces) else { return };
            match decimal_at(&text, decimal) {
                Some(at) => after.push(Some(self.width_from(cell, at))),
                None if text.trim().is_empty() || MISSING.contains(&text.trim()) => after.push(None),
                None => return,
            }
        }
        if after.iter().flatten().count() < LEAST_NUMBERS {
            return;
        }
        let widest = after.iter().flatten().copied().fold(Pt::ZERO, Pt::max);
        // In a book that is mirrored, numbers go on to the right all the same: their room is at the line's start.
        let align = if self.context.is_mirrored() { Align::Start } else { Align::End };
        let (heads, body) = grid.parts_mut();
        let cells = body.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| is_of(cell));
        for (cell, after) in cells.zip(after) {
            cell.align = align;
            cell.free = widest - after.unwrap_or(Pt::ZERO);
        }
        for cell in heads.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| is_of(cell)) {
            cell.align = align;
        }
    }

    /// The width of a cell's text from a byte on.
    fn width_from(&self, cell: &Cell, at: usize) -> Pt {
        let mut before = 0;
        let mut rest = Vec::new();
        for piece in &cell.pieces {
            let PieceKind::Text { text, style } = &piece.kind else {
                // The number of a note belongs to what is before it.
                rest.extend((before >= at).then(|| piece.clone()));
                continue;
            };
            let from = at.saturating_sub(before).min(text.len());
            before += text.len();
            if let Some(kept) = text.get(from..).filter(|kept| !kept.is_empty()) {
                let kind = PieceKind::Text { text: kept.to_owned(), style: style.clone() };
                rest.push(Piece { kind, ..piece.clone() });
            }
        }
        if rest.is_empty() { Pt::ZERO } else { self.width_of(&rest, &self.cell_style(cell.align)) }
    }
}

/// The text of a cell that is text alone, calls of notes left out.
fn text_of(pieces: &[Piece]) -> Option<String> {
    let mut whole = String::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text { text, .. } => whole.push_str(text),
            PieceKind::NoteCall { .. } | PieceKind::Anchor(_) => {}
            PieceKind::Image { .. }
            | PieceKind::Math { .. }
            | PieceKind::Break(_)
            | PieceKind::Fill { .. }
            | PieceKind::Ruby { .. } => {
                return None;
            }
        }
    }
    Some(whole)
}

/// Where in a text that is a number its whole part ends; `None` if the text is something else. `decimal` is the decimal
/// sign of the language. A sign, a currency and a per cent sign may be around the digits.
fn decimal_at(text: &str, decimal: char) -> Option<usize> {
    let is_around = |c: char| c.is_whitespace() || "+-−–±~≈<>≤≥()$€£¥₹%‰°".contains(c);
    let start = text.find(|c: char| !is_around(c))?;
    let end =
        text.rfind(|c: char| !is_around(c)).and_then(|at| text.get(at..)?.chars().next().map(|c| at + c.len_utf8()))?;
    let digits = text.get(start..end)?;
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?.trim_start_matches(['+', '-', '−'])),
        None => (digits, "0"),
    };
    let is_whole = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !is_whole(exponent) {
        return None;
    }
    let sign = decimal_sign(mantissa, decimal);
    let (whole, rest) = sign.map_or((mantissa, None), |at| (&mantissa[..at], mantissa.get(at + 1..)));
    (is_grouped(whole) && rest.is_none_or(is_whole)).then_some(start + whole.len())
}

/// Where the decimal sign of a number is: the last point or comma, unless it divides thousands.
fn decimal_sign(number: &str, decimal: char) -> Option<usize> {
    let at = number.rfind(['.', ','])?;
    let sign = number.get(at..)?.chars().next()?;
    let count = number.matches(sign).count();
    let others = number.contains(['.', ',']) && number.chars().any(|c| matches!(c, '.' | ',') && c != sign);
    let thousands = number.len() - at - 1 == 3 && sign != decimal && !others;
    (count == 1 && !thousands).then_some(at)
}

/// Whether a text is digits, in groups of two or three with one sign between them all if it has any.
fn is_grouped(whole: &str) -> bool {
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else { return !whole.is_empty() };
    if !matches!(separator, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’') {
        return false;
    }
    let groups: Vec<&str> = whole.split(separator).collect();
    let is_group = |group: &&str| matches!(group.len(), 2 | 3) && group.chars().all(|c| c.is_ascii_digit());
    let first = groups.first().is_some_and(|first| (1..=3).contains(&first.len()));
    let last = groups.last().is_some_and(|last| last.len() == 3);
    first && last && groups.iter().skip(1).all(is_group) && groups.iter().all(|g| g.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, decimal: char) -> Option<&str> {
        decimal_at(text, decimal).and_then(|at| text.get(..at))
    }

    #[test]
    fn the_whole_part_of_a_number_ends_before_its_decimal_sign() {
        let english = |text| whole(text, '.');
        assert_eq!(["3", "3.5", "-12.75", "1,234.5"].map(english), [Some("3"), Some("3"), Some("-12"), Some("1,234")]);
        assert_eq!(
            ["$3.50", "12 %", "(1,234)", "1.5e-3"].map(english),
            [Some("$3"), Some("12"), Some("(1,234"), Some("1")]
        );
        assert_eq!(["1,234", "1.234", "0,5"].map(english), [Some("1,234"), Some("1"), Some("0")]);
        let german = |text| whole(text, ',');
        assert_eq!(
            ["1.234", "1.234,5", "3,25", "1 234,5"].map(german),
            [Some("1.234"), Some("1.234"), Some("3"), Some("1 234")]
        );
    }

    #[test]
    fn what_only_begins_like_a_number_is_none() {
        let english = |text| whole(text, '.');
        let others = ["", "-", "one", "3rd", "1.2.3", "2026-01-02", "12:30", "1.", "1,23,4", "3 4", "1e", "12 ms"];
        assert_eq!(others.map(english), [None; 12]);
    }
}
