//! Documents to a book.

use super::assembly::Assembly;
use super::book_meta::book_meta;
use super::context::SiteContext;
use super::plan::{BookPlan, Whole};
use super::{glossary, highlight, number, numbering};
use crate::diagnostics::Diagnostics;
use crate::document::{
    Block, BlockKind, Book, ChapterRole, Document, Inline, InlineKind, LinkTarget, Metadata, Part, walk,
};

/// Assembles documents into a post or a volume, one chapter a document. See [`planned_book`].
pub fn book(documents: Vec<Document>, site: &SiteContext, diagnostics: &mut Diagnostics) -> Book {
    planned_book(documents, Vec::new(), &BookPlan::default(), site, diagnostics)
}

/// Assembles documents into a book as a plan says, with field notes as a glossary: one more chapter at the end, if there
/// are any. Resolves what only the whole knows.
///
/// Afterwards ids are unique in the book, headings have slugs and numbers, notes have numbers, every link and
/// interaction has a destination and a text, and code in a known language is highlighted.
pub fn planned_book(
    documents: Vec<Document>,
    mut field_notes: Vec<Document>,
    plan: &BookPlan,
    site: &SiteContext,
    diagnostics: &mut Diagnostics,
) -> Book {
    let mut assembly = Assembly::default();
    let count = documents.len();
    let manuscript = take_documents(&mut assembly, documents, plan, site, diagnostics);
    place(&mut assembly, plan, count);
    let mut parts = parts(&mut assembly, plan);
    let meta = book_meta(plan, count, &assembly.chapters, manuscript, site);
    let glossary = (!field_notes.is_empty()).then(|| (assembly.reserve(), assembly.reserve()));
    let texts = assembly.chapters.len();
    glossary::prepare(&mut field_notes, &meta.lang, diagnostics);
    field_notes.into_iter().for_each(|document| assembly.add(document, site));
    assembly.resolve(site, diagnostics);
    if let Some(nodes) = glossary {
        let entries = assembly.chapters.split_off(texts);
        let chapter = glossary::chapter(nodes, entries, &assembly, &meta.lang);
        assembly.chapters.push(chapter);
    }
    let Assembly { mut chapters, mut notes, next_node, numbered, .. } = assembly;
    let numbered = numbered.get(..texts).unwrap_or_default();
    numbering::book(meta.kind, &mut parts, &mut chapters, numbered, plan, &meta.lang);
    for chapter in &mut chapters {
        number::notes(&chapter.meta, &chapter.blocks, &mut notes);
        chapter.outline = number::outline(&chapter.blocks);
    }
    for blocks in chapters.iter_mut().map(|c| &mut c.blocks).chain(notes.iter_mut().map(|n| &mut n.body)) {
        highlight::blocks(blocks);
    }
    Book { meta, parts, chapters, notes, next_node }
}

/// Takes the documents over. Returns the front matter of a manuscript.
fn take_documents(
    assembly: &mut Assembly,
    documents: Vec<Document>,
    plan: &BookPlan,
    site: &SiteContext,
    diagnostics: &mut Diagnostics,
) -> Option<Metadata> {
    let mut manuscript = None;
    for (index, document) in documents.into_iter().enumerate() {
        if matches!(plan.whole, Whole::Manuscript) || plan.divided.contains(&index) {
            let whole = assembly.add_manuscript(document, site, diagnostics);
            manuscript.get_or_insert(whole);
        } else {
            assembly.add(document, site);
        }
    }
    manuscript
}

/// Says of each chapter where in the book it stands.
fn place(assembly: &mut Assembly, plan: &BookPlan, documents: usize) {
    let front = 0..plan.front.min(documents);
    let back = documents.saturating_sub(plan.back).max(front.end)..documents;
    for (role, range) in [(ChapterRole::Front, front), (ChapterRole::Back, back)] {
        let chapters: Vec<usize> = range.flat_map(|document| assembly.chapters_of(document)).collect();
        for index in chapters {
            if let Some(chapter) = assembly.chapters.get_mut(index) {
                chapter.role = role;
            }
        }
    }
    for (document, depth) in plan.depths.iter().enumerate() {
        let chapters = assembly.chapters_of(document);
        for chapter in assembly.chapters.get_mut(chapters).unwrap_or_default() {
            chapter.depth = *depth;
        }
    }
    if let (Whole::Manuscript, [first, _, ..]) = (&plan.whole, assembly.chapters.as_mut_slice())
        && assembly.posts.first().is_some_and(|post| post.node == first.id && post.title == first.meta.title)
    {
        // What stands before the first heading.
        first.role = ChapterRole::Front;
    }
}

/// The parts that have chapters.
fn parts(assembly: &mut Assembly, plan: &BookPlan) -> Vec<Part> {
    let mut parts: Vec<Part> =
        plan.parts.iter().filter_map(|part| part.part(|document| assembly.chapters_of(document))).collect();
    for part in &mut parts {
        part.id = assembly.reserve();
    }
    parts
}

/// Whether resolving these documents needs to know what else the site holds: they link to its posts or field notes.
pub fn needs_site_index(documents: &[Document]) -> bool {
    let wants = |target: &LinkTarget| matches!(target, LinkTarget::Post { .. } | LinkTarget::FieldNote(_));
    let mut found = false;
    for document in documents {
        let mut visit = |inline: &Inline| {
            if let InlineKind::Link(link) = &inline.kind {
                found |= wants(&link.target);
            }
        };
        document.meta.lead.iter().chain(&document.meta.tldr).for_each(|run| walk::inline_tree(run, &mut visit));
        let bodies = || std::iter::once(&document.blocks).chain(document.notes.iter().map(|note| &note.body));
        bodies().for_each(|blocks| walk::inlines(blocks, &mut visit));
        let mut visit = |block: &Block| found |= matches!(block.kind, BlockKind::Interactions(_));
        bodies().for_each(|blocks| walk::blocks(blocks, &mut visit));
    }
    found
}
