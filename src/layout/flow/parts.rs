//! The parts of a book: what begins on a page of its own.

use super::super::fonts::{FaceId, FontRole};
use super::build::{Builder, ChapterContext, Setting};
use super::colophon;
use super::contents::{self, Contents};
use super::opening::OpeningKind;
use super::options::LayoutOptions;
use super::tree::Tree;
use super::vlist::{Break, VItem, VList};
use crate::document::terms::Terms;
use crate::document::walk::{inlines, plain_text};
use crate::document::{self, Book, BookKind, Chapter, ChapterRole};
use std::collections::BTreeSet;
use std::sync::Arc;

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

impl Part {
    /// A part of the front matter, with Roman folios that are not shown.
    fn front(list: VList, recto: bool) -> Part {
        Part {
            list,
            contents: None,
            recto,
            roman: true,
            opening_pages: usize::MAX,
            first_folio: false,
            title: String::new(),
            section: String::new(),
        }
    }
}

/// Builds all parts.
pub fn build(builder: &mut Builder, options: &LayoutOptions) -> Vec<Part> {
    let book = builder.book;
    let wanted = options.contents.unwrap_or_else(|| worth_contents(builder, book));
    let with_contents = wanted && contents::length(book) > 0;
    let volume = book.meta.kind != BookKind::Post;
    let full = options.front_matter.unwrap_or(volume);
    let mut parts = if full { front_parts(builder, options) } else { Vec::new() };
    if with_contents && (full || volume) {
        parts.push(contents_part(builder));
    }
    match book.meta.kind {
        BookKind::Post => {
            parts.extend(book.chapters.first().map(|post| post_part(builder, post, with_contents, full)));
            glossary_parts(builder, options, full, &mut parts);
        }
        BookKind::Volume | BookKind::Book => chapter_parts(builder, options, &mut parts),
    }
    if volume {
        parts.push(colophon_part(builder, options, &parts));
    }
    // A part with nothing in it has no page.
    parts.retain(|part| part.list.items.iter().any(|item| matches!(item, VItem::Box(_) | VItem::Float(_))));
    parts
}

fn worth_contents(builder: &Builder, book: &Book) -> bool {
    if book.meta.kind != BookKind::Post {
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
    let lang: Arc<str> = Arc::from(chapter.meta.lang.as_deref().unwrap_or(&builder.book.meta.lang));
    let terms = Terms::of(&lang);
    let notes = builder.note_sections.get(&chapter.id).map(|section| section.node);
    builder.begin_chapter(ChapterContext { lang, terms, date: chapter.meta.date, base_level, notes });
    let article = builder.article(chapter.id);
    builder.body_setting(article)
}

/// A post's text; `full` if its front matter stands before it.
fn post_part(builder: &mut Builder, post: &Chapter, with_contents: bool, full: bool) -> Part {
    let setting = enter(builder, post, 0);
    builder.opening(post, OpeningKind::Post, &setting);
    let mut contents = None;
    if with_contents && !full {
        contents = Some(post_contents(builder, post, &setting));
    }
    let rest = builder.beginning(&post.blocks, &setting);
    builder.blocks(rest, &setting);
    builder.end_notes(&setting);
    if builder.book.chapters.len() == 1 {
        let used = used_faces(builder, [&builder.list]);
        builder.colophon(builder.book, full, &used, &setting);
    }
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

/// The faces of lists, and of what is said about them.
fn used_faces<'l>(builder: &Builder, lists: impl IntoIterator<Item = &'l VList>) -> BTreeSet<FaceId> {
    let mut used = BTreeSet::from([builder.fonts.select(FontRole::Small, false, false).face]);
    lists.into_iter().for_each(|list| colophon::faces(list, &mut used));
    used
}

/// The contents of a post: on its title page in as many levels as that has room for, else on a page of their own, which
/// the text goes on if there is much room left.
fn post_contents(builder: &mut Builder, post: &Chapter, setting: &Setting) -> Contents {
    let book = builder.book;
    let room = builder.page_height - builder.list.natural_height(0);
    let levels = (1..=builder.contents_levels()).rev().find(|levels| {
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
    let most = builder.contents_levels();
    let contents = builder.contents(book, most, setting);
    if builder.contents_height(book, most).0 > builder.page_height.0 * SHARED {
        builder.list.push_break(Break::Forced);
    } else {
        builder.gap(setting.leading.0 * 2.0, setting);
    }
    contents
}

/// Half title, title page and copyright page.
fn front_parts(builder: &mut Builder, options: &LayoutOptions) -> Vec<Part> {
    let book = builder.book;
    let setting = Setting { grid: false, ..builder.body_setting(Tree::ROOT) };
    builder.half_title(book, &setting);
    let half = builder.take_list();
    builder.title_page(book, &setting);
    let title = builder.take_list();
    builder.copyright_page(book, options.edition, &setting);
    let copyright = builder.take_list();
    vec![Part::front(half, true), Part::front(title, true), Part::front(copyright, false)]
}

fn contents_part(builder: &mut Builder) -> Part {
    let setting = builder.body_setting(Tree::ROOT);
    let contents = builder.contents_pages(builder.book, &setting);
    let words = builder.chapter.terms.contents.to_owned();
    Part {
        contents: Some(contents),
        opening_pages: 1,
        first_folio: true,
        title: words.clone(),
        section: words,
        ..Part::front(builder.take_list(), true)
    }
}

fn chapter_parts(builder: &mut Builder, options: &LayoutOptions, parts: &mut Vec<Part>) {
    let book = builder.book;
    for (index, chapter) in book.chapters.iter().enumerate() {
        if let Some(divider) = book.part_at(index) {
            parts.push(divider_part(builder, divider));
        }
        parts.push(chapter_part(builder, options, index, chapter));
    }
}

/// The page that begins a part of the book: its number and its title. The page behind it is blank.
fn divider_part(builder: &mut Builder, part: &document::Part) -> Part {
    let lang: Arc<str> = Arc::from(builder.book.meta.lang.as_str());
    let terms = Terms::of(&lang);
    builder.begin_chapter(ChapterContext { lang, terms, date: None, base_level: 0, notes: None });
    let setting = builder.body_setting(Tree::ROOT);
    builder.divider(part, &setting);
    Part { roman: false, ..Part::front(builder.take_list(), true) }
}

/// A post's glossary. The colophon, which is the last thing in a book, is at its end.
fn glossary_parts(builder: &mut Builder, options: &LayoutOptions, full: bool, parts: &mut Vec<Part>) {
    let book = builder.book;
    for (index, chapter) in book.chapters.iter().enumerate().skip(1) {
        let mut part = chapter_part(builder, options, index, chapter);
        if index + 1 == book.chapters.len() {
            builder.list = part.list;
            let used = used_faces(builder, parts.iter().map(|part| &part.list).chain([&builder.list]));
            let setting = builder.body_setting(Tree::ROOT);
            builder.colophon(book, full, &used, &setting);
            part.list = builder.take_list();
        }
        parts.push(part);
    }
}

/// A chapter of a volume, or the glossary of any book.
fn chapter_part(builder: &mut Builder, options: &LayoutOptions, index: usize, chapter: &Chapter) -> Part {
    let book = builder.book;
    let setting = enter(builder, chapter, 1);
    builder.opening(chapter, OpeningKind::Chapter(chapter.number), &setting);
    let rest = builder.beginning(&chapter.blocks, &setting);
    builder.blocks(rest, &setting);
    builder.end_notes(&setting);
    Part {
        list: builder.take_list(),
        contents: None,
        recto: options.open_right || begins(book, index),
        roman: chapter.role == ChapterRole::Front,
        opening_pages: 1,
        first_folio: true,
        title: book.meta.title.clone(),
        section: chapter.meta.title.clone(),
    }
}

/// Whether a chapter begins on a right page in any case: the first one, the first one of the text, and that after a divider.
fn begins(book: &Book, index: usize) -> bool {
    let role = |index: usize| book.chapters.get(index).map(|chapter| chapter.role);
    let before = index.checked_sub(1).and_then(role);
    before.is_none_or(|before| before == ChapterRole::Front && role(index) != Some(before))
        || book.part_at(index).is_some()
}

/// The last page of a volume: what it is set in. Its words are in the book's language.
fn colophon_part(builder: &mut Builder, options: &LayoutOptions, parts: &[Part]) -> Part {
    let used = used_faces(builder, parts.iter().map(|part| &part.list));
    let lang: Arc<str> = Arc::from(builder.book.meta.lang.as_str());
    let terms = Terms::of(&lang);
    builder.begin_chapter(ChapterContext { lang, terms, date: None, base_level: 0, notes: None });
    let setting = builder.body_setting(Tree::ROOT);
    builder.colophon_page(builder.book, options.edition, &used, &setting);
    Part { roman: false, ..Part::front(builder.take_list(), false) }
}
