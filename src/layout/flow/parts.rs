//! The parts of a book: what begins on a page of its own. Each is a list of galleys.

use super::build::ChapterContext;
use super::contents;
use super::context::Context;
use super::divide::{Division, Home};
use super::galley::{Galley, Matter};
use super::opening::OpeningKind;
use super::options::NotePlacement;
use super::paginate::planned::PlannedPart;
use super::tree::{Structure, Tree};
use super::vlist::{VItem, VList};
use crate::document::terms::Terms;
use crate::document::walk::{inlines, plain_text};
use crate::document::{self, Book, BookKind, Chapter, ChapterRole};
use crate::layout::page::{Role, StructElement, StructId};
use std::sync::Arc;

/// Contents are worth their place from this many entries on.
const LEAST_ENTRIES: usize = 4;
/// Contents are worth their place in a text of more pages than this.
const LEAST_PAGES: f64 = 8.0;
/// Mean width of a character, in ems.
const CHARACTER: f64 = 0.46;
/// Share of a page that text fills where there are headings, boxes and notes.
const FILLED: f64 = 0.8;

/// A part of the book.
pub struct Part<'a> {
    /// What it is made of.
    pub galleys: Vec<Galley<'a>>,
    /// The element around them.
    pub article: Option<StructId>,
    /// What it says, once it is set.
    pub list: VList,
    /// Its pages, while the list is the same.
    pub planned: Option<PlannedPart>,
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

impl<'a> Part<'a> {
    /// A part of the front matter, with Roman folios that are not shown.
    fn front(galley: Galley<'a>, recto: bool) -> Part<'a> {
        Part {
            galleys: vec![galley],
            article: None,
            list: VList::default(),
            planned: None,
            recto,
            roman: true,
            opening_pages: usize::MAX,
            first_folio: false,
            title: String::new(),
            section: String::new(),
        }
    }

    /// Whether there is nothing in it. Then it has no page.
    pub fn is_empty(&self) -> bool {
        !self.list.items.iter().any(|item| matches!(item, VItem::Box(_) | VItem::Float(_)))
    }
}

/// The parts of a book, none of them set yet. The elements of its chapters go to the structure.
pub fn parts<'a>(context: &'a Context<'a>, structure: &mut Structure) -> Vec<Part<'a>> {
    let mut planner = Planner { context, structure };
    let (book, options) = (context.book, context.options);
    let wanted = options.contents.unwrap_or_else(|| worth_contents(context));
    let with_contents = wanted && contents::length(book) > 0;
    let volume = book.meta.kind != BookKind::Post;
    let full = options.front_matter.unwrap_or(volume);
    let mut parts = if full { planner.front() } else { Vec::new() };
    if with_contents && (full || volume) {
        parts.push(planner.contents());
    }
    let texts = book.chapters.iter().zip(&context.divisions).enumerate();
    match book.meta.kind {
        BookKind::Post => {
            for (index, (chapter, division)) in texts {
                parts.push(match index {
                    0 => planner.post(chapter, division, with_contents && !full),
                    _ => planner.chapter(index, chapter, division),
                });
            }
            if let Some(last) = parts.last_mut().filter(|_| !book.chapters.is_empty()) {
                planner.end(last, full);
            }
        }
        BookKind::Volume | BookKind::Book => {
            for (index, (chapter, division)) in texts {
                parts.extend(book.part_at(index).map(|part| planner.divider(part)));
                parts.push(planner.chapter(index, chapter, division));
            }
            parts.push(planner.colophon());
        }
    }
    parts
}

struct Planner<'a, 's> {
    context: &'a Context<'a>,
    structure: &'s mut Structure,
}

impl<'a> Planner<'a, '_> {
    /// Half title, title page and copyright page.
    fn front(&self) -> Vec<Part<'a>> {
        let leaves = [(Matter::HalfTitle, true), (Matter::TitlePage, true), (Matter::CopyrightPage, false)];
        leaves.map(|(matter, recto)| Part::front(self.of_the_book(matter), recto)).into()
    }

    fn contents(&self) -> Part<'a> {
        let words = Terms::of(&self.context.book.meta.lang).contents.to_owned();
        Part {
            opening_pages: 1,
            first_folio: true,
            title: words.clone(),
            section: words,
            ..Part::front(self.of_the_book(Matter::ContentsPages), true)
        }
    }

    /// The last page of a volume: what it is set in.
    fn colophon(&self) -> Part<'a> {
        Part { roman: false, ..Part::front(self.of_the_book(Matter::ColophonPage), false) }
    }

    /// The page that begins a part of the book: its number and its title. The page behind it is blank.
    fn divider(&self, part: &'a document::Part) -> Part<'a> {
        Part { roman: false, ..Part::front(self.of_the_book(Matter::Divider(part)), true) }
    }

    /// A galley in the book's language that belongs to no chapter.
    fn of_the_book(&self, matter: Matter<'a>) -> Galley<'a> {
        Galley::new(matter, ChapterContext::of_book(self.context.book), Tree::ROOT, None)
    }

    /// A post's text.
    fn post(&mut self, post: &'a Chapter, division: &'a Division<'a>, contents: bool) -> Part<'a> {
        let title = self.context.book.meta.title.clone();
        Part {
            recto: true,
            first_folio: false,
            section: title.clone(),
            title,
            ..self.text(0, post, division, 0, OpeningKind::Post, contents)
        }
    }

    /// A chapter of a volume, or the glossary of any book.
    fn chapter(&mut self, index: usize, chapter: &'a Chapter, division: &'a Division<'a>) -> Part<'a> {
        let kind = OpeningKind::Chapter(chapter.number);
        self.text(index, chapter, division, 1, kind, false)
    }

    fn text(
        &mut self,
        index: usize,
        chapter: &'a Chapter,
        division: &'a Division<'a>,
        base_level: u8,
        kind: OpeningKind,
        contents: bool,
    ) -> Part<'a> {
        let book = self.context.book;
        let lang: Arc<str> = Arc::from(chapter.meta.lang.as_deref().unwrap_or(&book.meta.lang));
        let own_lang = (*lang != *book.meta.lang).then(|| lang.to_string());
        let article = self.structure.add(StructElement {
            role: Role::Article,
            parent: Some(Tree::ROOT),
            node: Some(chapter.id),
            alt: None,
            lang: own_lang,
            area: None,
        });
        let around = ChapterContext {
            terms: Terms::of(&lang),
            lang,
            date: chapter.meta.date,
            base_level,
            notes: self.context.note_sections.get(&chapter.id).map(|section| section.node),
        };
        let opening = Matter::Opening { chapter, kind, contents, blocks: division.opening };
        let sections = division.sections.iter().map(Matter::Section);
        let at_end = self.context.options.notes == NotePlacement::End && !division.calls.is_empty();
        let notes = at_end.then_some(Matter::EndNotes(&division.calls));
        let notes_section = division.sections.len() + 1;
        let matters = std::iter::once(opening).chain(sections).enumerate();
        let matters = matters.chain(notes.map(|notes| (notes_section, notes)));
        let galley =
            |(section, matter)| Galley::new(matter, around.clone(), article, Some(Home { chapter: index, section }));
        Part {
            galleys: matters.map(galley).collect(),
            article: Some(article),
            list: VList::default(),
            planned: None,
            recto: self.context.options.open_right || begins(book, index),
            roman: chapter.role == ChapterRole::Front,
            opening_pages: 1,
            first_folio: true,
            title: book.meta.title.clone(),
            section: chapter.meta.title.clone(),
        }
    }

    /// Puts the colophon of a post at the end of its last part; `full` if there is front matter.
    fn end(&self, last: &mut Part<'a>, full: bool) {
        let Some(before) = last.galleys.last() else { return };
        let chapter = before.chapter.clone();
        last.galleys.push(Galley::new(Matter::Colophon { said: full }, chapter, Tree::ROOT, None));
    }
}

/// Whether a chapter begins on a right page in any case: the first one, the first one of the text, and that after a divider.
fn begins(book: &Book, index: usize) -> bool {
    let role = |index: usize| book.chapters.get(index).map(|chapter| chapter.role);
    let before = index.checked_sub(1).and_then(role);
    before.is_none_or(|before| before == ChapterRole::Front && role(index) != Some(before))
        || book.part_at(index).is_some()
}

fn worth_contents(context: &Context) -> bool {
    let book = context.book;
    if book.meta.kind != BookKind::Post {
        return book.chapters.len() > 1;
    }
    contents::length(book) >= LEAST_ENTRIES && estimated_pages(context) > LEAST_PAGES
}

/// Roughly how many pages the text has.
pub fn estimated_pages(context: &Context) -> f64 {
    let text = &context.theme.text;
    let line = context.measure().0 / (text.size.max(1.0) * CHARACTER);
    let lines = context.page_height().0 / text.leading.max(1.0);
    characters(context.book) as f64 / (line * lines * FILLED).max(1.0)
}

/// Bytes of text in inlines.
fn characters(book: &Book) -> usize {
    let mut characters = 0usize;
    for chapter in &book.chapters {
        inlines(&chapter.blocks, &mut |inline| {
            if inline.kind.children().is_empty() {
                characters += plain_text(std::slice::from_ref(inline)).len();
            }
        });
    }
    characters
}
