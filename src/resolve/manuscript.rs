//! One document as a book: its level-1 headings begin chapters.

use super::slug::slug;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Block, BlockKind, Document, Heading, Inline, InlineKind, Metadata, NodeId, walk};

/// A chapter of a manuscript.
pub struct Piece {
    /// Its node: that of its heading, so that links to the heading lead to the chapter.
    pub id: NodeId,
    /// Title, language and place.
    pub meta: Metadata,
    /// Its text, without the heading.
    pub blocks: Vec<Block>,
}

/// Whether a document is a manuscript: several level-1 headings, and nothing that makes it a post (`is_post`: a date or a
/// category of its own).
pub fn is_manuscript(document: &Document, is_post: bool) -> bool {
    let headings = || document.blocks.iter().filter(|block| chapter_heading(block).is_some());
    // In the dialect, level-1 headings are sections of a post.
    !is_post && !document.numbered_headings && document.meta.field_note.is_none() && headings().count() > 1
}

/// Settles the title of a manuscript: that of its front matter (`given`), else a first heading without a text before the
/// next one, else what the document has (the name of its file). A heading that is the title is taken out of the text.
pub fn settle_title(document: &mut Document, given: Option<&str>) {
    let mut blocks = document.blocks.iter().map(chapter_heading);
    let (Some(Some(first)), second) = (blocks.next(), blocks.next()) else { return };
    let title = walk::plain_text(&first.content).trim().to_owned();
    let is_title = match given {
        None => second.flatten().is_some(),
        Some(given) => given.trim() == title,
    };
    if is_title && calls(&first.content).is_empty() {
        document.meta.title = title;
        document.blocks.remove(0);
    }
}

/// The heading of a block that begins a chapter.
fn chapter_heading(block: &Block) -> Option<&Heading> {
    match &block.kind {
        BlockKind::Heading(heading) if heading.level == 1 => Some(heading),
        _ => None,
    }
}

/// Divides a manuscript. What is before its first heading is a chapter under the book's own title, with the document's
/// node `id`; so are the lead and the takeaways of its front matter. `next_node` is the first node that is free.
pub fn divide(
    id: NodeId,
    whole: Metadata,
    blocks: Vec<Block>,
    next_node: &mut u32,
    diagnostics: &mut Diagnostics,
) -> Vec<Piece> {
    let (lang, numbering) = (whole.lang.clone(), whole.numbering);
    let mut pieces = vec![Piece { id, meta: first_meta(whole), blocks: Vec::new() }];
    for block in blocks {
        let Some(heading) = chapter_heading(&block) else {
            if let Some(piece) = pieces.last_mut() {
                piece.blocks.push(block);
            }
            continue;
        };
        let title = walk::plain_text(&heading.content).trim().to_owned();
        let meta = Metadata {
            id: if heading.slug.is_empty() { slug(&title) } else { heading.slug.clone() },
            title,
            lang: lang.clone(),
            numbering,
            span: block.span,
            ..Metadata::default()
        };
        let called = called_below(calls(&heading.content), &block, next_node, diagnostics);
        pieces.push(Piece { id: block.id, meta, blocks: called.into_iter().collect() });
    }
    pieces.retain(|piece| piece.id != id || has_text(piece));
    for piece in &mut pieces {
        raise(&mut piece.blocks);
    }
    pieces
}

/// The front matter of what is before the first chapter.
fn first_meta(whole: Metadata) -> Metadata {
    let Metadata { id, title, lead, tldr, lang, span, .. } = whole;
    Metadata { id, title, lead, tldr, lang, span, ..Metadata::default() }
}

fn has_text(piece: &Piece) -> bool {
    !piece.blocks.is_empty() || piece.meta.lead.is_some() || !piece.meta.tldr.is_empty()
}

/// Headings of level 2 are a chapter's first level.
fn raise(blocks: &mut [Block]) {
    walk::blocks_mut(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &mut block.kind {
            heading.level = heading.level.saturating_sub(1).max(1);
        }
    });
}

/// The calls of notes in a title, without the words they are on.
fn calls(content: &[Inline]) -> Vec<Inline> {
    let mut found = Vec::new();
    walk::inline_tree(content, &mut |inline| {
        if let InlineKind::NoteCall(call) = &inline.kind {
            let call = crate::document::NoteCall { term: Vec::new(), ..call.clone() };
            found.push(Inline { span: inline.span, kind: InlineKind::NoteCall(call) });
        }
    });
    found
}

/// A title goes into the contents and the running heads, where nothing can be called: its notes are called in a paragraph
/// of their own below it.
fn called_below(
    calls: Vec<Inline>,
    heading: &Block,
    next_node: &mut u32,
    diagnostics: &mut Diagnostics,
) -> Option<Block> {
    let first = calls.first()?;
    diagnostics.push(Diagnostic {
        code: Code::NoteInTitle,
        severity: Severity::Note,
        message: "the title of a chapter cannot call a note: it is called below the title".to_owned(),
        span: Some(first.span),
        hint: Some("call the note in the text".to_owned()),
    });
    let id = NodeId(*next_node);
    *next_node = next_node.saturating_add(1);
    Some(Block { id, span: heading.span, kind: BlockKind::Paragraph(calls) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{NoteCall, NoteId};
    use crate::source::Span;

    fn text(content: &str) -> Inline {
        Inline { span: Span::default(), kind: InlineKind::Text(content.to_owned()) }
    }

    fn block(id: u32, kind: BlockKind) -> Block {
        Block { id: NodeId(id), span: Span::default(), kind }
    }

    fn heading(id: u32, level: u8, title: &str) -> Block {
        let content = vec![text(title)];
        block(id, BlockKind::Heading(Heading { level, number: None, slug: String::new(), content }))
    }

    fn paragraph(id: u32, content: &str) -> Block {
        block(id, BlockKind::Paragraph(vec![text(content)]))
    }

    fn novel(blocks: Vec<Block>) -> Document {
        let meta = Metadata { id: "novel".into(), title: "novel".into(), ..Metadata::default() };
        Document { meta, blocks, next_node: 50, ..Document::default() }
    }

    fn divided(document: Document) -> (Vec<(u32, String, usize)>, usize) {
        let (mut next, mut said) = (document.next_node, Diagnostics::new());
        let pieces = divide(NodeId(99), document.meta, document.blocks, &mut next, &mut said);
        let shown = pieces.iter().map(|piece| (piece.id.0, piece.meta.title.clone(), piece.blocks.len())).collect();
        (shown, said.iter().count())
    }

    #[test]
    fn several_headings_of_level_one_make_a_manuscript_unless_something_makes_a_post() {
        let book = novel(vec![heading(1, 1, "A"), paragraph(2, "x"), heading(3, 1, "B")]);
        assert!(is_manuscript(&book, false));
        assert!(!is_manuscript(&book, true), "a post");
        assert!(!is_manuscript(&Document { numbered_headings: true, ..book }, false), "the dialect");
        let one = novel(vec![heading(1, 1, "A"), heading(2, 2, "B"), heading(3, 2, "C")]);
        assert!(!is_manuscript(&one, false), "one title");
    }

    #[test]
    fn chapters_begin_at_headings_and_keep_their_nodes() {
        let book = novel(vec![
            paragraph(1, "epigraph"),
            heading(2, 1, "One"),
            paragraph(3, "text"),
            heading(4, 2, "Section"),
            heading(5, 1, "Two"),
        ]);
        let (pieces, said) = divided(book);
        let expected = [(99, "novel".to_owned(), 1), (2, "One".to_owned(), 2), (5, "Two".to_owned(), 0)];
        assert_eq!((pieces.as_slice(), said), (expected.as_slice(), 0));
    }

    #[test]
    fn a_title_is_printed_once() {
        let titled = |given: Option<&str>, blocks: Vec<Block>| {
            let mut document = novel(blocks);
            settle_title(&mut document, given);
            (document.meta.title, document.blocks.len())
        };
        let bare = || vec![heading(1, 1, "The Novel"), heading(2, 1, "One"), heading(3, 1, "Two")];
        assert_eq!(titled(None, bare()), ("The Novel".to_owned(), 2), "a heading without a text is the title");
        let with_text = || vec![heading(1, 1, "One"), paragraph(2, "x"), heading(3, 1, "Two")];
        assert_eq!(titled(None, with_text()), ("novel".to_owned(), 3), "a heading with a text begins a chapter");
        assert_eq!(titled(Some("One"), with_text()), ("One".to_owned(), 2), "the title of the front matter");
    }

    #[test]
    fn a_note_of_a_title_is_called_below_it() {
        let mut title = heading(1, 1, "One");
        if let BlockKind::Heading(heading) = &mut title.kind {
            let call = NoteCall { id: NodeId(8), note: NoteId(0), term: Vec::new() };
            heading.content.push(Inline { span: Span::default(), kind: InlineKind::NoteCall(call) });
        }
        let (pieces, said) = divided(novel(vec![title, heading(2, 1, "Two")]));
        assert_eq!((pieces, said), (vec![(1, "One".to_owned(), 1), (2, "Two".to_owned(), 0)], 1));
    }
}
