//! The navigation document and the NCX: what epub-builder leaves out of them.

use super::markup::{Markup, escape};
use crate::document::BookMeta;
use crate::document::terms::Terms;
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
pub fn complete(nav: &str, meta: &BookMeta, mut toc: Toc, landmarks: &[Landmark]) -> Option<String> {
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
        "{}\n{}\n  {}{}{}",
        nav.get(..list)?,
        toc.render(true, true),
        nav.get(list_end..marks)?,
        landmark_list(landmarks),
        nav.get(end..)?
    );
    let done = done.replacen(html, &format!("<html lang=\"{lang}\" xml:lang=\"{lang}\" "), 1);
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

/// The landmarks of a book: cover, title page, contents (where they are among the pages), start of the text.
pub fn landmarks(lang: &str, first_text: &str, contents: bool) -> Vec<Landmark> {
    let terms = Terms::of(lang);
    let mark = |kind, href: &str, title| Landmark { kind, href: href.to_string(), title };
    let mut marks = vec![
        mark("cover", "cover.xhtml", terms.cover),
        mark("titlepage", "title.xhtml", terms.title_page),
        mark("toc", "nav.xhtml#toc", terms.contents),
        mark("bodymatter", first_text, terms.text),
    ];
    marks.retain(|mark| contents || mark.kind != "toc");
    marks
}

/// Completes `toc.ncx` (OPF 2.0.1, 2.4.1): the book's identifier and title, its depth, its language.
pub fn complete_ncx(ncx: &str, meta: &BookMeta, mut toc: Toc, identifier: &str, depth: usize) -> Option<String> {
    let depth_meta = "<meta name=\"dtb:depth\" content=\"1\" />";
    let (start, end) = (ncx.find("<docTitle>")?, ncx.find("</docTitle>")? + "</docTitle>".len());
    if !ncx.contains(depth_meta) || !ncx.contains("<ncx ") {
        return None;
    }
    let title = format!("<docTitle>\n    <text>{}</text>\n  </docTitle>", escape(&meta.title));
    let (map, map_end) = (ncx.find("<navMap>")? + "<navMap>".len(), ncx.find("</navMap>")?);
    let done = format!(
        "{}{title}{}\n{}\n  {}",
        ncx.get(..start)?,
        ncx.get(end..map)?,
        toc.render_epub(true),
        ncx.get(map_end..)?
    );
    let head = format!(
        "<meta name=\"dtb:uid\" content=\"{}\"/>\n    <meta name=\"dtb:depth\" content=\"{depth}\"/>",
        escape(identifier)
    );
    let done = done.replacen(depth_meta, &head, 1);
    Some(done.replacen("<ncx ", &format!("<ncx xml:lang=\"{}\" ", escape(&meta.lang)), 1))
}
