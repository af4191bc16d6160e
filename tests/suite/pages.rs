//! Pages of real posts: what must hold of every one, and how parts of a book are put together.

use crate::support;
use crate::support::{assemble, book_of, posts};
use offprint::document::{Destination, InlineKind, walk};
use offprint::layout::fonts::FontBook;
use offprint::layout::page::{ItemKind, LineRole, LinkAction, OutlineItem, Pages, Press, Role, StructId, Tag};
use offprint::layout::units::Pt;
use offprint::layout::{LayoutOptions, dump};
use offprint::{Report, theme};
use std::collections::BTreeMap;
use std::path::Path;

fn lay_out(posts: &[&str], options: &LayoutOptions) -> Pages {
    support::lay_out(posts, options).0
}

/// The text of each page, a line for each baseline.
fn texts(pages: &Pages) -> Vec<String> {
    let page = |page: &offprint::layout::page::Page| {
        let runs = page.leaves().filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) => Some(format!("{} ", run.text)),
            _ => None,
        });
        runs.collect::<String>()
    };
    pages.pages.iter().map(page).collect()
}

#[test]
fn every_note_begins_on_the_page_of_its_call() {
    for path in posts() {
        let (pages, _) = assemble(&path).pdf();
        // A note's number leads back to its call, and the call to the note.
        let page_of: BTreeMap<_, _> = pages.destinations.iter().map(|d| (d.node, d.page)).collect();
        for (number, page) in pages.pages.iter().enumerate() {
            for item in &page.items {
                let (Tag::Content(element), ItemKind::Link { target: LinkAction::Node(node), .. }) =
                    (item.tag, &item.kind)
                else {
                    continue;
                };
                if is_call(&pages, element) {
                    assert_eq!(page_of.get(node), Some(&number), "{}: note @{}", path.display(), node.0);
                }
            }
        }
    }
}

/// Whether a link is a note's call: a reference that is a node of the text, as one to a page is not.
fn is_call(pages: &Pages, link: StructId) -> bool {
    let element = |id: StructId| pages.structure.get(id.0 as usize);
    let parent = element(link).and_then(|link| link.parent).and_then(element);
    parent.is_some_and(|parent| parent.role == Role::Reference && parent.node.is_some())
}

#[test]
fn nothing_stands_outside_the_page_and_every_link_leads_somewhere() {
    for path in posts() {
        let (pages, _) = assemble(&path).pdf();
        for page in &pages.pages {
            for item in &page.items {
                if let Tag::Content(element) = item.tag {
                    assert!((element.0 as usize) < pages.structure.len());
                }
                match &item.kind {
                    ItemKind::Glyphs(run) => {
                        let end = run.origin.x + run.glyphs.iter().map(|g| g.advance()).sum();
                        let inside = run.origin.x.0 > 0.0 && end.0 < page.trim.width.0;
                        let on = run.origin.y.0 > 0.0 && run.origin.y.0 < page.trim.height.0;
                        assert!(inside && on, "{}: {:?} at {:?}", path.display(), run.text, run.origin);
                    }
                    ItemKind::Link { target: LinkAction::Node(node), .. } => {
                        let there = pages.destinations.iter().any(|d| d.node == *node);
                        assert!(there, "{}: a link to @{} leads nowhere", path.display(), node.0);
                    }
                    _ => {}
                }
            }
        }
        check_outline(&pages, &pages.outline, &path);
    }
}

fn check_outline(pages: &Pages, entries: &[OutlineItem], path: &Path) {
    for entry in entries {
        let there = pages.destinations.iter().any(|d| d.node == entry.node);
        assert!(there, "{}: {:?} leads nowhere", path.display(), entry.title);
        check_outline(pages, &entry.children, path);
    }
}

#[test]
fn headings_are_tagged_without_skipping_a_level() {
    for path in posts() {
        let (pages, _) = assemble(&path).pdf();
        let mut before = 0;
        for element in &pages.structure {
            if let Role::Heading(level) = element.role {
                assert!(level <= before + 1, "{}: {level} after {before}", path.display());
                before = level;
            }
        }
    }
}

#[test]
fn links_of_the_model_are_links_of_the_pages() {
    for path in posts() {
        let mut post = assemble(&path);
        let mut wanted = 0;
        let mut count = |inline: &offprint::document::Inline| {
            if let InlineKind::Link(link) = &inline.kind
                && matches!(link.destination, Destination::Url(_) | Destination::Node(_))
            {
                wanted += 1;
            }
        };
        for chapter in &post.book.chapters {
            walk::inlines(&chapter.blocks, &mut count);
        }
        for note in &post.book.notes {
            walk::inlines(&note.body, &mut count);
        }
        let (pages, _) = post.pdf();
        let found = pages.structure.iter().filter(|e| e.role == Role::Link && e.node.is_some()).count();
        assert!(found >= wanted, "{}: {found} of {wanted} links", path.display());
    }
}

const LONG: &str = "---\nid: long\ntitle: Long\n---\n";

/// A post with headings and so many paragraphs under each.
fn long_post(sections: usize, paragraphs: usize) -> String {
    let paragraph = "The compositor sets a line and justifies it before he begins the next one, and so on to the end \
        of the page, which is then tied up with page cord and put on the stone until the forme is full.\n\n";
    let mut post = LONG.to_owned();
    for section in 1..=sections {
        post.push_str(&format!("# Section {section}\n\n{}", paragraph.repeat(paragraphs)));
    }
    post
}

#[test]
fn the_contents_give_the_pages_of_the_headings() {
    let post = long_post(6, 14);
    let pages = lay_out(&[&post], &LayoutOptions { contents: Some(true), ..LayoutOptions::default() });
    let first = texts(&pages).first().cloned().unwrap_or_default();
    assert_eq!(pages.outline.len(), 6);
    for entry in &pages.outline {
        let page = pages.destinations.iter().find(|d| d.node == entry.node).expect("heading").page;
        let label = pages.pages.get(page).expect("page").label.number;
        let line = first.split(&entry.title).nth(1).expect("listed");
        let number = line.split(|c: char| !c.is_ascii_digit()).find(|n| !n.is_empty());
        assert_eq!(number, Some(label.to_string().as_str()), "{} in {first}", entry.title);
    }
}

#[test]
fn short_posts_have_no_contents() {
    let pages = lay_out(&[&long_post(5, 1)], &LayoutOptions::default());
    assert!(!pages.structure.iter().any(|e| e.role == Role::Toc));
    let pages = lay_out(&[&long_post(5, 20)], &LayoutOptions::default());
    assert!(pages.structure.iter().any(|e| e.role == Role::Toc));
}

#[test]
fn a_volume_has_roman_front_matter_and_chapters_on_new_pages() {
    let one = "---\nid: one\ntitle: First Post\n---\nSome text.\n\n# A section\n\nMore text.\n";
    let two = "---\nid: two\ntitle: Second Post\n---\nOther text.\n";
    let options = LayoutOptions { open_right: true, ..LayoutOptions::default() };
    let pages = lay_out(&[one, two], &options);
    let labels: Vec<(u32, bool)> = pages.pages.iter().map(|p| (p.label.number, p.label.roman)).collect();
    let texts = texts(&pages);
    // Half title, blank, title, its back, contents, blank; then the chapters, each on a right page; the colophon.
    let roman = (1..=6).map(|number| (number, true));
    let arabic = (1..=4).map(|number| (number, false));
    assert_eq!(labels, roman.chain(arabic).collect::<Vec<_>>(), "{texts:?}");
    assert!(texts[0].contains("A Volume") && texts[1].is_empty(), "{texts:?}");
    assert!(texts[2].contains("A Volume") && texts[3].contains("urn:uuid:"), "{texts:?}");
    assert!(texts[4].contains("Contents") && texts[4].contains("First Post") && texts[4].contains("A section"));
    let words = |page: usize| texts[page].split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(6).starts_with("1 First Post") && texts[7].is_empty(), "{texts:?}");
    assert!(words(8).starts_with("2 Second Post") && texts[9].contains("Set in Source Serif 4"), "{texts:?}");
    // Openings show their folio and no running head; no front page shows either.
    let furniture = |page: usize| {
        let items = pages.pages[page].items.iter().filter(|item| item.tag == Tag::Furniture);
        let text =
            items.filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(&*run.text) } else { None });
        text.collect::<String>()
    };
    assert_eq!([0, 1, 2, 3, 4, 6, 7, 8].map(furniture), ["", "", "", "", "v", "1", "", "3"]);
}

#[test]
fn left_pages_name_the_volume_and_right_ones_the_chapter() {
    let one = format!("---\nid: one\ntitle: First Post\n---\n{}", &long_post(4, 20)[LONG.len()..]);
    let two = "---\nid: two\ntitle: Second Post\ndate: 2026-02-06\n---\nOther text.\n";
    let pages = lay_out(&[&one, two], &LayoutOptions::default());
    assert!(texts(&pages).last().is_some_and(|text| text.contains("This edition: 6 February 2026")));
    let heads: Vec<String> = pages
        .pages
        .iter()
        .filter(|page| !page.label.roman)
        .map(|page| {
            let head =
                page.items.iter().filter(|item| item.tag == Tag::Furniture).filter_map(|item| match &item.kind {
                    ItemKind::Glyphs(run) if run.origin.y.0 < 60.0 => Some(run.text.as_str()),
                    _ => None,
                });
            head.collect()
        })
        .collect();
    assert_eq!(heads.get(..4).unwrap_or_default(), ["", "A Volume", "First Post", "A Volume"], "{heads:?}");
}

#[test]
fn a_post_has_front_matter_on_request_in_its_language() {
    let post = "---\nid: uno\ntitle: Uno\nlang: es\nauthor: Ada Reyes\ndate: 2026-02-06\n---\nTexto.\n";
    assert_eq!(lay_out(&[post], &LayoutOptions::default()).pages.len(), 1);
    let options = LayoutOptions {
        front_matter: Some(true),
        edition: Some(jiff::civil::date(2026, 3, 1)),
        ..LayoutOptions::default()
    };
    let texts = texts(&lay_out(&[post], &options));
    assert_eq!(texts.len(), 5, "half title, blank, title, its back, text: {texts:?}");
    for said in ["© 2026", "Publicado por primera vez el 6 de febrero de 2026", "Esta edición: 1 de marzo de 2026"] {
        assert!(texts[3].contains(said), "{said}: {}", texts[3]);
    }
    assert!(texts[4].contains("Compuesto en Source Serif 4 (10,2/14 pt)"), "{}", texts[4]);
}

/// Posts with a hero of 200 by 100 pixels.
fn with_hero(id: &str) -> String {
    let image = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='200' height='100'/%3E";
    format!("---\nid: {id}\ntitle: {id}\nthumbnail: \"{image}\"\n---\nText.\n")
}

#[test]
fn a_hero_reaches_over_the_edges_but_not_at_the_spine() {
    let trim = offprint::layout::trim::parse_trim("300x400pt").ok();
    let press = Press { bleed: Pt(9.0), marks: false };
    let options = LayoutOptions { trim, press, contents: Some(false), ..LayoutOptions::default() };
    let pages = lay_out(&[&with_hero("one"), &with_hero("two")], &options);
    let heroes: Vec<(usize, f64, f64, f64)> = pages
        .pages
        .iter()
        .enumerate()
        .flat_map(|(index, page)| page.items.iter().map(move |item| (index, item)))
        .filter_map(|(index, item)| match &item.kind {
            ItemKind::Image { rect, .. } => Some((index % 2, rect.origin.x.0, rect.origin.y.0, rect.size.width.0)),
            _ => None,
        })
        .collect();
    // A right page from the spine to the bleed of its right edge; a left one from the bleed of its left edge to the spine.
    assert_eq!(heroes, [(0, 0.0, -9.0, 309.0), (1, -9.0, -9.0, 309.0)]);
    let plain = lay_out(&[&with_hero("one")], &LayoutOptions { trim, ..LayoutOptions::default() });
    let inside = plain.pages[0].items.iter().any(
        |item| matches!(&item.kind, ItemKind::Image { rect, .. } if rect.origin.x.0 > 0.0 && rect.origin.y.0 > 0.0),
    );
    assert!(inside, "without a bleed it stays in the text area");
}

#[test]
fn a_full_width_image_reaches_over_the_edge_unless_it_stands_in_something() {
    let image = "![a](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='200'%20height='100'/%3E \"full\")";
    let text = "Words that fill a line or two of the page, and some more of them.\n\n".repeat(6);
    let post = format!("---\nid: a\ntitle: A\n---\nText.\n\n{image}\n\n{text}{image}\n\n> Quoted.\n>\n> {image}\n");
    let trim = offprint::layout::trim::parse_trim("300x400pt").ok();
    let images = |bleed| {
        let press = Press { bleed: Pt(bleed), marks: false };
        let pages =
            lay_out(&[&post], &LayoutOptions { trim, press, contents: Some(false), ..LayoutOptions::default() });
        let on = |(index, page): (usize, &offprint::layout::page::Page)| {
            let rects = page.items.iter().filter_map(|item| match &item.kind {
                ItemKind::Image { rect, .. } => Some((index % 2, rect.origin.x.0, rect.size.width.0)),
                _ => None,
            });
            rects.collect::<Vec<_>>()
        };
        pages.pages.iter().enumerate().flat_map(on).collect::<Vec<_>>()
    };
    let bled = images(9.0);
    // A right page from the spine to the bleed at its right, a left one from the bleed at its left to the spine.
    assert_eq!(bled[..2], [(0, 0.0, 309.0), (1, -9.0, 309.0)], "{bled:?}");
    let inside = |(_, left, width): &(usize, f64, f64)| *left > 0.0 && left + width < 300.0;
    assert!(bled.len() == 3 && inside(&bled[2]), "one in a quotation stays there: {bled:?}");
    assert!(images(0.0).iter().all(inside), "nothing to reach into");
}

#[test]
fn the_margin_at_the_spine_is_never_less_than_the_gutter_of_a_thick_book() {
    let mut theme = theme::built_in().expect("theme");
    theme.page.inner = 0.02;
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let least = |paragraphs| {
        let (book, assets, _) = book_of(&[&long_post(1, paragraphs)]);
        let (pages, _) = offprint::layout::lay_out(&book, &assets, &theme, &fonts, &LayoutOptions::default());
        let runs = pages.pages.iter().step_by(2).flat_map(|page| &page.items).filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if matches!(item.tag, Tag::Content(_)) => Some(run.origin.x.0),
            _ => None,
        });
        (pages.pages.len(), runs.fold(f64::INFINITY, f64::min))
    };
    let (few, narrow) = least(10);
    let (many, wide) = least(400);
    assert!(few < 24 && narrow < 27.0, "{few} pages, {narrow} pt");
    // Three eighths of an inch are 27 pt; half an inch from 151 pages on. Punctuation may hang out by a little.
    assert!((24..=150).contains(&many) && (26.0..=27.0).contains(&wide), "{many} pages, {wide} pt");
}

#[test]
fn a_box_goes_on_overleaf_with_its_label_repeated_as_decoration() {
    let body = "One paragraph of the callout, long enough to take a line or two of the page it stands on.\n\n";
    let post = format!("{LONG}Before.\n\n{{bkqt/note|The Shift}}\n{}{{/bkqt}}\n", body.repeat(40));
    let pages = lay_out(&[&post], &LayoutOptions::default());
    let labels: Vec<(String, Tag)> = pages
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if run.text.starts_with("The Shift") => Some((run.text.clone(), item.tag)),
            _ => None,
        })
        .collect();
    assert!(labels.len() > 1, "{labels:?}");
    assert!(matches!(labels[0], (_, Tag::Content(_))));
    assert!(labels[1..].iter().all(|(text, tag)| text == "The Shift, continued" && *tag == Tag::Decoration));
}

#[test]
fn a_table_repeats_its_head_and_is_read_cell_by_cell() {
    let row = "| a cell with a good many words in it that take several lines of its narrow column | second cell of \
        the row, which is about as long as the first one, so that both have lines beside each other |\n";
    let post = format!("{LONG}| Left | Right |\n|---|---|\n{}", row.repeat(30));
    let pages = lay_out(&[&post], &LayoutOptions::default());
    let texts = texts(&pages);
    assert!(texts.len() > 1);
    for text in &texts {
        assert_eq!(text.matches("Left").count(), 1, "{text}");
    }
    let first = texts[0].split_once("Right").expect("head").1;
    assert!(first.find("column").expect("end of the first cell") < first.find("second").expect("second cell"));
}

#[test]
fn a_missing_image_leaves_its_alternative_text() {
    let post = format!("{LONG}![A press in a cellar](nowhere.png \"center\")\n");
    let pages = lay_out(&[&post], &LayoutOptions::default());
    assert!(texts(&pages)[0].contains("A press in a cellar"));
}

#[test]
fn margins_and_bleed_are_those_asked_for() {
    let trim = offprint::layout::trim::parse_trim("6x9").ok();
    let pages = lay_out(
        &[&long_post(2, 30)],
        &LayoutOptions { trim, press: Press { bleed: Pt::mm(3.0), marks: false }, ..LayoutOptions::default() },
    );
    assert!(pages.pages.iter().all(|page| Some(page.trim) == trim && page.bleed.top == Pt::mm(3.0)));
    // Left pages have their wide margin at the right.
    let left = |page: usize| {
        let items = pages.pages[page].items.iter().filter(|item| matches!(item.tag, Tag::Content(_)));
        items
            .filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run.origin.x.0) } else { None })
            .fold(f64::INFINITY, f64::min)
    };
    assert!(left(1) > left(2), "the theme's outer margin is the wider one: {} {}", left(1), left(2));
}

#[test]
fn a_small_post_in_full() {
    let post = "---\nid: small\ntitle: Small\ndate: 2026-02-06\n---\n\
        Text with a note^[The note.] and `code`.\n\n\
        - one\n- two\n\n\
        {bkqt/tip}\nTake care.\n{/bkqt}\n\n\
        ## Heading\n\n\
        | A | B |\n|---|--:|\n| x | 1 |\n\n\
        >> 26.02.09 - seen again\n";
    let pages = lay_out(&[post], &LayoutOptions::default());
    insta::assert_snapshot!("small_post_structure", dump::structure(&pages));
    insta::assert_snapshot!("small_post_pages", dump::pages(&pages));
}

#[test]
fn a_wide_table_is_turned_and_its_words_are_in_the_file() {
    let row = |word: &str| format!("|{}\n", format!(" {word} |").repeat(7));
    let post = format!(
        "---\nid: p\ntitle: P\n---\nBefore.\n\n{}{}{}\nAfter.\n\n{}\n",
        row("Consequence"),
        "|---".repeat(7) + "|\n",
        row("uninterrupted").repeat(3),
        "The text goes on for more than a page. ".repeat(90)
    );
    let (book, assets, _) = book_of(&[&post]);
    let theme = theme::built_in().expect("theme");
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let mut report = Report::default();
    let mut pages = offprint::to_pages(&book, &assets, &theme, &fonts, &LayoutOptions::default(), &mut report);
    let turned = pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.kind {
        ItemKind::Turned { items, .. } => Some(items.len()),
        _ => None,
    });
    assert_eq!(turned.count(), 1, "one page of it");
    assert!(texts(&pages).iter().any(|page| page.contains("Before") && page.contains("After")), "text goes on");
    let pdf = offprint::to_pdf(
        &mut pages,
        &fonts,
        &assets,
        &offprint::pdf::PdfOptions { timestamp: support::TIMESTAMP },
        &mut report,
    )
    .expect("pdf");
    if support::have("pdftotext", "-v") {
        let text = support::pdf_text(&pdf);
        assert_eq!(text.matches("uninterrupted").count(), 21);
    }
}

/// The lines of each paragraph of the text, notes aside, by page: how many baselines it has there.
fn paragraph_lines(pages: &Pages) -> BTreeMap<StructId, BTreeMap<usize, usize>> {
    let mut baselines: BTreeMap<(StructId, usize), Vec<i64>> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let (Tag::Content(id), ItemKind::Glyphs(run)) = (item.tag, &item.kind) else { continue };
            if let Some(paragraph) = paragraph_of(pages, id) {
                // Raised text stands on the line around it: lines are at least this far apart.
                let line = (run.origin.y.0 / 6.0).round() as i64;
                let lines = baselines.entry((paragraph, number)).or_default();
                if lines.iter().all(|other| (other - line).abs() > 1) {
                    lines.push(line);
                }
            }
        }
    }
    let mut paragraphs: BTreeMap<StructId, BTreeMap<usize, usize>> = BTreeMap::new();
    for ((paragraph, number), lines) in baselines {
        paragraphs.entry(paragraph).or_default().insert(number, lines.len());
    }
    paragraphs
}

/// The paragraph that an element is in, if that is in the text: not in a note, a cell or the contents.
fn paragraph_of(pages: &Pages, mut id: StructId) -> Option<StructId> {
    let mut found = None;
    loop {
        let element = pages.structure.get(id.0 as usize)?;
        match element.role {
            Role::Note | Role::TableCell | Role::TableHead | Role::Toc | Role::Caption => return None,
            Role::Paragraph if found.is_none() => found = Some(id),
            _ => {}
        }
        match element.parent {
            Some(parent) => id = parent,
            None => return found,
        }
    }
}

#[test]
fn no_line_of_a_paragraph_stands_alone_on_a_page() {
    let mut alone = Vec::new();
    for path in posts() {
        let (pages, _) = assemble(&path).pdf();
        for (id, by_page) in paragraph_lines(&pages) {
            let last = by_page.len().saturating_sub(1);
            for (index, (page, lines)) in by_page.iter().enumerate() {
                let edge = index == 0 || index == last;
                if last > 0 && edge && *lines < 2 {
                    alone.push(format!("{}: page {} <{}>", path.display(), page + 1, id.0));
                }
            }
        }
    }
    assert!(alone.is_empty(), "widows and orphans:\n{}", alone.join("\n"));
}

/// Roles of lines, as "text", with the pages they stand on.
fn roles(pages: &Pages, role: LineRole) -> Vec<&str> {
    pages.quality.iter().filter(|line| line.role == role).map(|line| line.text.as_str()).collect()
}

#[test]
fn the_layout_says_what_each_line_is_of() {
    let post = "---\nid: a\n---\n# A heading\n\nSome text.^[A note.]\n\n- An item\n\n{bkqt/note}\nBoxed.\n{/bkqt}\n\n> Small.\n\n```\ncode\n```\n";
    let pages = lay_out(&[post], &LayoutOptions::default());
    assert_eq!(roles(&pages, LineRole::Text), ["Some text.1", "An item"]);
    assert_eq!(roles(&pages, LineRole::Aside), ["Boxed.", "Small."]);
    assert_eq!(roles(&pages, LineRole::Note), ["A note."]);
    assert!(roles(&pages, LineRole::Other).contains(&"1. A heading"));
    assert!(roles(&pages, LineRole::Other).contains(&"code"));
}

#[test]
fn the_layout_says_of_pages_what_became_of_them() {
    let words = "word ".repeat(2500);
    let post = format!("---\nid: a\n---\nShort.^[{words}]\n\nThe end.\n");
    let pages = lay_out(&[&post], &LayoutOptions::default());
    assert_eq!(pages.makeup.len(), pages.pages.len());
    let numbers: Vec<Vec<u32>> =
        pages.makeup.iter().map(|page| page.split_notes.iter().map(|note| note.number).collect()).collect();
    let (last, others) = numbers.split_last().expect("pages");
    assert!(others.len() > 1 && others.iter().all(|page| page == &[1]) && last.is_empty(), "{numbers:?}");
    let note = pages.makeup[0].split_notes[0].span;
    assert_eq!(post.get(note.start as usize..note.start as usize + 4), Some("word"));
    let whole = lay_out(&["---\nid: a\n---\nText.^[A note.]\n"], &LayoutOptions::default());
    assert!(whole.makeup.iter().all(|page| page.short == 0 && page.split_notes.is_empty()));
}

#[test]
fn a_code_block_names_its_language_on_each_page_if_the_theme_says_so() {
    let post = format!("---\nid: p\ntitle: P\nlang: es\n---\n```rust\n{}```\n", "let a = 1;\n".repeat(60));
    let (book, assets, _) = book_of(&[&post]);
    let mut theme = theme::built_in().expect("theme");
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let mut labels = |label: bool| -> Vec<String> {
        theme.code.label = label;
        let pages = offprint::layout::lay_out(&book, &assets, &theme, &fonts, &LayoutOptions::default()).0;
        let labels = pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if item.tag == Tag::Decoration && run.text.contains("rust") => Some(run.text.clone()),
            _ => None,
        });
        labels.collect()
    };
    assert_eq!(labels(true), ["rust", "rust, continuación"]);
    assert!(labels(false).is_empty());
}

#[test]
fn text_of_several_paragraphs_flows_around_a_side_image() {
    let text = "Words that stand beside it.\n\n";
    let post = format!("---\nid: p\ntitle: P\n---\n![none](none.png \"left:300px\")\n\n{}", text.repeat(12));
    let pages = lay_out(&[&post], &LayoutOptions::default());
    let starts: Vec<f64> = pages.pages[0]
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if run.text.starts_with("Words") => Some(run.origin.x.0),
            _ => None,
        })
        .collect();
    let margin = starts.iter().copied().fold(f64::INFINITY, f64::min);
    let beside = starts.iter().filter(|x| **x > margin + 50.0).count();
    assert!(beside > 2 && beside < 12, "several beside, the rest below: {starts:?}");
}
