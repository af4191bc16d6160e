//! Flow: blocks become vertical lists of lines, boxes and glue; page breaks are chosen over them; pages get their
//! furniture.
//!
//! `docs/pages.md` explains how: `divide` divides the book into galleys, `composition` sets them (`build`, `opening`,
//! `contents`) and joins them to a list for each part, `paginate` makes pages of a list, `sheets` numbers them.

mod build;
mod colophon;
mod composition;
mod contents;
mod context;
mod cost;
mod divide;
mod front;
mod galley;
mod geometry;
mod inline;
mod items;
mod links;
mod opening;
mod options;
mod outline;
mod paginate;
mod parts;
mod references;
mod ruby;
mod sheets;
mod style;
mod tree;
mod vlist;

#[cfg(test)]
mod tests;

pub use options::{LayoutOptions, NotePlacement};
pub use references::PageRefs;

use super::fonts::FontBook;
use super::mirror;
use super::page::{DocumentInfo, Page, PageQuality, Pages, SplitNote};
use super::places;
use super::units::Pt;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Book, Edition, isbn};
use crate::resolve::Assets;
use crate::theme::Theme;
use composition::Composition;
use context::Context;
use geometry::{Geometry, gutter};
use paginate::furniture::Furniture;
use paginate::makeup::{Draft, NoteLook, make_up};
use paginate::margin::Column;
use paginate::material::PageGeometry;
use paginate::planned::FilledPage;
use parts::Part;
use sheets::{Sheet, places, sheets};
use std::sync::Arc;
use vlist::VList;

/// How often galleys are set again until the page numbers in them are right.
const PASSES: usize = 3;

/// Part of the estimated pages that a book has at least.
const SURE: f64 = 0.7;

/// Lays a book out.
pub fn lay_out(
    book: &Book,
    assets: &Assets,
    theme: &Theme,
    fonts: &FontBook,
    options: &LayoutOptions,
) -> (Pages, Diagnostics) {
    // The gutter follows the number of pages, which follows the measure, which the gutter leaves. Each round has a wider
    // gutter than the one before, and there are few; the wider one stays though the pages should then come out fewer.
    // It begins as wide as the book surely needs.
    let mut context = Context::new(book, assets, theme, fonts, options, Pt::ZERO);
    let sure = parts::estimated_pages(&context) * SURE;
    context.geometry = Geometry::new(theme, options, gutter(sure as usize));
    loop {
        let settled = settle(&context);
        let needed = gutter(settled.sheets.len());
        if needed.0 <= context.geometry.inner.0 {
            return make_up_all(&context, settled);
        }
        context.geometry = Geometry::new(theme, options, needed);
    }
}

/// A book whose pages are known.
struct Settled<'a> {
    composition: Composition<'a>,
    sheets: Vec<Sheet>,
    /// Whether the page numbers in it are right.
    right: bool,
}

/// Sets the book, chooses its pages, and sets again what says other page numbers than it now has, until none does.
fn settle<'a>(context: &'a Context<'a>) -> Settled<'a> {
    let page = page_geometry(context.theme, &context.geometry);
    let mut composition = Composition::new(context);
    let mut pass = 0;
    loop {
        let sheets = sheets(&mut composition.parts, page);
        let places = Arc::new(places(&sheets, &composition.parts));
        let last = pass == PASSES;
        if last || !composition.update(&places, pass == 0) {
            let right = !last || !composition.says_other_pages(&places);
            return Settled { composition, sheets, right };
        }
        pass += 1;
    }
}

/// Puts everything in its place on its page.
fn make_up_all(context: &Context, settled: Settled) -> (Pages, Diagnostics) {
    let Settled { mut composition, sheets, right } = settled;
    let (book, theme, options, geometry) = (context.book, context.theme, context.options, &context.geometry);
    let mut diagnostics = composition.diagnostics();
    warn(context, right, &mut diagnostics);
    let furniture = Furniture {
        theme,
        fonts: context.fonts,
        geometry: *geometry,
        lang: Arc::from(book.meta.lang.as_str()),
        mirrored: context.is_mirrored(),
    };
    let look = NoteLook { rule: theme.notes.rule, color: theme.colors.muted, gap: Pt(theme.notes.gap) };
    let mut pages = Pages {
        outline: outline::outline(book, &context.note_sections),
        info: info(book),
        press: options.press,
        ..Pages::default()
    };
    for (index, sheet) in sheets.iter().enumerate() {
        let mut draft = match content(&mut composition.parts, sheet) {
            Some((list, page)) => make_up(list, page, geometry, index, look),
            None => Draft::default(),
        };
        let mut items = draft.items;
        items.extend(furniture.items(index, sheet.label, &sheet.shown, &mut diagnostics));
        items.shrink_to_fit();
        let (trim, bleed) = (geometry.trim, geometry.bleed_of(index));
        pages.pages.push(Page { trim, bleed, label: sheet.label, items, start: None });
        pages.destinations.append(&mut draft.destinations);
        pages.quality.append(&mut draft.quality);
        pages.images.append(&mut draft.images);
        let split = draft.split_notes.iter().filter_map(|note| context.note(*note));
        let split_notes = split.map(|note| SplitNote { number: note.number, span: note.span }).collect();
        pages.makeup.push(PageQuality { short: draft.short, split_notes });
    }
    // Links were anchored to see where they stand; only those that something leads back to stay.
    let seen = composition.seen();
    pages.destinations.retain(|place| !seen.contains(&place.node) || context.linked.contains(&place.node));
    // A node that stands in several places leads to the first of them.
    pages.destinations.sort_by_key(|destination| (destination.node, destination.page));
    pages.destinations.dedup_by_key(|destination| destination.node);
    pages.structure = composition.structure(&mut pages.pages);
    places::mark(&mut pages);
    if context.is_mirrored() {
        mirror::pages(&mut pages);
    }
    (pages, diagnostics)
}

/// What stands on a sheet, and the list that it is taken from; `None` for a blank page.
fn content<'p>(parts: &'p mut [Part], sheet: &Sheet) -> Option<(&'p mut VList, FilledPage)> {
    let (part, nth) = sheet.content?;
    let part = parts.get_mut(part)?;
    let page = part.planned.as_mut()?.pages.get_mut(nth)?;
    Some((&mut part.list, std::mem::take(page)))
}

/// Says what the pages are not as they should be.
fn warn(context: &Context, right: bool, diagnostics: &mut Diagnostics) {
    if context.options.notes == NotePlacement::Margin
        && context.geometry.aside.is_none()
        && !context.book.notes.is_empty()
    {
        diagnostics.warn(
            Code::NotesAtFoot,
            None,
            "the page is too narrow for notes in its margin: they are set at the foot",
            "use a wider page, or notes at the foot or the end",
        );
    }
    if !right {
        diagnostics.warn(
            Code::LayoutUnsettled,
            None,
            "page numbers in the contents or in references did not settle",
            "some may be one page off; a small change of the text usually helps",
        );
    }
}

/// What pagination needs to know of a page.
fn page_geometry(theme: &Theme, geometry: &Geometry) -> PageGeometry {
    let leading = Pt(theme.text.leading);
    let column = Column {
        height: geometry.area.height,
        gap: Pt(theme.notes.margin_leading / 2.0),
        reach: leading * cost::ASIDE_REACH,
    };
    PageGeometry { height: geometry.area.height, leading, note_gap: Pt(theme.notes.gap), column }
}

fn info(book: &Book) -> DocumentInfo {
    let meta = &book.meta;
    DocumentInfo {
        title: meta.title.clone(),
        authors: meta.authors.clone(),
        subject: meta.description.clone(),
        keywords: meta.subjects.clone(),
        lang: meta.lang.clone(),
        key: meta.id.clone(),
        identifier: meta.urn(Edition::Pdf),
        publisher: meta.publisher.clone(),
        rights: meta.rights.clone(),
        isbn: meta.isbn.as_deref().map(isbn::urn),
        date: meta.date.map(|date| date.to_string()),
    }
}
