//! What the EPUB's files hold: the kitchen sink under snapshot, every reference and every word checked.

use crate::epub_support::{epub, files, sink, text};
use std::collections::{BTreeMap, BTreeSet};
use usvg::roxmltree::{Document, ParsingOptions};

type Files = BTreeMap<String, Vec<u8>>;

fn sink_files() -> Files {
    let (book, assets) = sink::kitchen_sink();
    files(&epub(&book, &assets))
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn pages(files: &Files) -> Vec<(String, String)> {
    files.keys().filter(|name| name.ends_with(".xhtml")).map(|name| (name.clone(), text(files, name))).collect()
}

#[test]
fn the_kitchen_sink_as_xhtml() {
    insta::assert_snapshot!("kitchen_sink_chapter", text(&sink_files(), "ch001.xhtml"));
}

#[test]
fn the_kitchen_sink_package() {
    let files = sink_files();
    let joined = ["content.opf", "nav.xhtml", "toc.ncx", "cover.xhtml", "title.xhtml"]
        .map(|name| format!("==== {name}\n{}", text(&files, name)))
        .join("\n");
    insta::assert_snapshot!("kitchen_sink_package", joined);
}

#[test]
fn the_style_sheet() {
    insta::assert_snapshot!("style_sheet", text(&sink_files(), "stylesheet.css"));
}

#[test]
fn the_same_book_is_the_same_bytes() {
    let (book, assets) = sink::kitchen_sink();
    assert!(epub(&book, &assets) == epub(&book, &assets));
}

#[test]
fn the_media_type_comes_first_and_plain() {
    let (book, assets) = sink::kitchen_sink();
    let bytes = epub(&book, &assets);
    assert_eq!(&bytes[30..38], b"mimetype");
    assert_eq!(&bytes[38..58], b"application/epub+zip");
}

/// Every `id` of every page.
fn ids(files: &Files) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (name, text) in pages(files) {
        let mut ids = BTreeSet::new();
        for node in parse(&text).descendants() {
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id.to_string()), "`{id}` twice in {name}");
            }
        }
        all.insert(name, ids);
    }
    all
}

fn check_references(files: &Files) {
    let ids = ids(files);
    for (name, text) in pages(files) {
        for node in parse(&text).descendants() {
            for (attribute, value) in ["href", "src"].iter().filter_map(|a| node.attribute(*a).map(|v| (a, v))) {
                if value.contains(':') {
                    assert!(*attribute == "href" && value.starts_with("http"), "{value} in {name}");
                    continue;
                }
                let (file, fragment) = value.split_once('#').unwrap_or((value, ""));
                let file = if file.is_empty() { name.as_str() } else { file };
                assert!(files.contains_key(file), "{value} in {name}");
                if !fragment.is_empty() {
                    assert!(ids.get(file).is_some_and(|ids| ids.contains(fragment)), "{value} in {name}");
                }
            }
            for label in node.attribute("aria-labelledby").into_iter() {
                assert!(ids.get(&name).is_some_and(|ids| ids.contains(label)), "{label} in {name}");
            }
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    check_references(&sink_files());
    check_references(&files(&epub(&sink::long_post(), &Default::default())));
}

#[test]
fn the_manifest_names_every_file_once() {
    let files = sink_files();
    let opf = text(&files, "content.opf");
    let opf = parse(&opf);
    let listed: Vec<&str> = opf
        .descendants()
        .filter(|n| n.has_tag_name(("http://www.idpf.org/2007/opf", "item")))
        .filter_map(|n| n.attribute("href"))
        .collect();
    let unique: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(listed.len(), unique.len());
    let there: BTreeSet<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|name| !name.starts_with("META-INF/") && !matches!(*name, "mimetype" | "content.opf"))
        .collect();
    assert_eq!(unique, there);
    assert!(files.keys().all(|name| name.is_ascii()), "{:?}", files.keys());
}

#[test]
fn headings_skip_no_level() {
    for (name, text) in pages(&sink_files()) {
        let mut last = 0;
        for node in parse(&text).descendants() {
            let level = node.tag_name().name().strip_prefix('h').and_then(|n| n.parse::<u32>().ok());
            let Some(level) = level else { continue };
            assert!(level <= last + 1, "h{level} after h{last} in {name}");
            last = level;
        }
    }
}

#[test]
fn notes_are_pairs_in_one_file_after_their_calls() {
    for text in [text(&sink_files(), "ch001.xhtml")] {
        let page = parse(&text);
        let epub_type = ("http://www.idpf.org/2007/ops", "type");
        let calls: Vec<_> = page.descendants().filter(|n| n.attribute(epub_type) == Some("noteref")).collect();
        let notes: Vec<_> = page.descendants().filter(|n| n.attribute(epub_type) == Some("footnote")).collect();
        assert_eq!((calls.len(), notes.len()), (5, 4));
        for (call, _) in calls.iter().zip(0..) {
            let number = call.text().unwrap_or("");
            assert!(number.parse::<u32>().is_ok() && call.children().count() == 1, "{number}");
            let note = notes.iter().find(|n| {
                Some(format!("#{}", n.attribute("id").unwrap_or(""))) == call.attribute("href").map(Into::into)
            });
            let note = note.expect("the call's note");
            assert!(note.range().start > call.range().start);
            let back =
                note.descendants().find(|n| n.has_tag_name(("http://www.w3.org/1999/xhtml", "a"))).expect("back link");
            assert_eq!(back.text(), Some(format!("{number}.").as_str()));
        }
        let numbers: Vec<_> = notes.iter().filter_map(|n| n.attribute("id")).collect();
        assert_eq!(numbers, ["fn1", "fn2", "fn3", "fn4"]);
    }
}

#[test]
fn a_long_post_is_divided_and_its_notes_stay_with_their_calls() {
    let files = files(&epub(&sink::long_post(), &Default::default()));
    let names: Vec<&String> = files.keys().filter(|name| name.starts_with("ch")).collect();
    assert_eq!(names, ["ch001.xhtml", "ch002.xhtml", "ch003.xhtml", "ch004.xhtml"]);
    assert!(text(&files, "ch001.xhtml").contains("<h1 class=\"title\" id=\"title\">A Long Post</h1>"));
    let third = text(&files, "ch004.xhtml");
    assert!(third.contains("<h1 class=\"level1\" id=\"s-part-3\">3. Part 3</h1>"), "{third}");
    assert!(third.contains("<h2 class=\"level2\" id=\"s-sub-3\">") && third.contains("id=\"fn3\""));
    assert!(third.contains("href=\"ch002.xhtml#s-part-1\""), "a link into another file");
}

/// The words of a book in reading order, from the model; notes last, by number.
fn words_of_model(book: &offprint::document::Book) -> Vec<String> {
    use offprint::document::{BlockKind, walk};
    let mut words = Vec::new();
    fn push(text: &str, words: &mut Vec<String>) {
        words.extend(text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string));
    }
    fn blocks(list: &[offprint::document::Block], words: &mut Vec<String>) {
        for block in list {
            match &block.kind {
                BlockKind::Code(code) => code.lines.iter().for_each(|l| {
                    push(&l.iter().map(|t| t.text.as_str()).collect::<String>(), words);
                }),
                kind => kind.content().into_iter().for_each(|content| match content {
                    walk::Content::Inlines(run) => push(&walk::plain_text(run), words),
                    walk::Content::Blocks(inner) => blocks(inner, words),
                }),
            }
        }
    }
    book.chapters.iter().for_each(|chapter| blocks(&chapter.blocks, &mut words));
    let mut notes: Vec<_> = book.notes.iter().collect();
    notes.sort_by_key(|note| note.number);
    notes.iter().for_each(|note| blocks(&note.body, &mut words));
    words
}

/// The words of a page's section without what the book itself adds: numbers, labels, dates, the opening.
fn words_of_page(text: &str) -> Vec<String> {
    let page = parse(text);
    // Runs of text of one line belong together: "x" and "2" of "x2"; blocks are apart by white space.
    let mut all = String::new();
    let mut stack = vec![page.root_element()];
    while let Some(node) = stack.pop() {
        let class = node.attribute("class").unwrap_or("");
        let added =
            ["opening", "lead", "tldr", "label", "when", "call"].contains(&class.split(' ').next().unwrap_or(""));
        if added || node.attribute("role") == Some("doc-backlink") || node.tag_name().name() == "head" {
            continue;
        }
        if class == "missing-image" || node.tag_name().name() == "title" {
            continue;
        }
        match node.tag_name().name() {
            "img" if class == "inline" => all.push_str(node.attribute("alt").unwrap_or("")),
            "br" | "td" | "th" => all.push(' '),
            _ if node.is_text() => all.push_str(node.text().unwrap_or("")),
            _ => {}
        }
        let children: Vec<_> = node.children().collect();
        stack.extend(children.into_iter().rev());
    }
    all.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect()
}

#[test]
fn every_word_is_there_once_and_in_order() {
    let (book, assets) = sink::kitchen_sink();
    let page = text(&files(&epub(&book, &assets)), "ch001.xhtml");
    // Numbers of headings are given by resolving, not words of the text.
    let page =
        page.replace(">1. Inlines<", ">Inlines<").replace(">2. Lists<", ">Lists<").replace(">3. Figures<", ">Figures<");
    assert_eq!(words_of_page(&page).join(" "), words_of_model(&book).join(" "));
}

#[test]
fn rows_that_cells_of_the_head_reach_into_are_in_the_head() {
    let table = "<table><tr><th rowspan=\"2\">Name</th><th colspan=\"2\">Sizes</th></tr>\
        <tr><th>A</th><th>B</th></tr><tr><td>one</td><td>1</td><td>2</td></tr></table>";
    let (book, assets, _) = crate::support::book_of(&[table]);
    let chapter = text(&files(&epub(&book, &assets)), "ch001.xhtml");
    let head = "<thead><tr><th scope=\"col\" rowspan=\"2\">Name</th><th scope=\"col\" colspan=\"2\">Sizes</th></tr>\n\
        <tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead>";
    let found = chapter.split("<table>").nth(1).and_then(|table| table.split("<tbody>").next()).expect("a table");
    assert_eq!(found.trim(), head);
}
