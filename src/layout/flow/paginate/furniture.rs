//! Running heads and folios.

use crate::diagnostics::Diagnostics;
use crate::layout::flow::geometry::Geometry;
use crate::layout::flow::inline::text_piece;
use crate::layout::flow::items::{retag, shift};
use crate::layout::flow::style;
use crate::layout::flow::tree::Tree;
use crate::layout::fonts::FontBook;
use crate::layout::mirror;
use crate::layout::page::{Item, PageLabel, Tag};
use crate::layout::text::{Align, Measure, ParagraphStyle, Piece, TextStyle, extents, set};
use crate::layout::units::Pt;
use crate::source::Span;
use crate::theme::Theme;
use std::sync::Arc;

/// No text is this narrow on average, in ems a character.
const LEAST_ADVANCE: f64 = 0.05;

/// What furniture is made of.
pub struct Furniture<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// The fonts.
    pub fonts: &'a FontBook,
    /// The page.
    pub geometry: Geometry,
    /// The book's language.
    pub lang: Arc<str>,
    /// Whether the pages will be mirrored.
    pub mirrored: bool,
}

/// What a page shows of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The running head, if any.
    pub head: Option<String>,
    /// Whether the folio is shown.
    pub folio: bool,
}

impl Furniture<'_> {
    /// The furniture of a page.
    pub fn items(&self, page: usize, label: PageLabel, shown: &Shown, diagnostics: &mut Diagnostics) -> Vec<Item> {
        let theme = &self.theme.furniture;
        let mut items = Vec::new();
        let style = style::small(self.theme, theme.size, self.theme.colors.muted, &self.lang);
        if let Some(head) = shown.head.as_ref().filter(|_| theme.running_heads) {
            let style = Arc::new(TextStyle { italic: true, hyphenate: false, ..style.clone() });
            let recto = page.is_multiple_of(2);
            let align = if recto { Align::End } else { Align::Start };
            items.extend(self.line(head, &style, align, page, Pt(-theme.head_distance), diagnostics));
        }
        if shown.folio {
            let style = Arc::new(style);
            let y = self.geometry.area.height + Pt(theme.foot_distance);
            items.extend(self.line(&label.to_string(), &style, Align::Center, page, y, diagnostics));
        }
        items
    }

    /// One line whose baseline is `y` below the text area's top; shortened at a word if it is too long.
    fn line(
        &self,
        text: &str,
        style: &Arc<TextStyle>,
        align: Align,
        page: usize,
        y: Pt,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Item> {
        let how = ParagraphStyle::plain(align, style.size * 1.4);
        let piece = |text: &str| -> [Piece; 1] { [text_piece(text, style, Tree::ROOT, Span::default())] };
        let width = self.geometry.area.width;
        let most = width / (style.size * LEAST_ADVANCE);
        let shown = shortened(text, most, |text| extents(&piece(text), &how, self.fonts).1.0 <= width.0);
        let lines = set(&piece(&shown), &Measure::of(width), &how, self.fonts, diagnostics);
        let Some(line) = lines.into_iter().next() else { return Vec::new() };
        let mut items = line.items;
        if self.mirrored {
            mirror::line(&mut items, Pt::ZERO, width);
        }
        retag(&mut items, Tag::Furniture);
        let origin = self.geometry.origin(page);
        shift(&mut items, origin.x, origin.y + y);
        items
    }
}

/// The text if it fits, else as many of its words as do, with an ellipsis; one word at least. `most` is a number of
/// characters that cannot fit: a heading of a thousand words is not measured whole for each of its pages.
fn shortened(text: &str, most: f64, fits: impl Fn(&str) -> bool) -> String {
    let mut length = 0;
    let within = |word: &&str| {
        length += word.chars().count() + 1;
        f64::from(u32::try_from(length).unwrap_or(u32::MAX)) <= most
    };
    let words: Vec<&str> = text.split_whitespace().take_while(within).collect();
    let all = text.split_whitespace().count();
    if all <= 1 || (words.len() == all && fits(text)) {
        return text.to_owned();
    }
    let some = |count: usize| format!("{} …", words.get(..count).unwrap_or(&words).join(" "));
    let counts: Vec<usize> = (1..=words.len()).collect();
    match counts.partition_point(|count| fits(&some(*count))) {
        // A first word that is longer than the line.
        0 => text.split_whitespace().next().map(|word| format!("{word} …")).unwrap_or_default(),
        count => some(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_running_head_is_shortened_at_a_word() {
        let fits = |text: &str| text.chars().count() <= 10;
        assert_eq!(shortened("one two", 100.0, fits), "one two");
        assert_eq!(shortened("one two three", 100.0, fits), "one two …");
        assert_eq!(shortened("one two three", 4.0, fits), "one …", "what cannot fit is not measured");
        assert_eq!(shortened("incomprehensible words", 100.0, fits), "incomprehensible …");
        assert_eq!(shortened("incomprehensible", 100.0, fits), "incomprehensible", "there is no word to leave out");
        assert_eq!(shortened("", 100.0, fits), "");
    }

    #[test]
    fn a_long_heading_is_measured_no_more_than_a_short_one() {
        let measured = |words: usize| {
            let count = Cell::new(0);
            let fits = |text: &str| {
                count.set(count.get() + text.len());
                text.len() <= 40
            };
            shortened(&"word ".repeat(words), 200.0, fits);
            count.get()
        };
        assert_eq!(measured(100), measured(100_000));
    }
}
