//! The words of a document that a reader sees.

use super::walk::{Content, plain_text};
use super::{Block, BlockKind, Document};

/// The visible words of a document, for comparing a text with what was made of it.
///
/// They come in reading order: title, subtitle, lead and takeaways, then the blocks. A note's words come after all text,
/// the notes in the order of their first calls; a backend sets them elsewhere, at the page's foot or the file's end.
/// A word is what stands between white space, with the marks that touch it. Words that a book adds (labels by default,
/// list numbers, note numbers) are not among them; a label, a caption, an attribution, a written date are.
pub fn words(document: &Document) -> Vec<String> {
    let mut words = Vec::new();
    let meta = &document.meta;
    add(&mut words, &meta.title);
    meta.subtitle.iter().for_each(|text| add(&mut words, text));
    meta.lead.iter().chain(&meta.tldr).for_each(|run| add(&mut words, &plain_text(run)));
    block_words(&document.blocks, &mut words);
    for note in &document.notes {
        block_words(&note.body, &mut words);
    }
    words
}

fn add(words: &mut Vec<String>, text: &str) {
    words.extend(text.split_whitespace().map(str::to_owned));
}

fn block_words(blocks: &[Block], words: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Callout(callout) => callout.label.iter().for_each(|label| add(words, label)),
            BlockKind::Annotations(entries) => {
                for entry in entries {
                    add(words, &entry.written_date);
                    add(words, &plain_text(&entry.content));
                }
                continue;
            }
            BlockKind::Code(code) => {
                for line in &code.lines {
                    let text: String = line.iter().map(|token| token.text.as_str()).collect();
                    add(words, &text);
                }
            }
            BlockKind::Equation(equation) => add(words, &equation.formula.source),
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::Quote(_)
            | BlockKind::SmallText(_)
            | BlockKind::List(_)
            | BlockKind::DefinitionList(_)
            | BlockKind::Table(_)
            | BlockKind::Figure(_)
            | BlockKind::Interactions(_)
            | BlockKind::Glossary(_)
            | BlockKind::Shout(_)
            | BlockKind::Dots
            | BlockKind::Rule => {}
        }
        for content in block.kind.content() {
            match content {
                Content::Inlines(run) => add(words, &plain_text(run)),
                Content::Blocks(inner) => block_words(inner, words),
            }
        }
    }
}
