//! Books out of files, as the program writes them: order, parts, numbers, page starts, bookmarks, navigation, metadata,
//! links between chapters, and what is said of a book's file that is wrong.

use crate::epub_support::{files, text};
use crate::support::offprint;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A folder of its own.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(texts: &[(&str, &str)]) -> Desk {
        let desk = Desk(tempfile::tempdir().expect("folder"));
        for (path, text) in texts {
            let path = desk.path(path);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, text).expect("written");
        }
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Exit code, standard output, standard error.
    fn export(&self, line: &str) -> (i32, String, String) {
        let mut command = offprint();
        command.current_dir(self.0.path()).arg("export").args(line.split_whitespace()).arg("--offline");
        let output = command.output().expect("runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("code"), text(output.stdout), text(output.stderr))
    }

    /// What an export prints that must not complain.
    fn quietly(&self, line: &str) -> String {
        let (code, shown, said) = self.export(line);
        assert_eq!((code, said.contains("warning")), (0, false), "{line}: {said}");
        shown
    }

    fn epub(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        files(&std::fs::read(self.path(path)).expect("EPUB"))
    }

    fn pdf(&self, path: &str) -> String {
        offprint::pdf::dump(&std::fs::read(self.path(path)).expect("PDF"))
    }
}

/// The walks of two people, in five texts.
fn walks() -> Desk {
    Desk::new(&[
        ("preface.md", "# Preface\n\nWhy we walked.[^1]\n\n[^1]: A note of the preface.\n"),
        (
            "one.md",
            "# The Pass\n\nUp, then [on](two.md#the-hut) and [back](one.md#start).[^1]\n\n## Start\n\nA.\n\n\
             ### Early\n\nB.\n\n## Rest\n\nC.\n\n[^1]: A note of the first.\n",
        ),
        ("two.md", "# The Lake\n\nBlue.[^1]\n\n## Start\n\nD.\n\n## The Hut\n\nE.\n\n[^1]: A note of the second.\n"),
        ("deep/three.md", "# The Lake\n\nAgain, as [before](../two.md).\n"),
        ("after.md", "# Sources\n\nMaps.\n"),
        (
            "book.yaml",
            "title: Two Walks\nsubtitle: A Memoir\nauthors: [Ada Reyes, Tom Lund]\nlang: en\ndate: 2026-03-01\n\
             publisher: Pine Press\nedition: Second edition\nisbn: 978-3-16-148410-0\nrights: © 2026 the walkers\n\
             numbering: parts\nfront_matter: [preface.md]\nparts:\n  - title: Out\n    chapters: [one.md]\n  \
             - title: Home\n    chapters:\n      - two.md\n      - file: deep/three.md\n        title: The Lake, Again\n\
             back_matter: [after.md]\n",
        ),
    ])
}

/// The entries of a navigation document's contents, indented by their depth.
fn contents(epub: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let nav = text(epub, "nav.xhtml");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let tree = roxmltree::Document::parse_with_options(&nav, options).expect("XML");
    let toc = tree.descendants().find(|node| node.attribute("role") == Some("doc-toc")).expect("contents");
    let depth = |node: roxmltree::Node<'_, '_>| node.ancestors().filter(|node| node.tag_name().name() == "ol").count();
    let entries = toc.descendants().filter(|node| node.tag_name().name() == "a");
    entries.map(|a| format!("{}{}", "  ".repeat(depth(a) - 1), a.text().unwrap_or_default())).collect()
}

/// The pages of a dump: label, and the words on it.
fn pages(dump: &str) -> Vec<(String, String)> {
    let (dump, _) = dump.split_once("\noutline\n").unwrap_or((dump, ""));
    let mut pages = Vec::new();
    for line in dump.lines() {
        if let Some(head) = line.strip_prefix("page ") {
            let label = head.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(label, _)| label);
            pages.push((label.expect("label").to_owned(), String::new()));
        } else if let (Some((_, words)), Some(page)) = (line.split_once('"'), pages.last_mut()) {
            page.1.push_str(words.trim_end_matches('"'));
            page.1.push(' ');
        }
    }
    pages
}

/// Label and place, from 1, of the page that is the first to begin a heading with these words.
fn page_of(pages: &[(String, String)], words: &str) -> (String, usize) {
    let skip = pages.iter().position(|(_, text)| text.contains("Contents")).map_or(0, |contents| contents + 1);
    let found = pages.iter().enumerate().skip(skip).find(|(_, (_, text))| text.contains(words));
    let (index, (label, _)) = found.unwrap_or_else(|| panic!("{words} in {pages:?}"));
    (label.clone(), index + 1)
}

#[test]
fn a_book_has_its_parts_and_numbers_in_the_navigation_and_the_bookmarks() {
    let desk = walks();
    desk.quietly("book.yaml");
    let epub = desk.epub("two-walks.epub");
    let expected = [
        "Preface",
        "I. Out",
        "  1. The Pass",
        "    Start",
        "    Rest",
        "II. Home",
        "  2. The Lake",
        "    Start",
        "    The Hut",
        "  3. The Lake, Again",
        "Sources",
    ];
    assert_eq!(contents(&epub), expected);
    let pdf = desk.pdf("two-walks.pdf");
    let (_, outline) = pdf.split_once("\noutline:\n").expect("outline");
    let (outline, _) = outline.split_once("structure:").expect("structure");
    let titles: Vec<&str> = outline.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let nested = [
        "Preface",
        "I. Out",
        "1. The Pass",
        "Start",
        "Early",
        "Rest",
        "II. Home",
        "2. The Lake",
        "Start",
        "The Hut",
        "3. The Lake, Again",
        "Sources",
    ];
    assert_eq!(titles, nested);
    let depth = |title: &str| {
        let line = outline.lines().find(|line| line.contains(title)).expect("a bookmark");
        line.len() - line.trim_start().len()
    };
    assert_eq!((depth("Preface"), depth("I. Out"), depth("1. The Pass"), depth("Early")), (2, 2, 4, 8));
}

#[test]
fn parts_and_chapters_begin_on_the_pages_that_books_give_them() {
    let desk = walks();
    let dump = desk.quietly("book.yaml --dump pages");
    let pages = pages(&dump);
    let (preface, _) = page_of(&pages, "Why we walked");
    assert!(preface.ends_with(" roman"), "{preface}: the front matter has Roman folios");
    let (out, at) = page_of(&pages, "Out");
    assert_eq!((out.as_str(), at % 2), ("1", 1), "the text begins with the divider of its first part, on a right page");
    assert_eq!(pages[at].1, "", "behind a divider is a blank page");
    let (first, at) = page_of(&pages, "The Pass");
    assert_eq!((first.as_str(), at % 2), ("3", 1));
    let (_, home) = page_of(&pages, "Home");
    assert_eq!(home % 2, 1);
    let starts: Vec<usize> = ["Blue.", "Again, as", "Maps."].map(|words| page_of(&pages, words).1).to_vec();
    assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "each chapter on a page of its own: {starts:?}");
    let open_right = desk.quietly("book.yaml --open-right --dump pages");
    let pages = self::pages(&open_right);
    for words in ["The Pass", "Blue.", "Again, as", "Maps."] {
        assert_eq!(page_of(&pages, words).1 % 2, 1, "{words}");
    }
}

#[test]
fn a_book_says_who_publishes_it_once() {
    let desk = walks();
    desk.quietly("book.yaml");
    let epub = desk.epub("two-walks.epub");
    let package = text(&epub, "content.opf");
    for line in [
        "<dc:identifier id=\"isbn\">urn:isbn:9783161484100</dc:identifier>",
        "<meta refines=\"#isbn\" property=\"identifier-type\" scheme=\"onix:codelist5\">15</meta>",
        "<dc:publisher>Pine Press</dc:publisher>",
        "<meta property=\"schema:bookEdition\">Second edition</meta>",
        "<dc:rights>© 2026 the walkers</dc:rights>",
        "<dc:date>2026-03-01</dc:date>",
    ] {
        assert!(package.contains(line), "{line} in {package}");
    }
    let title_page = text(&epub, "title.xhtml");
    assert!(title_page.contains("ISBN 978-3-16-148410-0") && title_page.contains("Second edition"));
    let pdf = desk.pdf("two-walks.pdf");
    assert!(pdf.contains("<xmp:Identifier>") && pdf.contains("<dc:publisher>") && pdf.contains("<dc:rights>"));
    let pages = pages(&desk.quietly("book.yaml --dump pages"));
    let copyright = &pages[3].1;
    for words in ["Second edition", "Pine Press", "ISBN 978-3-16-148410-0"] {
        assert_eq!(copyright.matches(words).count(), 1, "{words} in {copyright}");
    }
    assert_eq!(copyright.matches('©').count(), 1, "the statement of rights says whose it is: {copyright}");
    let chapter = text(&epub, "ch002.xhtml");
    assert!(!chapter.contains("byline"), "the title page names the authors of all chapters");
}

#[test]
fn chapters_link_to_each_other_and_number_their_own_notes() {
    let desk = walks();
    desk.quietly("book.yaml");
    let epub = desk.epub("two-walks.epub");
    let (one, two, three) = (text(&epub, "ch002.xhtml"), text(&epub, "ch003.xhtml"), text(&epub, "ch004.xhtml"));
    assert!(one.contains("href=\"ch003.xhtml#s-the-hut\""), "{one}");
    assert!(one.contains("href=\"#s-start\""), "the heading of its own chapter, though another has the same: {one}");
    assert!(two.contains("id=\"s-start\"") && three.contains("href=\"ch003.xhtml#n"), "{three}");
    for chapter in [&one, &two] {
        assert!(chapter.contains("id=\"fn1\"") && !chapter.contains("id=\"fn2\""), "{chapter}");
    }
    let pdf = desk.pdf("two-walks.pdf");
    let (_, structure) = pdf.split_once("structure:").expect("structure");
    assert_eq!(structure.matches("Link to ").count(), structure.matches("Link to p").count(), "links lead to pages");
}

#[test]
fn files_named_on_the_command_line_are_a_book_in_their_order() {
    let desk = walks();
    desk.quietly("two.md one.md --book -o the-walks.epub");
    let epub = desk.epub("the-walks.epub");
    let titles = contents(&epub);
    let chapters: Vec<&String> = titles.iter().filter(|title| !title.starts_with(' ')).collect();
    assert_eq!(chapters, ["1. The Lake", "2. The Pass"]);
    assert!(text(&epub, "content.opf").contains(">The walks</dc:title>"));
    desk.quietly("two.md one.md --book --title Pines --numbering sections -o other.epub");
    let epub = desk.epub("other.epub");
    assert!(text(&epub, "content.opf").contains(">Pines</dc:title>"));
    assert_eq!(contents(&epub)[..3], ["1. The Lake", "  1.1 Start", "  1.2 The Hut"]);
    desk.quietly("two.md one.md --book --numbering none -o plain.epub");
    assert_eq!(contents(&desk.epub("plain.epub"))[..2], ["The Lake", "  Start"]);
}

#[test]
fn a_text_with_several_level_one_headings_is_a_book_and_one_with_a_title_is_a_post() {
    let manuscript =
        "# One\n\nText[^1] and [on](#two).\n\n## Inside\n\nMore.\n\n# Two\n\nEnd[^2].\n\n[^1]: A.\n[^2]: B.\n";
    let dated = format!("---\ndate: 2026-01-02\n---\n{manuscript}");
    let named = format!(
        "---\ntitle: A Named Novel\nauthor: Ada Reyes\nisbn: 9783161484100\nnumbering: sections\n---\n{manuscript}"
    );
    let desk = Desk::new(&[
        ("my-novel.md", manuscript),
        ("dated.md", &dated),
        ("named.md", &named),
        ("post.md", "# A Post\n\nText.\n\n## Inside\n\nMore.\n"),
        ("titled.md", "---\ntitle: A Post\n---\n# A Post\n\nText.\n"),
    ]);
    desk.quietly("my-novel.md --epub");
    let epub = desk.epub("my-novel.epub");
    assert_eq!(contents(&epub), ["1. One", "  Inside", "2. Two"]);
    assert!(text(&epub, "content.opf").contains(">My novel</dc:title>"));
    assert!(text(&epub, "ch001.xhtml").contains("href=\"ch002.xhtml#n"), "to the chapter");
    assert!(text(&epub, "ch002.xhtml").contains("id=\"fn1\""), "notes are numbered by chapter");
    let pages = pages(&desk.quietly("my-novel.md --dump pages"));
    assert_ne!(page_of(&pages, "Inside").1, page_of(&pages, "End").1, "chapters begin on new pages");
    assert!(pages.iter().any(|(_, text)| text.contains("Contents")));
    desk.quietly("named.md --epub");
    assert_eq!(contents(&desk.epub("named.epub")), ["1. One", "  1.1 Inside", "2. Two"]);
    let package = text(&desk.epub("named.epub"), "content.opf");
    assert!(package.contains(">A Named Novel</dc:title>") && package.contains("urn:isbn:9783161484100"), "{package}");
    for (post, title) in [("dated", "Dated"), ("post", "A Post"), ("titled", "A Post")] {
        desk.quietly(&format!("{post}.md --epub"));
        let epub = desk.epub(&format!("{post}.epub"));
        assert!(!epub.contains_key("ch002.xhtml"), "{post} is a post");
        assert!(text(&epub, "content.opf").contains(&format!(">{title}</dc:title>")), "{post}");
        assert_eq!(text(&epub, "ch001.xhtml").matches(&format!(">{title}</h1>")).count(), 1, "{post}: the title once");
    }
    desk.quietly("my-novel.md --epub --book=never -o never.epub");
    assert!(!desk.epub("never.epub").contains_key("ch002.xhtml"));
}

#[test]
fn titles_that_carry_a_number_get_no_other() {
    let desk = Desk::new(&[(
        "novel.md",
        "# Prologue\n\nA.\n\n# Chapter 1\n\nB.\n\n# Chapter 2: 10 Downing Street\n\nC.\n\n# IV.\n\nD.\n",
    )]);
    desk.quietly("novel.md");
    let expected = ["Prologue", "Chapter 1", "Chapter 2: 10 Downing Street", "IV."];
    assert_eq!(contents(&desk.epub("novel.epub")), expected);
    let pdf = desk.pdf("novel.pdf");
    let (_, outline) = pdf.split_once("\noutline:\n").expect("outline");
    let (outline, _) = outline.split_once("structure:").expect("structure");
    let titles: Vec<&str> = outline.lines().filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(titles, expected);
}

#[test]
fn a_folder_is_a_book_in_the_order_of_its_list() {
    let desk = Desk::new(&[
        (
            "guide/SUMMARY.md",
            "# Summary\n\n[Welcome](README.md)\n\n# Basics\n\n- [Second](b.md)\n- [First](a.md)\n\n# More\n\n- [Third](c.md)\n\n[Thanks](thanks.md)\n",
        ),
        ("guide/README.md", "# Read Me\n\nHello.\n"),
        ("guide/a.md", "# A\n\nText.\n"),
        ("guide/b.md", "# B\n\nSee [a](a.md).\n"),
        ("guide/c.md", "# C\n\nText.\n"),
        ("guide/thanks.md", "# Thanks\n\nAll.\n"),
    ]);
    desk.quietly("guide --book --epub");
    let epub = desk.epub("guide.epub");
    let expected = ["Welcome", "Basics", "  1. Second", "  2. First", "More", "  3. Third", "Thanks"];
    assert_eq!(contents(&epub), expected);
    let (_, _, said) = desk.export("guide --epub");
    assert!(said.contains("--book makes one book"), "{said}");
    desk.quietly("guide/SUMMARY.md --book --title Manual --epub");
    assert_eq!(contents(&desk.epub("manual.epub")), expected);
}

#[test]
fn what_is_wrong_in_a_books_file_is_said_with_its_place() {
    let said = |book: &str| {
        let desk = Desk::new(&[("one.md", "# One\n\nText.\n"), ("book.yaml", book)]);
        let (code, _, said) = desk.export("book.yaml --epub");
        assert_eq!(code, 1, "{said}");
        let written = std::fs::read_dir(desk.0.path()).expect("folder").count();
        assert_eq!(written, 2, "nothing is written");
        said
    };
    let unknown = said("title: T\nchapter: [one.md]\n");
    assert!(unknown.contains("book.yaml:2:1") && unknown.contains("did you mean `chapters`?"), "{unknown}");
    let missing = said("title: T\nchapters:\n  - one.md\n  - oen.md\n");
    assert!(missing.contains("book.yaml:4:5") && missing.contains("there is no file `oen.md`"), "{missing}");
    assert!(missing.contains("looked for") && missing.contains("did you mean `one.md`?"), "{missing}");
    let twice = said("chapters: [one.md, one.md]\n");
    assert!(twice.contains("in the book twice"), "{twice}");
    assert!(said("title: T\n").contains("the book has no chapters"));
    assert!(said("# nothing\n").contains("the book has no chapters"));
    let wrong = said("lang: english\nnumbering: all\ndate: soon\nchapters: [one.md]\n");
    for part in ["book.yaml:1:7", "book.yaml:2:12", "book.yaml:3:7", "`all` is not a numbering", "`soon` is not a date"]
    {
        assert!(wrong.contains(part), "{part} in {wrong}");
    }
    let part = said("parts:\n  - title: Empty\n    chapters: []\nchapters: [one.md]\n");
    assert!(part.contains("a part has no chapters"), "{part}");
    assert!(said("title: [\n").contains("book.yaml:"), "not YAML");
}

#[test]
fn an_isbn_with_a_wrong_digit_is_a_warning() {
    let desk =
        Desk::new(&[("one.md", "# One\n\nText.\n"), ("b.yaml", "isbn: 978-3-16-148410-1\nchapters: [one.md]\n")]);
    let (code, _, said) = desk.export("b.yaml --epub");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("b.yaml:1:7") && said.contains("its last digit would be 0"), "{said}");
    let (code, _, _) = desk.export("b.yaml --epub --strict");
    assert_eq!(code, 3);
}

#[test]
fn the_same_book_has_the_same_bytes() {
    let (one, two) = (walks(), walks());
    for desk in [&one, &two] {
        desk.quietly("book.yaml");
    }
    for file in ["two-walks.epub", "two-walks.pdf"] {
        let read = |desk: &Desk| std::fs::read(desk.path(file)).expect("file");
        assert!(read(&one) == read(&two), "{file}");
    }
}

#[test]
fn nested_entries_of_a_list_are_nested_in_both_outlines() {
    let desk = Desk::new(&[
        (
            "SUMMARY.md",
            "# Summary\n\n- [One](one.md)\n  - [Deep](deep/a.md)\n    - [Deeper](deep/b.md)\n- [Two](two.md)\n",
        ),
        ("one.md", "# One\n\nText.\n\n## Part\n\nMore.\n"),
        ("deep/a.md", "# Deep\n\nText.\n"),
        ("deep/b.md", "# Deeper\n\nText.\n"),
        ("two.md", "# Two\n\nText.\n"),
    ]);
    desk.quietly("SUMMARY.md --book -o book.epub");
    let nav = text(&desk.epub("book.epub"), "nav.xhtml");
    let nav: String = nav.split("epub:type=\"toc\"").nth(1).expect("contents").split("</nav>").next().unwrap().into();
    // The list that an entry stands in, by how many lists are open before it.
    let depth = |title: &str| {
        let before = nav.split(&format!(">{title}<")).next().expect("an entry");
        before.matches("<ol").count() - before.matches("</ol").count()
    };
    assert_eq!(["1. One", "Part", "2. Deep", "3. Deeper", "4. Two"].map(depth), [1, 2, 2, 3, 1], "{nav}");
    let dump = desk.quietly("SUMMARY.md --book --dump pages");
    let outline = dump.split("\noutline\n").nth(1).expect("an outline");
    let indent = |title: &str| {
        let line = outline.lines().find(|line| line.contains(&format!("\"{title}\""))).expect("an entry");
        (line.len() - line.trim_start().len()) / 2
    };
    assert_eq!(["1. One", "2. Deep", "3. Deeper", "4. Two"].map(indent), [1, 2, 3, 1], "{outline}");
}

#[test]
fn a_file_that_describes_a_book_is_made_by_batch_and_checked() {
    let desk = Desk::new(&[
        ("pines/book.yaml", "title: The Pines\nid: pines\nparts:\n  - { title: Up, chapters: [one.md, two.md] }\n"),
        ("pines/one.md", "# One\n\nFirst.\n"),
        ("pines/two.md", "# Two\n\nSecond.\n"),
        ("pines/other.md", "# Other\n\nNot in it.\n"),
    ]);
    let run = |command: &str, args: &[&str]| {
        let mut offprint = offprint();
        let output =
            offprint.current_dir(desk.path("")).arg(command).args(args).arg("--offline").output().expect("runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let batch = || run("batch", &["pines/book.yaml", "--epub", "-o", "out"]);
    let (code, shown, said) = batch();
    assert_eq!((code, shown.contains("1 written, 0 cached")), (Some(0), true), "{shown}{said}");
    let epub = desk.epub("out/pines/pines.epub");
    let texts: String =
        epub.iter().filter(|(name, _)| name.ends_with(".xhtml")).map(|(name, _)| text(&epub, name)).collect();
    assert!(texts.contains("First.") && texts.contains("Second.") && !texts.contains("Not in it."));
    assert!(text(&epub, "nav.xhtml").contains("Up"), "its parts");
    assert!(batch().1.contains("0 written, 1 cached"));
    std::fs::write(desk.path("pines/two.md"), "# Two\n\nAnother.\n").expect("written");
    assert!(batch().1.contains("1 written, 0 cached"), "a chapter was changed");
    assert_eq!(run("check", &["pines/book.yaml"]).0, Some(0));
    std::fs::write(desk.path("pines/book.yaml"), "title: The Pines\nchapters: [one.md, none.md]\n").expect("written");
    for command in ["batch", "check"] {
        let (code, _, said) = run(command, &["pines/book.yaml"]);
        assert_eq!(code, Some(1), "{command}: {said}");
        assert!(said.contains("book.yaml:2:20: error: there is no file `none.md`"), "{command}: {said}");
    }
}
