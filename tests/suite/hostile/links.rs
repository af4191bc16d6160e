//! Links and ids that a stranger writes: where no book leads, and where two things have one name.

use crate::epub_support;
use crate::support::{book_of, offprint, pdf_text, run};
use std::collections::BTreeSet;

/// Addresses that run or read something on the reader's machine, in the spellings that programs take for one.
const REFUSED: [&str; 16] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "file://host/share",
    "file:///etc/passwd",
    "blob:https://a.example/x",
    "ms-msdt:/id",
    "ms-word:ofe|u|x",
    "search-ms:query=x",
    "shell:startup",
    "chrome://settings",
    "view-source:https://a.example",
    "jar:file:///x!/y",
    "about:config",
    "intent:x#Intent;end",
];

/// Addresses that books may lead to.
const KEPT: [&str; 5] =
    ["https://a.example/x", "http://b.example/", "mailto:a@c.example", "tel:+123", "ftp://d.example/y"];

/// A page of an EPUB.
fn parsed<'t>(name: &str, page: &'t str) -> roxmltree::Document<'t> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Addresses that the links of both files lead to, outside the book.
fn addresses(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("post.md"), text).expect("written");
    let mut command = offprint();
    let (done, _, said) = run(command.current_dir(folder.path()).args(["export", "post.md", "--offline"]));
    assert!(done, "{said}");
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("a book");
    let mut epub = BTreeSet::new();
    for (name, bytes) in
        epub_support::files(&read("post.epub")).into_iter().filter(|(name, _)| name.ends_with(".xhtml"))
    {
        let page = String::from_utf8(bytes).expect("UTF-8");
        let page = parsed(&name, &page);
        let hrefs = page.descendants().filter(|node| node.has_tag_name("a") || node.tag_name().name() == "a");
        epub.extend(
            hrefs.filter_map(|node| node.attribute("href")).filter(|href| href.contains(':')).map(str::to_owned),
        );
        assert!(!page.descendants().any(|node| node.tag_name().name() == "script"), "{name}");
        let handlers = page.descendants().flat_map(|node| node.attributes()).filter(|a| a.name().starts_with("on"));
        assert_eq!(handlers.count(), 0, "{name}");
    }
    let mut pdf = BTreeSet::new();
    for object in lopdf::Document::load_mem(&read("post.pdf")).expect("PDF").objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        let Ok(action) = dictionary.get(b"A").and_then(lopdf::Object::as_dict) else { continue };
        match action.get(b"S").and_then(lopdf::Object::as_name).expect("a kind of action") {
            b"URI" => {
                let address = action.get(b"URI").and_then(lopdf::Object::as_str).expect("an address");
                pdf.insert(String::from_utf8(address.to_vec()).expect("ASCII"));
            }
            kind => assert_eq!(kind, b"GoTo", "a place in the book, or an address"),
        }
    }
    (epub, pdf)
}

#[test]
fn books_lead_only_where_reading_programs_need_not_fear_to_go() {
    let links =
        REFUSED.iter().chain(&KEPT).map(|address| format!("[words](<{address}>) <a href=\"{address}\">w</a>\n\n"));
    let tricks = "<javascript:alert(1)> [a](java&#10;script:x) [a](&#1;javascript:x) [a](java\tscript:x)\n\n[r][r] \
                  <img src=x onerror=alert(1)> <a href=\"https://a.example/x\" onclick=\"x()\">b</a> <script>alert(1)</script>\n\n\
                  [r]: <javascript:x>\n";
    let text = format!("---\nid: post\n---\n{}{tricks}", links.collect::<String>());
    let wanted: BTreeSet<String> = KEPT.iter().map(|address| (*address).to_owned()).collect();
    let (epub, pdf) = addresses(&text);
    assert_eq!(epub, wanted, "EPUB");
    assert_eq!(pdf, wanted, "PDF");
}

#[test]
fn a_link_that_is_not_kept_is_reported_with_its_words_kept() {
    for address in REFUSED {
        let (mut book, assets, mut report) = book_of(&[&format!("---\nid: a\n---\n[the words](<{address}>)\n")]);
        let said: Vec<String> = report.diagnostics.iter().map(|said| said.message.clone()).collect();
        assert_eq!(said.len(), 1, "{address}: {said:?}");
        assert!(said[0].starts_with("a book has no links with `"), "{said:?}");
        book.chapters.truncate(1);
        let theme = offprint::theme::built_in().expect("theme");
        let epub = offprint::to_epub(&book, &assets, &theme, &Default::default(), &mut report).expect("EPUB");
        let files = epub_support::files(&epub);
        assert!(files.values().any(|bytes| String::from_utf8_lossy(bytes).contains("the words")), "{address}");
    }
}

#[test]
fn ids_that_clash_within_a_post_are_made_unique() {
    let text = "---\nid: post\n---\n# Same\n\n# Same\n\n# same\n\n## Same\n\n<a id=\"same\"></a> <span id=\"same\">x</span> \
                <p id=\"toc\">y</p>\n\n# ch001\n\n# cover\n\n# page-1\n\n# fn-1\n\na^[b]\n";
    let (book, assets, mut report) = book_of(&[text, text]);
    let theme = offprint::theme::built_in().expect("theme");
    let epub = offprint::to_epub(&book, &assets, &theme, &Default::default(), &mut report).expect("EPUB");
    for (name, bytes) in epub_support::files(&epub).into_iter().filter(|(name, _)| name.ends_with(".xhtml")) {
        let page = String::from_utf8(bytes).expect("UTF-8");
        let page = parsed(&name, &page);
        let mut ids = BTreeSet::new();
        for id in page.descendants().filter_map(|node| node.attribute("id")) {
            assert!(ids.insert(id), "{name}: the id {id} twice");
        }
    }
}

#[test]
fn text_of_refused_links_is_on_the_pages() {
    if !crate::support::have("pdftotext", "-v") {
        return;
    }
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("post.md"), "---\nid: post\n---\n[kettle](javascript:x) [lamp](file:///x)\n")
        .expect("written");
    let mut command = offprint();
    assert!(run(command.current_dir(folder.path()).args(["export", "post.md", "--pdf", "--offline"])).0);
    let text = pdf_text(&std::fs::read(folder.path().join("post.pdf")).expect("PDF"));
    assert!(text.contains("kettle") && text.contains("lamp"), "{text}");
}
