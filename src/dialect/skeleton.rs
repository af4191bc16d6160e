//! The block structure that `pulldown_cmark` sees in a text, one container level deep: containers are given as ranges
//! and parsed again by themselves, so that the dialect's blocks are found at every level.

use super::extensions::{Extension, Extensions};
use super::scan;
use crate::document::Alignment;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag};
use std::borrow::Cow;
use std::ops::Range;

/// A block. Ranges are of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bone {
    pub range: Range<usize>,
    pub kind: BoneKind,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum BoneKind {
    Paragraph,
    Heading(u8),
    Quote(Option<BlockQuoteKind>),
    /// Language and the ranges of the code's text.
    Code(Option<String>, Vec<Range<usize>>),
    Html,
    /// Start number, whether it is tight, and the items.
    List(Option<u64>, bool, Vec<Range<usize>>),
    /// Alignments, then head and rows as ranges and cells.
    Table(Vec<Alignment>, Vec<(Range<usize>, Vec<Range<usize>>)>),
    Rule,
    Footnote,
    /// Terms and what they mean, in order; true for a term.
    Definitions(Vec<(bool, Range<usize>)>),
}

/// The extensions of CommonMark that are read at block level.
pub(super) fn options(extensions: Extensions) -> Options {
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_GFM | Options::ENABLE_STRIKETHROUGH;
    options.set(Options::ENABLE_FOOTNOTES, extensions.has(Extension::Footnotes));
    options.set(Options::ENABLE_DEFINITION_LIST, extensions.has(Extension::DefinitionLists));
    options
}

/// Reads the blocks of a text. In a text of the site, pipes inside constructs do not part a table's cells.
pub(super) fn read(text: &str, site: bool, extensions: Extensions) -> Vec<Bone> {
    let masked = if site { Cow::Owned(scan::without_inner_pipes(text)) } else { Cow::Borrowed(text) };
    let mut events = Parser::new_ext(&masked, options(extensions)).into_offset_iter();
    let mut bones = Vec::new();
    while let Some((event, range)) = events.next() {
        let kind = match event {
            Event::Start(tag) => bone(tag, &mut events),
            Event::Rule => Some(BoneKind::Rule),
            _ => None,
        };
        if let Some(kind) = kind {
            bones.push(Bone { range, kind });
        }
    }
    bones
}

/// Reads a block's events up to its end.
fn bone<'t>(tag: Tag<'t>, events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>) -> Option<BoneKind> {
    let inner = inner_events(events);
    Some(match tag {
        Tag::Paragraph => BoneKind::Paragraph,
        Tag::Heading { level, .. } => BoneKind::Heading(level as u8),
        Tag::BlockQuote(kind) => BoneKind::Quote(kind),
        Tag::CodeBlock(kind) => {
            let info = match kind {
                CodeBlockKind::Fenced(info) => language(&info),
                CodeBlockKind::Indented => None,
            };
            BoneKind::Code(info, inner.into_iter().map(|(_, _, range)| range).collect())
        }
        Tag::HtmlBlock => BoneKind::Html,
        Tag::List(start) => {
            let items = starts(&inner, 0, |tag| matches!(tag, Tag::Item));
            let loose =
                inner.iter().any(|(depth, event, _)| *depth == 1 && matches!(event, Event::Start(Tag::Paragraph)));
            BoneKind::List(start, !loose, items)
        }
        Tag::Table(alignments) => {
            let mut rows: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
            for (_, event, range) in inner {
                match event {
                    Event::Start(Tag::TableHead | Tag::TableRow) => rows.push((range, Vec::new())),
                    Event::Start(Tag::TableCell) => {
                        rows.last_mut().into_iter().for_each(|row| row.1.push(range.clone()))
                    }
                    _ => {}
                }
            }
            BoneKind::Table(alignments.into_iter().map(alignment).collect(), rows)
        }
        Tag::FootnoteDefinition(_) => BoneKind::Footnote,
        Tag::DefinitionList => {
            let part = |(depth, event, range): (usize, Event<'t>, Range<usize>)| match event {
                Event::Start(Tag::DefinitionListTitle) if depth == 0 => Some((true, range)),
                Event::Start(Tag::DefinitionListDefinition) if depth == 0 => Some((false, range)),
                _ => None,
            };
            BoneKind::Definitions(inner.into_iter().filter_map(part).collect())
        }
        _ => return None,
    })
}

/// The language of a fence's info string: its first word, without what some tools add (`rust,ignore`, `{.python}`).
fn language(info: &str) -> Option<String> {
    let word = info.trim_start_matches(['{', '.', ' ', '\t']).split([' ', '\t', ',', '{', '}', ';']).next()?;
    (!word.is_empty()).then(|| word.to_owned())
}

/// The events up to the end of the block just started, with their depth in it.
fn inner_events<'t>(
    events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>,
) -> Vec<(usize, Event<'t>, Range<usize>)> {
    let mut inner = Vec::new();
    let mut depth = 0usize;
    for (event, range) in events {
        let at = depth;
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        inner.push((at, event, range));
    }
    inner
}

fn starts<'t>(
    inner: &[(usize, Event<'t>, Range<usize>)],
    wanted: usize,
    is: impl Fn(&Tag<'t>) -> bool,
) -> Vec<Range<usize>> {
    let start = |(depth, event, range): &(usize, Event<'t>, Range<usize>)| match event {
        Event::Start(tag) if *depth == wanted && is(tag) => Some(range.clone()),
        _ => None,
    };
    inner.iter().filter_map(start).collect()
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::Default,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
