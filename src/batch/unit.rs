//! One unit of work: a book becomes its files. `offprint export` and `offprint batch` both go through here.

use super::pictures::Pictures;
use crate::diagnostics::{Diagnostics, Severity};
use crate::document::{Book, Date};
use crate::epub::{Cover, EpubOptions, PageList};
use crate::layout::LayoutOptions;
use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::pdf::PdfOptions;
use crate::project::Settings;
use crate::report::{Report, Stage};
use crate::resolve::Assets;
use std::sync::Arc;

/// 1980-01-01T00:00:00Z, for posts without a date: the earliest that a ZIP entry can hold.
const NO_DATE: i64 = 315_532_800;

/// A format that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// EPUB 3.
    Epub,
    /// PDF.
    Pdf,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 2] = [Format::Epub, Format::Pdf];

    /// Media type of its files.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Epub => "application/epub+zip",
            Format::Pdf => "application/pdf",
        }
    }

    /// Ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Epub => "epub",
            Format::Pdf => "pdf",
        }
    }
}

/// Ending of a format's files.
pub fn extension(settings: &Settings, format: Format) -> &'static str {
    match format {
        Format::Epub => settings.profile.extension(),
        Format::Pdf => format.extension(),
    }
}

/// Why nothing may be written for a book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A stage reported an error.
    #[error("nothing was written because of the errors above")]
    Errors,
    /// Warnings under `--strict`.
    #[error("warnings fail under --strict")]
    Warnings,
    /// A backend gave up.
    #[error("{0}")]
    Backend(String),
}

/// A book's files, not written yet.
#[derive(Debug)]
pub struct Outputs {
    /// Content by format, in the order asked for.
    pub files: Vec<(Format, Vec<u8>)>,
    /// Pages of the PDF, if one was made, without what was drawn on them.
    pub pages: Option<Pages>,
    /// Its pictures, if they were asked for.
    pub pictures: Option<Pictures>,
}

/// Makes every format of a book; all of them or none, and none that the run must refuse.
pub fn make<E: ToString>(
    book: &Book,
    assets: &Assets,
    settings: &Settings,
    formats: &[Format],
    epoch: Option<i64>,
    fonts: impl Fn(&mut Report) -> Result<Arc<FontBook>, E>,
    report: &mut Report,
) -> Result<Outputs, Refusal> {
    let made = produce(book, assets, settings, formats, epoch, fonts, report)?;
    refusal(report, settings).map_or(Ok(made), Err)
}

/// Makes every format, whatever is to be said of it. `fonts` are loaded when the first format asks for them.
pub fn produce<E: ToString>(
    book: &Book,
    assets: &Assets,
    settings: &Settings,
    formats: &[Format],
    epoch: Option<i64>,
    fonts: impl Fn(&mut Report) -> Result<std::sync::Arc<FontBook>, E>,
    report: &mut Report,
) -> Result<Outputs, Refusal> {
    let timestamp = timestamp(book, epoch);
    let mut made = Outputs { files: Vec::new(), pages: None, pictures: None };
    // The e-book has the page numbers of the pages made beside it, so these come first.
    let lay_out = |report: &mut Report| -> Result<Pages, Refusal> {
        let fonts = fonts(report).map_err(backend)?;
        let edition = epoch.and_then(day).or(settings.layout.edition);
        let layout = LayoutOptions { edition, ..settings.layout.clone() };
        Ok(crate::to_pages(book, assets, &settings.theme, &fonts, &layout, report))
    };
    let mut pages = if formats.contains(&Format::Pdf) { Some(lay_out(report)?) } else { None };
    // Drawn once for the e-book and for its pictures.
    let drawn_cover = if settings.pictures {
        let draw = |_: &mut Diagnostics| Cover::of(&book.meta, assets, &settings.theme, settings.cover.as_ref());
        Some(Arc::new(report.stage_with(Stage::Pictures, draw).map_err(backend)?))
    } else {
        None
    };
    // Before the PDF, which takes what is drawn off the pages.
    if let Some(cover) = &drawn_cover {
        // Without a PDF the pages are laid out for their pictures alone.
        let laid_out = if pages.is_none() { Some(lay_out(report)?) } else { None };
        if let Some(pages) = pages.as_ref().or(laid_out.as_ref()) {
            let fonts = fonts(report).map_err(backend)?;
            let draw = |_: &mut Diagnostics| Pictures::draw(cover, assets, pages, &fonts);
            made.pictures = Some(report.stage_with(Stage::Pictures, draw).map_err(backend)?);
        }
    }
    for format in formats {
        let bytes = match (format, &mut pages) {
            (Format::Epub, pages) => {
                let fonts = if settings.embed_fonts { Some(fonts(report).map_err(backend)?) } else { None };
                let (pages, cover) = (pages.as_ref().map(PageList::of), settings.cover.clone());
                let (profile, max_size) = (settings.profile, settings.max_size);
                let drawn_cover = drawn_cover.clone();
                let options = EpubOptions { timestamp, fonts, profile, max_size, pages, cover, drawn_cover };
                crate::to_epub(book, assets, &settings.theme, &options, report).map_err(backend)?
            }
            (Format::Pdf, None) => continue, // there are pages where a PDF is asked for
            (Format::Pdf, Some(pages)) => {
                let fonts = fonts(report).map_err(backend)?;
                crate::to_pdf(pages, &fonts, assets, &PdfOptions { timestamp }, report).map_err(backend)?
            }
        };
        made.files.push((*format, bytes));
    }
    made.pages = pages;
    Ok(made)
}

/// Why what was made may not be written, if it may not.
pub fn refusal(report: &Report, settings: &Settings) -> Option<Refusal> {
    match report.diagnostics.worst() {
        Some(Severity::Error) => Some(Refusal::Errors),
        Some(Severity::Warning) if settings.strict => Some(Refusal::Warnings),
        Some(Severity::Warning | Severity::Note) | None => None,
    }
}

fn backend(error: impl ToString) -> Refusal {
    Refusal::Backend(error.to_string())
}

/// Seconds since 1970 that outputs carry: `SOURCE_DATE_EPOCH`, else the book's date, never the clock.
fn timestamp(book: &Book, epoch: Option<i64>) -> i64 {
    epoch.or_else(|| book.meta.date.and_then(midnight)).unwrap_or(NO_DATE)
}

/// The UTC day of a number of seconds since 1970.
fn day(seconds: i64) -> Option<Date> {
    Some(jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// 00:00 UTC of a date, in seconds since 1970.
fn midnight(date: Date) -> Option<i64> {
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}
