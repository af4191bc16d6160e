//! The finishing pass: printpdf's document becomes what it cannot write itself. Boxes, exact fonts, links, the structure
//! tree, ways through the file, metadata; then bytes.

pub mod dump;
mod fonts;
mod heads;
mod icc;
mod metadata;
mod navigation;
mod object;
mod save;
mod structure;
mod tree;
mod write;
mod written;

use super::content::Marks;
use super::error::{PdfError, unexpected};
use super::faces::Faces;
use super::images::mask_name;
use super::options::PdfOptions;
use super::space::PageSpace;
use crate::layout::page::Pages;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use object::{array, name, number, text};
use std::collections::BTreeMap;

/// The version whose features the file uses (PDF/A-2 and PDF/UA-1 build on it).
const VERSION: &str = "1.7";

/// Finishes and saves. `streams` are the deflated contents of the pages, `samples` the data of images and forms by name.
pub(super) fn finish(
    mut document: Document,
    (pages, faces, marks): (&Pages, &Faces, &Marks),
    streams: Vec<Vec<u8>>,
    samples: BTreeMap<String, Vec<u8>>,
    options: &PdfOptions,
) -> Result<Vec<u8>, PdfError> {
    document.version = VERSION.into();
    let page_ids: Vec<ObjectId> = document.page_iter().collect();
    let resources = share_resources(&page_ids, &mut document)?;
    fonts::complete(faces, &resources, &mut document)?;
    fill_xobjects(samples, &resources, &mut document)?;
    complete_pages(pages, marks, streams, &page_ids, &mut document)?;

    let tree = tree::Tree::plan(pages, marks);
    let link_ids = navigation::add_links(pages, marks, &tree, &page_ids, &mut document);
    let context = structure::Context { pages, marks, page_ids: &page_ids, link_ids: &link_ids };
    let (structure, written) = structure::write(&tree, &context, &mut document);
    complete_catalog(pages, &page_ids, structure, options, &mut document)?;
    save::save(document, written, &pages.info.key)
}

/// Puts the data of images and forms into their streams, and that of masks into theirs.
fn fill_xobjects(
    mut samples: BTreeMap<String, Vec<u8>>,
    resources: &Dictionary,
    document: &mut Document,
) -> Result<(), PdfError> {
    let xobjects = resources.get(b"XObject").and_then(Object::as_reference).map_err(unexpected)?;
    let xobjects = document.get_dictionary(xobjects).map_err(unexpected)?.clone();
    for (name, id) in &xobjects {
        let name = String::from_utf8_lossy(name).into_owned();
        let id = id.as_reference().map_err(unexpected)?;
        let mask = fill(id, samples.remove(&name), document)?;
        if let Some(mask) = mask {
            fill(mask, samples.remove(&mask_name(&name)), document)?;
        }
    }
    Ok(())
}

/// Fills a stream; gives its mask.
fn fill(id: ObjectId, data: Option<Vec<u8>>, document: &mut Document) -> Result<Option<ObjectId>, PdfError> {
    let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).map_err(unexpected)?;
    if let Some(data) = data {
        stream.set_content(data);
    }
    Ok(stream.dict.get(b"SMask").and_then(Object::as_reference).ok())
}

/// printpdf gives every page a resource dictionary of its own with the same references: one is enough.
fn share_resources(page_ids: &[ObjectId], document: &mut Document) -> Result<Dictionary, PdfError> {
    let mut shared: Option<ObjectId> = None;
    for page in page_ids {
        let dictionary = document.get_dictionary_mut(*page).map_err(unexpected)?;
        let own = dictionary.get(b"Resources").and_then(Object::as_reference).map_err(unexpected)?;
        match shared {
            Some(id) => {
                dictionary.set("Resources", id);
                document.objects.remove(&own);
            }
            None => shared = Some(own),
        }
    }
    match shared {
        Some(id) => document.get_dictionary(id).cloned().map_err(unexpected),
        None => Err(unexpected("a book without pages")),
    }
}

/// Boxes, tab order, blending space and content of each page.
fn complete_pages(
    pages: &Pages,
    marks: &Marks,
    streams: Vec<Vec<u8>>,
    page_ids: &[ObjectId],
    document: &mut Document,
) -> Result<(), PdfError> {
    for (((page, page_marks), id), data) in pages.pages.iter().zip(&marks.pages).zip(page_ids).zip(streams) {
        let space = PageSpace::of(page, &pages.press);
        let dictionary = document.get_dictionary_mut(*id).map_err(unexpected)?;
        dictionary.set("MediaBox", array(space.media_box().map(number)));
        dictionary.set("BleedBox", array(space.bleed_box().map(number)));
        dictionary.set("TrimBox", array(space.trim_box().map(number)));
        dictionary.remove(b"CropBox"); // the media box, unless said otherwise
        dictionary.set("Tabs", name("S")); // PDF/UA-1, 7.18.3: in the order of the structure
        if page_marks.transparent {
            let group = dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceRGB" };
            dictionary.set("Group", group);
        }
        let content = dictionary.get(b"Contents").and_then(Object::as_reference).map_err(unexpected)?;
        let content = document.get_object_mut(content).and_then(Object::as_stream_mut).map_err(unexpected)?;
        content.dict.set("Filter", "FlateDecode");
        content.set_content(data);
    }
    Ok(())
}

/// The title in the window's bar; where pages turn to the right, spreads have their first page at the right.
fn viewer_preferences(pages: &Pages) -> Dictionary {
    let mut preferences = dictionary! { "DisplayDocTitle" => true };
    if pages.right_to_left {
        preferences.set("Direction", name("R2L"));
    }
    preferences
}

fn complete_catalog(
    pages: &Pages,
    page_ids: &[ObjectId],
    structure: ObjectId,
    options: &PdfOptions,
    document: &mut Document,
) -> Result<(), PdfError> {
    let facts = metadata::Facts::of(pages, options.timestamp);
    let old_info = document.trailer.get(b"Info").and_then(Object::as_reference).map_err(unexpected)?;
    document.set_object(old_info, facts.info_dictionary());
    let metadata = metadata::add_xmp(&facts, document);
    let intents = metadata::add_output_intent(document);
    let destinations = navigation::destinations(pages, page_ids, document);
    let outline = navigation::outline(pages, page_ids, document);

    let catalog = document.catalog_mut().map_err(unexpected)?;
    catalog.remove(b"PageLayout"); // as the reader likes it
    catalog.set("PageMode", name(if outline.is_some() { "UseOutlines" } else { "UseNone" }));
    catalog.set("Lang", text(facts.lang()));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", structure);
    catalog.set("ViewerPreferences", viewer_preferences(pages));
    catalog.set("PageLabels", navigation::page_labels(pages));
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", intents);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
    }
    if let Some(destinations) = destinations {
        catalog.set("Names", dictionary! { "Dests" => destinations });
    }
    Ok(())
}
