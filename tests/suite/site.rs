//! `tests/site` as a whole: what its posts, field notes and links become in a volume, and what the program says of it.

use crate::support;
use crate::support::site::{edit, site};
use offprint::config::{ExportSection, GlossaryFor};
use offprint::diagnostics::Code;
use offprint::dialect::Syntax;
use offprint::document::{Book, Destination, GlossaryEntry, InlineKind, walk};
use offprint::layout::LayoutOptions;
use offprint::layout::fonts::FontBook;
use offprint::layout::page::{ItemKind, LinkAction, Pages, Role, StructId, Tag};
use offprint::project::{Chapters, Flags, Project};
use offprint::resolve::{Assets, BookPlan, LinksTo, PrintUrls, Siblings};
use offprint::{Report, theme};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Posts of the site as one book.
struct Volume {
    book: Book,
    assets: Assets,
    report: Report,
}

impl Volume {
    fn new(root: &Path, posts: &[&str], glossary: bool, siblings: Option<Siblings>) -> Volume {
        let glossary = glossary.then_some(GlossaryFor::All);
        let export = ExportSection { offline: Some(true), syntax: Some(Syntax::Site), glossary, ..Default::default() };
        let flags = Flags { export, ..Flags::default() };
        let project = Project::open(root, None, &flags, None).expect("configuration");
        let (mut report, mut chapters) = (Report::default(), Chapters::default());
        for post in posts {
            let path = root.join("content").join(post).with_extension("md");
            chapters.add(&path, project.named(&path).expect("post"), &mut report);
        }
        let (book, assets) = project.book(chapters, &BookPlan::default(), siblings, &mut report);
        Volume { book, assets, report }
    }

    fn essays(root: &Path) -> Volume {
        Volume::new(root, &["essays/lens", "essays/lamp", "essays/storm", "essays/fog-signal"], true, None)
    }

    fn pages(&mut self, options: &LayoutOptions) -> Pages {
        let theme = theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        offprint::to_pages(&self.book, &self.assets, &theme, &fonts, options, &mut self.report)
    }

    fn epub(&mut self) -> Vec<u8> {
        let theme = theme::built_in().expect("theme");
        let options = offprint::epub::EpubOptions { timestamp: support::TIMESTAMP, ..Default::default() };
        offprint::to_epub(&self.book, &self.assets, &theme, &options, &mut self.report).expect("EPUB")
    }

    fn glossary(&self) -> &[GlossaryEntry] {
        self.book.chapters.last().and_then(|chapter| chapter.glossary()).unwrap_or_default()
    }

    fn terms(&self) -> Vec<String> {
        self.glossary().iter().map(|entry| walk::plain_text(&entry.term)).collect()
    }

    fn said(&self) -> Vec<(Code, String)> {
        self.report.diagnostics.iter().map(|d| (d.code, d.message.clone())).collect()
    }

    /// Where the links of a chapter lead, by the text they show.
    fn links(&self, chapter: usize) -> BTreeMap<String, Destination> {
        let mut found = BTreeMap::new();
        walk::inlines(&self.book.chapters[chapter].blocks, &mut |inline| {
            if let InlineKind::Link(link) = &inline.kind {
                found.insert(walk::plain_text(&link.content), link.destination.clone());
            }
        });
        found
    }
}

#[test]
fn every_post_of_the_site_is_made() {
    let site = site();
    let mut command = support::offprint();
    let flags = ["batch", "content", "--all", "--volume", "--glossary", "--epub", "--offline", "-o", "out"];
    command.current_dir(site.path()).args(flags);
    let (_, said, complaints) = support::run(&mut command);
    let made = |folder: &str| {
        let entries = std::fs::read_dir(site.path().join("out").join(folder)).expect("a folder of books");
        entries.filter(|e| e.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "epub"))).count()
    };
    assert!(made("essays") >= 4, "{said}{complaints}");
    assert_eq!((made("workshop"), made("cartas")), (4, 3), "{said}{complaints}");
    for broken in ["#the-mirror", "essays/lmap", "Zz9zZz9z", "#none", "`Ballast` has no text"] {
        assert!(complaints.contains(broken), "{broken}: {complaints}");
    }
}

#[test]
fn links_lead_into_the_volume_or_to_the_site() {
    let site = site();
    let volume = Volume::essays(site.path());
    let book = &volume.book;
    let lens = volume.links(0);
    assert_eq!(lens["the lamp alone"], Destination::Node(book.chapters[1].id));
    let count = book.chapters[1].outline.last().expect("heading");
    assert_eq!((count.title.as_str(), &lens["the count"]), ("The Count", &Destination::Node(count.node)));
    let fitting = book.chapters[0].outline.last().expect("heading").node;
    assert_eq!(lens["The next part"], Destination::Node(fitting));
    assert_eq!(lens["no such part"], Destination::Node(book.chapters[1].id), "at least to the post");
    let lamp = volume.links(1);
    let letter = "https://log.example.org/cartas/niebla-en-añil#la-señal-y-el-eco";
    assert_eq!(lamp["a letter"], Destination::Url(letter.to_owned()));
    let oil = volume.glossary().iter().find(|entry| walk::plain_text(&entry.term) == "Lamp oil").expect("entry");
    assert_eq!(lamp["Lamp oil"], Destination::Node(oil.id), "by an alias, shown by its name");
    assert_eq!(volume.links(2)["lamp"], Destination::Nowhere);
    let codes: Vec<Code> = volume.said().into_iter().map(|(code, _)| code).collect();
    let expected = [Code::EmptyNote, Code::UnresolvedAnchor, Code::UnresolvedLink, Code::UnresolvedLink];
    assert_eq!(codes, expected, "{:?}", volume.said());
}

#[test]
fn the_glossary_holds_what_posts_and_their_notes_link_to_in_the_order_of_the_alphabet() {
    let site = site();
    let essays = Volume::essays(site.path());
    // Ballast is linked by a note's text, Tide by nothing.
    assert_eq!(essays.terms(), ["Ballast", "Fresnel lens", "Lamp oil", "Wick"]);
    let calls = |name: &str| -> Vec<String> {
        let entry = essays.glossary().iter().find(|entry| walk::plain_text(&entry.term) == name).expect("entry");
        entry.calls.iter().map(|call| call.title.clone()).collect()
    };
    assert_eq!(calls("Wick"), ["How a Lamp Is Kept"; 2]);
    assert_eq!(calls("Fresnel lens"), ["The Lens", "How a Lamp Is Kept"]);
    assert_eq!(calls("Ballast"), ["Lamp oil"], "no post refers to it");
    assert!(essays.glossary()[0].body.is_empty());
    let letters = ["cartas/niebla", "cartas/farero"];
    let spanish = Volume::new(site.path(), &letters, true, None);
    assert_eq!(spanish.terms(), ["Ámbar", "Anzuelo", "Añil"], "ñ comes after n");
    let english = Volume::new(site.path(), &["essays/lamp", letters[0]], true, None);
    assert_eq!(english.terms()[..3], ["Ámbar", "Añil", "Anzuelo"]);
    assert_eq!(english.glossary()[0].lang.as_deref(), Some("es"));
}

/// The texts of structure elements, and where links in them lead.
fn references(pages: &Pages) -> Vec<(String, usize, LinkAction)> {
    let mut texts: BTreeMap<StructId, String> = BTreeMap::new();
    let mut targets: BTreeMap<StructId, (usize, LinkAction)> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let Tag::Content(element) = item.tag else { continue };
            match &item.kind {
                ItemKind::Glyphs(run) => texts.entry(element).or_default().push_str(&run.text),
                ItemKind::Link { target, .. } => {
                    targets.entry(element).or_insert((number, target.clone()));
                }
                _ => {}
            }
        }
    }
    let found = targets
        .into_iter()
        .map(|(element, (page, target))| (texts.get(&element).cloned().unwrap_or_default(), page, target));
    found.collect()
}

#[test]
fn page_references_name_the_pages_that_their_targets_stand_on() {
    let site = site();
    let mut volume = Volume::essays(site.path());
    let pages = volume.pages(&LayoutOptions::default());
    let number = |text: &str| {
        let figures: String = text.replace("p.\u{a0}", "").chars().take_while(|c| *c != '–').collect();
        figures.parse::<u32>().ok()
    };
    let mut checked = 0;
    for (text, page, target) in references(&pages) {
        let (Some(shown), LinkAction::Node(node)) = (number(&text), &target) else { continue };
        let place = pages.destinations.iter().find(|place| place.node == *node).expect("a place for every target");
        // Calls of notes are numbers, too; the contents' have titles before them.
        let is_note = volume.book.notes.iter().any(|note| note.id == *node);
        if is_note || pages.structure.iter().any(|e| e.node == Some(*node) && e.role == Role::Reference) {
            continue;
        }
        checked += 1;
        assert_eq!(pages.pages[place.page].label.number, shown, "{text} on page {page}");
        if text.starts_with("p.") {
            assert_ne!(place.page.div_ceil(2), page.div_ceil(2), "{text} is in sight of page {page}");
        }
    }
    // Four in `lens` and `lamp`, one in the glossary's text, and where its entries are called: five pages.
    assert!(checked >= 8, "{checked} references");
    let unsettled = volume.said().into_iter().any(|(code, _)| code == Code::LayoutUnsettled);
    assert!(!unsettled);
    let options = LayoutOptions { page_refs: offprint::layout::PageRefs::Never, ..LayoutOptions::default() };
    let pages = volume.pages(&options);
    assert!(!references(&pages).iter().any(|(text, ..)| text.starts_with("p.\u{a0}")));
    assert!(references(&pages).iter().any(|(text, ..)| text == "The Lens"), "titles where no pages are shown");
}

#[test]
fn the_epub_links_to_its_glossary_and_back() {
    let site = site();
    let epub = Volume::essays(site.path()).epub();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(epub)).expect("container");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("name").into_owned()).collect();
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut links: Vec<(String, String, Option<String>)> = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".xhtml")) {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).expect("entry"), &mut text).expect("text");
        let start = text.find("<html").expect("a page");
        let page = roxmltree::Document::parse(&text[start..]).expect("XHTML");
        let file = name.rsplit('/').next().expect("name").to_owned();
        for node in page.descendants().filter(roxmltree::Node::is_element) {
            if let Some(id) = node.attribute("id") {
                assert!(ids.entry(file.clone()).or_default().insert(id.to_owned()), "{file}#{id} twice");
            }
            if let Some(href) =
                node.attribute("href").filter(|_| node.has_tag_name(("http://www.w3.org/1999/xhtml", "a")))
            {
                links.push((file.clone(), href.to_owned(), node.attribute("role").map(str::to_owned)));
            }
        }
    }
    for (file, href, _) in links.iter().filter(|(_, href, _)| !href.contains("://")) {
        let (target, id) = href.split_once('#').unwrap_or((href, ""));
        let target = if target.is_empty() { file } else { target };
        assert!(id.is_empty() || ids.get(target).is_some_and(|ids| ids.contains(id)), "{file}: {href}");
    }
    let count = |role: &str| links.iter().filter(|(_, _, own)| own.as_deref() == Some(role)).count();
    // Five in the posts, three between notes.
    assert_eq!(count("doc-glossref"), 8);
    let back =
        links.iter().filter(|(file, _, role)| file == "glossary.xhtml" && role.as_deref() == Some("doc-backlink"));
    assert_eq!(back.count(), 6);
}

#[test]
fn without_an_address_of_the_site_a_pdf_leads_to_the_file_beside_it() {
    let site = site();
    edit(site.path(), "offprint.yaml", "  url: https://log.example.org\n", "");
    let file = |category: &str, id: &str| (Siblings::key(category, id), (category.to_owned(), id.to_owned()));
    let files = Arc::new([file("cartas", "niebla-en-añil"), file("workshop", "oil")].into_iter().collect());
    let siblings = Siblings { folder: "essays".to_owned(), files, prefer: LinksTo::Site };
    let mut volume = Volume::new(site.path(), &["essays/lamp"], false, Some(siblings));
    let path = "../cartas/niebla-en-añil".to_owned();
    assert_eq!(volume.links(0)["a letter"], Destination::File { path, url: None });
    assert_eq!(volume.links(0)["the signal for fog"], Destination::Nowhere);
    let told = volume.said().into_iter().filter(|(_, message)| message.contains("the site has no address")).count();
    assert_eq!(told, 1, "once, however many links there are");
    let pages = volume.pages(&LayoutOptions::default());
    let led =
        references(&pages).into_iter().any(|(_, _, t)| t == LinkAction::File("../cartas/niebla-en-añil.pdf".into()));
    assert!(led);
    let epub = volume.epub();
    assert!(!String::from_utf8_lossy(&epub).contains("../cartas"));
}

#[test]
fn addresses_are_printed_once_a_chapter_as_notes_and_only_on_pages() {
    let site = site();
    let mut volume = Volume::essays(site.path());
    let before = volume.epub();
    let text = |pages: &Pages| -> String {
        let runs = pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) => Some(run.text.as_str()),
            _ => None,
        });
        runs.collect()
    };
    let printed = text(&volume.pages(&LayoutOptions { print_urls: PrintUrls::Note, ..LayoutOptions::default() }));
    assert_eq!(printed.matches("tables.example.org").count(), 1, "linked twice");
    assert_eq!(printed.matches("sand.example.org").count(), 1, "in a note, beside the link");
    let plain = text(&volume.pages(&LayoutOptions::default()));
    assert_eq!(plain.matches("tables.example.org").count(), 0);
    assert_eq!(volume.epub(), before, "the book itself is as it was");
}

#[test]
fn what_links_show_and_where_they_lead_is_seen_by_the_next_run() {
    let site = site();
    let run = || {
        let mut command = support::offprint();
        let flags = ["batch", "content/essays", "--volume", "--glossary", "--epub", "--offline", "-o", "out"];
        command.current_dir(site.path()).args(flags);
        let (_, said, _) = support::run(&mut command);
        let row = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            format!("{} {}", words.first().expect("name"), words.last().expect("state"))
        };
        said.lines().filter(|line| line.starts_with("essays/")).map(row).collect::<Vec<_>>()
    };
    let written = |rows: &[String]| -> Vec<String> {
        rows.iter().filter_map(|row| row.strip_suffix(" written")).map(str::to_owned).collect()
    };
    let first = run();
    assert_eq!(written(&first).len(), first.len(), "{first:?}");
    assert_eq!(written(&run()), [""; 0]);
    let note = "content/fieldnotes/Bl0sTr5e.md";
    edit(site.path(), note, "date: \"2024-01-05\"\n---\n", "date: \"2024-01-05\"\n---\nStones in the hold.\n");
    assert_eq!(written(&run()), ["essays/essays"], "the note's text is in the glossary alone");
    edit(site.path(), "content/cartas/niebla.md", "id: niebla-en-añil", "id: niebla");
    assert_eq!(written(&run()), ["essays/lamp", "essays/essays"], "the link leads nowhere now");
}

#[test]
fn the_report_of_links_tells_both_directions_what_dangles_and_what_nothing_links_to() {
    let site = site();
    let report = |flags: &[&str]| {
        let mut command = support::offprint();
        command.current_dir(site.path()).arg("links").args(flags);
        command.output().expect("it runs")
    };
    let json = report(&["--report", "json", "--drafts"]);
    assert!(json.status.success());
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("one object");
    let list = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().expect("list").iter().map(|key| key.as_str().expect("key").to_owned()).collect()
    };
    let documents = json["documents"].as_array().expect("documents");
    let text = |key: &str| documents.iter().find(|text| text["key"] == key).expect("a text of the site");
    let keys: Vec<&str> = documents.iter().map(|text| text["key"].as_str().expect("key")).collect();
    assert_eq!(keys.len(), 17);
    assert_eq!((keys[0], keys[2], keys[9]), ("cartas/carta-al-farero", "essays/fog-signal", "note/Am8bAr6t"));
    let lens = text("essays/lens");
    assert_eq!(list(&lens["linked_from"]), ["essays/lamp", "note/Fr8eSn1c"]);
    let to: Vec<_> =
        lens["links"].as_array().expect("links").iter().map(|l| (&l["to"], &l["heading"], &l["line"])).collect();
    assert_eq!(to[1], (&"essays/lamp".into(), &"the-wick".into(), &9.into()));
    assert_eq!(to.len(), 5, "{to:?}");
    let relation = text("note/Wk3nTr9a")["links"].as_array().expect("links").iter().any(|l| l["to"] == "note/Fr8eSn1c");
    assert!(relation, "relations are links");
    let dangling: Vec<_> = json["dangling"].as_array().expect("dangling").iter().map(|d| &d["from"]).collect();
    assert_eq!(dangling, ["essays/lens", "essays/storm", "essays/storm", "workshop/1871"]);
    assert_eq!(
        list(&json["unlinked"]),
        ["cartas/carta-al-farero", "essays/storm", "workshop/1871", "workshop/bell", "note/Un0uSe3d"]
    );

    let human = report(&["--strict", "--drafts"]);
    assert_eq!(human.status.code(), Some(3), "something dangles");
    let text = String::from_utf8_lossy(&human.stdout).into_owned();
    assert!(text.contains("\n  <- essays/lamp, note/Fr8eSn1c\n"), "{text}");
    assert!(text.ends_with("9 posts, 8 field notes, 31 links between them, 4 broken\n"), "{text}");
    assert!(String::from_utf8_lossy(&human.stderr).contains("did you mean `essays/lamp`?"));

    let public = String::from_utf8_lossy(&report(&[]).stdout).into_owned();
    assert!(!public.contains("essays/fog-signal"), "a draft has no page on the site: {public}");
    assert!(public.ends_with("8 posts, 8 field notes, 30 links between them, 5 broken\n"), "{public}");
    let nowhere = report(&["content/none"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("there is no folder content/none"));
}
