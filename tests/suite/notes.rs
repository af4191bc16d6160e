//! Notes at the foot, at the end of a chapter and in the margin, in pages made from real text.

use crate::support::lay_out;
use offprint::diagnostics::Code;
use offprint::layout::page::{ItemKind, LinkAction, Page, Pages, Role, Tag};
use offprint::layout::{LayoutOptions, NotePlacement};
use offprint::resolve::PrintUrls;

fn with(notes: NotePlacement) -> LayoutOptions {
    LayoutOptions { notes, ..LayoutOptions::default() }
}

/// The role of an item's element or of one above it that is asked for.
fn inside(pages: &Pages, tag: Tag, role: Role) -> bool {
    let Tag::Content(mut id) = tag else { return false };
    loop {
        let Some(element) = pages.structure.get(id.0 as usize) else { return false };
        if element.role == role {
            return true;
        }
        let Some(parent) = element.parent else { return false };
        id = parent;
    }
}

/// The baselines of text with a word in it: left edge and height.
fn places(page: &Page, word: &str) -> Vec<(f64, f64)> {
    let run = |item: &offprint::layout::page::Item| match &item.kind {
        ItemKind::Glyphs(run) if run.text.contains(word) => Some((run.origin.x.0, run.origin.y.0)),
        _ => None,
    };
    page.items.iter().filter_map(run).collect()
}

fn text(page: &Page) -> String {
    let run = |item: &offprint::layout::page::Item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run.text.clone()),
        _ => None,
    };
    page.items.iter().filter_map(run).collect()
}

const POST: &str = "---\nid: post\ntitle: A Post\nlang: es\n---\nEl cajista^[Que compone con tipos.] y la caja\
    ^[De madera {{noble|Nogal.}}.] esperan.\n";

#[test]
fn notes_at_the_end_stand_under_a_heading_in_the_language_of_the_post() {
    let (pages, _) = lay_out(&[POST], &with(NotePlacement::End));
    let all = text(&pages.pages[0]);
    let places: Vec<Option<usize>> =
        ["esperan", "Notas", "Que compone", "De madera", "Nogal"].iter().map(|words| all.find(words)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {all}");
    let heading = pages.structure.iter().position(|e| matches!(e.role, Role::Heading(_))).expect("heading");
    let notes: Vec<usize> =
        (0..pages.structure.len()).filter(|index| pages.structure[*index].role == Role::Note).collect();
    assert_eq!(notes.len(), 3);
    assert!(notes.iter().all(|note| *note > heading), "the notes come after the heading");
}

#[test]
fn every_chapter_of_a_volume_has_its_own_notes_from_1() {
    let other = POST.replace("Que compone", "Que reparte").replace("id: post", "id: other");
    let (pages, _) = lay_out(&[POST, &other], &with(NotePlacement::End));
    let chapters: Vec<String> = pages.pages.iter().map(text).filter(|text| text.contains("Notas")).collect();
    assert_eq!(chapters.len(), 2);
    assert!(chapters[0].contains("1Que compone") && chapters[1].contains("1Que reparte"), "{chapters:?}");
}

#[test]
fn notes_at_the_end_are_in_the_outline_and_in_the_contents_of_a_post() {
    let post = POST.replace("El cajista", "## Uno\n\nEl cajista");
    let contents = LayoutOptions { contents: Some(true), ..with(NotePlacement::End) };
    let (pages, _) = lay_out(&[&post], &contents);
    let titles: Vec<&str> = pages.outline.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Uno", "Notas"]);
    let place = pages.destinations.iter().find(|place| place.node == pages.outline[1].node).expect("a place");
    assert_eq!(text(&pages.pages[place.page]).matches("Notas").count(), if place.page == 0 { 2 } else { 1 });
    assert!(text(&pages.pages[0]).contains("Notas"), "in the contents");
    let (pages, _) = lay_out(&[&post], &LayoutOptions { contents: Some(true), ..with(NotePlacement::Foot) });
    assert_eq!(pages.outline.len(), 1);
    let (pages, _) = lay_out(&[POST], &with(NotePlacement::End));
    assert_eq!((pages.outline[0].title.as_str(), pages.outline[0].children.len()), ("A Post", 1));
}

#[test]
fn calls_lead_to_notes_and_notes_back_wherever_they_stand() {
    for notes in [NotePlacement::Foot, NotePlacement::End, NotePlacement::Margin] {
        let (pages, _) = lay_out(&[POST], &with(notes));
        let mut there = 0;
        let mut back = 0;
        for item in pages.pages.iter().flat_map(|page| &page.items) {
            if let ItemKind::Link { target: LinkAction::Node(node), .. } = &item.kind {
                assert!(pages.destinations.iter().any(|d| d.node == *node), "{notes:?}: @{} is nowhere", node.0);
                if inside(&pages, item.tag, Role::Reference) {
                    there += 1;
                } else if inside(&pages, item.tag, Role::Note) {
                    back += 1;
                }
            }
        }
        assert_eq!((there, back), (3, 3), "{notes:?}");
    }
}

#[test]
fn a_note_in_the_margin_is_level_with_its_call_and_at_the_fore_edge() {
    let (pages, _) = lay_out(&[POST], &with(NotePlacement::Margin));
    let page = &pages.pages[0];
    let call = places(page, "cajista")[0];
    let note = places(page, "Que")[0];
    assert!((call.1 - note.1).abs() < 0.01, "{call:?} {note:?}");
    let notes = page.items.iter().filter(|item| inside(&pages, item.tag, Role::Note));
    for item in notes {
        if let ItemKind::Glyphs(run) = &item.kind {
            let end = run.origin.x + run.glyphs.iter().map(|glyph| glyph.advance()).sum();
            assert!(run.origin.x.0 > page.trim.width.0 * 0.7 && end.0 < page.trim.width.0 * 0.95, "{:?}", run.text);
        }
    }
}

#[test]
fn notes_of_tables_and_notes_with_code_stand_at_the_foot_of_a_page_with_a_margin() {
    let post = "---\nid: p\ntitle: P\n---\n| a | b |\n|---|---|\n| one^[Of the row.] | two |\n\nText[^c].\n\n[^c]: Before.\n\n    ```\n    code\n    \
        ```\n";
    let (pages, _) = lay_out(&[post], &with(NotePlacement::Margin));
    let page = &pages.pages[0];
    let left = places(page, "one")[0].0;
    for word in ["Of", "Before"] {
        assert!(places(page, word)[0].0 - left < 30.0, "{word} stands below the text");
    }
}

#[test]
fn a_page_too_narrow_for_a_margin_says_so() {
    let trim = offprint::layout::trim::parse_trim("a6").ok();
    let (pages, report) = lay_out(&[POST], &LayoutOptions { trim, ..with(NotePlacement::Margin) });
    assert!(report.diagnostics.iter().any(|d| d.code == Code::NotesAtFoot));
    assert!(places(&pages.pages[0], "Que")[0].1 > 300.0, "at the foot");
}

#[test]
fn code_in_a_note_has_its_background() {
    let post =
        "---\nid: p\ntitle: P\n---\nText[^c].\n\n[^c]: Before.\n\n    ```\n    first line\n    second line\n    ```\n";
    let (pages, _) = lay_out(&[post], &with(NotePlacement::Foot));
    let page = &pages.pages[0];
    let (first, second) = (places(page, "first")[0], places(page, "second")[0]);
    let fill = |item: &offprint::layout::page::Item| match &item.kind {
        ItemKind::Fill { rect, .. } => Some(*rect),
        _ => None,
    };
    let frames: Vec<_> = page.items.iter().filter_map(fill).collect();
    let around = frames.iter().filter(|rect| {
        let (top, bottom) = (rect.origin.y.0, (rect.origin.y + rect.size.height).0);
        top < first.1 - 5.0 && bottom > second.1 && bottom < second.1 + 15.0
    });
    assert_eq!(around.count(), 1, "one frame around both lines: {frames:?}");
}

#[test]
fn printed_addresses_are_notes_wherever_notes_stand() {
    let post = "---\nid: post\ntitle: A Post\n---\nA [link](https://example.org/path)^[Of mine.], and [again](\
        https://example.org/path).\n";
    for notes in [NotePlacement::Foot, NotePlacement::End, NotePlacement::Margin] {
        let options = LayoutOptions { print_urls: PrintUrls::Note, ..with(notes) };
        let (pages, _) = lay_out(&[post], &options);
        let said: String = pages
            .pages
            .iter()
            .flat_map(|page| &page.items)
            .filter(|item| inside(&pages, item.tag, Role::Note))
            .filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run.text.as_str()) } else { None })
            .collect();
        assert_eq!(said.matches("https://example.org/path").count(), 1, "{notes:?}: {said}");
        assert!(said.contains("Of mine."), "{notes:?}: {said}");
    }
}
