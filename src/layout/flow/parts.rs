//! The parts of a book: what begins on a page of its own.

use super::LayoutOptions;
use super::build::{Builder, ChapterContext, Setting};
use super::contents::{self, Contents};
use super::opening::OpeningKind;
use super::tree::Tree;
use super::vlist::{Break, VItem, VList};
use crate::document::terms::Terms;
use crate::document::walk::{inlines, plain_text};
use crate::document::{Book, BookKind, Chapter};
use std::rc::Rc;

/// Contents are worth their place from this many entries on.
const LEAST_ENTRIES: usize = 4;
/// Contents are worth their place in a text of more pages than this.
const LEAST_PAGES: f64 = 8.0;
/// Mean width of a character, in ems.
const CHARACTER: f64 = 0.46;
/// Share of a page that text fills where there are headings, boxes and notes.
const FILLED: f64 = 0.8;

/// Contents on a page of their own share it with the text if they take no more than this fraction of it.
const SHARED: f64 = 0.6;

/// A part of the book.
pub struct Part {
    /// What it says.
    pub list: VList,
    /// The contents in it.
    pub contents: Option<Contents>,
    /// Whether it begins on a right page.
    pub recto: bool,
    /// Whether its folios are Roman.
    pub roman: bool,
    /// How many of its first pages have no running head.
    pub opening_pages: usize,
    /// Whether its first page shows its folio.
    pub first_folio: bool,
    /// Running head of left pages.
    pub title: String,
    /// Running head of right pages before the first section.
    pub section: String,
}

/// Builds all parts.
pub fn build(builder: &mut Builder, options: &LayoutOptions) -> Vec<Part> {
    let book = builder.book;
    let wanted = options.contents.unwrap_or_else(|| worth_contents(builder, book));
    let with_contents = wanted && contents::length(book) > 0;
    match book.meta.kind {
        BookKind::Post => {
            book.chapters.first().map(|post| post_part(builder, post, with_contents)).into_iter().collect()
        }
        BookKind::Volume => volume_parts(builder, options, with_contents),
    }
}

fn worth_contents(builder: &Builder, book: &Book) -> bool {
    if book.meta.kind == BookKind::Volume {
        return book.chapters.len() > 1;
    }
    contents::length(book) >= LEAST_ENTRIES && estimated_pages(builder, book) > LEAST_PAGES
}

/// Roughly how many pages the text has.
fn estimated_pages(builder: &Builder, book: &Book) -> f64 {
    let mut characters = 0usize;
    for chapter in &book.chapters {
        inlines(&chapter.blocks, &mut |inline| {
            if inline.kind.children().is_empty() {
                characters += plain_text(std::slice::from_ref(inline)).len();
            }
        });
    }
    let text = &builder.theme.text;
    let line = builder.measure.0 / (text.size.max(1.0) * CHARACTER);
    let lines = builder.page_height.0 / text.leading.max(1.0);
    characters as f64 / (line * lines * FILLED).max(1.0)
}

fn enter(builder: &mut Builder, chapter: &Chapter, base_level: u8) -> Setting {
    let lang: Rc<str> = Rc::from(chapter.meta.lang.as_deref().unwrap_or(&builder.book.meta.lang));
    let terms = Terms::of(&lang);
    builder.begin_chapter(ChapterContext { lang, terms, date: chapter.meta.date, base_level });
    let article = builder.article(chapter.id);
    builder.body_setting(article)
}

fn post_part(builder: &mut Builder, post: &Chapter, with_contents: bool) -> Part {
    let setting = enter(builder, post, 0);
    builder.opening(post, OpeningKind::Post, &setting);
    let mut contents = None;
    if with_contents {
        contents = Some(post_contents(builder, post, &setting));
    }
    builder.blocks(&post.blocks, &setting);
    builder.end_notes(&setting);
    builder.colophon(builder.book, &setting);
    let title = builder.book.meta.title.clone();
    Part {
        list: builder.take_list(),
        contents,
        recto: true,
        roman: false,
        opening_pages: 1,
        first_folio: false,
        section: title.clone(),
        title,
    }
}

/// The contents of a post: on its title page in as many levels as that has room for, else on a page of their own, which
/// the text goes on if there is much room left.
fn post_contents(builder: &mut Builder, post: &Chapter, setting: &Setting) -> Contents {
    let book = builder.book;
    let room = builder.page_height - builder.list.natural_height(0);
    let levels = (1..=contents::LEVELS).rev().find(|levels| {
        let missing = builder.contents_height(book, *levels) - room;
        missing.0 <= 0.0 || builder.make_room(post, missing, setting)
    });
    if let Some(levels) = levels {
        builder.list.push_break(Break::Cost(0.0));
        let contents = builder.contents(book, levels, setting);
        builder.list.push_break(Break::Forced);
        return contents;
    }
    // A title block longer than a page goes on above the contents.
    builder.list.push_break(if room.0 >= 0.0 { Break::Forced } else { Break::Cost(0.0) });
    let contents = builder.contents(book, contents::LEVELS, setting);
    if builder.contents_height(book, contents::LEVELS).0 > builder.page_height.0 * SHARED {
        builder.list.push_break(Break::Forced);
    } else {
        builder.gap(setting.leading.0 * 2.0, setting);
    }
    contents
}

fn volume_parts(builder: &mut Builder, options: &LayoutOptions, with_contents: bool) -> Vec<Part> {
    let book = builder.book;
    let mut parts = vec![front_part(builder, book)];
    if with_contents {
        let setting = builder.body_setting(Tree::ROOT);
        let contents = builder.contents(book, contents::LEVELS, &setting);
        let list = builder.take_list();
        let words = builder.chapter.terms.contents.to_owned();
        parts.push(Part {
            list,
            contents: Some(contents),
            recto: true,
            roman: true,
            opening_pages: 1,
            first_folio: true,
            title: words.clone(),
            section: words,
        });
    }
    let last = book.chapters.len().saturating_sub(1);
    for (index, chapter) in book.chapters.iter().enumerate() {
        let setting = enter(builder, chapter, 1);
        builder.opening(chapter, OpeningKind::Chapter, &setting);
        builder.blocks(&chapter.blocks, &setting);
        builder.end_notes(&setting);
        if index == last {
            builder.colophon(book, &setting);
        }
        parts.push(Part {
            list: builder.take_list(),
            contents: None,
            recto: options.open_right || index == 0,
            roman: false,
            opening_pages: 1,
            first_folio: true,
            title: book.meta.title.clone(),
            section: chapter.meta.title.clone(),
        });
    }
    // A part with nothing in it has no page.
    parts.retain(|part| part.list.items.iter().any(|item| matches!(item, VItem::Box(_) | VItem::Float(_))));
    parts
}

fn front_part(builder: &mut Builder, book: &Book) -> Part {
    let setting = builder.body_setting(Tree::ROOT);
    builder.title_page(book, &setting);
    Part {
        list: builder.take_list(),
        contents: None,
        recto: true,
        roman: true,
        opening_pages: usize::MAX,
        first_folio: false,
        title: String::new(),
        section: String::new(),
    }
}
