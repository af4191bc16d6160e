//! The container: epub-builder assembles the book in memory; a finishing pass completes its package document and
//! navigation and writes the file so that the same book is the same bytes.

use super::parts::Parts;
use super::{nav, opf};
use crate::document::BookMeta;
use crate::document::characters::clean;
use crate::document::terms::Terms;
use crate::epub::error::EpubError;
use crate::epub::profile::Profile;
use crate::epub::spine::TocEntry;
use crate::epub::xhtml::page::STYLE_SHEET;
use epub_builder::{EpubBuilder, EpubContent, EpubVersion, Toc, TocElement, ZipLibrary};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Folder of the book's own files within the container (epub-builder's).
const ROOT: &str = "OEBPS/";
/// Options for Apple Books that epub-builder always writes.
const IBOOKS_OPTIONS: &str = "META-INF/com.apple.ibooks.display-options.xml";

/// Builds the container.
pub fn build(parts: Parts<'_>) -> Result<Vec<u8>, EpubError> {
    let draft = assemble(&parts).map_err(|e| EpubError::Container(e.to_string()))?;
    finish(&draft, parts)
}

/// What epub-builder does: the container's skeleton, manifest, spine, guide, navigation. Files are only announced to it: it
/// would compress them, and the finishing pass would read them back to write them with its own options.
fn assemble(parts: &Parts<'_>) -> epub_builder::Result<Vec<u8>> {
    let meta = &parts.book.meta;
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.metadata("title", meta.title.as_str())?;
    builder.metadata("toc_name", Terms::of(&meta.lang).contents)?;
    builder.metadata("generator", concat!("offprint ", env!("CARGO_PKG_VERSION")))?;
    let nothing: &[u8] = &[];
    builder.stylesheet(nothing)?;
    builder.add_cover_image(&parts.cover.0, nothing, "image/jpeg")?;
    for page in &parts.pages {
        let mut content = EpubContent::new(page.name.as_str(), nothing);
        if let Some((kind, title)) = &page.reference {
            content = content.reftype(*kind).title(title.as_str());
        }
        builder.add_content(content)?;
    }
    for (name, file) in parts.images.iter().chain(&parts.fonts) {
        builder.add_resource(name, nothing, file.media_type)?;
    }
    let mut bytes = Vec::new();
    builder.generate(&mut bytes)?;
    Ok(bytes)
}

/// The finishing pass.
fn finish(draft: &[u8], parts: Parts<'_>) -> Result<Vec<u8>, EpubError> {
    let container = |e: zip::result::ZipError| EpubError::Container(e.to_string());
    let io = |e: std::io::Error| EpubError::Container(e.to_string());
    let mut archive = ZipArchive::new(Cursor::new(draft)).map_err(container)?;
    let mut entries: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(container)?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(io)?;
        let name = entry.name().map_err(container)?.into_owned();
        entries.push((name, bytes));
    }
    let mut bodies = bodies(&parts);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, drafted) in in_order(entries) {
        // It only says whether the book's fonts are to be used.
        if name == IBOOKS_OPTIONS && parts.fonts.is_empty() && parts.profile != Profile::Apple {
            continue;
        }
        let body = match bodies.remove(name.trim_start_matches(ROOT)) {
            Some(body) => body,
            None if name == IBOOKS_OPTIONS => apple_options(!parts.fonts.is_empty()).into_bytes().into(),
            None => completed(&name, drafted, &parts)?.into(),
        };
        writer.start_file(&name, options(&name, parts.timestamp)).map_err(container)?;
        writer.write_all(&body).map_err(io)?;
    }
    writer.finish().map(Cursor::into_inner).map_err(container)
}

/// Display options of older Apple Books (iBookstore Asset Guide 5.0, "Configuring Apple Display Options").
fn apple_options(fonts: bool) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<display_options>\n  <platform name=\"*\">\n    \
         <option name=\"specified-fonts\">{fonts}</option>\n  </platform>\n</display_options>\n"
    )
}

/// The bytes of what epub-builder was given by name only.
fn bodies(parts: &Parts<'_>) -> BTreeMap<String, Arc<[u8]>> {
    let files = parts.images.iter().chain(&parts.fonts).map(|(name, file)| (name.clone(), file.bytes.clone()));
    let texts = parts.pages.iter().map(|page| (page.name.clone(), page.text.as_bytes().into()));
    let style = [(STYLE_SHEET.to_owned(), parts.style.as_bytes().into())];
    let cover = [(parts.cover.0.clone(), parts.cover.1.as_slice().into())];
    files.chain(texts).chain(style).chain(cover).collect()
}

/// `mimetype` comes first (OCF, 4.3), then what a reader opens first; the rest as it was added.
fn in_order(mut entries: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let rank = |name: &str| match name.trim_start_matches(ROOT) {
        "mimetype" => 0,
        name if name.starts_with("META-INF/") => 1,
        "content.opf" => 2,
        "nav.xhtml" => 3,
        "toc.ncx" => 4,
        _ => 5,
    };
    entries.sort_by_key(|(name, _)| rank(name));
    entries
}

fn completed(name: &str, drafted: Vec<u8>, parts: &Parts<'_>) -> Result<Vec<u8>, EpubError> {
    let meta: &BookMeta = &parts.book.meta;
    let text = || String::from_utf8_lossy(&drafted).into_owned();
    let toc = toc(&parts.contents);
    let done = match name.trim_start_matches(ROOT) {
        "content.opf" => opf::complete(&text(), parts),
        "nav.xhtml" => nav::complete(&text(), meta, toc, &parts.landmarks, &parts.page_list),
        "toc.ncx" => nav::complete_ncx(&text(), meta, toc, depth(&parts.contents), &parts.page_list),
        _ => return Ok(drafted),
    };
    let unlike = || EpubError::Container(format!("epub-builder wrote `{name}` in a form that is not known"));
    done.map(String::into_bytes).ok_or_else(unlike)
}

/// Pictures are compressed already; the media type must not be (OCF, 4.3). Fonts are not, and where glyphs were left out
/// they are mostly zeros.
fn options(name: &str, timestamp: i64) -> SimpleFileOptions {
    const PLAIN: [&str; 8] = [".xhtml", ".opf", ".ncx", ".css", ".xml", ".svg", ".otf", ".ttf"];
    let method = if PLAIN.iter().any(|ending| name.ends_with(ending)) {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(entry_time(timestamp))
        .unix_permissions(0o644)
}

/// The time of an entry, UTC. ZIP knows no years before 1980 or after 2107.
fn entry_time(timestamp: i64) -> DateTime {
    let Ok(moment) = jiff::Timestamp::from_second(timestamp) else { return DateTime::default() };
    let at = moment.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let byte = |n: i8| u8::try_from(n).unwrap_or(0);
    let year = u16::try_from(at.year()).unwrap_or(0);
    DateTime::from_date_and_time(
        year,
        byte(at.month()),
        byte(at.day()),
        byte(at.hour()),
        byte(at.minute()),
        byte(at.second()),
    )
    .unwrap_or_default()
}

fn toc(contents: &[TocEntry]) -> Toc {
    let mut toc = Toc::new();
    for entry in contents {
        toc.add(toc_element(entry));
    }
    toc
}

fn depth(contents: &[TocEntry]) -> usize {
    1 + contents
        .iter()
        .map(|entry| if entry.children.is_empty() { 0 } else { depth(&entry.children) })
        .max()
        .unwrap_or(0)
}

fn toc_element(entry: &TocEntry) -> TocElement {
    let element = TocElement::new(entry.href.as_str(), clean(&entry.title));
    entry.children.iter().fold(element, |element, child| element.child(toc_element(child)))
}
