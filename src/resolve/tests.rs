use super::*;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{
    Block, BlockKind, Book, BookKind, ChapterRole, Destination, Document, FieldNote, Heading, Inline, InlineKind, Link,
    LinkTarget, Metadata, NodeId, Note, NoteCall, NoteId, OutlineEntry, walk,
};
use crate::source::Span;
use std::path::Path;

fn text(content: &str) -> Inline {
    Inline { span: Span::default(), kind: InlineKind::Text(content.to_owned()) }
}

fn call(id: u32, note: u32) -> Inline {
    let call = NoteCall { id: NodeId(id), note: NoteId(note), term: Vec::new() };
    Inline { span: Span::default(), kind: InlineKind::NoteCall(call) }
}

fn link(id: u32, target: LinkTarget) -> Inline {
    let link = Link { id: NodeId(id), target, destination: Destination::Nowhere, content: Vec::new() };
    Inline { span: Span::default(), kind: InlineKind::Link(link) }
}

fn block(id: u32, kind: BlockKind) -> Block {
    Block { id: NodeId(id), span: Span::default(), kind }
}

fn paragraph(id: u32, content: Vec<Inline>) -> Block {
    block(id, BlockKind::Paragraph(content))
}

fn heading(id: u32, level: u8, title: &str) -> Block {
    block(id, BlockKind::Heading(Heading { level, number: None, slug: String::new(), content: vec![text(title)] }))
}

fn note(id: u32, content: Vec<Inline>) -> Note {
    Note { id: NodeId(id), span: Span::default(), number: 1, body: vec![paragraph(id + 1, content)] }
}

fn post(id: &str, blocks: Vec<Block>, notes: Vec<Note>) -> Document {
    let meta =
        Metadata { id: id.into(), title: id.to_uppercase(), category: Some("threads".into()), ..Metadata::default() };
    Document { meta, blocks, notes, numbered_headings: true, next_node: 20, ..Document::default() }
}

fn resolve(documents: Vec<Document>, site: &SiteContext) -> (Book, Vec<(Code, String)>) {
    let mut diagnostics = Diagnostics::new();
    let book = book(documents, site, &mut diagnostics);
    let said = diagnostics.iter().map(|d| (d.code, d.hint.clone().unwrap_or_default())).collect();
    (book, said)
}

/// Destination and shown text of every link of a chapter.
fn links(book: &Book, chapter: usize) -> Vec<(Destination, String)> {
    let mut found = Vec::new();
    walk::inlines(&book.chapters[chapter].blocks, &mut |inline| {
        if let InlineKind::Link(link) = &inline.kind {
            found.push((link.destination.clone(), walk::plain_text(&link.content)));
        }
    });
    found
}

#[test]
fn notes_are_numbered_in_reading_order_and_a_nested_note_follows_its_caller() {
    // Text calls notes 2 and 0; note 2 calls note 1; note 1 calls note 2 again (a ring). The opening calls note 3.
    let notes = vec![
        note(10, vec![text("zero")]),
        note(12, vec![text("one"), call(7, 2)]),
        note(14, vec![text("two"), call(6, 1)]),
        note(16, vec![text("three")]),
    ];
    let mut document = post("a", vec![paragraph(1, vec![call(2, 2), call(3, 0), call(4, 2)])], notes);
    document.meta.lead = Some(vec![call(5, 3)]);
    let (book, _) = resolve(vec![document], &SiteContext::default());
    assert_eq!(book.notes.iter().map(|n| n.number).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

#[test]
fn a_long_chain_of_notes_needs_no_stack() {
    let length = 50_000;
    let notes = (0..length).map(|i| note(1, vec![call(1, i + 1)])).collect();
    let (book, _) = resolve(vec![post("a", vec![paragraph(1, vec![call(2, 0)])], notes)], &SiteContext::default());
    assert_eq!(book.notes.last().map(|n| n.number), Some(length));
}

#[test]
fn every_chapter_counts_its_own_notes_and_ids_stay_unique() {
    let one = || post("a", vec![paragraph(0, vec![call(1, 0)])], vec![note(2, vec![text("n")])]);
    let (book, _) = resolve(vec![one(), one()], &SiteContext::default());
    assert_eq!(book.notes.iter().map(|n| n.number).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(book.chapters.iter().map(|c| c.id.0).collect::<Vec<_>>(), [0, 21]);
    assert_eq!(book.chapters.iter().map(|c| c.blocks[0].id.0).collect::<Vec<_>>(), [1, 22]);
    assert_eq!(book.next_node, 42);
    let mut called = Vec::new();
    walk::inlines(&book.chapters[1].blocks, &mut |inline| {
        if let InlineKind::NoteCall(call) = &inline.kind {
            called.push((call.id.0, call.note.0));
        }
    });
    assert_eq!(called, [(23, 1)]);
}

#[test]
fn headings_get_slugs_numbers_and_an_outline() {
    let blocks = vec![
        heading(1, 2, "Before"),
        heading(2, 1, "First"),
        heading(3, 2, "Same"),
        heading(4, 3, "Deep"),
        heading(5, 2, "Same"),
        heading(6, 1, "Second"),
    ];
    let (book, _) = resolve(vec![post("a", blocks, vec![])], &SiteContext::default());
    fn show(entries: &[OutlineEntry]) -> String {
        let one = |e: &OutlineEntry| {
            let number = e.number.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{number}{}[{}]", e.title, show(&e.children))
        };
        entries.iter().map(one).collect::<Vec<_>>().join(" ")
    }
    assert_eq!(show(&book.chapters[0].outline), "Before[] 1.First[Same[Deep[]] Same[]] 2.Second[]");
    let slugs = |b: &Block| if let BlockKind::Heading(h) = &b.kind { h.slug.clone() } else { String::new() };
    assert_eq!(
        book.chapters[0].blocks.iter().map(slugs).collect::<Vec<_>>(),
        ["before", "first", "same", "deep", "same-1", "second"]
    );
}

#[test]
fn anchors_lead_to_headings_of_the_same_post_or_are_complained_about() {
    let targets = [LinkTarget::Anchor("the-catch".into()), LinkTarget::Anchor("the-cach".into())];
    let [good, bad] = targets;
    let blocks = vec![heading(1, 1, "The Catch"), paragraph(2, vec![link(3, good), link(4, bad)])];
    let (book, said) = resolve(vec![post("a", blocks, vec![])], &SiteContext::default());
    assert_eq!(
        links(&book, 0),
        [(Destination::Node(NodeId(2)), "the catch".into()), (Destination::Nowhere, "the cach".into())]
    );
    assert_eq!(said, [(Code::UnresolvedAnchor, "did you mean `#the-catch`?".into())]);
}

fn to(slug: &str) -> LinkTarget {
    LinkTarget::Post { category: "threads".into(), slug: slug.into(), fragment: None }
}

fn site() -> SiteContext {
    let mut index = SiteIndex::default();
    index.add(
        &Metadata { id: "known".into(), title: "Known".into(), ..Metadata::default() },
        "threads",
        Path::new("known.md"),
    );
    let note = FieldNote {
        uid: "2p1K1HEC".into(),
        address: "I/O//DMA".into(),
        name: "DMA".into(),
        aliases: vec!["dma engine".into()],
    };
    index.add(
        &Metadata { id: "2p1K1HEC".into(), field_note: Some(note), ..Metadata::default() },
        "fieldnotes",
        Path::new("note.md"),
    );
    let category = Category { path: Some("blog/threads".into()), title: Some("Threads".into()), ..Category::default() };
    SiteContext {
        url: Some("https://example.org/".into()),
        categories: [("threads".to_owned(), category)].into(),
        index: Some(index.into()),
        ..SiteContext::default()
    }
}

#[test]
fn posts_are_found_in_the_book_then_on_the_site() {
    let blocks = vec![paragraph(1, vec![link(2, to("b")), link(3, to("known")), link(4, to("knwon"))])];
    let (book, said) = resolve(vec![post("a", blocks.clone(), vec![]), post("b", vec![], vec![])], &site());
    let expected = [
        (Destination::Node(NodeId(21)), "B".to_owned()),
        (Destination::Url("https://example.org/blog/threads/known".into()), "Known".into()),
        (Destination::Nowhere, "knwon".into()),
    ];
    assert_eq!(links(&book, 0), expected);
    assert_eq!(said, [(Code::UnresolvedLink, "did you mean `threads/known`?".into())]);
    assert_eq!(book.meta.category_title.as_deref(), Some("Threads"));

    let (book, said) = resolve(vec![post("a", blocks, vec![])], &SiteContext::default());
    assert_eq!(said, [], "without a site nothing can be called wrong");
    assert_eq!(links(&book, 0)[0], (Destination::Nowhere, "b".into()));
}

#[test]
fn field_notes_are_found_by_any_of_their_names() {
    let to = |reference: &str| LinkTarget::FieldNote(reference.into());
    let run =
        vec![link(2, to("2P1k1hec")), link(3, to("i/o//dma")), link(4, to("DMA engine")), link(5, to("X//Nothing"))];
    let (book, said) = resolve(vec![post("a", vec![paragraph(1, run)], vec![])], &site());
    let url = Destination::Url("https://example.org/fieldnotes/2p1K1HEC".into());
    let found = links(&book, 0);
    assert!(found[..3].iter().all(|l| *l == (url.clone(), "DMA".into())), "{found:?}");
    assert_eq!(found[3], (Destination::Nowhere, "Nothing".into()));
    assert_eq!(said.len(), 1);
}

#[test]
fn what_a_post_does_not_say_the_site_says() {
    let site = SiteContext { authors: vec!["Ada".into()], lang: Some("es".into()), ..site() };
    let (book, _) = resolve(vec![post("a", vec![], vec![])], &site);
    assert_eq!((book.meta.authors, book.meta.lang.as_str()), (vec!["Ada".to_owned()], "es"));
    assert_eq!(book.meta.source_url.as_deref(), Some("https://example.org/blog/threads/a"));
    let mut own = post("a", vec![], vec![]);
    own.meta.authors = vec!["Grace".into()];
    own.meta.lang = Some("fr".into());
    let (book, _) = resolve(vec![own], &site);
    assert_eq!((book.meta.authors, book.meta.lang.as_str()), (vec!["Grace".to_owned()], "fr"));
}

fn plain(id: &str, blocks: Vec<Block>, notes: Vec<Note>) -> Document {
    let document = post(id, blocks, notes);
    let meta = Metadata { category: None, ..document.meta };
    Document { meta, numbered_headings: false, ..document }
}

#[test]
fn a_plan_says_parts_and_what_is_before_and_after_the_text() {
    let names = ["preface", "one", "two", "three", "index"];
    let documents = names.map(|name| plain(name, vec![paragraph(1, vec![text("x")])], vec![])).to_vec();
    let data = BookData { id: "book".into(), title: "Book".into(), lang: Some("es".into()), ..BookData::default() };
    let part = |title: &str, documents| PartPlan { title: title.into(), documents };
    let plan = BookPlan {
        whole: Whole::Book(Box::new(data)),
        parts: vec![part("First", 1..2), part("Empty", 2..2), part("Second", 2..4)],
        front: 1,
        back: 1,
        ..BookPlan::default()
    };
    let book = planned_book(documents, vec![], &plan, &SiteContext::default(), &mut Diagnostics::new());
    assert_eq!((book.meta.title.as_str(), book.meta.lang.as_str()), ("Book", "es"));
    let chapters: Vec<_> = book.chapters.iter().map(|chapter| (chapter.role, chapter.number)).collect();
    let expected = [
        (ChapterRole::Front, None),
        (ChapterRole::Body, Some(1)),
        (ChapterRole::Body, Some(2)),
        (ChapterRole::Body, Some(3)),
        (ChapterRole::Back, None),
    ];
    assert_eq!(chapters, expected);
    let parts: Vec<_> = book.parts.iter().map(|part| (part.title.as_str(), part.chapters.clone())).collect();
    assert_eq!(parts, [("First", 1..2), ("Second", 2..4)]);
    let mut nodes: Vec<NodeId> =
        book.parts.iter().map(|part| part.id).chain(book.chapters.iter().map(|c| c.id)).collect();
    nodes.sort();
    nodes.dedup();
    assert_eq!(nodes.len(), 7, "every part and chapter has a node of its own");
}

#[test]
fn chapters_of_a_manuscript_link_to_each_other_and_number_their_own_notes() {
    let blocks = vec![
        heading(1, 1, "Start"),
        paragraph(2, vec![call(3, 0), link(4, LinkTarget::Anchor("start-1".into()))]),
        heading(5, 2, "Inside"),
        heading(6, 1, "Start"),
        paragraph(7, vec![call(8, 1), link(9, LinkTarget::Anchor("inside".into()))]),
    ];
    let notes = vec![note(10, vec![text("a")]), note(12, vec![text("b")])];
    let plan = BookPlan { whole: Whole::Manuscript, ..BookPlan::default() };
    let mut said = Diagnostics::new();
    let book = planned_book(vec![plain("novel", blocks, notes)], vec![], &plan, &SiteContext::default(), &mut said);
    assert_eq!(said.iter().count(), 0);
    assert_eq!((book.meta.kind, book.meta.title.as_str()), (BookKind::Book, "NOVEL"));
    let titles: Vec<_> = book.chapters.iter().map(|c| (c.meta.title.as_str(), c.meta.id.as_str(), c.number)).collect();
    assert_eq!(titles, [("Start", "start", Some(1)), ("Start", "start-1", Some(2))]);
    assert_eq!(links(&book, 0)[0].0, Destination::Node(book.chapters[1].id), "to a heading that is a chapter");
    assert_eq!(links(&book, 1)[0].0, Destination::Node(book.chapters[0].outline[0].node));
    assert_eq!(book.chapters[0].outline[0].level, 1, "a chapter's headings begin with the first level");
    assert_eq!(book.notes.iter().map(|note| note.number).collect::<Vec<_>>(), [1, 1]);
}
