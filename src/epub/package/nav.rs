//! The navigation document and the NCX: what epub-builder leaves out of them.

use crate::document::direction::is_right_to_left;
use crate::document::terms::Terms;
use crate::document::{BookMeta, Edition};
use crate::epub::markup::{Markup, escape};
use crate::epub::page_list::PageMark;
use crate::epub::profile::Profile;
use crate::epub::spine::GLOSSARY;
use epub_builder::Toc;

/// Where a landmark leads.
#[derive(Clone, Debug)]
pub struct Landmark {
    /// Its `epub:type`.
    pub kind: &'static str,
    /// File.
    pub href: String,
    /// What it is called.
    pub title: &'static str,
}

/// Completes `nav.xhtml`: languages, title, role, landmarks. `None` when it does not look as that version writes it.
pub fn complete(
    nav: &str,
    meta: &BookMeta,
    mut toc: Toc,
    landmarks: &[Landmark],
    pages: &[PageMark],
) -> Option<String> {
    let lang = escape(&meta.lang);
    let html = "<html ";
    let open = "<nav epub:type = \"toc\" id=\"toc\">";
    // epub-builder knows one entry a file at the first level; ours may lead into the middle of one.
    let list = nav.find("</h1>")? + "</h1>".len();
    let list_end = list + nav.get(list..)?.find("</nav>")?;
    let marks = nav.find("<nav epub:type = \"landmarks\">")?;
    let end = marks + nav.get(marks..)?.find("</nav>")? + "</nav>".len();
    if !nav.contains(open) || !nav.contains(html) {
        return None;
    }
    let done = format!(
        "{}\n{}\n  {}{}{}{}",
        nav.get(..list)?,
        toc.render(true, true),
        nav.get(list_end..marks)?,
        landmark_list(landmarks),
        page_list(pages, &meta.lang),
        nav.get(end..)?
    );
    let dir = if is_right_to_left(&meta.lang) { "dir=\"rtl\" " } else { "" };
    let done = done.replacen(html, &format!("<html lang=\"{lang}\" xml:lang=\"{lang}\" {dir}"), 1);
    let done =
        done.replacen(open, "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-labelledby=\"toc-title\">", 1);
    Some(done)
}

fn landmark_list(landmarks: &[Landmark]) -> String {
    let mut out = Markup::new();
    out.open("nav", &[("epub:type", Some("landmarks")), ("id", Some("landmarks")), ("hidden", Some("hidden"))]);
    out.line();
    out.open("ol", &[]);
    out.line();
    for mark in landmarks {
        out.open("li", &[]);
        out.leaf("a", &[("epub:type", Some(mark.kind)), ("href", Some(&mark.href))], mark.title);
        out.close_line();
    }
    out.close_line();
    out.finish()
}

/// Nothing without pages.
fn page_list(pages: &[PageMark], lang: &str) -> String {
    if pages.is_empty() {
        return String::new();
    }
    let mut out = Markup::new();
    let attributes = [
        ("epub:type", Some("page-list")),
        ("role", Some("doc-pagelist")),
        ("aria-label", Some(Terms::of(lang).pages)),
        ("hidden", Some("hidden")),
    ];
    out.line();
    out.open("nav", &attributes);
    out.line();
    out.open("ol", &[]);
    out.line();
    for page in pages {
        out.open("li", &[]);
        out.leaf("a", &[("href", Some(&page.href))], &page.label);
        out.close_line();
    }
    out.close_line();
    out.finish()
}

/// The landmarks of a book: cover, title page, contents (where they are among the pages), start of the text,
/// glossary.
pub fn landmarks(lang: &str, first_text: &str, contents: bool, glossary: bool, profile: Profile) -> Vec<Landmark> {
    let terms = Terms::of(lang);
    let mark = |kind, href: &str, title| Landmark { kind, href: href.to_string(), title };
    let mut marks = vec![
        mark("cover", "cover.xhtml", terms.cover),
        mark("titlepage", "title.xhtml", terms.title_page),
        mark("toc", "nav.xhtml#toc", terms.contents),
        mark("bodymatter", first_text, terms.text),
        mark("glossary", GLOSSARY, terms.glossary),
    ];
    marks.retain(|mark| (contents || mark.kind != "toc") && (profile != Profile::Kindle || mark.kind != "cover"));
    marks.retain(|mark| glossary || mark.kind != "glossary");
    marks
}

/// Completes `toc.ncx` (OPF 2.0.1, 2.4.1): the book's identifier and title, its depth, its language, its pages.
pub fn complete_ncx(ncx: &str, meta: &BookMeta, mut toc: Toc, depth: usize, pages: &[PageMark]) -> Option<String> {
    let depth_meta = "<meta name=\"dtb:depth\" content=\"1\" />";
    let (start, end) = (ncx.find("<docTitle>")?, ncx.find("</docTitle>")? + "</docTitle>".len());
    if !ncx.contains(depth_meta) || !ncx.contains("<ncx ") {
        return None;
    }
    let title = format!("<docTitle>\n    <text>{}</text>\n  </docTitle>", escape(&meta.title));
    let (map, map_end) = (ncx.find("<navMap>")? + "<navMap>".len(), ncx.find("</navMap>")?);
    let done = format!(
        "{}{title}{}\n{}\n  </navMap>{}{}",
        ncx.get(..start)?,
        ncx.get(end..map)?,
        toc.render_epub(true),
        ncx_pages(pages, &meta.lang),
        ncx.get(map_end..)?.strip_prefix("</navMap>")?
    );
    let head = format!(
        "<meta name=\"dtb:uid\" content=\"{}\"/>\n    <meta name=\"dtb:depth\" content=\"{depth}\"/>",
        escape(&meta.urn(Edition::Epub))
    );
    let done = done.replacen(depth_meta, &head, 1);
    Some(done.replacen("<ncx ", &format!("<ncx xml:lang=\"{}\" ", escape(&meta.lang)), 1))
}

/// The page list (Z39.86-2005, 8.4.4); Roman folios are the front matter's.
fn ncx_pages(pages: &[PageMark], lang: &str) -> String {
    if pages.is_empty() {
        return String::new();
    }
    let mut out = Markup::new();
    let label = |text: &str, out: &mut Markup| {
        out.open("navLabel", &[]);
        out.leaf("text", &[], text);
        out.close_line();
    };
    out.line();
    out.open("pageList", &[]);
    out.line();
    label(Terms::of(lang).pages, &mut out);
    for page in pages {
        let kind = if page.label.starts_with(|c: char| c.is_ascii_digit()) { "normal" } else { "front" };
        let id = format!("pt-{}", page.label);
        out.open("pageTarget", &[("id", Some(&id)), ("type", Some(kind))]);
        label(&page.label, &mut out);
        out.void("content", &[("src", Some(&page.href))]);
        out.close_line();
    }
    out.close();
    out.finish()
}
