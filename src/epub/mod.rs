//! Book to EPUB. The only place that knows `epub_builder`. `docs/epub.md` explains the choices.
//!
//! The book is divided into files and its places are found ([`plan`]), each file is written ([`page`], [`block`],
//! [`inline`]), and what was found on the way (pictures, colours, facts for the accessibility metadata) goes into the
//! style sheet, the package document and the container.

mod access;
mod block;
mod breaks;
mod cards;
mod color;
mod container;
mod cover;
mod cover_type;
mod dates;
mod drawing;
mod embed;
mod fonts;
mod glossary;
mod images;
mod inline;
mod kobo;
mod links;
mod markup;
mod nav;
mod nodes;
mod package;
mod page;
mod pen;
mod plan;
mod profile;
mod raster;
mod squeeze;
mod style;
mod svg;
mod table_picture;
#[cfg(test)]
mod testing;

use crate::diagnostics::{Code, Diagnostics};
use crate::document::Book;
use crate::document::terms::Terms;
use crate::layout::fonts::FontBook;
use crate::resolve::Assets;
use crate::source::Span;
use crate::theme::Theme;
pub use access::{Claim, Standing};
pub use breaks::{PageBreak, PageList};
pub use cover::{GivenCover, cover};
pub use profile::Profile;

use access::Facts;
use breaks::Breaks;
use container::{Page, Parts};
use epub_builder::ReferenceType;
use images::{Images, Treatment};
use pen::Findings;
use plan::Plan;
use squeeze::{LEVELS, Squeeze};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a run asks of the EPUB beyond the theme.
#[derive(Clone, Debug, Default)]
pub struct EpubOptions {
    /// Seconds since 1970 for the modified date and the entries' timestamps.
    pub timestamp: i64,
    /// The theme's faces, to embed cut down to the characters of the book; `None` leaves the choice to the reader.
    pub fonts: Option<Arc<FontBook>>,
    /// For which readers.
    pub profile: Profile,
    /// Most bytes of the file; pictures are made smaller to stay below.
    pub max_size: Option<usize>,
    /// The cover, where the run or the site names one.
    pub cover: Option<GivenCover>,
    /// The pages of the printed edition made of the same text, if there is one.
    pub pages: Option<PageList>,
}

/// Why no EPUB could be made.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The container could not be written.
    #[error("cannot write the EPUB container: {0}")]
    Container(String),
    /// The cover could not be drawn.
    #[error("cannot draw the cover: {0}")]
    Cover(String),
    /// A face could not be cut down.
    #[error("cannot subset font `{name}` for the EPUB: {reason}")]
    Font {
        /// PostScript name.
        name: String,
        /// Why.
        reason: String,
    },
}

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
    let Some(most) = options.max_size else { return write_with(book, assets, theme, options, LEVELS[0]) };
    let ((epub, mut diagnostics), fits) =
        squeeze::fit(most, |squeeze| write_with(book, assets, theme, options, squeeze))?;
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
    squeeze: Squeeze,
) -> Result<(Vec<u8>, Diagnostics), EpubError> {
    let plan = Plan::new(book);
    let mut found = findings(assets, options.profile, squeeze, options.pages.as_ref());
    let mut pages = pages(book, &plan, theme, &mut found);
    let cover = cover::at_quality(&book.meta, assets, theme, options.cover.as_ref(), squeeze.quality)?;
    cover::check(&book.meta, assets, options.cover.as_ref(), &mut found.diagnostics);
    report_missing_alt(&mut found);
    let embedded = match &options.fonts {
        Some(fonts) => Some(embed::embed(pages.iter().map(|page| page.text.as_str()), fonts)?),
        None => None,
    };
    if options.profile == Profile::Kobo {
        pages.iter_mut().for_each(|page| page.text = kobo::page(&page.text));
    }
    let contents = plan.contents(book);
    let page_list = std::mem::take(&mut found.breaks).into_list();
    let contents_page = contents.len() >= LEAST_CONTENTS;
    let first_text = plan.files.first().map(|file| file.name.clone()).unwrap_or_default();
    let glossary = plan.files.last().is_some_and(|file| file.chapter.glossary().is_some());
    let parts = Parts {
        book,
        style: embedded.as_ref().map_or_else(String::new, |embedded| embedded.css.clone())
            + &style::sheet(book, theme, &found.colors, embedded.is_some()),
        pages,
        contents_after: contents_page.then(|| "id_title.xhtml".to_string()),
        contents,
        landmarks: nav::landmarks(&book.meta.lang, &first_text, contents_page, glossary, options.profile),
        profile: options.profile,
        cover: (COVER_IMAGE.to_string(), cover),
        page_list,
        metadata: package::metadata(book, &found.facts, options),
        images: found.images.into_files(),
        fonts: embedded.map(|embedded| embedded.files).unwrap_or_default(),
        timestamp: options.timestamp,
    };
    Ok((container::build(parts)?, found.diagnostics))
}

/// Nothing found yet.
fn findings<'a>(assets: &'a Assets, profile: Profile, squeeze: Squeeze, pages: Option<&PageList>) -> Findings<'a> {
    Findings {
        profile,
        images: Images::new(assets, Treatment { squeeze, draw: profile == Profile::Kindle }),
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

/// What [`write`] would claim. `pages` are those of the PDF made with it, if one is.
pub fn access(book: &Book, assets: &Assets, theme: &Theme, profile: Profile, pages: Option<&PageList>) -> Access {
    let mut found = findings(assets, profile, LEVELS[0], pages);
    self::pages(book, &Plan::new(book), theme, &mut found);
    let Facts { pictures, without_alt, .. } = found.facts.clone();
    Access { claims: access::claims(&found.facts, package::certifier(&book.meta)), pictures, without_alt }
}

/// The pages in reading order.
fn pages<'a>(book: &'a Book, plan: &Plan<'a>, theme: &Theme, found: &mut Findings<'a>) -> Vec<Page> {
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
    for (index, file) in plan.files.iter().enumerate() {
        let reference = (index == 0).then_some((ReferenceType::Text, terms.text));
        pages.push(page(&file.name, page::chapter(book, plan, theme, index, found), reference));
    }
    pages
}

/// A picture without alternative text takes a claim of accessibility from the whole book, so its author is told.
fn report_missing_alt(found: &mut Findings<'_>) {
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
