//! The page numbers of the PDF in the EPUB made beside it: every page is listed once, in order, and its mark stands
//! before the words with which the page begins.

use crate::support;
use crate::support::{Assembled, assemble, posts};
use offprint::layout::page::{ItemKind, Page, Pages, Role, StructId, Tag};
use roxmltree::{Document, Node};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A mark may stand this many characters after the page's first one: the rest of a word that began on the page before.
const REST_OF_A_WORD: usize = 24;

fn files(epub: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("ZIP");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let name = entry.name().expect("name").trim_start_matches("OEBPS/").to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("bytes");
        if let Ok(text) = String::from_utf8(bytes) {
            files.insert(name, text);
        }
    }
    files
}

fn parse(text: &str) -> Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    Document::parse_with_options(text, options).expect("XML")
}

fn epub_with_pages(post: &mut Assembled, pages: &Pages) -> BTreeMap<String, String> {
    let theme = offprint::theme::built_in().expect("theme");
    let options = offprint::epub::EpubOptions {
        timestamp: support::TIMESTAMP,
        pages: Some(offprint::epub::PageList::of(pages)),
        ..Default::default()
    };
    files(&offprint::to_epub(&post.book, &post.assets, &theme, &options, &mut post.report).expect("EPUB"))
}

/// Letters and digits in lower case.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The running text of a page, without notes, contents and bullets.
fn page_text(page: &Page, pages: &Pages) -> String {
    let of_text = |mut id: StructId| {
        while let Some(element) = pages.structure.get(id.0 as usize) {
            let number = element.role == Role::ListLabel && element.node.is_none();
            if number || matches!(element.role, Role::Note | Role::Toc | Role::TocItem) {
                return false;
            }
            let Some(parent) = element.parent else { break };
            id = parent;
        }
        true
    };
    let mut text = String::new();
    for item in &page.items {
        if let (Tag::Content(id), ItemKind::Glyphs(run)) = (item.tag, &item.kind)
            && of_text(id)
        {
            text.push_str(&run.text);
        }
    }
    squeezed(&text)
}

/// The first letters after an element, in reading order, notes left out.
fn text_after(mark: Node<'_, '_>) -> String {
    let is_note = |node: &Node<'_, '_>| {
        node.ancestors().any(|a| a.attribute("role") == Some("doc-footnote") || a.attribute("class") == Some("opening"))
    };
    let all = mark.document().descendants().skip_while(|node| *node != mark);
    let text: String = all.filter(|node| node.is_text() && !is_note(node)).filter_map(|node| node.text()).collect();
    squeezed(&text).chars().take(20).collect()
}

#[test]
fn every_page_is_listed_and_marked_where_it_begins() {
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for path in posts() {
        let mut post = assemble(&path);
        let (pages, _) = post.pdf();
        let files = epub_with_pages(&mut post, &pages);
        let nav = parse(&files["nav.xhtml"]);
        let list = nav.descendants().find(|n| n.attribute("role") == Some("doc-pagelist")).expect("page list");
        let links: Vec<(&str, &str)> = list
            .descendants()
            .filter(|n| n.tag_name().name() == "a")
            .filter_map(|a| Some((a.text()?, a.attribute("href")?)))
            .collect();
        let labels: Vec<String> = pages.pages.iter().map(|page| page.label.to_string()).collect();
        assert_eq!(links.iter().map(|(label, _)| *label).collect::<Vec<_>>(), labels, "{}", path.display());
        assert_eq!(files["toc.ncx"].matches("<pageTarget ").count(), labels.len());
        for ((label, href), page) in links.iter().zip(&pages.pages) {
            let (file, id) = href.split_once('#').expect("a place");
            let text = parse(&files[file]);
            let mark = text.descendants().find(|n| n.attribute("id") == Some(id)).expect("the mark");
            assert_eq!((mark.attribute("role"), mark.attribute("aria-label")), (Some("doc-pagebreak"), Some(*label)));
            let after = text_after(mark);
            let on_page = page_text(page, &pages);
            // The title block is set differently (the category, the figure of a chapter).
            let Some(start) = page.start.filter(|_| *label != "1" && after.len() >= 12) else { continue };
            checked += 1;
            let at = on_page.find(&after).map(|at| on_page[..at].chars().count());
            if at.is_none_or(|at| at > REST_OF_A_WORD) {
                let begins: String = on_page.chars().take(40).collect();
                wrong.push(format!("{} page {label} {start:?}: `{after}` at {at:?} of `{begins}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked > 5, "{checked}");
}

#[test]
fn without_a_pdf_nothing_is_said_of_pages() {
    let mut post = assemble(&support::root().join("examples/essays/twenty-five-copies.md"));
    for text in files(&post.epub()).values() {
        for word in ["pagebreak", "page-list", "pageList", "pageBreak", "pageNavigation", "id=\"printed\""] {
            assert!(!text.contains(word), "{word}");
        }
    }
}

#[test]
fn both_formats_in_one_run_share_the_page_numbers() {
    let folder = tempfile::tempdir().expect("folder");
    let post = support::root().join("examples/essays/twenty-five-copies.md");
    let mut command = support::offprint();
    command.args(["export", "--offline", "-o"]).arg(folder.path()).arg(&post);
    let (done, _, said) = support::run(&mut command);
    assert!(done, "{said}");
    let bytes = |ending: &str| std::fs::read(folder.path().join(format!("twenty-five-copies.{ending}"))).expect("file");
    let opf = &files(&bytes("epub"))["content.opf"];
    let source = opf.split("property=\"pageBreakSource\">").nth(1).and_then(|rest| rest.split('<').next());
    let source = source.expect("pageBreakSource");
    assert!(opf.contains(&format!("<dc:source id=\"printed\">{source}</dc:source>")), "{opf}");
    for feature in ["pageBreakMarkers", "pageNavigation"] {
        assert!(opf.contains(&format!("accessibilityFeature\">{feature}<")), "{feature}");
    }
    // Metadata streams are not compressed in PDF/A.
    let pdf = String::from_utf8_lossy(&bytes("pdf")).into_owned();
    assert!(pdf.contains(&format!("<dc:identifier>{source}</dc:identifier>")), "the PDF bears its name");
}

#[test]
fn printed_addresses_do_not_move_the_marks() {
    // One paragraph over several pages; the pages say every link's address, the e-book does not.
    let sentence = |number: usize| {
        format!("Word{number} leads [away](https://example.org/a/long/address/that/the/pages/say/{number}) and on. ")
    };
    let text = format!("---\ntitle: Links\n---\n{}\n", (0..300).map(sentence).collect::<String>());
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("links.md");
    std::fs::write(&file, text).expect("file");
    let mut post = assemble(&file);
    let theme = offprint::theme::built_in().expect("theme");
    let (fonts, _) = offprint::layout::fonts::FontBook::load(&theme, None).expect("fonts");
    let options = offprint::layout::LayoutOptions {
        print_urls: offprint::resolve::PrintUrls::Inline,
        ..offprint::layout::LayoutOptions::default()
    };
    let pages = offprint::to_pages(&post.book, &post.assets, &theme, &fonts, &options, &mut post.report);
    assert!(pages.pages.len() > 7, "{}", pages.pages.len());
    let files = epub_with_pages(&mut post, &pages);
    let mut marks = 0;
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".xhtml")) {
        let text = parse(text);
        for mark in text.descendants().filter(|node| node.attribute("role") == Some("doc-pagebreak")) {
            let label = mark.attribute("aria-label").expect("label");
            let page = pages.pages.iter().find(|page| page.label.to_string() == label).expect("page");
            let (after, on_page) = (text_after(mark), page_text(page, &pages));
            if after.len() < 12 || label == "1" {
                continue;
            }
            marks += 1;
            // The words after a mark are on its page, and near its head: an address may come first. What follows in the
            // e-book without an address is cut to the words before it.
            let next: String =
                after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            let word = after.split("leads").next().expect("word");
            let near: String = on_page.chars().take(160).collect();
            assert!(
                near.contains(word) || (!next.is_empty() && near.contains(&next)),
                "{name} {label}: {after} {near}"
            );
        }
    }
    assert!(marks > 4, "{marks}");
}
