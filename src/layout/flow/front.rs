//! The pages before the text: half title, title page, copyright page.

use super::super::page::{LinkAction, Role};
use super::super::text::{Align, ParagraphStyle, Piece, TextStyle};
use super::super::units::Pt;
use super::build::{Builder, Lines, Setting};
use super::inline::text_piece;
use super::opening::{Display, LINE_LEADING};
use super::style;
use super::vlist::{Break, Glue, VBox, VItem};
use crate::document::dates;
use crate::document::{Book, BookKind, Date, Edition};
use crate::source::Span;
use std::sync::Arc;

/// Depth at which the half title is, as a fraction of the text area's height.
const HALF_TITLE_SINK: f64 = 0.26;
/// Size of the title on its page, against that of a chapter's.
const TITLE_SIZE: f64 = 1.3;
/// Size of the authors' names, against the text.
const AUTHOR_SIZE: f64 = 1.2;

/// A line of the copyright page.
enum Notice {
    Text(String),
    Italic(String),
    Address(String),
    /// Space before the next line.
    Space,
}

impl Builder<'_> {
    /// The title alone, which the first leaf of a book protects.
    pub fn half_title(&mut self, book: &Book, setting: &Setting) {
        self.sink(self.context.page_height() * HALF_TITLE_SINK);
        let heading = self.theme.heading(1);
        let style = style::title(self.theme, heading.size, &self.chapter.lang);
        let how = Display { role: Role::Paragraph, style, leading: Pt(heading.leading), align: Align::Start };
        self.display(&book.meta.title, how, None, setting);
    }

    /// The title page: title, subtitle, authors; at its foot who publishes it.
    pub fn title_page(&mut self, book: &Book, setting: &Setting) {
        let theme = &self.theme.opening;
        let lang = Arc::clone(&self.chapter.lang);
        self.sink(self.context.page_height() * HALF_TITLE_SINK);
        let style = style::title(self.theme, theme.title_size * TITLE_SIZE, &lang);
        let leading = Pt(theme.title_leading * TITLE_SIZE);
        let title = Display { role: Role::Title, style, leading, align: Align::Start };
        self.display(&book.meta.title, title, None, setting);
        if let Some(subtitle) = book.meta.subtitle.as_ref().or(book.meta.description.as_ref()) {
            self.space(setting.leading / 2.0);
            self.subtitle(subtitle, Align::Start, setting);
        }
        let base = style::text(self.theme, &lang);
        if !book.meta.authors.is_empty() {
            self.space(setting.leading * 2.0);
            let size = base.size * AUTHOR_SIZE;
            let style = TextStyle { size, hyphenate: false, ..base.clone() };
            let how = Display { role: Role::Paragraph, style, leading: size * LINE_LEADING, align: Align::Start };
            self.display(&book.meta.authors.join(", "), how, None, setting);
        }
        let year = book.meta.date.map(|date| date.year().to_string());
        let publisher = book.meta.publisher.clone().or_else(|| book.meta.site_title.clone());
        let foot = self.list.items.len();
        for text in publisher.into_iter().chain(year) {
            let style = style::small(self.theme, self.theme.small.size, self.theme.colors.ink, &lang);
            let leading = Pt(self.theme.small.leading);
            self.display(&text, Display { role: Role::Paragraph, style, leading, align: Align::Start }, None, setting);
        }
        self.bring_to_foot(foot);
    }

    /// The back of the title page: whose the text is, where and when it appeared, what it may be used for.
    pub fn copyright_page(&mut self, book: &Book, edition: Option<Date>, setting: &Setting) {
        let small = &self.theme.notes;
        let leading = Pt(small.leading);
        let roman = style::small(self.theme, small.size, self.theme.colors.ink, &self.chapter.lang);
        let italic = Arc::new(TextStyle { italic: true, hyphenate: false, ..roman.clone() });
        let roman = Arc::new(TextStyle { hyphenate: false, ..roman });
        let setting = Setting { leading, grid: false, ..setting.clone() };
        for notice in self.notices(book, edition) {
            let element = self.tree.add(Role::Paragraph, setting.parent, None);
            let piece = match notice {
                Notice::Space => {
                    self.space(leading);
                    continue;
                }
                Notice::Text(text) => text_piece(text, &roman, element, Span::default()),
                Notice::Italic(text) => text_piece(text, &italic, element, Span::default()),
                Notice::Address(url) => {
                    let element = self.tree.add_alt(Role::Link, element, None, &url);
                    let piece = text_piece(url.clone(), &roman, element, Span::default());
                    Piece { link: Some(LinkAction::Url(url)), ..piece }
                }
            };
            let how = ParagraphStyle::plain(Align::Start, leading);
            self.set_lines(&[piece], &how, &setting, Lines { loose: true, colon: false });
            self.list.push_break(Break::Forbidden);
        }
        self.bring_to_foot(0);
    }

    /// The lines of the copyright page, in groups with space between them.
    fn notices(&self, book: &Book, edition: Option<Date>) -> Vec<Notice> {
        let meta = &book.meta;
        let mut publication: Vec<Notice> = meta.publisher.iter().cloned().map(Notice::Text).collect();
        publication.extend(meta.isbn.iter().map(|isbn| Notice::Text(format!("ISBN {isbn}"))));
        publication.push(Notice::Text(meta.urn(Edition::Pdf)));
        let groups = [copyright(book), self.history(book, edition), publication];
        let mut notices = Vec::new();
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            if !notices.is_empty() {
                notices.push(Notice::Space);
            }
            notices.extend(group);
        }
        notices
    }

    /// Where and when the text appeared, and which edition this is.
    fn history(&self, book: &Book, edition: Option<Date>) -> Vec<Notice> {
        let (meta, terms) = (&book.meta, self.chapter.terms);
        let long = |date: Date| dates::long(date, &meta.lang);
        let (first, last) = dates_of(book);
        let mut notices = Vec::new();
        if meta.kind == BookKind::Book {
            // The date of a book is that of its edition; its text may be older.
            notices.extend(meta.edition.clone().map(Notice::Text));
        } else {
            // The parts of a volume appeared one after the other.
            let since = first.map(long).map(|from| match last.filter(|last| Some(*last) != first) {
                Some(last) => format!("{from} – {}", long(last)),
                None => from,
            });
            match (&meta.site_title, since) {
                (Some(site), Some(since)) => {
                    notices.push(Notice::Text(format!("{} {site}, {since}", terms.first_published_in)));
                }
                (Some(site), None) => notices.push(Notice::Text(format!("{} {site}", terms.first_published_in))),
                (None, Some(since)) => notices.push(Notice::Text(format!("{} {since}", terms.first_published_on))),
                (None, None) => {}
            }
        }
        notices.extend(meta.source_url.clone().or_else(|| meta.site_url.clone()).map(Notice::Address));
        let printing = edition.or(last).filter(|edition| meta.kind == BookKind::Book || Some(*edition) != first);
        if let Some(date) = printing {
            notices.push(Notice::Text(format!("{} {}", terms.this_edition, long(date))));
        }
        notices
    }

    /// Brings what was built from `start` on down to the foot of a page that holds all of the list.
    fn bring_to_foot(&mut self, start: usize) {
        let free = self.context.page_height() - self.list.natural_height(0);
        if free.0 > 0.0 && start < self.list.items.len() {
            let kept = [VItem::Box(Box::new(VBox { height: free, ..VBox::default() })), VItem::Break(Break::Forbidden)];
            self.list.items.splice(start..start, kept);
        }
    }

    /// Space between lines of a page that is no running text.
    pub fn space(&mut self, length: Pt) {
        self.list.push_glue(Glue::gap(length));
    }

    /// Space that stays at a page's head.
    pub fn sink(&mut self, height: Pt) {
        self.list.push_box(VBox { height, ..VBox::default() });
        self.list.push_break(Break::Forbidden);
    }
}

/// Title, copyright and rights. A statement of rights that says whose the copyright is has a paragraph of its own.
fn copyright(book: &Book) -> Vec<Notice> {
    let meta = &book.meta;
    let mut notices = vec![Notice::Italic(meta.title.clone())];
    let years = match dates_of(book) {
        (Some(first), Some(last)) if first.year() != last.year() => Some(format!("{}–{}", first.year(), last.year())),
        (Some(date), _) | (None, Some(date)) => Some(date.year().to_string()),
        (None, None) => None,
    };
    let said = meta.rights.as_deref().is_some_and(is_copyright);
    if !meta.authors.is_empty() && !said {
        let holders = meta.authors.join(", ");
        notices.push(Notice::Text(format!("© {}", years.into_iter().chain([holders]).collect::<Vec<_>>().join(" "))));
    }
    notices.extend(meta.rights.clone().map(Notice::Text));
    notices
}

fn is_copyright(rights: &str) -> bool {
    let rights = rights.trim().to_lowercase();
    ["©", "(c)", "copyright"].iter().any(|sign| rights.starts_with(sign))
}

/// The dates of the first and the latest text.
fn dates_of(book: &Book) -> (Option<Date>, Option<Date>) {
    let dates = || book.chapters.iter().filter_map(|chapter| chapter.meta.date);
    (dates().min(), dates().max().max(book.meta.date))
}
