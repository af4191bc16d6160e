//! Field notes as a glossary: which notes a book needs, in which order they are, and who refers to them.

use super::assembly::Assembly;
use super::context::{IndexedNote, SiteIndex, note_name};
use super::links::note_keys;
use super::number;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::terms::Terms;
use crate::document::{
    Block, BlockKind, Chapter, Destination, Document, GlossaryCall, GlossaryEntry, Inline, InlineKind, LinkTarget,
    Metadata, NodeId, Note, walk,
};
use crate::source::Span;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Field notes to make a glossary of.
#[derive(Clone, Debug, Default)]
pub struct FieldNotes {
    /// Their texts.
    pub documents: Vec<Document>,
    /// The folders that their image paths are relative to, one a note.
    pub folders: Vec<PathBuf>,
}

/// The field notes that the texts of documents link to, each once, in the order of the first links. Notes that are
/// among those of the book are not, nor are those that a note is only related to (its interactions).
pub fn linked_notes<'a>(documents: &[Document], index: &'a SiteIndex, book: &[Document]) -> Vec<&'a IndexedNote> {
    let own: BTreeSet<String> = book.iter().flat_map(|document| note_keys(&document.meta)).collect();
    let mut found: Vec<&IndexedNote> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut take = |inline: &Inline| {
        if let InlineKind::Link(link) = &inline.kind
            && let LinkTarget::FieldNote(reference) = &link.target
            && let Some(note) = index.note(reference)
            && !own.contains(&note.uid.trim().to_lowercase())
            && taken.insert(note.uid.clone())
        {
            found.push(note);
        }
    };
    for document in documents {
        each_link_of(&document.meta, &document.blocks, &document.notes, &mut take);
    }
    found
}

/// Whether documents link to a post or field note of the index.
pub fn links_into(documents: &[Document], index: &SiteIndex) -> bool {
    let is_there = |target: &LinkTarget| match target {
        LinkTarget::Post { category, slug, .. } => index.post(category, slug).is_some(),
        LinkTarget::FieldNote(reference) => index.note(reference).is_some(),
        LinkTarget::Url(_) | LinkTarget::Anchor(_) => false,
    };
    let mut found = false;
    let mut look = |inline: &Inline| {
        if let InlineKind::Link(link) = &inline.kind {
            found |= is_there(&link.target);
        }
    };
    for document in documents {
        each_link_of(&document.meta, &document.blocks, &document.notes, &mut look);
    }
    found
}

/// Every inline of a text: its opening, its blocks, then its notes.
pub(super) fn each_link_of<'a>(
    meta: &'a Metadata,
    blocks: &'a [Block],
    notes: impl IntoIterator<Item = &'a Note>,
    take: &mut impl FnMut(&'a Inline),
) {
    meta.lead.iter().chain(&meta.tldr).for_each(|run| walk::inline_tree(run, take));
    walk::inlines(blocks, take);
    notes.into_iter().for_each(|note| walk::inlines(&note.body, take));
}

/// Puts notes in the alphabet's order (that of the book's language), and gives each the text of its front matter.
pub(super) fn prepare(notes: &mut [Document], lang: &str, diagnostics: &mut Diagnostics) {
    let collator = collator(lang);
    notes.sort_by(|a, b| {
        let (a_name, b_name) = (note_name(&a.meta), note_name(&b.meta));
        let by_name = match &collator {
            Some(collator) => collator.compare(&a_name, &b_name),
            None => a_name.to_lowercase().cmp(&b_name.to_lowercase()),
        };
        by_name.then_with(|| a.meta.id.cmp(&b.meta.id))
    });
    for note in notes {
        note.numbered_headings = false;
        opening(note);
        if note.blocks.is_empty() {
            let message = format!("the field note `{}` has no text", note_name(&note.meta));
            let hint = "the glossary names it all the same; write what it means";
            diagnostics.warn(Code::EmptyNote, note.meta.span, message, hint);
        }
    }
}

/// The root's order is used where a language has none of its own.
fn collator(lang: &str) -> Option<CollatorBorrowed<'static>> {
    let locale = lang.parse::<icu_locale_core::Locale>().unwrap_or(icu_locale_core::Locale::UNKNOWN);
    Collator::try_new(locale.into(), CollatorOptions::default()).ok()
}

/// Lead and takeaways of a note's front matter become paragraphs of its text.
fn opening(note: &mut Document) {
    let span = note.meta.span;
    let runs: Vec<_> = note.meta.lead.take().into_iter().chain(std::mem::take(&mut note.meta.tldr)).collect();
    for (place, run) in runs.into_iter().filter(|run| !run.is_empty()).enumerate() {
        let id = NodeId(note.next_node);
        note.next_node = note.next_node.saturating_add(1);
        note.blocks.insert(place, Block { id, span, kind: BlockKind::Paragraph(run) });
    }
}

/// The glossary as a chapter of its own. `notes` are the chapters that were assembled after those of the book.
pub(super) fn chapter(ids: (NodeId, NodeId), notes: Vec<Chapter>, book: &Assembly, lang: &str) -> Chapter {
    let mut calls = calls(&notes, book);
    let entries = notes.into_iter().map(|note| GlossaryEntry {
        id: note.id,
        span: note.meta.span,
        term: vec![Inline { span: note.meta.span, kind: InlineKind::Text(note_name(&note.meta)) }],
        lang: note.meta.lang.clone().filter(|own| own != lang),
        date: note.meta.date,
        body: note.blocks,
        calls: calls.remove(&note.id).unwrap_or_default(),
    });
    let (id, block) = ids;
    let mut blocks = vec![Block { id: block, span: Span::default(), kind: BlockKind::Glossary(entries.collect()) }];
    // Headings of different notes may be called the same.
    number::slugs(&mut blocks);
    let meta = Metadata {
        id: "glossary".to_owned(),
        title: Terms::of(lang).glossary.to_owned(),
        lang: Some(lang.to_owned()),
        ..Metadata::default()
    };
    Chapter { id, meta, blocks, ..Chapter::default() }
}

/// Which text a node is in: the last one that begins at the node or before it. `starts` are the texts' own nodes.
pub(super) fn text_of(starts: &[NodeId], node: NodeId) -> Option<usize> {
    starts.partition_point(|start| *start <= node).checked_sub(1)
}

/// Who refers to each entry: the posts; only for an entry that no post refers to, other entries.
fn calls(entries: &[Chapter], book: &Assembly) -> BTreeMap<NodeId, Vec<GlossaryCall>> {
    let starts: Vec<NodeId> = entries.iter().map(|entry| entry.id).collect();
    let owner = |node: NodeId| text_of(&starts, node).and_then(|index| starts.get(index));
    let mut found: BTreeMap<NodeId, Vec<GlossaryCall>> = BTreeMap::new();
    let posts = book.chapters.iter().enumerate().map(|(index, post)| (index, post.meta.title.clone(), post));
    let notes = entries.iter().enumerate();
    let notes = notes.map(|(index, note)| (book.chapters.len() + index, note_name(&note.meta), note));
    let mut called_by_posts = BTreeSet::new();
    for (index, title, chapter) in posts.chain(notes) {
        let is_post = index < book.chapters.len();
        each_link_of(&chapter.meta, &chapter.blocks, book.notes_of(index), &mut |inline| {
            let InlineKind::Link(link) = &inline.kind else { return };
            let Destination::Node(target) = link.destination else { return };
            let Some(entry) = owner(target).copied().filter(|entry| is_post || *entry != chapter.id) else { return };
            if is_post {
                called_by_posts.insert(entry);
            } else if called_by_posts.contains(&entry) {
                return;
            }
            found.entry(entry).or_default().push(GlossaryCall {
                node: link.id,
                title: title.clone(),
                in_glossary: !is_post,
            });
        });
    }
    found
}
