//! Flow: blocks become a vertical list of lines, boxes and glue; page breaks are chosen over it; pages get their
//! furniture.
//!
//! `docs/pages.md` explains how: [`parts`] builds a vertical list for each part of the book ([`build`], [`opening`],
//! [`contents`]), [`breaking`] chooses its page breaks over what [`fill`] says a page can hold, [`makeup`] puts things
//! in their place, [`furniture`] adds running heads and folios.

mod build;
mod colophon;
mod contents;
mod cost;
mod front;
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
mod style;
mod tree;
mod vlist;

#[cfg(test)]
mod tests;

pub use geometry::parse_trim;
pub use options::{LayoutOptions, NotePlacement};
pub use references::PageRefs;

use super::fonts::FontBook;
use super::mirror;
use super::page::{DocumentInfo, Page, PageLabel, PageQuality, Pages, SplitNote};
use super::places;
use super::units::Pt;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Book, Edition, isbn};
use crate::resolve::Assets;
use crate::theme::Theme;
use build::Builder;
use geometry::Geometry;
use paginate::breaking::optimal;
use paginate::furniture::{Furniture, Shown};
use paginate::makeup::{Draft, NoteLook, make_up};
use paginate::margin::Column;
use paginate::material::{Material, PageGeometry};
use parts::Part;
use references::{Place, Places, References};
use std::sync::Arc;

/// Passes in which page numbers in the contents and in the text must settle.
const PASSES: usize = 3;

/// A page on its way.
struct Sheet {
    draft: Draft,
    label: PageLabel,
    shown: Shown,
}

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
    let mut gutter = Pt::ZERO;
    loop {
        let geometry = Geometry::new(theme, options, gutter);
        let laid = lay_out_on(geometry, book, assets, theme, fonts, options);
        gutter = geometry::gutter(laid.0.pages.len());
        if gutter.0 <= geometry.inner.0 {
            return laid;
        }
    }
}

/// Lays a book out on pages of a given geometry.
fn lay_out_on(
    geometry: Geometry,
    book: &Book,
    assets: &Assets,
    theme: &Theme,
    fonts: &FontBook,
    options: &LayoutOptions,
) -> (Pages, Diagnostics) {
    let build = |references: References| {
        let mut builder = Builder::new(book, assets, theme, fonts, geometry, options.notes);
        builder.references = references;
        let parts = parts::build(&mut builder, options);
        (builder, parts)
    };
    let (sheets, mut builder) = settle(build, References::new(book, options.page_refs), theme, &geometry);
    if options.notes == NotePlacement::Margin && geometry.aside.is_none() && !book.notes.is_empty() {
        builder.diagnostics.warn(
            Code::NotesAtFoot,
            None,
            "the page is too narrow for notes in its margin: they are set at the foot",
            "use a wider page, or notes at the foot or the end",
        );
    }
    let furniture =
        Furniture { theme, fonts, geometry, lang: Arc::from(book.meta.lang.as_str()), mirrored: builder.is_mirrored() };
    let mut pages = Pages {
        structure: std::mem::take(&mut builder.tree.elements),
        outline: outline::outline(book, &builder.note_sections),
        info: info(book),
        press: options.press,
        ..Pages::default()
    };
    for (index, mut sheet) in sheets.into_iter().enumerate() {
        let mut items = sheet.draft.items;
        items.extend(furniture.items(index, sheet.label, &sheet.shown, &mut builder.diagnostics));
        pages.pages.push(Page {
            trim: geometry.trim,
            bleed: geometry.bleed_of(index),
            label: sheet.label,
            items,
            start: None,
        });
        pages.destinations.append(&mut sheet.draft.destinations);
        pages.quality.append(&mut sheet.draft.quality);
        pages.images.append(&mut sheet.draft.images);
        let split = sheet.draft.split_notes.iter().filter_map(|note| builder.note(*note));
        let split_notes = split.map(|note| SplitNote { number: note.number, span: note.span }).collect();
        pages.makeup.push(PageQuality { short: sheet.draft.short, split_notes });
    }
    // Links were anchored to see where they stand; only those that something leads back to stay.
    let seen = builder.references.links();
    pages.destinations.retain(|place| !seen.contains(&place.node) || builder.linked.contains(&place.node));
    // A node that stands in several places leads to the first of them.
    pages.destinations.sort_by_key(|destination| (destination.node, destination.page));
    pages.destinations.dedup_by_key(|destination| destination.node);
    places::mark(&mut pages);
    if builder.is_mirrored() {
        mirror::pages(&mut pages);
    }
    (pages, builder.diagnostics)
}

/// Builds, breaks and makes up until the page numbers shown are those of the pages. A reference in the text may change
/// its lines, so the book is built anew with the numbers found; the contents are only mended.
fn settle<'a>(
    build: impl Fn(References) -> (Builder<'a>, Vec<Part>),
    references: References,
    theme: &Theme,
    geometry: &Geometry,
) -> (Vec<Sheet>, Builder<'a>) {
    let (mut builder, mut parts) = build(references);
    let mut sheets = Vec::new();
    for pass in 1..=PASSES {
        sheets = paginate(theme, &parts, geometry);
        let places: Places = sheets
            .iter()
            .flat_map(|sheet| sheet.draft.destinations.iter().map(|d| (d, sheet.label)))
            .map(|(d, label)| (d.node, Place { page: d.page, label }))
            .rev()
            .collect();
        if pass < PASSES && builder.references.moved(&places) {
            (builder, parts) = build(builder.references.again(places));
            continue;
        }
        let mut changed = builder.references.moved(&places);
        for part in &mut parts {
            if let Some(mut contents) = part.contents.take() {
                changed |= contents.number(&mut builder, &mut part.list, &places);
                part.contents = Some(contents);
            }
        }
        if !changed {
            return (sheets, builder);
        }
        if pass == PASSES {
            sheets = paginate(theme, &parts, geometry);
            builder.diagnostics.warn(
                Code::LayoutUnsettled,
                None,
                "page numbers in the contents or in references did not settle",
                "some may be one page off; a small change of the text usually helps",
            );
        }
    }
    (sheets, builder)
}

/// All pages of all parts, in order, blank ones among them.
fn paginate(theme: &Theme, parts: &[Part], geometry: &Geometry) -> Vec<Sheet> {
    let page_geometry = page_geometry(theme, geometry);
    let look = NoteLook { rule: theme.notes.rule, color: theme.colors.muted };
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut number = 0;
    let mut roman = parts.first().is_some_and(|part| part.roman);
    for part in parts {
        if part.recto && !sheets.len().is_multiple_of(2) {
            // The blank page belongs to what came before.
            number += 1;
            let label = PageLabel { number, roman };
            sheets.push(Sheet { draft: Draft::default(), label, shown: Shown::default() });
        }
        if roman != part.roman {
            roman = part.roman;
            number = 0;
        }
        let material = Material::new(&part.list, page_geometry);
        let plan = optimal(&material, sheets.len().is_multiple_of(2));
        let mut section = part.section.clone();
        for (index, planned) in plan.pages.iter().enumerate() {
            number += 1;
            let page = sheets.len();
            let draft = make_up(&material, planned, geometry, page, look);
            let here = draft.first_mark.clone().unwrap_or_else(|| section.clone());
            section = draft.last_mark.clone().unwrap_or(section);
            let opens = index < part.opening_pages;
            let head = if page.is_multiple_of(2) { here } else { part.title.clone() };
            let shown =
                Shown { head: (!opens && !head.is_empty()).then_some(head), folio: index > 0 || part.first_folio };
            sheets.push(Sheet { draft, label: PageLabel { number, roman: part.roman }, shown });
        }
    }
    sheets
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
