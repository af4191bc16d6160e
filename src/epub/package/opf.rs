//! The package document: what the book says about itself.

use super::access::{self, Facts};
use super::parts::Parts;
use crate::document::direction::is_right_to_left;
use crate::document::{Book, BookMeta, Edition, isbn};
use crate::epub::markup::{Markup, escape};
use crate::epub::options::EpubOptions;
use crate::epub::profile::Profile;
use std::collections::BTreeSet;

/// Apple's vocabulary (iBooks Asset Guide 5.1, "Package Document").
const APPLE_PREFIX: &str =
    " prefix=\"ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/\"";

/// The `metadata` element (EPUB 3.3, 5.5).
pub fn metadata(book: &Book, facts: &Facts, options: &EpubOptions) -> String {
    let meta = &book.meta;
    let mut out = Markup::new();
    out.open("metadata", &[("xmlns:dc", Some("http://purl.org/dc/elements/1.1/"))]);
    out.line();
    out.leaf_line("dc:identifier", &[("id", Some("epub-id-1"))], &meta.urn(Edition::Epub));
    if let Some(number) = &meta.isbn {
        let urn = isbn::urn(number);
        // ONIX code list 5: 15 is an ISBN of 13 digits, 02 one of 10.
        let kind = if urn.len() > "urn:isbn:".len() + 10 { "15" } else { "02" };
        out.leaf_line("dc:identifier", &[("id", Some("isbn"))], &urn);
        let refines =
            [("refines", Some("#isbn")), ("property", Some("identifier-type")), ("scheme", Some("onix:codelist5"))];
        out.leaf_line("meta", &refines, kind);
    }
    titles(meta, &mut out);
    creators(meta, &mut out);
    for language in languages(book) {
        out.leaf_line("dc:language", &[], language);
    }
    if let Some(date) = meta.date {
        out.leaf_line("dc:date", &[], &date.to_string());
    }
    let optional = [
        ("dc:publisher", &meta.publisher),
        ("dc:description", &meta.description),
        ("dc:source", &meta.source_url),
        ("dc:rights", &meta.rights),
    ];
    for (name, value) in optional {
        if let Some(value) = value.as_deref().filter(|v| !v.trim().is_empty()) {
            out.leaf_line(name, &[], value);
        }
    }
    if let Some(edition) = &meta.edition {
        out.leaf_line("meta", &[("property", Some("schema:bookEdition"))], edition);
    }
    for subject in meta.subjects.iter().filter(|s| !s.trim().is_empty()) {
        out.leaf_line("dc:subject", &[], subject);
    }
    if let Some(source) = &facts.page_source {
        // EPUB Accessibility 1.1, 3.3.3: which edition the page numbers are of.
        out.leaf_line("dc:source", &[("id", Some("printed"))], source);
        out.leaf_line("meta", &[("property", Some("pageBreakSource"))], source);
    }
    collection(meta, &mut out);
    out.leaf_line("meta", &[("property", Some("dcterms:modified"))], &utc(options.timestamp));
    access::metadata(facts, certifier(meta), &mut out);
    if options.profile == Profile::Apple {
        let fonts = if options.fonts.is_some() { "true" } else { "false" };
        out.leaf_line("meta", &[("property", Some("ibooks:specified-fonts"))], fonts);
    }
    // Kobo and older Kindle software find the cover by this.
    out.void("meta", &[("name", Some("cover")), ("content", Some("cover-image"))]);
    out.line();
    out.finish()
}

/// Who answers for what the book claims of itself.
pub fn certifier(meta: &BookMeta) -> Option<&str> {
    meta.publisher.as_ref().or(meta.site_title.as_ref()).or(meta.authors.first()).map(String::as_str)
}

fn titles(meta: &BookMeta, out: &mut Markup) {
    let mut title = |id: &str, kind: &str, sequence: &str, text: &str| {
        out.leaf_line("dc:title", &[("id", Some(id))], text);
        refine(out, id, "title-type", kind);
        refine(out, id, "display-seq", sequence);
    };
    title("title", "main", "1", &meta.title);
    if let Some(subtitle) = meta.subtitle.as_deref().filter(|s| !s.trim().is_empty()) {
        title("subtitle", "subtitle", "2", subtitle);
    }
}

fn creators(meta: &BookMeta, out: &mut Markup) {
    for (index, author) in meta.authors.iter().enumerate() {
        let id = format!("creator{}", index + 1);
        let refines = format!("#{id}");
        out.leaf_line("dc:creator", &[("id", Some(&id))], author);
        let attributes =
            [("refines", Some(refines.as_str())), ("property", Some("role")), ("scheme", Some("marc:relators"))];
        out.leaf_line("meta", &attributes, "aut");
        let given = meta.file_as.get(author).cloned();
        refine(out, &id, "file-as", &given.unwrap_or_else(|| file_as(author, &meta.lang)));
    }
}

fn refine(out: &mut Markup, id: &str, property: &str, value: &str) {
    let refines = format!("#{id}");
    out.leaf_line("meta", &[("refines", Some(&refines)), ("property", Some(property))], value);
}

/// Words that make a name one of a group, which is not turned. Of others the publisher must know.
const GROUPS: [&str; 24] = [
    "association",
    "collective",
    "committee",
    "company",
    "crew",
    "department",
    "editors",
    "foundation",
    "group",
    "inc.",
    "institute",
    "lab",
    "laboratory",
    "labs",
    "ltd.",
    "network",
    "organization",
    "press",
    "project",
    "society",
    "squad",
    "staff",
    "team",
    "university",
];
/// Languages that write the family's name first.
const FAMILY_FIRST: [&str; 5] = ["hu", "ja", "ko", "vi", "zh"];

/// The name under which an author is sorted. Only a name of two words can be turned without knowing whose it is: of
/// three, the middle one may belong to either side. A name with a comma is turned already; names in Han, kana or Hangul
/// begin with the family's.
fn file_as(author: &str, lang: &str) -> String {
    let language = lang.split('-').next().unwrap_or(lang);
    let family_first = FAMILY_FIRST.contains(&language) || author.chars().any(is_cjk);
    match author.split_whitespace().collect::<Vec<_>>().as_slice() {
        _ if family_first || author.contains(',') => author.to_string(),
        [first, last] => {
            let group = [first, last].into_iter().any(|word| GROUPS.contains(&word.to_lowercase().as_str()));
            let article = first.eq_ignore_ascii_case("the");
            if group || article { author.to_string() } else { format!("{last}, {first}") }
        }
        _ => author.to_string(),
    }
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The main language first, then those of chapters in other languages.
fn languages(book: &Book) -> Vec<&str> {
    let main = book.meta.lang.as_str();
    let others: BTreeSet<&str> =
        book.chapters.iter().filter_map(|c| c.meta.lang.as_deref()).filter(|lang| *lang != main).collect();
    std::iter::once(main).chain(others).collect()
}

/// What the book is part of (EPUB 3.3, D.3.2): a post of its series or its category, a volume of its site's volumes.
fn collection(meta: &BookMeta, out: &mut Markup) {
    let Some(collection) = &meta.collection else { return };
    let attributes = [("property", Some("belongs-to-collection")), ("id", Some("collection"))];
    out.leaf_line("meta", &attributes, &collection.title);
    refine(out, "collection", "collection-type", if collection.ordered { "series" } else { "set" });
    if let Some(position) = collection.position {
        refine(out, "collection", "group-position", &position.to_string());
    }
}

/// Completes the package document that epub-builder wrote: our metadata in place of its own (which has no subtitle, no
/// refinements and gives a language and a creator the same id), a language for the whole, the contents in the spine.
/// `None` when the document does not look as that version writes it.
pub fn complete(opf: &str, parts: &Parts<'_>) -> Option<String> {
    let (metadata, lang) = (&parts.metadata, &parts.book.meta.lang);
    let start = opf.find("<metadata")?;
    let end = opf.find("</metadata>")? + "</metadata>".len();
    let mut done = format!("{}{metadata}{}", opf.get(..start)?, opf.get(end..)?);
    let package = "<package version=\"3.0\"";
    if !done.contains(package) {
        return None;
    }
    let prefix = if parts.profile == Profile::Apple { APPLE_PREFIX } else { "" };
    done = done.replacen(package, &format!("{package} xml:lang=\"{}\"{prefix}", escape(lang)), 1);
    if is_right_to_left(lang) {
        // EPUB 3.3, 5.7.1: the way pages turn.
        let (left, right) = ("page-progression-direction=\"ltr\"", "page-progression-direction=\"rtl\"");
        if !done.contains(left) {
            return None;
        }
        done = done.replacen(left, right, 1);
    }
    // EPUB 3.3, 5.6.2.2: files that hold formulas say so.
    for page in parts.pages.iter().filter(|page| page.text.contains("<math ")) {
        let item = format!(" href=\"{}\"/>", page.name);
        if !done.contains(&item) {
            return None;
        }
        done = done.replacen(&item, &format!(" href=\"{}\" properties=\"mathml\"/>", page.name), 1);
    }
    if let Some(id) = &parts.contents_after {
        let before = format!("<itemref idref=\"{id}\"/>");
        if !done.contains(&before) {
            return None;
        }
        done = done.replacen(&before, &format!("{before}\n    <itemref idref=\"nav\"/>"), 1);
    }
    Some(done)
}

/// A moment as the package document wants it: `2026-02-09T12:00:00Z`. Seconds outside the calendar give its start.
fn utc(seconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn moments_are_in_universal_time() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_name_that_is_given_for_sorting_counts() {
        let name = "Gabriel García Márquez".to_owned();
        let sorted = BTreeMap::from([(name.clone(), "García Márquez, Gabriel".to_owned())]);
        let meta = BookMeta { authors: vec![name, "Ada Lovelace".into()], file_as: sorted, ..BookMeta::default() };
        let mut out = Markup::new();
        creators(&meta, &mut out);
        let written = out.finish();
        assert!(written.contains(">García Márquez, Gabriel<") && written.contains(">Lovelace, Ada<"), "{written}");
    }

    #[test]
    fn only_plain_names_are_turned() {
        assert_eq!(file_as("Ada Lovelace", "en"), "Lovelace, Ada");
        for name in
            ["Gabriel García Márquez", "O'Brien, Flann", "山田 花子", "김 철수", "Kettle Squad", "The Editors", "Plato"]
        {
            assert_eq!(file_as(name, "en"), name);
        }
        assert_eq!(file_as("Nagy Anna", "hu"), "Nagy Anna");
    }
}
