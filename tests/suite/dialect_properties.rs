//! Properties of the dialect that must hold for every text.

use crate::generate::fragments::FRAGMENTS;
use crate::support::cases::cases;
use offprint::diagnostics::{Code, Diagnostics};
use offprint::dialect::{Syntax, parse};
use offprint::document::{Block, BlockKind, Document, Inline, InlineKind, dump, walk};
use offprint::source::{SourceFile, SourceId, Span};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn read(text: &str, syntax: Syntax) -> (Document, Diagnostics) {
    parse(SourceId(0), &SourceFile::new("post.md", text), syntax)
}

fn all_blocks(document: &Document) -> Vec<&Block> {
    let mut found = Vec::new();
    for body in document.notes.iter().map(|note| &note.body).chain([&document.blocks]) {
        walk::blocks(body, &mut |block| found.push(block));
    }
    found
}

fn all_inlines(document: &Document) -> Vec<&Inline> {
    let mut found = Vec::new();
    for body in document.notes.iter().map(|note| &note.body).chain([&document.blocks]) {
        walk::inlines(body, &mut |inline| found.push(inline));
    }
    found
}

fn fragments() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(FRAGMENTS);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn spans_fit(text: &str, document: &Document, diagnostics: &Diagnostics) -> Result<(), TestCaseError> {
    let blocks = all_blocks(document).into_iter().map(|block| block.span);
    let inlines = all_inlines(document).into_iter().map(|inline| inline.span);
    let notes = document.notes.iter().map(|note| note.span);
    for span in blocks.chain(inlines).chain(notes).chain(diagnostics.iter().filter_map(|d| d.span)) {
        let Span { start, end, .. } = span;
        prop_assert!(start <= end && end as usize <= text.len(), "{span:?} of {}", text.len());
        prop_assert!(
            text.is_char_boundary(start as usize) && text.is_char_boundary(end as usize),
            "{span:?} in {text:?}"
        );
    }
    Ok(())
}

fn nodes_are_in_order(document: &Document) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    let blocks = all_blocks(document).into_iter().map(|block| block.id);
    let inlines = all_inlines(document).into_iter().filter_map(|inline| match &inline.kind {
        InlineKind::Link(link) => Some(link.id),
        InlineKind::NoteCall(call) => Some(call.id),
        InlineKind::Image(image) => Some(image.id),
        _ => None,
    });
    for id in blocks.chain(inlines).chain(document.notes.iter().map(|note| note.id)) {
        prop_assert!(id.0 < document.next_node, "{id:?} of {}", document.next_node);
        prop_assert!(seen.insert(id), "{id:?} given twice");
    }
    // Blocks of the text come in the order of their nodes.
    let mut last = None;
    let mut in_order = true;
    walk::blocks(&document.blocks, &mut |block| {
        in_order &= last.is_none_or(|last| last < block.id);
        last = Some(block.id);
    });
    prop_assert!(in_order, "{}", dump::text(document));
    Ok(())
}

fn notes_are_there(document: &Document) -> Result<(), TestCaseError> {
    for inline in all_inlines(document) {
        if let InlineKind::NoteCall(call) = &inline.kind {
            prop_assert!((call.note.0 as usize) < document.notes.len());
        }
    }
    for block in all_blocks(document) {
        match &block.kind {
            BlockKind::Paragraph(content) => prop_assert!(!content.is_empty(), "an empty paragraph"),
            BlockKind::List(list) => prop_assert!(!list.items.is_empty(), "an empty list"),
            BlockKind::Table(table) => {
                let rows = table.rows.iter().chain([&table.head]);
                prop_assert!(rows.into_iter().all(|row| row.cells.len() == table.columns.len()), "a ragged table");
            }
            _ => {}
        }
    }
    Ok(())
}

/// A piece of prose: its source, and the words it shows in the text and in notes.
#[derive(Clone, Debug, Default)]
struct Piece {
    source: String,
    words: Vec<String>,
    notes: Vec<String>,
}

fn word() -> impl Strategy<Value = String> {
    "[a-zé]{1,6}"
}

/// Prose whose words are known. `rest` nests.
fn prose() -> impl Strategy<Value = Piece> {
    // CommonMark's own elements, which do not nest in themselves, stand around plain words.
    let marks = prop::sample::select(vec![("", ""), ("**", "**"), ("*", "*"), ("~~", "~~"), ("[", "](https://u.v)")]);
    let leaf = (marks, prop::collection::vec(word(), 1..4)).prop_map(|((open, close), words)| Piece {
        source: format!("{open}{}{close}", words.join(" ")),
        words,
        notes: vec![],
    });
    leaf.prop_recursive(4, 24, 4, |inner| {
        let wrapped = (
            prop::sample::select(vec![
                ("{sc:", "}"),
                ("{#tomato:", "}"),
                ("{^:", "}"),
                ("{kbd:", "}"),
                ("{_:", "}"),
                ("[[threads/x|", "]]"),
                ("<u>", "</u>"),
            ]),
            inner.clone(),
        )
            .prop_map(|((open, close), piece)| Piece { source: format!("{open}{}{close}", piece.source), ..piece });
        let note = (inner.clone(), inner.clone(), any::<bool>()).prop_map(|(term, body, old)| {
            let source = match old {
                true => format!("{{{{{}|{}}}}}", term.source, body.source),
                false => format!("{}^[{}]", term.source, body.source),
            };
            let notes = [term.notes, body.words, body.notes].concat();
            Piece { source, words: term.words, notes }
        });
        let row = prop::collection::vec(inner, 1..4).prop_map(|pieces| Piece {
            source: pieces.iter().map(|piece| piece.source.as_str()).collect::<Vec<_>>().join(" "),
            words: pieces.iter().flat_map(|piece| piece.words.clone()).collect(),
            notes: pieces.iter().flat_map(|piece| piece.notes.clone()).collect(),
        });
        prop_oneof![wrapped, note, row]
    })
}

/// A block around prose whose words are known.
fn block() -> impl Strategy<Value = Piece> {
    let frames = prop::sample::select(vec![
        ("", ""),
        ("# ", ""),
        ("- ", ""),
        ("> ", ""),
        ("{bkqt/note}\n", "\n{/bkqt}"),
        ("{bkqt/quote}\n", "\n{/bkqt}"),
        ("- [ ] ", ""),
        ("1. ", ""),
        ("a. x\nb. ", ""),
        ("| x |\n|---|\n| ", " |"),
        (">> 26.02.09 - ", ""),
        ("- x:: ", ""),
        ("> - ", ""),
        ("- > ", ""),
        ("{bkqt/tip}\n- ", "\n{/bkqt}"),
        ("{shout:x} ", ""),
    ]);
    (frames, prose()).prop_map(|((open, close), piece)| {
        let mut words: Vec<String> = Vec::new();
        words.extend(open.contains('x').then(|| "x".to_owned()));
        words.extend(open.contains("26").then(|| "26.02.09".to_owned()));
        words.extend(piece.words);
        Piece { source: format!("{open}{}{close}", piece.source), words, notes: piece.notes }
    })
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn any_text_is_read(text in fragments(), syntax in prop::sample::select(vec![Syntax::Site, Syntax::CommonMark, Syntax::PlainText])) {
        let (document, diagnostics) = read(&text, syntax);
        spans_fit(&text, &document, &diagnostics)?;
        nodes_are_in_order(&document)?;
        notes_are_there(&document)?;
    }

    #[test]
    fn no_word_is_lost(blocks in prop::collection::vec(block(), 1..5)) {
        let source = blocks.iter().map(|block| block.source.as_str()).collect::<Vec<_>>().join("\n\ntext\n\n");
        let (document, diagnostics) = read(&format!("---\nid: title\n---\n{source}"), Syntax::Site);
        // A heading says that it loses a link; the words of the link stay.
        let told = diagnostics.iter().find(|said| said.code != Code::PlainHeading);
        prop_assert!(told.is_none(), "{told:?}\n{source}");
        let mut wanted = vec!["title".to_owned()];
        for (index, block) in blocks.iter().enumerate() {
            wanted.extend((index > 0).then(|| "text".to_owned()));
            wanted.extend(block.words.iter().cloned());
        }
        wanted.extend(blocks.iter().flat_map(|block| block.notes.clone()));
        let (mut found, mut wanted_sorted) = (dump::words(&document), wanted.clone());
        let in_text = wanted.len() - blocks.iter().map(|block| block.notes.len()).sum::<usize>();
        prop_assert_eq!(&found[..in_text.min(found.len())], &wanted[..in_text], "{}\n{}", source, dump::text(&document));
        let file = format!("---\nid: title\n---\n{source}");
        for inline in all_inlines(&document) {
            if let InlineKind::Text(text) = &inline.kind {
                let written = &file[inline.span.start as usize..inline.span.end as usize];
                // A heading's text runs over the markup that was stripped from it; all else is as written.
                let words: Vec<&str> = text.split_whitespace().collect();
                let fits = words.iter().all(|word| written.contains(word))
                    && (written.contains(['#', '*', '{', '}', '[', ']', '<', '~']) || written.trim() == text.trim());
                prop_assert!(fits, "{text:?} is not where {written:?} is: {source}");
            }
        }
        // Notes are numbered outer before inner; their words are compared as a whole.
        found.sort();
        wanted_sorted.sort();
        prop_assert_eq!(found, wanted_sorted, "{}\n{}", source, dump::text(&document));
    }
}

#[test]
fn hostile_texts_are_read_in_time_and_within_the_stack() {
    let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(2000), close.repeat(2000));
    let texts = [
        nested("^[", "]"),
        nested("{{a|", "}}"),
        nested("{sc:", "}"),
        nested("[[a|", "]]"),
        nested("*", "*"),
        nested("{bkqt/note}\n", "\n{/bkqt}"),
        "{bkqt/note}\n".repeat(2000),
        nested("> ", ""),
        "- ".repeat(2000),
        nested("<ul><li>", "</li></ul>"),
        nested("<b>", "</b>"),
        "^[".repeat(5_000),
        "{{a|".repeat(3_000),
        "--a ".repeat(10_000),
        "_a ".repeat(10_000),
        "[".repeat(20_000),
        "`".repeat(20_000),
        "<a ".repeat(10_000),
        "a\n".repeat(5_000),
        "| a ".repeat(5_000),
        "https://".repeat(5_000),
        "![a|".repeat(5_000),
        "&a".repeat(10_000),
        "[[a ".repeat(10_000),
        "<!--".repeat(5_000),
        "](".repeat(10_000),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let (document, _) = read(&text, Syntax::Site);
        assert!(!document.blocks.is_empty(), "{}", &text[..20]);
        let seconds = start.elapsed().as_secs_f32();
        assert!(seconds < 20.0, "{seconds} s for {:?}…", &text[..20]);
    }
}
