//! Books for the tests of the EPUB.

use super::build::*;
use offprint::document::*;
use offprint::resolve::{AssetFormat, Assets};
use offprint::source::Span;

/// A post with every kind of block and inline, and its pictures.
pub fn kitchen_sink() -> (Book, Assets) {
    let mut ids = Ids::default();
    let chapter = ids.next();
    let mut blocks = vec![ids.p("The intro stands before the first heading.")];
    inlines(&mut ids, &mut blocks, chapter);
    boxes(&mut ids, &mut blocks);
    lists(&mut ids, &mut blocks);
    set_pieces(&mut ids, &mut blocks);
    figures(&mut ids, &mut blocks);
    let notes = notes(&mut ids);
    let outline = outline(&blocks);
    let thumbnail = Thumbnail { source: "hero.jpg".into(), span: Span::default(), aspect: Aspect::Wide, alt: None };
    let meta = Metadata {
        id: "sink".into(),
        title: "The Kitchen Sink & Other <Vessels>".into(),
        subtitle: Some("Every node once".into()),
        lead: Some(vec![t("A lead with "), i(InlineKind::Emphasis(vec![t("stress")])), t(".")]),
        tldr: vec![vec![t("First takeaway.")], vec![t("Second takeaway.")]],
        category: Some("threads".into()),
        date: Some(jiff::civil::date(2026, 2, 9)),
        thumbnail: Some(thumbnail.clone()),
        ..Metadata::default()
    };
    let chapter = Chapter { id: chapter, meta, blocks, outline, ..Chapter::default() };
    (
        Book { meta: book_meta(thumbnail), chapters: vec![chapter], notes, next_node: ids.0 + 1, ..Book::default() },
        assets(),
    )
}

fn book_meta(cover: Thumbnail) -> BookMeta {
    BookMeta {
        kind: BookKind::Post,
        id: "sink".into(),
        title: "The Kitchen Sink & Other <Vessels>".into(),
        subtitle: Some("Every node once".into()),
        description: Some("A post for tests.".into()),
        authors: vec!["Ada Lovelace".into()],
        publisher: Some("The Press".into()),
        site_title: Some("The Site".into()),
        site_url: Some("https://site.example".into()),
        source_url: Some("https://site.example/threads/sink".into()),
        rights: Some("CC BY 4.0".into()),
        lang: "en".into(),
        date: Some(jiff::civil::date(2026, 2, 9)),
        subjects: vec!["plumbing".into(), "tests".into()],
        category: Some("threads".into()),
        category_title: Some("Threads".into()),
        category_color: None,
        cover: Some(cover),
        ..BookMeta::default()
    }
}

fn assets() -> Assets {
    let mut assets = Assets::default();
    assets.insert("hero.jpg", picture(1600, 900, AssetFormat::Jpeg));
    assets.insert("a.png", picture(320, 200, AssetFormat::Png));
    assets.insert("b.webp", picture(200, 300, AssetFormat::WebP));
    assets.insert("c.gif", picture(40, 40, AssetFormat::Gif));
    assets.insert("d.svg", drawing());
    assets
}

fn inlines(ids: &mut Ids, blocks: &mut Vec<Block>, chapter: NodeId) {
    use InlineKind::*;
    let heading = ids.heading(1, Some(1), "inlines", "Inlines");
    let target = heading.id;
    blocks.push(heading);
    let kinds = vec![
        t("Plain, "),
        i(Emphasis(vec![t("stressed")])),
        t(", "),
        i(Strong(vec![t("strong, "), i(Code("code < &".into()))])),
        t(", "),
        i(Strikethrough(vec![t("struck")])),
        t(", "),
        i(Underline(vec![t("underlined")])),
        t(", "),
        i(Accent(vec![t("accented "), i(SmallCaps(vec![t("RLHF")]))])),
        t(", "),
        i(Colored(Rgb(0xe7, 0x4c, 0x3c), vec![t("tomato")])),
        t(", "),
        i(Colored(Rgb(0xff, 0xff, 0x00), vec![t("yellow")])),
        t(", x"),
        i(Superscript(vec![t("2")])),
        t(", H"),
        i(Subscript(vec![t("2")])),
        t("O, "),
        i(Keyboard(vec![t("Ctrl+C")])),
        i(Language("fr".into(), vec![t("l’esprit de l’escalier")])),
        i(LineBreak(offprint::document::LineBreak::Hard)),
        t("after a break."),
    ];
    blocks.push(ids.block(BlockKind::Paragraph(kinds)));
    let image = ids.image("c.gif", "a dot");
    let unresolved = ids.link(Destination::Nowhere, "nowhere");
    let outside = ids.link(Destination::Url("https://e.example/a b?q=[1]".into()), "outside");
    let inside = ids.link(Destination::Node(target), "inside");
    let start = ids.link(Destination::Node(chapter), "the start");
    let mut noted = ids.link(Destination::Url("https://e.example/".into()), "a link with a note");
    let in_link = ids.call(3, "");
    if let Link(link) = &mut noted.kind {
        link.content.push(in_link);
    }
    let (first, second, again) = (ids.call(0, "a term"), ids.call(1, ""), ids.call(1, ""));
    let line = vec![
        t("Links lead "),
        outside,
        t(", "),
        inside,
        t(", "),
        start,
        t(" and "),
        unresolved,
        t("; "),
        noted,
        t(". Notes: "),
        first,
        t(" and another"),
        second,
        t(" called twice"),
        again,
        t(". An image: "),
        i(Image(image)),
        t("."),
    ];
    blocks.push(ids.block(BlockKind::Paragraph(line)));
}

fn boxes(ids: &mut Ids, blocks: &mut Vec<Block>) {
    blocks.push(ids.heading(3, None, "boxes", "Boxes below a skipped level"));
    for kind in CalloutKind::ALL {
        let content = vec![
            t("A callout of kind "),
            i(InlineKind::Accent(vec![t(kind.name())])),
            i(InlineKind::LineBreak(LineBreak::Continuation)),
            t("and its second line."),
        ];
        let body = vec![ids.block(BlockKind::Paragraph(content)), ids.p("Another paragraph.")];
        let label = (kind == CalloutKind::Note).then(|| "The Shift".to_string());
        blocks.push(ids.block(BlockKind::Callout(Callout { kind, label, body })));
    }
    for style in [QuoteStyle::Block, QuoteStyle::Pull, QuoteStyle::Plain] {
        let body = vec![ids.p("What was said.")];
        let attribution = (style != QuoteStyle::Plain).then(|| vec![t("Somebody")]);
        blocks.push(ids.block(BlockKind::Quote(Quote { style, body, attribution })));
    }
    let small = vec![ids.p("Small and muted.")];
    blocks.push(ids.block(BlockKind::SmallText(small)));
}

fn lists(ids: &mut Ids, blocks: &mut Vec<Block>) {
    blocks.push(ids.heading(1, Some(2), "lists", "Lists"));
    blocks.push(ids.list(ListMarker::Bullet, &["one bullet", "another bullet"]));
    blocks.push(ids.list(ListMarker::Decimal(3), &["three", "four"]));
    blocks.push(ids.list(ListMarker::LowerAlpha, &["letter a", "letter b"]));
    blocks.push(ids.list(ListMarker::UpperAlpha, &["capital a", "capital b"]));
    let (open, done) = (vec![ids.p("to do")], vec![ids.p("done")]);
    let items = vec![ids.item(Some(false), open), ids.item(Some(true), done)];
    blocks.push(ids.block(BlockKind::List(List { marker: ListMarker::Bullet, tight: true, items })));
    let nested = ids.list(ListMarker::Bullet, &["nested"]);
    let body = vec![ids.p("A loose item."), nested];
    let items = vec![ids.item(None, body)];
    blocks.push(ids.block(BlockKind::List(List { marker: ListMarker::Bullet, tight: false, items })));
    let description = vec![ids.p("what it means")];
    let definition = Definition { id: ids.next(), span: Span::default(), term: vec![t("TERM")], description };
    blocks.push(ids.block(BlockKind::DefinitionList(vec![definition])));
}

fn set_pieces(ids: &mut Ids, blocks: &mut Vec<Block>) {
    blocks.push(ids.heading(2, None, "piezas-únicas", "Set pieces"));
    let keyword: &[(TokenClass, &str)] = &[
        (TokenClass::Keyword, "fn"),
        (TokenClass::Plain, " "),
        (TokenClass::Function, "main"),
        (TokenClass::Operator, "() {}"),
    ];
    let comment: &[(TokenClass, &str)] = &[(TokenClass::Comment, "// a < b && c")];
    blocks.push(ids.block(code("rust", &[keyword, &[], comment])));
    let head = ids.row(&["", "Name", "Count"]);
    let rows = vec![ids.row(&["1", "first", "10"]), ids.row(&["2", "second", "20"])];
    let columns = vec![Alignment::Default, Alignment::Center, Alignment::Right];
    blocks.push(ids.block(BlockKind::Table(Table { caption: None, columns, head, rows })));
    let mut entry = |date: Option<Date>, written: &str, text: &str| Annotation {
        id: ids.next(),
        span: Span::default(),
        date,
        written_date: written.into(),
        content: vec![t(text)],
    };
    let entries = vec![
        entry(Some(jiff::civil::date(2026, 2, 9)), "26.02.09", "The day itself."),
        entry(Some(jiff::civil::date(2026, 2, 12)), "26.02.12", "Three days on."),
        entry(None, "26.99.99", "No day."),
    ];
    blocks.push(ids.block(BlockKind::Annotations(entries)));
    let interaction = Interaction {
        id: ids.next(),
        span: Span::default(),
        target: LinkTarget::FieldNote("0WgYCyiZ".into()),
        destination: Destination::Url("https://site.example/n".into()),
        content: vec![t("A note")],
        why: vec![t("because")],
    };
    blocks.push(ids.block(BlockKind::Interactions(vec![interaction])));
    blocks.push(ids.block(BlockKind::Shout(vec![t("a shout")])));
    blocks.push(ids.block(BlockKind::Dots));
    blocks.push(ids.block(BlockKind::Rule));
}

fn figures(ids: &mut Ids, blocks: &mut Vec<Block>) {
    blocks.push(ids.heading(1, Some(3), "figures", "Figures"));
    let placements = [
        ("a.png", Placement::Center),
        ("d.svg", Placement::Full),
        ("b.webp", Placement::Left(Some(120))),
        ("a.png", Placement::Right(None)),
        ("gone.png", Placement::Center),
    ];
    for (source, placement) in placements {
        let image = ids.image(source, &format!("what {source} shows"));
        let side = matches!(placement, Placement::Left(_) | Placement::Right(_));
        let beside = if side { vec![ids.p("Text set beside the picture.")] } else { Vec::new() };
        let caption = (!side).then(|| vec![t("A caption with "), i(InlineKind::Emphasis(vec![t("stress")]))]);
        blocks.push(ids.block(BlockKind::Figure(Figure { image, placement, caption, beside, link: Vec::new() })));
    }
    blocks.push(ids.p("The end."));
}

fn notes(ids: &mut Ids) -> Vec<Note> {
    let nested_call = ids.call(2, "");
    let first = ids.block(BlockKind::Paragraph(vec![t("The first note"), nested_call, t(", which goes on.")]));
    let list = ids.list(ListMarker::Bullet, &["a list in a note"]);
    let second = vec![ids.p("The second note, of two blocks."), list];
    let nested = ids.p("The nested note.");
    let linked = ids.p("The note in a link.");
    vec![ids.note(2, vec![first]), ids.note(4, second), ids.note(3, vec![nested]), ids.note(1, vec![linked])]
}

/// The outline as resolving gives it.
pub fn outline(blocks: &[Block]) -> Vec<OutlineEntry> {
    let mut roots: Vec<OutlineEntry> = Vec::new();
    for block in blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        let entry = OutlineEntry {
            node: block.id,
            level: heading.level,
            number: heading.number.clone(),
            title: walk::plain_text(&heading.content),
            children: Vec::new(),
        };
        match roots.last_mut() {
            Some(last) if last.level < entry.level => last.children.push(entry),
            _ => roots.push(entry),
        }
    }
    roots
}

/// A post so long that its parts become files; the last part refers to the first.
pub fn long_post() -> Book {
    let mut ids = Ids::default();
    let chapter = ids.next();
    let mut blocks = vec![ids.p("An intro.")];
    let mut first = None;
    for number in 1..=3 {
        let heading = ids.heading(1, Some(number), &format!("part-{number}"), &format!("Part {number}"));
        let target = *first.get_or_insert(heading.id);
        blocks.push(heading);
        blocks.push(ids.heading(2, None, &format!("sub-{number}"), "Below"));
        let filler = "word ".repeat(900);
        let (call, link) = (ids.call(number - 1, ""), ids.link(Destination::Node(target), "back to the first part"));
        blocks.push(ids.block(BlockKind::Paragraph(vec![t(&filler), link, call])));
    }
    let notes = (1..=3)
        .map(|n| {
            let body = vec![ids.p(&format!("Note {n}."))];
            ids.note(n, body)
        })
        .collect();
    let outline = outline(&blocks);
    let meta = Metadata { id: "long".into(), title: "A Long Post".into(), ..Metadata::default() };
    let mut book_meta = BookMeta { id: "long".into(), title: "A Long Post".into(), ..BookMeta::default() };
    book_meta.lang = "en".into();
    book_meta.authors = vec!["Ada Lovelace".into()];
    let chapters = vec![Chapter { id: chapter, meta, blocks, outline, ..Chapter::default() }];
    Book { meta: book_meta, chapters, notes, next_node: ids.0 + 1, ..Book::default() }
}

/// A post with nothing but its text: no front matter, no pictures, no headings.
pub fn bare_post() -> Book {
    let mut ids = Ids::default();
    let chapter = ids.next();
    let blocks = vec![ids.p("One paragraph.")];
    let meta = Metadata { id: "bare".into(), title: "bare".into(), ..Metadata::default() };
    let mut book_meta = BookMeta { id: "bare".into(), title: "bare".into(), ..BookMeta::default() };
    book_meta.lang = "es".into();
    let chapters = vec![Chapter { id: chapter, meta, blocks, ..Chapter::default() }];
    Book { meta: book_meta, chapters, notes: Vec::new(), next_node: ids.0 + 1, ..Book::default() }
}

/// A volume of two posts, in two languages and categories, that refer to each other; the second picture has no
/// alternative text.
pub fn volume() -> (Book, Assets) {
    let mut ids = Ids::default();
    let (one, two) = (ids.next(), ids.next());
    let mut chapters = Vec::new();
    for (id, other, lang, category) in [(one, two, "en", "threads"), (two, one, "es", "projects")] {
        let call = ids.call(u32::from(id == two), "");
        let link = ids.link(Destination::Node(other), "the other post");
        let text = vec![t("See "), link, t(" and "), i(InlineKind::Accent(vec![t("this")])), call, t(".")];
        let mut blocks = vec![ids.heading(2, None, "same", "The same heading"), ids.block(BlockKind::Paragraph(text))];
        let image = ids.image("a.png", if id == one { "a gradient" } else { "" });
        let (placement, caption) = (Placement::Center, None);
        blocks.push(ids.block(BlockKind::Figure(Figure {
            image,
            placement,
            caption,
            beside: Vec::new(),
            link: Vec::new(),
        })));
        let meta = Metadata {
            id: lang.into(),
            title: format!("Post in {lang}"),
            lang: Some(lang.into()),
            category: Some(category.into()),
            ..Metadata::default()
        };
        chapters.push(Chapter { id, meta, outline: outline(&blocks), blocks, ..Chapter::default() });
    }
    let notes = (0..2)
        .map(|_| {
            let body = vec![ids.p("A note.")];
            ids.note(1, body)
        })
        .collect();
    let meta = BookMeta {
        kind: BookKind::Volume,
        id: "threads".into(),
        title: "Threads".into(),
        authors: vec!["Ada Lovelace".into(), "Charles Babbage".into()],
        site_title: Some("The Site".into()),
        site_url: Some("https://site.example".into()),
        lang: "en".into(),
        ..BookMeta::default()
    };
    (Book { meta, chapters, notes, next_node: ids.0 + 1, ..Book::default() }, assets())
}
