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
        let mut shown = text.to_owned();
        let mut words: Vec<&str> = text.split_whitespace().collect();
        while extents(&piece(&shown), &how, self.fonts).1.0 > width.0 && words.len() > 1 {
            words.pop();
            shown = format!("{} …", words.join(" "));
        }
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
