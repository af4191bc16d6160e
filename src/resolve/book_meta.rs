//! What a book says of itself as a whole: the plan's words, else those of its texts, else the site's.

use super::context::{Category, SiteContext};
use super::plan::{BookData, BookPlan, Whole};
use crate::document::characters::one_line;
use crate::document::{BookKind, BookMeta, Chapter, Collection, Imprint, Metadata};
use std::collections::BTreeMap;

/// What the book is about. `documents` is how many there are; `manuscript` is the front matter of one that is divided
/// into chapters.
pub fn book_meta(
    plan: &BookPlan,
    documents: usize,
    chapters: &[Chapter],
    manuscript: Option<Metadata>,
    site: &SiteContext,
) -> BookMeta {
    let first = chapters.first().map(|chapter| chapter.meta.clone()).unwrap_or_default();
    match &plan.whole {
        Whole::Posts if documents == 1 => post_meta(first.clone(), shared(&first, chapters, site), site),
        Whole::Posts => volume_meta(None, &first, chapters, site),
        Whole::Category(category) => volume_meta(Some(category), &first, chapters, site),
        Whole::Manuscript => {
            let whole = manuscript.unwrap_or(first);
            manuscript_meta(whole, chapters, site)
        }
        Whole::Book(data) => own_meta(data, &first, chapters, site),
    }
}

fn category_of(meta: &Metadata, site: &SiteContext) -> Category {
    meta.category.as_deref().and_then(|name| site.categories.get(name)).cloned().unwrap_or_default()
}

/// What every kind of book takes from its first text and the site.
fn shared(first: &Metadata, chapters: &[Chapter], site: &SiteContext) -> BookMeta {
    let category = first.category.clone();
    let known = category_of(first, site);
    BookMeta {
        publisher: site.publisher.clone(),
        site_title: site.title.clone(),
        site_url: site.url.as_deref().map(|url| url.trim_end_matches('/').to_owned()),
        rights: site.rights.clone(),
        lang: first.lang.clone().or_else(|| site.lang.clone()).unwrap_or_else(|| "en".to_owned()),
        date: chapters.iter().filter_map(|chapter| chapter.meta.date).max(),
        authors: authors(chapters, site),
        file_as: file_as(first, chapters),
        category: category.clone(),
        category_title: known.title.clone().or(category),
        category_color: known.color,
        cover: first.thumbnail.clone(),
        ..BookMeta::default()
    }
}

/// The volume of a category: that of the first post, or one that is named, which then gives the volume its name.
fn volume_meta(named: Option<&str>, first: &Metadata, chapters: &[Chapter], site: &SiteContext) -> BookMeta {
    let shared = shared(first, chapters, site);
    let mut subjects: Vec<String> = chapters.iter().flat_map(|c| c.meta.tags.iter().cloned()).collect();
    subjects.sort();
    subjects.dedup();
    let collection = site.title.clone().map(|title| Collection { title, ordered: true, position: None });
    let known = match named {
        Some(category) => site.categories.get(category).cloned().unwrap_or_default(),
        None => category_of(first, site),
    };
    let id = named.map(str::to_owned).or_else(|| first.category.clone()).unwrap_or_else(|| first.id.clone());
    let title = known.title.unwrap_or_else(|| id.clone());
    let meta = BookMeta { description: known.description, subjects, collection, kind: BookKind::Volume, ..shared };
    match named {
        Some(category) => BookMeta {
            category: Some(category.to_owned()),
            category_title: Some(title.clone()),
            category_color: known.color,
            id,
            title,
            ..meta
        },
        None => BookMeta { id, title, ..meta },
    }
}

/// One document as a book: its front matter is the book's.
fn manuscript_meta(whole: Metadata, chapters: &[Chapter], site: &SiteContext) -> BookMeta {
    let shared = shared(&whole, chapters, site);
    let (collection, imprint) = (series(&whole), whole.imprint.clone());
    let authors = if whole.authors.is_empty() { site.authors.clone() } else { whole.authors.clone() };
    BookMeta {
        kind: BookKind::Book,
        collection,
        authors,
        publisher: imprint.publisher.or_else(|| shared.publisher.clone()),
        edition: imprint.edition,
        isbn: imprint.isbn,
        rights: imprint.rights.or_else(|| shared.rights.clone()),
        ..post_meta(whole, shared, site)
    }
}

/// What a book says of itself, in texts of one line.
fn cleaned(data: &BookData) -> BookData {
    let option = |text: &Option<String>| text.as_deref().map(one_line);
    let list = |texts: &[String]| -> Vec<String> { texts.iter().map(|text| one_line(text)).collect() };
    BookData {
        id: data.id.clone(),
        title: one_line(&data.title),
        subtitle: option(&data.subtitle),
        description: option(&data.description),
        authors: list(&data.authors),
        lang: data.lang.clone(),
        date: data.date,
        imprint: Imprint {
            publisher: option(&data.imprint.publisher),
            edition: option(&data.imprint.edition),
            isbn: option(&data.imprint.isbn),
            rights: option(&data.imprint.rights),
        },
        subjects: list(&data.subjects),
        cover: data.cover.clone(),
    }
}

/// A book of files: what it says of itself counts. It belongs to no category, whatever its chapters do.
fn own_meta(data: &BookData, first: &Metadata, chapters: &[Chapter], site: &SiteContext) -> BookMeta {
    let data = cleaned(data);
    let shared = shared(first, chapters, site);
    BookMeta {
        kind: BookKind::Book,
        id: data.id,
        title: data.title,
        subtitle: data.subtitle,
        description: data.description,
        authors: if data.authors.is_empty() { shared.authors } else { data.authors },
        file_as: shared.file_as,
        publisher: data.imprint.publisher.or(shared.publisher),
        edition: data.imprint.edition,
        isbn: data.imprint.isbn,
        rights: data.imprint.rights.or(shared.rights),
        lang: data.lang.unwrap_or(shared.lang),
        date: data.date.or(shared.date),
        subjects: data.subjects,
        cover_file: data.cover,
        site_title: shared.site_title,
        site_url: shared.site_url,
        ..BookMeta::default()
    }
}

fn post_meta(post: Metadata, shared: BookMeta, site: &SiteContext) -> BookMeta {
    let source_url = match &post.field_note {
        Some(note) => site.note_url(if note.uid.is_empty() { &post.id } else { &note.uid }),
        None => post.category.as_deref().and_then(|category| site.post_url(category, &post.id)),
    };
    let category = shared.category_title.clone();
    let collection =
        series(&post).or_else(|| category.map(|title| Collection { title, ordered: false, position: None }));
    BookMeta {
        kind: BookKind::Post,
        collection,
        id: post.id,
        title: post.title,
        subtitle: post.subtitle,
        description: post.description,
        subjects: post.tags,
        source_url,
        cover_file: post.cover,
        ..shared
    }
}

fn series(post: &Metadata) -> Option<Collection> {
    post.series.clone().map(|(title, position)| Collection { title, ordered: true, position })
}

/// The names that authors are sorted under: the first text's words, then those of its chapters.
fn file_as(first: &Metadata, chapters: &[Chapter]) -> BTreeMap<String, String> {
    let all = chapters.iter().rev().map(|chapter| &chapter.meta).chain([first]);
    all.flat_map(|meta| &meta.file_as).map(|(name, sorted)| (name.clone(), sorted.clone())).collect()
}

/// Every author of the chapters once, in order; the site's where no chapter names one.
fn authors(chapters: &[Chapter], site: &SiteContext) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in chapters.iter().flat_map(|chapter| &chapter.meta.authors) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if names.is_empty() { site.authors.clone() } else { names }
}
