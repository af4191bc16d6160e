//! Book to EPUB. The only place that knows `epub_builder`. `docs/epub.md` explains the choices.
//!
//! The book is divided into files and its places are found (`spine`), each file is written (`xhtml`), and what was
//! found on the way (pictures, colours, facts for the accessibility metadata) goes into the style sheet, the package
//! document and the container (`package`).

mod color;
mod error;
mod markup;
mod options;
mod package;
mod page_list;
mod pictures;
mod profile;
mod spine;
#[cfg(test)]
mod testing;
mod xhtml;

use crate::diagnostics::{Code, Diagnostics};
use crate::document::Book;
use crate::document::terms::Terms;
use crate::resolve::Assets;
use crate::source::Span;
use crate::theme::Theme;
pub use error::EpubError;
pub use options::EpubOptions;
pub use package::access::{Claim, Standing};
pub use page_list::{PageBreak, PageList};
pub use pictures::cover::{Cover, GivenCover};
pub use profile::Profile;

use epub_builder::ReferenceType;
use package::access::{self, Facts};
use package::parts::{Page, Parts};
use package::{container, embed, nav, opf, style};
use page_list::Breaks;
use pictures::compression::{self, Compression, LEVELS};
use pictures::cover;
use pictures::images::{Images, Treatment};
use spine::{Spine, part_file, part_of};
use std::collections::BTreeSet;
use std::sync::Arc;
use xhtml::writer::Collected;
use xhtml::{kobo, page};

/// A book with fewer entries than this needs no page of contents among its pages; readers show them in a menu anyway.
const LEAST_CONTENTS: usize = 3;
/// Name of the cover image.
const COVER_IMAGE: &str = "images/cover.jpg";

/// Writes a book as EPUB 3.3 into memory. A book that stays larger than it may be is written all the same, with a warning.
///
/// # Errors
/// When the container, the cover or an embedded font cannot be written; whatever a post may hold does not lead there.
pub fn write(
    book: &Book,
    assets: &Assets,
    theme: &Theme,
    options: &EpubOptions,
) -> Result<(Vec<u8>, Diagnostics), EpubError> {
    let cover = match &options.drawn_cover {
        Some(cover) => cover.clone(),
        None => Arc::new(Cover::of(&book.meta, assets, theme, options.cover.as_ref())?),
    };
    let make = |compression| write_with(book, assets, theme, options, &cover, compression);
    let Some(most) = options.max_size else { return make(LEVELS[0]) };
    let ((epub, mut diagnostics), fits) = compression::fit(most, make)?;
    if !fits {
        diagnostics.warn(
            Code::TooLarge,
            None,
            format!("the EPUB has {} kB, more than the {} kB asked for", epub.len() / 1000, most / 1000),
            "its pictures are as small as they may be: take some out, or leave --embed-fonts out",
        );
    }
    Ok((epub, diagnostics))
}

fn write_with(
    book: &Book,
    assets: &Assets,
    theme: &Theme,
    options: &EpubOptions,
    cover: &Cover,
    compression: Compression,
) -> Result<(Vec<u8>, Diagnostics), EpubError> {
    let spine = Spine::new(book);
    let mut found = findings(assets, options.profile, compression, options.pages.as_ref());
    let mut pages = pages(book, &spine, theme, &mut found);
    cover::check(&book.meta, assets, options.cover.as_ref(), &mut found.diagnostics);
    report_missing_alt(&mut found);
    let embedded = match &options.fonts {
        Some(fonts) => Some(embed::embed(pages.iter().map(|page| page.text.as_str()), fonts)?),
        None => None,
    };
    if options.profile == Profile::Kobo {
        pages.iter_mut().for_each(|page| page.text = kobo::page(&page.text));
    }
    let contents = spine.contents(book);
    let page_list = std::mem::take(&mut found.breaks).into_list();
    let contents_page = contents.len() >= LEAST_CONTENTS;
    let first_text = first_text(book, &spine);
    let glossary = spine.files.last().is_some_and(|file| file.chapter.glossary().is_some());
    let parts = Parts {
        book,
        style: embedded.as_ref().map_or_else(String::new, |embedded| embedded.css.clone())
            + &style::sheet(book, theme, &found.colors, embedded.is_some(), options.profile),
        pages,
        contents_after: contents_page.then(|| "id_title.xhtml".to_string()),
        contents,
        landmarks: nav::landmarks(&book.meta.lang, &first_text, contents_page, glossary, options.profile),
        profile: options.profile,
        cover: (COVER_IMAGE.to_string(), cover.at_quality(compression.quality)?),
        page_list,
        metadata: opf::metadata(book, &found.facts, options),
        images: found.images.into_files(),
        fonts: embedded.map(|embedded| embedded.files).unwrap_or_default(),
        timestamp: options.timestamp,
    };
    Ok((container::build(parts)?, found.diagnostics))
}

/// Nothing found yet.
fn findings<'a>(
    assets: &'a Assets,
    profile: Profile,
    compression: Compression,
    pages: Option<&PageList>,
) -> Collected<'a> {
    Collected {
        profile,
        images: Images::new(assets, Treatment { compression, draw: profile == Profile::Kindle }),
        facts: Facts { page_source: pages.map(|list| list.source.clone()), ..Facts::default() },
        breaks: pages.map(Breaks::new).unwrap_or_default(),
        colors: BTreeSet::new(),
        diagnostics: Diagnostics::new(),
    }
}

/// What a book says of its accessibility, and why it does not say more.
#[derive(Clone, Debug)]
pub struct Access {
    /// Every claim there is, made or not.
    pub claims: Vec<Claim>,
    /// Pictures that carry content.
    pub pictures: usize,
    /// Those of them without alternative text: source and place.
    pub without_alt: Vec<(String, Option<Span>)>,
}

/// What [`write()`] would claim. `pages` are those of the PDF made with it, if one is.
pub fn access(book: &Book, assets: &Assets, theme: &Theme, profile: Profile, pages: Option<&PageList>) -> Access {
    let mut found = findings(assets, profile, LEVELS[0], pages);
    self::pages(book, &Spine::new(book), theme, &mut found);
    let Facts { pictures, without_alt, .. } = found.facts.clone();
    Access { claims: access::claims(&found.facts, opf::certifier(&book.meta)), pictures, without_alt }
}

/// The pages in reading order.
fn pages<'a>(book: &'a Book, spine: &Spine<'a>, theme: &Theme, found: &mut Collected<'a>) -> Vec<Page> {
    let terms = Terms::of(&book.meta.lang);
    let page = |name: &str, text, reference: Option<(ReferenceType, &str)>| Page {
        name: name.to_string(),
        text,
        reference: reference.map(|(kind, title)| (kind, title.to_string())),
    };
    let front = found.breaks.front("title.xhtml");
    let mut pages = Vec::new();
    // Kindle shows the cover picture itself; with a page of it, it would appear twice (Kindle Publishing Guidelines,
    // "Internal Cover Must Not Appear Twice").
    if found.profile != Profile::Kindle {
        let reference = Some((ReferenceType::Cover, terms.cover));
        pages.push(page("cover.xhtml", page::cover(book, COVER_IMAGE), reference));
    }
    pages.push(page("title.xhtml", page::title_page(book, &front), Some((ReferenceType::TitlePage, terms.title_page))));
    let first_text = first_text(book, spine);
    let reference = |name: &str| (name == first_text).then_some((ReferenceType::Text, terms.text));
    for (index, file) in spine.files.iter().enumerate() {
        if let Some((number, part)) = part_of(book, file.index).filter(|_| file.opening) {
            let name = part_file(number);
            let marks = found.breaks.due(part.id, |_| true, &name);
            pages.push(page(&name, page::part(book, part, theme, &marks), reference(&name)));
        }
        pages.push(page(&file.name, page::chapter(book, spine, theme, index, found), reference(&file.name)));
    }
    pages
}

/// The file with which the text begins: the page of a part, if its first chapter is in one.
fn first_text(book: &Book, spine: &Spine<'_>) -> String {
    let Some(file) = spine.first_text() else { return String::new() };
    part_of(book, file.index).map_or_else(|| file.name.clone(), |(number, _)| part_file(number))
}

/// A picture without alternative text takes a claim of accessibility from the whole book, so its author is told.
fn report_missing_alt(found: &mut Collected<'_>) {
    for (source, span) in &found.facts.without_alt {
        found.diagnostics.push(crate::diagnostics::Diagnostic {
            code: Code::MissingAltText,
            severity: crate::diagnostics::Severity::Note,
            message: format!("the image `{source}` has no alternative text"),
            span: *span,
            hint: Some("write what it shows between the brackets: `![what it shows](…)`".to_string()),
        });
    }
}
