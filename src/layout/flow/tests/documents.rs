//! Documents made up for tests: every kind of block, notes in every place that can call one, each word a token of its
//! own, so that what was lost, doubled or moved can be told.

use super::super::options::{LayoutOptions, NotePlacement};
use crate::diagnostics::Diagnostics;
use crate::document::*;
use crate::layout::fonts::testing::square;
use crate::layout::page::Pages;
use crate::layout::units::{Pt, Size};
use crate::resolve::{self, Assets, SiteContext};
use crate::source::Span;
use crate::theme::{self, Theme};
use proptest::prelude::*;
use std::ops::Range;

/// Words of running text: how many, and which notes are called, each after one of them.
#[derive(Clone, Debug)]
pub struct Words {
    pub count: usize,
    pub notes: Vec<Vec<Plan>>,
}

/// What a block is to be.
#[derive(Clone, Debug)]
pub enum Plan {
    Heading(u8, Words),
    Paragraph(Words),
    Callout(usize, Vec<Plan>),
    Quote(usize, Vec<Plan>, bool),
    Small(Vec<Plan>),
    List(usize, bool, Vec<Vec<Plan>>),
    Definitions(Vec<(Words, Vec<Plan>)>),
    /// Tokens on each line.
    Code(Vec<usize>),
    /// Rows of cells; the first is the head.
    Table(Vec<Vec<Words>>),
    /// The same, with areas that are one cell: first row and column, rows and columns. One that is not free is left out.
    Merged(Vec<Vec<Words>>, Vec<(usize, usize, usize, usize)>),
    Figure(usize, Option<Words>, Vec<Plan>),
    Annotations(Vec<Words>),
    Interactions(Vec<Words>),
    Shout(Words),
    Dots,
    Rule,
}

/// So many words without a note.
pub fn words(count: usize) -> Words {
    Words { count, notes: Vec::new() }
}

/// Words of which the last call notes of one paragraph of so many words each.
pub fn calling(count: usize, notes: &[usize]) -> Words {
    Words { count, notes: notes.iter().map(|note| vec![Plan::Paragraph(words(*note))]).collect() }
}

fn text(most: usize, notes: BoxedStrategy<Vec<Vec<Plan>>>) -> impl Strategy<Value = Words> {
    (1..most, notes).prop_map(|(count, notes)| Words { count, notes })
}

fn none() -> BoxedStrategy<Vec<Vec<Plan>>> {
    Just(Vec::new()).boxed()
}

/// Bodies of notes: mostly a paragraph, which may call a note itself; sometimes other blocks.
fn notes() -> BoxedStrategy<Vec<Vec<Plan>>> {
    let inner = || text(30, none()).prop_map(Plan::Paragraph);
    let nested = prop_oneof![9 => none(), 1 => prop::collection::vec(inner().prop_map(|p| vec![p]), 1..2).boxed()];
    let paragraph = text(40, nested.boxed()).prop_map(Plan::Paragraph);
    let other = prop_oneof![
        prop::collection::vec(1usize..9, 1..5).prop_map(Plan::Code),
        prop::collection::vec(prop::collection::vec(inner(), 1..2), 1..3).prop_map(|items| Plan::List(0, true, items)),
        prop::collection::vec(inner(), 1..2).prop_map(|body| Plan::Callout(0, body)),
        table(1..5, none()),
        (0usize..4, prop::option::of(text(9, none()))).prop_map(|(at, words)| Plan::Figure(at, words, vec![])),
    ];
    let body = prop_oneof![
        8 => paragraph.prop_map(|p| vec![p]),
        1 => (inner(), other).prop_map(|(first, second)| vec![first, second]),
    ];
    prop_oneof![6 => none(), 3 => prop::collection::vec(body, 1..3).boxed()].boxed()
}

fn table(columns: Range<usize>, notes: BoxedStrategy<Vec<Vec<Plan>>>) -> impl Strategy<Value = Plan> {
    (columns, 2usize..9).prop_flat_map(move |(columns, rows)| {
        prop::collection::vec(prop::collection::vec(text(8, notes.clone()), columns..=columns), rows..=rows)
            .prop_map(Plan::Table)
    })
}

fn merged(notes: BoxedStrategy<Vec<Vec<Plan>>>) -> impl Strategy<Value = Plan> {
    let areas = prop::collection::vec((0usize..7, 0usize..4, 1usize..5, 1usize..4), 1..5);
    (table(2..6, notes), areas).prop_map(|(plan, areas)| match plan {
        Plan::Table(rows) => Plan::Merged(rows, areas),
        other => other,
    })
}

/// A block, of others at most so deep.
fn plan(depth: u32) -> BoxedStrategy<Plan> {
    let leaf = prop_oneof![
        8 => text(90, notes()).prop_map(Plan::Paragraph),
        2 => (1u8..4, text(8, notes())).prop_map(|(level, words)| Plan::Heading(level, words)),
        1 => prop::collection::vec(1usize..14, 1..30).prop_map(Plan::Code),
        1 => table(1..5, notes()),
        1 => merged(notes()),
        1 => (0usize..4, prop::option::of(text(20, notes()))).prop_map(|(at, words)| Plan::Figure(at, words, vec![])),
        1 => prop::collection::vec(text(20, notes()), 1..4).prop_map(Plan::Annotations),
        1 => prop::collection::vec(text(9, notes()), 1..4).prop_map(Plan::Interactions),
        1 => text(5, notes()).prop_map(Plan::Shout),
        1 => Just(Plan::Dots),
        1 => Just(Plan::Rule),
    ];
    leaf.prop_recursive(depth, 24, 4, |inner| {
        let body = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            (0usize..5, body()).prop_map(|(kind, body)| Plan::Callout(kind, body)),
            (0usize..3, body(), any::<bool>()).prop_map(|(style, body, by)| Plan::Quote(style, body, by)),
            body().prop_map(Plan::Small),
            (0usize..4, any::<bool>(), prop::collection::vec(body(), 1..5))
                .prop_map(|(marker, tight, items)| Plan::List(marker, tight, items)),
            prop::collection::vec((text(4, notes()), body()), 1..4).prop_map(Plan::Definitions),
            (2usize..4, prop::option::of(text(9, notes())), body())
                .prop_map(|(at, words, beside)| Plan::Figure(at, words, beside)),
        ]
    })
    .boxed()
}

/// A document. Tables that do not fit the upright page stand in its text.
pub fn plans() -> impl Strategy<Value = Vec<Plan>> {
    prop::collection::vec(
        prop_oneof![24 => plan(3), 1 => table(7..10, notes()).boxed(), 1 => table(14..24, none()).boxed()],
        1..12,
    )
}

/// A token that stands nowhere else.
pub fn token(number: usize) -> String {
    format!("T{number:04}")
}

/// A document being written, with the tokens of its text and of its notes in order.
#[derive(Default)]
pub struct Writer {
    pub document: Document,
    /// Tokens of the text.
    pub body: Vec<usize>,
    /// Tokens of each note.
    pub notes: Vec<Vec<usize>>,
    next: usize,
    /// The note being written.
    inside: Vec<usize>,
}

impl Writer {
    /// Writes a document.
    pub fn write(plans: &[Plan]) -> Writer {
        let mut writer = Writer::default();
        writer.document.meta.id = "post".into();
        writer.document.meta.title = "A".into();
        writer.document.meta.lang = Some("en".into());
        writer.document.next_node = 1;
        writer.document.blocks = writer.blocks(plans);
        writer
    }

    fn node(&mut self) -> NodeId {
        let id = NodeId(self.document.next_node);
        self.document.next_node += 1;
        id
    }

    fn token(&mut self) -> String {
        self.next += 1;
        let number = self.next;
        match self.inside.last() {
            Some(note) => self.notes[*note].push(number),
            None => self.body.push(number),
        }
        token(number)
    }

    fn tokens(&mut self, count: usize) -> String {
        (0..count).map(|_| self.token()).collect::<Vec<_>>().join(" ")
    }

    fn text(&mut self, words: &Words) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let inline = |kind| Inline { span: Span::default(), kind };
        let calls = words.notes.len().min(words.count);
        for _ in 0..words.count - calls {
            let token = self.token();
            inlines.push(inline(InlineKind::Text(format!("{token} "))));
        }
        for body in words.notes.iter().take(calls) {
            let token = self.token();
            inlines.push(inline(InlineKind::Text(token)));
            let (id, note) = (self.node(), self.note(body));
            inlines.push(inline(InlineKind::NoteCall(NoteCall { id, note, term: Vec::new() })));
            inlines.push(inline(InlineKind::Text(" ".into())));
        }
        inlines
    }

    fn note(&mut self, body: &[Plan]) -> NoteId {
        let (index, id) = (self.notes.len(), self.node());
        self.notes.push(Vec::new());
        self.document.notes.push(Note { id, span: Span::default(), number: 1, body: Vec::new() });
        self.inside.push(index);
        self.document.notes[index].body = self.blocks(body);
        self.inside.pop();
        NoteId(u32::try_from(index).expect("few notes"))
    }

    fn blocks(&mut self, plans: &[Plan]) -> Vec<Block> {
        plans.iter().map(|plan| self.block(plan)).collect()
    }

    fn block(&mut self, plan: &Plan) -> Block {
        let (id, span) = (self.node(), Span::default());
        let kind = match plan {
            Plan::Heading(level, words) => {
                let content = self.text(words);
                BlockKind::Heading(Heading { level: *level, number: None, slug: String::new(), content })
            }
            Plan::Paragraph(words) => BlockKind::Paragraph(self.text(words)),
            Plan::Callout(kind, body) => {
                BlockKind::Callout(Callout { kind: CalloutKind::ALL[*kind], label: None, body: self.blocks(body) })
            }
            Plan::Quote(style, body, by) => {
                let body = self.blocks(body);
                let attribution = by.then(|| self.text(&words(2)));
                let style = [QuoteStyle::Block, QuoteStyle::Pull, QuoteStyle::Plain][*style];
                BlockKind::Quote(Quote { style, body, attribution })
            }
            Plan::Small(body) => BlockKind::SmallText(self.blocks(body)),
            Plan::List(marker, tight, items) => self.list(*marker, *tight, items),
            Plan::Definitions(items) => {
                let item = |(term, body): &(Words, Vec<Plan>)| {
                    let (id, term) = (self.node(), self.text(term));
                    Definition { id, span, term, description: self.blocks(body) }
                };
                BlockKind::DefinitionList(items.iter().map(item).collect())
            }
            Plan::Code(lines) => {
                let line = |count: &usize| vec![CodeToken { class: TokenClass::Plain, text: self.tokens(*count) }];
                BlockKind::Code(CodeBlock { language: None, lines: lines.iter().map(line).collect() })
            }
            Plan::Table(rows) => self.table(rows, &[]),
            Plan::Merged(rows, areas) => self.table(rows, areas),
            Plan::Figure(at, caption, beside) => self.figure(*at, caption.as_ref(), beside),
            Plan::Annotations(entries) => {
                let entry = |words: &Words| {
                    let (id, content) = (self.node(), self.text(words));
                    Annotation { id, span, date: None, written_date: "26.02.09".into(), content }
                };
                BlockKind::Annotations(entries.iter().map(entry).collect())
            }
            Plan::Interactions(entries) => BlockKind::Interactions(entries.iter().map(|w| self.relation(w)).collect()),
            Plan::Shout(words) => BlockKind::Shout(self.text(words)),
            Plan::Dots => BlockKind::Dots,
            Plan::Rule => BlockKind::Rule,
        };
        Block { id, span, kind }
    }

    fn list(&mut self, marker: usize, tight: bool, items: &[Vec<Plan>]) -> BlockKind {
        let marker =
            [ListMarker::Bullet, ListMarker::Decimal(1), ListMarker::LowerAlpha, ListMarker::UpperAlpha][marker];
        let item = |body: &Vec<Plan>| {
            let id = self.node();
            ListItem { id, span: Span::default(), task: None, body: self.blocks(body) }
        };
        BlockKind::List(List { marker, tight, items: items.iter().map(item).collect() })
    }

    fn table(&mut self, rows: &[Vec<Words>], areas: &[(usize, usize, usize, usize)]) -> BlockKind {
        let mut extents: Vec<Vec<Extent>> = rows.iter().map(|row| vec![Extent::default(); row.len()]).collect();
        for &(row, column, down, across) in areas {
            let inside = (row..row + down).all(|r| extents.get(r).is_some_and(|row| column + across <= row.len()));
            // The head's cells end with it.
            if !inside || (row == 0 && down > 1) {
                continue;
            }
            let cells = |extents: &[Vec<Extent>]| -> Vec<Extent> {
                extents[row..row + down].iter().flat_map(|row| row[column..column + across].to_vec()).collect()
            };
            if cells(&extents).iter().any(|extent| *extent != Extent::default()) {
                continue;
            }
            extents[row..row + down].iter_mut().for_each(|row| row[column..column + across].fill(Extent::Covered));
            let count = |count: usize| u32::try_from(count).expect("few");
            extents[row][column] = Extent::Area { columns: count(across), rows: count(down) };
        }
        let mut made: Vec<TableRow> = Vec::new();
        for (row, extents) in rows.iter().zip(extents) {
            let id = self.node();
            let cells = row.iter().zip(extents).map(|(words, extent)| {
                let content = if extent == Extent::Covered { Vec::new() } else { self.text(words) };
                TableCell { extent, ..TableCell::new(self.node(), content) }
            });
            made.push(TableRow { id, span: Span::default(), cells: cells.collect() });
        }
        let head = made.remove(0);
        BlockKind::Table(Table { caption: None, columns: vec![Alignment::Default; head.cells.len()], head, rows: made })
    }

    fn figure(&mut self, at: usize, caption: Option<&Words>, beside: &[Plan]) -> BlockKind {
        let placement = [Placement::Center, Placement::Full, Placement::Left(Some(260)), Placement::Right(None)][at];
        let image = Image { id: self.node(), source: "none.png".into(), alt: "none".into(), title: None, width: None };
        let caption = caption.map(|words| self.text(words));
        let beside = self.blocks(beside);
        BlockKind::Figure(Figure { image, placement, caption, beside, link: Vec::new() })
    }

    fn relation(&mut self, words: &Words) -> Interaction {
        let id = self.node();
        let content = self.text(&super::documents::words(1));
        let why = self.text(words);
        let target = LinkTarget::Anchor("nowhere".into());
        Interaction { id, span: Span::default(), target, destination: Destination::Nowhere, content, why }
    }

    /// The document as a book.
    pub fn book(self) -> (Book, Vec<usize>, Vec<Vec<usize>>) {
        let book = resolve::book(vec![self.document], &SiteContext::default(), &mut Diagnostics::new());
        (book, self.body, self.notes)
    }
}

/// Type on the fingers: text of 10 points on lines of 12, everything ragged, no hyphens.
pub fn square_theme() -> Theme {
    let mut theme = theme::built_in().expect("built-in theme");
    (theme.text.size, theme.text.leading, theme.text.indent) = (10.0, 12.0, 10.0);
    (theme.text.justify, theme.text.hyphenate) = (false, false);
    (theme.notes.size, theme.notes.leading, theme.notes.gap) = (8.0, 10.0, 12.0);
    (theme.notes.margin_size, theme.notes.margin_leading, theme.notes.margin_gap) = (6.0, 8.0, 10.0);
    (theme.page.inner, theme.page.outer, theme.page.top, theme.page.bottom) = (0.1, 0.1, 0.1, 0.1);
    theme
}

/// A page of 320 by 444 points of text, which is 37 lines of 32 characters.
pub fn options(notes: NotePlacement) -> LayoutOptions {
    let trim = Some(Size { width: Pt(400.0), height: Pt(560.0) });
    LayoutOptions { trim, notes, contents: Some(true), ..LayoutOptions::default() }
}

/// The pages of a book, and what was said about them.
pub fn lay_out(book: &Book, notes: NotePlacement) -> (Pages, Diagnostics) {
    super::super::lay_out(book, &Assets::default(), &square_theme(), &square(), &options(notes))
}
