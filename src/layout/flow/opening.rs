//! How a text begins: the title blocks of posts and chapters.

use super::super::page::{Item, ItemKind, Role, StructId, Tag};
use super::super::text::{Align, Figures, Measure, ParagraphStyle, Piece, TextStyle};
use super::super::units::{Point, Pt, Rect};
use super::build::{Builder, Fitted, Lines, Setting, fit_hero, image_quality};
use super::inline::{anchor_piece, text_piece};
use super::vlist::{Break, Scope, VBox, VItem};
use super::{cost, style};
use crate::document::dates;
use crate::document::{Chapter, NodeId, Part, Thumbnail, roman};
use crate::resolve::Asset;
use crate::source::Span;
use std::sync::Arc;

/// Size of the lead against the text.
const LEAD_SIZE: f64 = 1.12;
/// Leading of the lead against its size.
const LEAD_LEADING: f64 = 1.42;
/// Leading of lines that have no theme of their own, against their size.
pub const LINE_LEADING: f64 = 1.4;
/// Letter spacing of the category's label, in ems.
const LABEL_TRACKING: f64 = 0.12;
/// Between the author and the date.
pub const BYLINE_DOT: &str = " · ";
/// Highest hero image, as a fraction of the text area.
const HERO_HEIGHT: f64 = 0.42;
/// Lowest that a hero is made to bring an opening to one page.
const HERO_LEAST: f64 = 0.14;
/// Lowest that it is made to bring the contents to its page, too.
const HERO_WITH_CONTENTS: f64 = 0.25;

/// Titles, subtitles and bylines of no more lines than this are never split.
const KEPT_LINES: usize = 8;

/// A line of an opening.
pub struct Display {
    /// What it is.
    pub role: Role,
    /// How it looks.
    pub style: TextStyle,
    /// Distance of its lines.
    pub leading: Pt,
    /// Where it stands.
    pub align: Align,
}

impl Builder<'_> {
    /// A line of an opening, or several of about one length; `anchor` is the chapter that it is the title of.
    pub fn display(&mut self, text: &str, how: Display, anchor: Option<&Chapter>, setting: &Setting) {
        let span = anchor.map_or(Span::default(), |chapter| chapter.meta.span);
        let element = self.tree.add(how.role, setting.parent, anchor.map(|chapter| chapter.id));
        let mut pieces = Vec::new();
        if let Some(chapter) = anchor {
            pieces.push(anchor_piece(chapter.id, element, span));
        }
        self.display_in(element, pieces, text, how, span, setting);
    }

    /// The same in an element that is there already, after other pieces.
    fn display_in(
        &mut self,
        element: StructId,
        mut pieces: Vec<Piece>,
        text: &str,
        how: Display,
        span: Span,
        setting: &Setting,
    ) {
        pieces.push(text_piece(text, &Arc::new(how.style), element, span));
        let how = ParagraphStyle::plain(how.align, how.leading);
        let setting = Setting { grid: false, leading: how.leading, ..setting.clone() };
        let lines = match how.align {
            Align::Start => self.set_balanced(pieces, setting.width, &how),
            Align::Justify | Align::End | Align::Center => self.set(&pieces, &Measure::of(setting.width), &how),
        };
        let (start, whole) = (self.list.items.len(), lines.len() <= KEPT_LINES);
        self.lines(lines, &setting, Lines { loose: true, colon: false });
        if whole {
            self.list.forbid_breaks(start);
        }
        self.build_pending_notes();
        self.list.push_break(Break::Forbidden);
    }

    /// The title block of a post or a chapter: image, category, title, subtitle, byline, lead, takeaways.
    pub fn opening(&mut self, chapter: &Chapter, kind: OpeningKind, setting: &Setting) {
        let theme = &self.theme.opening;
        let leading = setting.leading;
        let start = self.list.items.len();
        let thumbnail = chapter.meta.thumbnail.as_ref();
        let hero =
            thumbnail.is_some_and(|thumbnail| self.hero(thumbnail, self.context.page_height() * HERO_HEIGHT, setting));
        if hero {
            self.space(leading * 1.5);
        } else if kind != OpeningKind::Post {
            self.sink(self.context.page_height() * theme.sink);
        }
        if kind == OpeningKind::Post {
            let label = self.context.book.meta.category_title.clone().or_else(|| chapter.meta.category.clone());
            if let Some(label) = label {
                self.category(&label, setting);
            }
        }
        self.list.items.push(VItem::Mark(chapter.meta.title.clone()));
        self.title(chapter, kind, setting);
        if let Some(subtitle) = &chapter.meta.subtitle {
            self.space(Pt(theme.subtitle_leading * 0.35));
            self.subtitle(subtitle, Align::Start, setting);
        }
        // A glossary has no author and no date.
        if chapter.glossary().is_none() {
            self.byline(chapter, setting);
        }
        self.space(leading * 1.5);
        self.lead(chapter, setting);
        self.takeaways(chapter, setting);
        if let Some(thumbnail) = thumbnail.filter(|_| hero) {
            let over = self.list.natural_height(start) - self.context.page_height();
            self.lower_hero(thumbnail, start, over, HERO_LEAST, setting);
        }
        self.space(leading * 1.5);
    }

    /// The title; above that of a chapter stands its number, which is read with it.
    fn title(&mut self, chapter: &Chapter, kind: OpeningKind, setting: &Setting) {
        let theme = &self.theme.opening;
        let style = style::title(self.theme, theme.title_size, &self.chapter.lang);
        let (leading, align) = (Pt(theme.title_leading), Align::Start);
        let OpeningKind::Chapter(number) = kind else {
            let title = Display { role: Role::Title, style, leading, align };
            return self.display(&chapter.meta.title, title, Some(chapter), setting);
        };
        self.numbered_title(
            (chapter.id, chapter.meta.span),
            number.map(|n| n.to_string()),
            &chapter.meta.title,
            setting,
        );
    }

    /// A title, with its number above it if it has one; both are one heading.
    fn numbered_title(&mut self, (node, span): (NodeId, Span), number: Option<String>, title: &str, setting: &Setting) {
        let theme = &self.theme.opening;
        let style = style::title(self.theme, theme.title_size, &self.chapter.lang);
        let (role, leading, align) = (Role::Heading(1), Pt(theme.title_leading), Align::Start);
        let element = self.tree.add(role, setting.parent, Some(node));
        let mut anchor = vec![anchor_piece(node, element, span)];
        if let Some(number) = number {
            let figure = TextStyle { bold: false, color: setting.accent, figures: Figures::OldStyle, ..style.clone() };
            let how = Display { role, style: figure, leading, align };
            // Number and title are one heading: the space keeps them apart for who hears or copies it.
            let number = format!("{number}\u{a0}");
            self.display_in(element, std::mem::take(&mut anchor), &number, how, span, setting);
        }
        let how = Display { role, style, leading, align };
        self.display_in(element, anchor, title, how, span, setting);
    }

    /// What stands on the page that begins a part: number and title, at the height of a chapter's.
    pub fn divider(&mut self, part: &Part, setting: &Setting) {
        self.sink(self.context.page_height() * self.theme.opening.sink);
        self.numbered_title((part.id, Span::default()), part.number.map(roman), &part.title, setting);
    }

    /// Lowers the hero at the head of the list so far that `needed` more goes on its page; says whether it did.
    pub fn make_room(&mut self, chapter: &Chapter, needed: Pt, setting: &Setting) -> bool {
        let thumbnail = chapter.meta.thumbnail.as_ref().filter(|t| self.context.assets.get(&t.source).is_some());
        thumbnail.is_some_and(|thumbnail| self.lower_hero(thumbnail, 0, needed, HERO_WITH_CONTENTS, setting))
    }

    /// Takes from the hero, which is the box at `start`, what the opening is too high for a page, if `least` of the page
    /// is left to it.
    fn lower_hero(&mut self, thumbnail: &Thumbnail, start: usize, over: Pt, least: f64, setting: &Setting) -> bool {
        let least = self.context.page_height() * least;
        let Some(VItem::Box(before)) = self.list.items.get(start).filter(|_| over.0 > 0.0) else { return false };
        let tag = before.items.first().map_or(Tag::Decoration, |item| item.tag);
        // A little more than what is over: space may grow to reach the grid.
        let height = before.height - over - setting.leading;
        if let Some(lower) = self.hero_box(thumbnail, height, tag, setting).filter(|_| height.0 >= least.0)
            && let Some(item) = self.list.items.get_mut(start)
        {
            *item = VItem::Box(Box::new(lower));
            return true;
        }
        false
    }

    /// The image over the whole measure, at most so high; `false` if it could not be had.
    fn hero(&mut self, thumbnail: &Thumbnail, most: Pt, setting: &Setting) -> bool {
        let Some(asset) = self.context.assets.get(&thumbnail.source) else { return false };
        let fitted = self.fit_opening(asset, thumbnail, most, setting);
        self.check_resolution(asset, &fitted, thumbnail.span);
        // An image nobody described is decoration: the title says what the text is about.
        let tag = thumbnail
            .alt
            .as_ref()
            .map_or(Tag::Decoration, |alt| Tag::Content(self.tree.add_alt(Role::Figure, setting.parent, None, alt)));
        if let Some(vbox) = self.hero_box(thumbnail, most, tag, setting) {
            self.list.push_box(vbox);
            self.list.push_break(Break::Forbidden);
        }
        true
    }

    /// How far above the text area a hero begins: at the end of the bleed, if it reaches over the page's edges.
    fn hero_above(&self) -> Pt {
        let bleeds = self.theme.opening.full_bleed && self.context.geometry.bleed.0 > 0.0;
        if bleeds { self.context.geometry.top + self.context.geometry.bleed } else { Pt::ZERO }
    }

    fn fit_opening(&self, asset: &Asset, thumbnail: &Thumbnail, most: Pt, setting: &Setting) -> Fitted {
        let above = self.hero_above();
        let width = if above.0 > 0.0 { self.bled_width() } else { setting.width };
        fit_hero(asset, thumbnail.aspect, width, most + above)
    }

    fn hero_box(&self, thumbnail: &Thumbnail, most: Pt, tag: Tag, setting: &Setting) -> Option<VBox> {
        let asset = self.context.assets.get(&thumbnail.source)?;
        let fitted = self.fit_opening(asset, thumbnail, most, setting);
        let images = vec![image_quality(asset, &thumbnail.source, &fitted, thumbnail.span)];
        let above = self.hero_above();
        let rect = Rect { origin: Point { x: setting.left, y: -above }, size: fitted.size };
        let kind = ItemKind::Image { source: thumbnail.source.clone(), rect, crop: fitted.crop, opacity: 1.0 };
        let height = (fitted.size.height - above).max(Pt::ZERO);
        let items = vec![Item { tag, kind }];
        Some(VBox { height, items, images, bleeds: above.0 > 0.0, ..VBox::default() })
    }

    fn category(&mut self, label: &str, setting: &Setting) {
        let size = self.theme.callout_box.label_size;
        let label_style = style::label(self.theme, size, LABEL_TRACKING, setting.accent, &self.chapter.lang);
        let how = Display {
            role: Role::Paragraph,
            style: label_style,
            leading: Pt(size * LINE_LEADING),
            align: Align::Start,
        };
        self.display(label, how, None, setting);
        self.space(Pt(size * 0.6));
    }

    /// The line under a title.
    pub fn subtitle(&mut self, subtitle: &str, align: Align, setting: &Setting) {
        let theme = &self.theme.opening;
        let base = style::text(self.theme, &self.chapter.lang);
        let how = Display {
            role: Role::Paragraph,
            style: TextStyle {
                italic: true,
                size: Pt(theme.subtitle_size),
                color: self.theme.colors.muted,
                hyphenate: false,
                ..base
            },
            leading: Pt(theme.subtitle_leading),
            align,
        };
        self.display(subtitle, how, None, setting);
    }

    fn byline(&mut self, chapter: &Chapter, setting: &Setting) {
        let authors = self.context.book.byline(chapter);
        let date = chapter.meta.date.map(|date| dates::long(date, &self.chapter.lang));
        let parts: Vec<String> = authors.iter().cloned().chain(date).collect();
        if parts.is_empty() {
            return;
        }
        let size = self.theme.small.size;
        let how = Display {
            role: Role::Paragraph,
            style: style::small(self.theme, size, self.theme.colors.ink, &self.chapter.lang),
            leading: Pt(self.theme.small.leading),
            align: Align::Start,
        };
        self.space(setting.leading * 0.7);
        self.display(&parts.join(BYLINE_DOT), how, None, setting);
    }

    fn lead(&mut self, chapter: &Chapter, setting: &Setting) {
        let Some(lead) = &chapter.meta.lead else { return };
        let size = setting.style.size * LEAD_SIZE;
        let style = TextStyle { italic: true, size, ..TextStyle::clone(&setting.style) };
        let setting = Setting {
            style: Arc::new(style),
            leading: size * LEAD_LEADING,
            grid: false,
            justify: false,
            ..setting.clone()
        };
        let element = self.tree.add(Role::Paragraph, setting.parent, None);
        self.paragraph_in(lead, element, None, chapter.meta.span, &setting);
        self.end_block();
        self.space(setting.leading);
    }

    /// The `tldr` list, boxed.
    fn takeaways(&mut self, chapter: &Chapter, setting: &Setting) {
        if chapter.meta.tldr.is_empty() {
            return;
        }
        let (boxed, small) = (&self.theme.callout_box, &self.theme.small);
        let section = self.tree.add(Role::Section, setting.parent, None);
        let text = style::small(self.theme, small.size, self.theme.colors.ink, &self.chapter.lang);
        let inside = Setting {
            style: Arc::new(text),
            leading: Pt(small.leading),
            grid: false,
            justify: false,
            parent: section,
            ..setting.inset(Pt(boxed.bar + boxed.padding_x), Pt(boxed.padding_x))
        };
        self.gap(boxed.gap, setting);
        let scope = self.open(Scope {
            left: setting.left,
            width: setting.width,
            top: Pt(boxed.padding_y),
            bottom: Pt(boxed.padding_y),
            background: Some(self.theme.colors.code_background),
            bar: Some((Pt(boxed.bar), setting.accent)),
            split: cost::CALLOUT_SPLIT,
            ..Scope::default()
        });
        let labels = self.card_label(self.chapter.terms.takeaways, section, chapter.meta.span, &inside);
        self.gap(self.theme.list.item_gap, &inside);
        let list = self.tree.add(Role::List { ordered: false }, section, None);
        for entry in &chapter.meta.tldr {
            self.takeaway(entry, list, chapter.meta.span, &inside);
        }
        self.list.close(scope, labels);
        self.end_block();
        self.gap(boxed.gap, setting);
    }

    fn takeaway(&mut self, entry: &[crate::document::Inline], list: StructId, span: Span, setting: &Setting) {
        let item = self.tree.add(Role::ListItem, list, None);
        let label = self.tree.add(Role::ListLabel, item, None);
        let body = self.tree.add(Role::ListBody, item, None);
        let bullet = self.theme.list.bullets.first().cloned().unwrap_or_else(|| "•".to_owned());
        let indent = setting.style.size * 1.2;
        let how = ParagraphStyle::plain(Align::Start, setting.leading);
        let piece = text_piece(bullet, &setting.style, label, span);
        let line = self.set(&[piece], &Measure::of(indent), &how).into_iter().next();
        let label = line.map(|line| self.line_box(line, setting.left, setting.leading));
        let start = self.list.items.len();
        self.paragraph_alone(entry, body, span, &setting.inset(indent, Pt::ZERO));
        self.hang(start, label);
    }
}

/// Which kind of opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningKind {
    /// Of a post that is the whole book.
    Post,
    /// Of a chapter, with its number.
    Chapter(Option<u32>),
}
