//! A readable dump of the model, for snapshots and for the dialect's specification.
//!
//! A block is a line, what it holds is indented under it; a run of inlines stands on one line: text in quotation marks,
//! an element as `name{…}`. What is not set is not shown.

use super::{
    Alignment, Block, BlockKind, Book, Chapter, ChapterRole, Destination, Document, Extent, Figure, Image, ImageWidth,
    Inline, InlineKind, LineBreak, LinkTarget, ListMarker, Metadata, Note, OutlineEntry, Part, Placement, QuoteStyle,
    Scope, TableCell, TableRow,
};
use std::fmt::Write as _;

pub use super::words::words;

/// A document: its metadata, its blocks, its notes.
pub fn document(document: &Document) -> String {
    let mut dumper = Dumper::default();
    dumper.metadata(&document.meta);
    dumper.blocks(&document.blocks);
    dumper.notes(&document.notes);
    dumper.names(document);
    dumper.out
}

/// The blocks and notes of a document, without its metadata.
pub fn text(document: &Document) -> String {
    let mut dumper = Dumper::default();
    dumper.blocks(&document.blocks);
    dumper.notes(&document.notes);
    dumper.names(document);
    dumper.out
}

/// A book: chapters with their outlines, then the notes. Headings, notes and calls show their nodes (`@7`).
pub fn book(book: &Book) -> String {
    let mut dumper = Dumper { nodes: true, ..Dumper::default() };
    dumper.line(&format!("book {:?} {:?}", book.meta.id, book.meta.title));
    for (index, chapter) in book.chapters.iter().enumerate() {
        if let Some(part) = book.part_at(index) {
            dumper.inside(|dumper| dumper.part(part));
        }
        dumper.inside(|dumper| dumper.chapter(chapter));
    }
    dumper.notes(&book.notes);
    dumper.out
}

#[derive(Default)]
struct Dumper {
    out: String,
    depth: usize,
    /// Whether what a book adds is shown: nodes, numbers of notes, destinations.
    nodes: bool,
}

impl Dumper {
    fn line(&mut self, text: &str) {
        let line = format!("{:indent$}{}", "", text.trim_end(), indent = self.depth * 2);
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn node(&self, id: super::NodeId) -> String {
        if self.nodes { format!(" @{}", id.0) } else { String::new() }
    }

    fn part(&mut self, part: &Part) {
        let number = part.number.map(|number| format!(" {number}")).unwrap_or_default();
        let (first, last) = (part.chapters.start + 1, part.chapters.end);
        self.line(&format!("part{number} {:?} of chapters {first} to {last}{}", part.title, self.node(part.id)));
    }

    fn chapter(&mut self, chapter: &Chapter) {
        let role = match chapter.role {
            ChapterRole::Front => " front",
            ChapterRole::Body => "",
            ChapterRole::Back => " back",
        };
        let number = chapter.number.map(|number| format!(" {number}")).unwrap_or_default();
        self.line(&format!("chapter{number}{role}{}", self.node(chapter.id)));
        self.inside(|dumper| {
            dumper.metadata(&chapter.meta);
            dumper.outline(&chapter.outline);
            dumper.blocks(&chapter.blocks);
        });
    }

    fn outline(&mut self, entries: &[OutlineEntry]) {
        for entry in entries {
            let number = entry.number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
            self.line(&format!("outline {}{number} {:?} -> @{}", entry.level, entry.title, entry.node.0));
            self.inside(|dumper| dumper.outline(&entry.children));
        }
    }

    fn metadata(&mut self, meta: &Metadata) {
        let mut field = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                self.line(&format!("{name}: {value}"));
            }
        };
        let list = |items: &[String]| (!items.is_empty()).then(|| format!("{items:?}"));
        let text = |value: &Option<String>| value.as_ref().map(|value| format!("{value:?}"));
        field("id", Some(format!("{:?}", meta.id)));
        field("title", Some(format!("{:?}", meta.title)));
        field("subtitle", text(&meta.subtitle));
        field("description", text(&meta.description));
        field("lead", meta.lead.as_deref().map(|lead| run(lead, false)));
        for point in &meta.tldr {
            field("tldr", Some(run(point, false)));
        }
        field("category", text(&meta.category));
        field("date", meta.date.map(|date| date.to_string()));
        field("authors", list(&meta.authors));
        field("file as", (!meta.file_as.is_empty()).then(|| format!("{:?}", meta.file_as)));
        field("lang", text(&meta.lang));
        field("series", meta.series.as_ref().map(|s| format!("{s:?}")));
        field("numbering", meta.numbering.map(|numbering| numbering.name().to_owned()));
        field("publisher", text(&meta.imprint.publisher));
        field("edition", text(&meta.imprint.edition));
        field("isbn", text(&meta.imprint.isbn));
        field("rights", text(&meta.imprint.rights));
        field("cover", meta.cover.as_ref().map(|c| format!("{:?}", c.source)));
        field("thumbnail", meta.thumbnail.as_ref().map(|t| format!("{:?} {:?}", t.source, t.aspect)));
        field("tags", list(&meta.tags));
        if let Some(note) = &meta.field_note {
            field("field note", Some(format!("{} {:?} {:?}", note.uid, note.address, note.name)));
            field("aliases", list(&note.aliases));
        }
        for (name, value) in &meta.extra {
            field(&format!("extra {name}"), Some(value.to_string()));
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        for (index, note) in notes.iter().enumerate() {
            let number = if self.nodes { format!(" number {}", note.number) } else { String::new() };
            self.line(&format!("note {}{number}{}", index + 1, self.node(note.id)));
            self.inside(|dumper| dumper.blocks(&note.body));
        }
    }

    /// What links may lead to: each name with the first line of its block.
    fn names(&mut self, document: &Document) {
        for (name, node) in &document.names {
            let mut first = String::new();
            let mut look = |block: &Block| {
                if block.id == *node {
                    let mut dumper = Dumper::default();
                    dumper.block(block);
                    dumper.out.lines().next().unwrap_or("").clone_into(&mut first);
                }
            };
            super::walk::blocks(&document.blocks, &mut look);
            document.notes.iter().for_each(|note| super::walk::blocks(&note.body, &mut look));
            self.line(&format!("name {name:?}: {first}"));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn run(&self, inlines: &[Inline]) -> String {
        run(inlines, self.nodes)
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(block.id, heading),
            BlockKind::Paragraph(content) => self.line(&format!("paragraph {}", self.run(content))),
            BlockKind::Callout(callout) => {
                let label = callout.label.as_ref().map(|label| format!(" {label:?}")).unwrap_or_default();
                self.line(&format!("callout {}{label}", callout.kind.name()));
                self.inside(|dumper| dumper.blocks(&callout.body));
            }
            BlockKind::Quote(quote) => self.quote(quote),
            BlockKind::SmallText(body) => {
                self.line("small");
                self.inside(|dumper| dumper.blocks(body));
            }
            BlockKind::List(list) => self.list(list),
            BlockKind::DefinitionList(items) => {
                self.line("definitions");
                self.inside(|dumper| {
                    for item in items {
                        dumper.line(&format!("term {}", dumper.run(&item.term)));
                        dumper.inside(|dumper| dumper.blocks(&item.description));
                    }
                });
            }
            BlockKind::Code(code) => self.code(code),
            BlockKind::Equation(equation) => self.equation(equation),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Figure(figure) => self.figure(figure),
            BlockKind::Annotations(entries) => self.annotations(entries),
            BlockKind::Interactions(entries) => self.interactions(entries),
            BlockKind::Glossary(entries) => self.glossary(entries),
            BlockKind::Shout(content) => self.line(&format!("shout {}", self.run(content))),
            BlockKind::Dots => self.line("dots"),
            BlockKind::Rule => self.line("rule"),
        }
    }

    fn heading(&mut self, id: super::NodeId, heading: &super::Heading) {
        let number = heading.number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
        let slug = if heading.slug.is_empty() { String::new() } else { format!(" #{}", heading.slug) };
        let content = self.run(&heading.content);
        self.line(&format!("heading {}{number}{slug}{} {content}", heading.level, self.node(id)));
    }

    fn quote(&mut self, quote: &super::Quote) {
        let style = match quote.style {
            QuoteStyle::Block => "block",
            QuoteStyle::Pull => "pull",
            QuoteStyle::Plain => "plain",
        };
        let by = quote.attribution.as_ref().map(|by| format!(" by {}", self.run(by))).unwrap_or_default();
        self.line(&format!("quote {style}{by}"));
        self.inside(|dumper| dumper.blocks(&quote.body));
    }

    fn code(&mut self, code: &super::CodeBlock) {
        self.line(&format!("code {}", code.language.as_deref().unwrap_or("")));
        self.inside(|dumper| {
            for line in &code.lines {
                let text: String = line.iter().map(|token| token.text.as_str()).collect();
                dumper.line(&format!("| {text}"));
            }
        });
    }

    fn equation(&mut self, equation: &super::Equation) {
        let shown = |name: &str, text: &Option<String>| text.iter().map(|text| format!(" {name} {text:?}")).collect();
        let (number, label): (String, String) =
            (shown("number", &equation.number), shown("label", &equation.formula.label));
        let alt = Some(&equation.alt).filter(|alt| **alt != equation.formula.source);
        self.line(&format!("equation{number}{label}{}", alt.map(|alt| format!(" alt {alt:?}")).unwrap_or_default()));
        self.inside(|dumper| equation.formula.source.lines().for_each(|line| dumper.line(&format!("| {line}"))));
    }

    fn table(&mut self, table: &super::Table) {
        let columns: Vec<&str> = table.columns.iter().copied().map(alignment).collect();
        self.line(&format!("table {}", columns.join(" ")));
        self.inside(|dumper| {
            if let Some(caption) = &table.caption {
                dumper.line(&format!("caption {}", dumper.run(caption)));
            }
            dumper.row("head", &table.head);
            table.rows.iter().for_each(|row| dumper.row("row", row));
        });
    }

    fn annotations(&mut self, entries: &[super::Annotation]) {
        self.line("annotations");
        self.inside(|dumper| {
            for entry in entries {
                let date = entry.date.map_or_else(|| format!("{:?}", entry.written_date), |d| d.to_string());
                dumper.line(&format!("{date}: {}", dumper.run(&entry.content)));
            }
        });
    }

    fn interactions(&mut self, entries: &[super::Interaction]) {
        self.line("interactions");
        self.inside(|dumper| {
            for entry in entries {
                let link = link_head(&entry.target, &entry.destination, dumper.nodes);
                let (content, why) = (dumper.run(&entry.content), dumper.run(&entry.why));
                dumper.line(&format!("{link}{{{content}}}: {why}"));
            }
        });
    }

    fn glossary(&mut self, entries: &[super::GlossaryEntry]) {
        self.line("glossary");
        self.inside(|dumper| {
            for entry in entries {
                let lang = entry.lang.as_ref().map(|lang| format!(" {lang}")).unwrap_or_default();
                dumper.line(&format!("entry{}{lang} {}", dumper.node(entry.id), dumper.run(&entry.term)));
                dumper.inside(|dumper| {
                    dumper.blocks(&entry.body);
                    for call in &entry.calls {
                        dumper.line(&format!("called @{} {:?}", call.node.0, call.title));
                    }
                });
            }
        });
    }

    fn list(&mut self, list: &super::List) {
        let marker = match list.marker {
            ListMarker::Bullet => "bullet".to_owned(),
            ListMarker::Decimal(start) => format!("decimal from {start}"),
            ListMarker::LowerAlpha => "a".to_owned(),
            ListMarker::UpperAlpha => "A".to_owned(),
        };
        self.line(&format!("list {marker}{}", if list.tight { "" } else { " loose" }));
        self.inside(|dumper| {
            for item in &list.items {
                dumper.line(match item.task {
                    None => "item",
                    Some(true) => "item done",
                    Some(false) => "item to do",
                });
                dumper.inside(|dumper| dumper.blocks(&item.body));
            }
        });
    }

    fn row(&mut self, name: &str, row: &TableRow) {
        let cells: Vec<String> = row.cells.iter().map(|cell| self.cell(cell)).collect();
        self.line(&format!("{name} | {} |", cells.join(" | ")));
    }

    /// A cell's content, with what it heads and how far it reaches before it.
    fn cell(&self, cell: &TableCell) -> String {
        let heads = match cell.heads {
            Some(Scope::Column) => "column ",
            Some(Scope::Row) => "row ",
            None => "",
        };
        let extent = match cell.extent {
            Extent::Covered => "^".to_owned(),
            Extent::Area { columns: 1, rows: 1 } => String::new(),
            Extent::Area { columns, rows } => format!("{columns}x{rows} "),
        };
        format!("{heads}{extent}{}", self.run(&cell.content))
    }

    fn figure(&mut self, figure: &Figure) {
        let placement = match figure.placement {
            Placement::Center => "center".to_owned(),
            Placement::Full => "full".to_owned(),
            Placement::Left(width) => format!("left{}", pixels(width)),
            Placement::Right(width) => format!("right{}", pixels(width)),
        };
        let link = if figure.link.is_empty() { String::new() } else { format!(" in {}", self.run(&figure.link)) };
        self.line(&format!("figure {placement} {}{link}", image(&figure.image)));
        self.inside(|dumper| {
            if let Some(caption) = &figure.caption {
                dumper.line(&format!("caption {}", dumper.run(caption)));
            }
            if !figure.beside.is_empty() {
                dumper.line("beside");
                dumper.inside(|dumper| dumper.blocks(&figure.beside));
            }
        });
    }
}

fn pixels(width: Option<u32>) -> String {
    width.map(|width| format!(" {width}px")).unwrap_or_default()
}

fn alignment(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Default => "-",
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

fn image(image: &Image) -> String {
    let title = image.title.as_ref().map(|title| format!(" title {title:?}")).unwrap_or_default();
    let width = match image.width {
        Some(ImageWidth::Pixels(width)) => format!(" {width}px wide"),
        Some(ImageWidth::Percent(width)) => format!(" {width}% wide"),
        None => String::new(),
    };
    format!("{} {:?}{title}{width}", image.source, image.alt)
}

/// What a link was written as; within a book also where it leads.
fn link_head(target: &LinkTarget, destination: &Destination, in_book: bool) -> String {
    let target = match target {
        LinkTarget::Url(url) => format!("url {url}"),
        LinkTarget::Anchor(slug) => format!("anchor {slug}"),
        LinkTarget::Post { category, slug, fragment } => {
            let fragment = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            format!("post {category}/{slug}{fragment}")
        }
        LinkTarget::FieldNote(reference) => format!("field-note {reference}"),
    };
    let destination = match destination {
        Destination::Url(url) => format!(" -> {url}"),
        Destination::Node(node) => format!(" -> @{}", node.0),
        Destination::File { path, url } => {
            format!(" -> file {path}{}", url.as_ref().map(|url| format!(" or {url}")).unwrap_or_default())
        }
        Destination::Nowhere if in_book => " -> nowhere".to_owned(),
        Destination::Nowhere => String::new(),
    };
    format!("link({target}{destination})")
}

/// A run of inlines on one line.
fn run(inlines: &[Inline], nodes: bool) -> String {
    let mut out = String::new();
    for (index, inline) in inlines.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        push(&mut out, inline, nodes);
    }
    out
}

fn push(out: &mut String, inline: &Inline, nodes: bool) {
    let name = match &inline.kind {
        InlineKind::Text(text) => {
            let _ = write!(out, "{text:?}");
            return;
        }
        InlineKind::Code(code) => {
            let _ = write!(out, "code{{{code:?}}}");
            return;
        }
        InlineKind::Math(formula) => {
            let _ = write!(out, "math{{{:?}}}", formula.source);
            return;
        }
        InlineKind::LineBreak(LineBreak::Hard) => return out.push_str("break"),
        InlineKind::LineBreak(LineBreak::Continuation) => return out.push_str("continuation"),
        InlineKind::Image(picture) => {
            let _ = write!(out, "image({})", image(picture));
            return;
        }
        InlineKind::Emphasis(_) => "emphasis".to_owned(),
        InlineKind::Strong(_) => "strong".to_owned(),
        InlineKind::Strikethrough(_) => "strikethrough".to_owned(),
        InlineKind::Underline(_) => "underline".to_owned(),
        InlineKind::Accent(_) => "accent".to_owned(),
        InlineKind::Colored(rgb, _) => format!("color({rgb})"),
        InlineKind::SmallCaps(_) => "smallcaps".to_owned(),
        InlineKind::Superscript(_) => "super".to_owned(),
        InlineKind::Subscript(_) => "sub".to_owned(),
        InlineKind::Keyboard(_) => "keyboard".to_owned(),
        InlineKind::Ruby(_) => "ruby".to_owned(),
        InlineKind::RubyText(_) => "read".to_owned(),
        InlineKind::Language(lang, _) => format!("lang({lang})"),
        InlineKind::Link(link) => link_head(&link.target, &link.destination, nodes),
        InlineKind::NoteCall(call) => {
            let node = if nodes { format!(" @{}", call.id.0) } else { String::new() };
            format!("note({}{node})", call.note.0 + 1)
        }
    };
    let children = inline.kind.children();
    let _ = write!(out, "{name}{{{}}}", run(children, nodes));
}
