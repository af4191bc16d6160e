//! The page: trim, margins, and the text area, which is a whole number of leadings high.

use super::super::page::Sides;
use super::super::trim::parse_trim;
use super::super::units::{Point, Pt, Size};
use super::options::{LayoutOptions, NotePlacement};
use crate::theme::Theme;

/// A5 upright, in millimetres: for a theme whose trim was not checked (`crate::project` does).
const A5: (f64, f64) = (148.0, 210.0);
/// A text area has at least this many lines, however small the trim.
const LEAST_LINES: f64 = 4.0;

/// Narrowest column of notes in the margin, in ems of their type.
const LEAST_ASIDE: f64 = 9.0;
/// Narrowest measure beside such a column, in ems of the text.
const LEAST_BESIDE: f64 = 18.0;

/// The column of notes in the outer margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AsideColumn {
    /// Between the text area and it.
    pub gap: Pt,
    /// Its width.
    pub width: Pt,
}

/// The least margin at the spine of a perfect-bound book, in inches, by the most pages it is for: what printers on demand
/// ask for. A thicker book opens less flat. The last one is for every thicker book.
const GUTTERS: [(usize, f64); 5] = [(150, 0.375), (300, 0.5), (500, 0.625), (700, 0.75), (usize::MAX, 0.875)];
/// Pages of the thinnest book that is perfect-bound; thinner ones are stapled and open flat.
const LEAST_BOUND: usize = 24;

/// The least margin at the spine of a book of so many pages.
pub fn gutter(pages: usize) -> Pt {
    let inches = GUTTERS.iter().find(|(most, _)| pages <= *most).map_or(0.0, |(_, inches)| *inches);
    if pages < LEAST_BOUND { Pt::ZERO } else { Pt::inch(inches) }
}

/// Where things are on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Trim size.
    pub trim: Size,
    /// Bleed at every side but the spine.
    pub bleed: Pt,
    /// Margin at the spine.
    pub inner: Pt,
    /// Margin at the fore edge.
    pub outer: Pt,
    /// Margin above the text area.
    pub top: Pt,
    /// The text area.
    pub area: Size,
    /// The column of notes in the outer margin, if they are there and the page has room for it.
    pub aside: Option<AsideColumn>,
}

impl Geometry {
    /// The page of a run, whose margin at the spine is at least `gutter`.
    pub fn new(theme: &Theme, options: &LayoutOptions, gutter: Pt) -> Geometry {
        let page = &theme.page;
        let trim = options
            .trim
            .or_else(|| parse_trim(&page.trim).ok())
            .unwrap_or(Size { width: Pt::mm(A5.0), height: Pt::mm(A5.1) });
        let (inner, mut outer) = ((trim.width * page.inner).max(gutter), trim.width * page.outer);
        let top = trim.height * page.top;
        let leading = theme.text.leading.max(1.0);
        let room = trim.height - top - trim.height * page.bottom;
        let lines = (room.0 / leading).floor().max(LEAST_LINES);
        let aside = if options.notes == NotePlacement::Margin { aside(theme, trim, inner) } else { None };
        if let Some(aside) = aside {
            outer = trim.width * theme.notes.margin_edge + aside.width + aside.gap;
        }
        let width = (trim.width - inner - outer).max(Pt(leading));
        let area = Size { width, height: Pt(lines * leading) };
        Geometry { trim, bleed: options.press.bleed, inner, outer, top, area, aside }
    }

    /// Left edge of the column of notes, from the text area's, on a page counted from 0.
    pub fn aside_left(&self, page: usize) -> Pt {
        let Some(aside) = self.aside else { return Pt::ZERO };
        if Self::is_recto(page) { self.area.width + aside.gap } else { -(aside.gap + aside.width) }
    }

    /// Whether a page, counted from 0, is a right one.
    pub fn is_recto(page: usize) -> bool {
        page.is_multiple_of(2)
    }

    /// The bleed of a page: none at the spine.
    pub fn bleed_of(&self, page: usize) -> Sides {
        let (left, right) = if Self::is_recto(page) { (Pt::ZERO, self.bleed) } else { (self.bleed, Pt::ZERO) };
        Sides { left, right, top: self.bleed, bottom: self.bleed }
    }

    /// Top left corner of the text area of a page, counted from 0; even pages are right ones.
    pub fn origin(&self, page: usize) -> Point {
        Point { x: if Self::is_recto(page) { self.inner } else { self.outer }, y: self.top }
    }
}

/// The column of notes that a page has room for: as wide as the theme says, but no narrower than is readable, if that
/// leaves a readable measure.
fn aside(theme: &Theme, trim: Size, inner: Pt) -> Option<AsideColumn> {
    let notes = &theme.notes;
    let gap = Pt(notes.margin_gap);
    let width = (trim.width * notes.margin_width).max(Pt(notes.margin_size * LEAST_ASIDE));
    let measure = trim.width - inner - gap - width - trim.width * notes.margin_edge;
    (measure.0 >= theme.text.size * LEAST_BESIDE).then_some(AsideColumn { gap, width })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_mirrored_and_the_area_holds_whole_lines() {
        let theme = crate::theme::built_in().expect("built-in theme");
        let geometry = Geometry::new(&theme, &LayoutOptions::default(), Pt::ZERO);
        let lines = geometry.area.height / Pt(theme.text.leading);
        assert!((lines - lines.round()).abs() < 1e-9 && lines > 20.0, "{lines}");
        assert_eq!(geometry.origin(0).x, geometry.inner);
        assert_eq!(geometry.origin(1).x, geometry.outer);
    }

    #[test]
    fn notes_in_the_margin_have_a_column_at_the_fore_edge_if_a_readable_measure_is_left() {
        let theme = crate::theme::built_in().expect("built-in theme");
        let of = |trim: &str| {
            let options =
                LayoutOptions { notes: NotePlacement::Margin, trim: parse_trim(trim).ok(), ..LayoutOptions::default() };
            Geometry::new(&theme, &options, Pt::ZERO)
        };
        for trim in ["a5", "6x9", "a4", "5x8"] {
            let geometry = of(trim);
            let aside = geometry.aside.expect(trim);
            let edge = geometry.trim.width * theme.notes.margin_edge;
            let all = geometry.inner + geometry.area.width + aside.gap + aside.width + edge;
            assert!((all - geometry.trim.width).0.abs() < 1e-9, "{trim}: {geometry:?}");
            assert_eq!(geometry.aside_left(0), geometry.area.width + aside.gap, "right of a recto's text");
            let left = geometry.origin(1).x + geometry.aside_left(1);
            assert!((left - edge).0.abs() < 1e-9, "left of a verso's text, {trim}: {left:?}");
        }
        assert_eq!(of("a6").aside, None, "no room for both");
    }

    #[test]
    fn the_gutter_follows_the_number_of_pages() {
        let inches = |pages| gutter(pages).0 / 72.0;
        assert_eq!([23, 24, 150, 151, 300].map(inches), [0.0, 0.375, 0.375, 0.5, 0.5]);
        assert_eq!([301, 500, 501, 700, 701, 828, 2000].map(inches), [0.625, 0.625, 0.75, 0.75, 0.875, 0.875, 0.875]);
    }

    #[test]
    fn a_wider_gutter_takes_from_the_measure_only() {
        let theme = crate::theme::built_in().expect("built-in theme");
        let narrow = Geometry::new(&theme, &LayoutOptions::default(), Pt::ZERO);
        let wide = Geometry::new(&theme, &LayoutOptions::default(), narrow.inner + Pt(9.0));
        assert_eq!((wide.outer, wide.area.height), (narrow.outer, narrow.area.height));
        assert!((wide.area.width + Pt(9.0) - narrow.area.width).0.abs() < 1e-9);
        let least = Geometry::new(&theme, &LayoutOptions::default(), narrow.inner / 2.0);
        assert_eq!(least, narrow, "the theme's own margin is wide enough");
    }

    #[test]
    fn nothing_bleeds_at_the_spine() {
        let theme = crate::theme::built_in().expect("built-in theme");
        let press = crate::layout::page::Press { bleed: Pt(9.0), marks: false };
        let geometry = Geometry::new(&theme, &LayoutOptions { press, ..LayoutOptions::default() }, Pt::ZERO);
        let (recto, verso) = (geometry.bleed_of(0), geometry.bleed_of(1));
        assert_eq!((recto.left, recto.right, verso.left, verso.right), (Pt(0.0), Pt(9.0), Pt(9.0), Pt(0.0)));
        assert_eq!((recto.top, recto.bottom, verso.top, verso.bottom), (Pt(9.0), Pt(9.0), Pt(9.0), Pt(9.0)));
    }
}
