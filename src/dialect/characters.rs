//! The last pass over a document: no text of it holds a control character or a noncharacter, whether it was written as it is
//! or as an entity, and bidirectional controls end with their block (`document::characters`). The fields of the front matter
//! are cleaned where they are read.

use crate::diagnostics::{Code, Diagnostics};
use crate::document::characters::{Balance, clean, is_forbidden};
use crate::document::walk::ContentMut;
use crate::document::{Block, BlockKind, Document, Image, Inline, InlineKind, LinkTarget};
use crate::source::{SourceFile, SourceId, Span};

/// Cleans a document and says what was left out of it.
pub(super) fn settle(document: &mut Document, source: SourceId, file: &SourceFile, diagnostics: &mut Diagnostics) {
    let mut cleaner = Cleaner::default();
    let meta = &mut document.meta;
    meta.lead.iter_mut().chain(&mut meta.tldr).for_each(|run| cleaner.run(run));
    cleaner.blocks(&mut document.blocks);
    document.notes.iter_mut().for_each(|note| cleaner.blocks(&mut note.body));
    report(source, file, cleaner.found, diagnostics);
}

/// One warning a text: the first character and how many there are.
fn report(source: SourceId, file: &SourceFile, in_text: Option<(char, Span)>, diagnostics: &mut Diagnostics) {
    let mut written = file.text().char_indices().filter(|(_, c)| is_forbidden(*c));
    let (c, span, more) = match (written.next(), in_text) {
        (Some((at, c)), _) => (c, Span::new(source, at..at + c.len_utf8()), written.count()),
        // Only as an entity.
        (None, Some((c, span))) => (c, span, 0),
        (None, None) => return,
    };
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let kind = if c.is_control() { "a control character" } else { "not a character" };
    let done = match c {
        '\0' => "U+FFFD is put in its place",
        c if c.is_whitespace() => "a space is put in its place",
        _ => "it is left out",
    };
    diagnostics.warn(
        Code::ControlCharacter,
        span,
        format!("U+{:04X} is {kind}, which no book can hold; {done}{more}", u32::from(c)),
        "take it out of the text; editors show it when they are asked to show control characters",
    );
}

#[derive(Debug, Default)]
struct Cleaner {
    /// The first character that was left out of a text, and where the text stands.
    found: Option<(char, Span)>,
}

impl Cleaner {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            self.own(block);
            for content in block.kind.content_mut() {
                match content {
                    ContentMut::Inlines(run) => self.run(run),
                    ContentMut::Blocks(inner) => self.blocks(inner),
                }
            }
        }
    }

    /// The texts of a block that are no inlines.
    fn own(&mut self, block: &mut Block) {
        let span = block.span;
        match &mut block.kind {
            BlockKind::Heading(heading) => self.line(&mut heading.slug, span),
            BlockKind::Callout(callout) => callout.label.iter_mut().for_each(|label| self.line(label, span)),
            BlockKind::Code(code) => {
                code.language.iter_mut().for_each(|language| self.line(language, span));
                // Code is copied from a book: its bidirectional controls stay as they are, and end with their line.
                code.lines.iter_mut().flatten().for_each(|token| self.text(&mut token.text, span));
            }
            BlockKind::Figure(figure) => self.image(&mut figure.image, span),
            BlockKind::Annotations(entries) => {
                entries.iter_mut().for_each(|entry| self.line(&mut entry.written_date, entry.span));
            }
            BlockKind::Interactions(entries) => {
                entries.iter_mut().for_each(|entry| self.target(&mut entry.target, entry.span));
            }
            // Resolving makes glossaries of field notes that were parsed on their own.
            BlockKind::Glossary(_)
            | BlockKind::DefinitionList(_)
            | BlockKind::Dots
            // A formula with control characters is not read.
            | BlockKind::Equation(_)
            | BlockKind::List(_)
            | BlockKind::Paragraph(_)
            | BlockKind::Quote(_)
            | BlockKind::Rule
            | BlockKind::Shout(_)
            | BlockKind::SmallText(_)
            | BlockKind::Table(_) => {}
        }
    }

    /// A run of inlines: what opens in it is closed at its end.
    fn run(&mut self, run: &mut Vec<Inline>) {
        let mut balance = Balance::default();
        self.inlines(run, &mut balance);
        let closers = balance.close();
        if closers.is_empty() {
            return;
        }
        match run.last_mut().map(|last| (last.span, &mut last.kind)) {
            Some((_, InlineKind::Text(text))) => text.push_str(&closers),
            Some((span, _)) => run.push(Inline { span, kind: InlineKind::Text(closers) }),
            None => {}
        }
    }

    fn inlines(&mut self, inlines: &mut [Inline], balance: &mut Balance) {
        for inline in inlines {
            let span = inline.span;
            match &mut inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => {
                    self.text(text, span);
                    if let std::borrow::Cow::Owned(kept) = balance.pass(text) {
                        *text = kept;
                    }
                }
                InlineKind::Image(image) => self.image(image, span),
                InlineKind::Link(link) => self.target(&mut link.target, span),
                _ => {}
            }
            if let Some(children) = inline.kind.children_mut() {
                self.inlines(children, balance);
            }
        }
    }

    fn image(&mut self, image: &mut Image, span: Span) {
        self.line(&mut image.alt, span);
        image.title.iter_mut().for_each(|title| self.line(title, span));
    }

    /// Where a link leads. Addresses hold neither control characters nor white space (RFC 3986, 2).
    fn target(&mut self, target: &mut LinkTarget, span: Span) {
        match target {
            LinkTarget::Url(text) | LinkTarget::Anchor(text) | LinkTarget::FieldNote(text) => self.line(text, span),
            LinkTarget::Post { category, slug, fragment } => {
                [category, slug].into_iter().chain(fragment).for_each(|text| self.line(text, span));
            }
        }
    }

    /// A text that is no part of a run: balanced in itself.
    fn line(&mut self, text: &mut String, span: Span) {
        self.text(text, span);
        let mut balance = Balance::default();
        if let std::borrow::Cow::Owned(kept) = balance.pass(text) {
            *text = kept + &balance.close();
        }
    }

    fn text(&mut self, text: &mut String, span: Span) {
        if let std::borrow::Cow::Owned(kept) = clean(text) {
            let first = text.chars().find(|c| is_forbidden(*c));
            self.found = self.found.or(first.map(|c| (c, span)));
            *text = kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{Syntax, parse};
    use crate::document::dump;

    fn read(text: &str) -> (Document, Vec<(String, Span)>) {
        let (document, said) = parse(SourceId(0), &SourceFile::new("post.md", text), Syntax::Site);
        let said = said.iter().filter(|said| said.code == Code::ControlCharacter);
        let said = said.filter_map(|said| Some((said.message.clone(), said.span?))).collect();
        (document, said)
    }

    #[test]
    fn no_text_of_a_document_holds_a_control_character() {
        let text = "---\nid: \"a\\u0001\\nb\"\ntitle: \"T\\e[31mi\"\nlead: \"L\\x01\"\nauthor: \"A\\x07\"\ntags: [\"t\\x01\"]\nmore: \"m\\x01\"\n---\n\
                    # He\u{1}ad &#x1b;[1m\n\nTe\u{1}xt `co\u{1}de` ![al\u{1}t](a.png \"t\u{1}\") [l\u{1}](http://a/&#1;b)^[no\u{1}te]\n\n\
                    ```ru\u{1}st\nle\u{1}t\n```\n\n{bkqt/note|La\u{1}bel}\nx\u{fffe}\n{/bkqt}\n\n| a\u{1} | b |\n|---|---|\n| c | d\u{9b} |\n";
        let (document, said) = read(text);
        let shown = dump::document(&document) + &format!("{:?}", document.meta);
        for written in ["\\u{1}", "\\u{1b}", "\\u{7}", "\\u{9b}", "\\u{fffe}"] {
            assert!(!shown.contains(written), "{written} in {shown}");
        }
        assert!(!shown.contains(is_forbidden), "{shown}");
        assert_eq!((document.meta.id.as_str(), document.meta.title.as_str()), ("a b", "T[31mi"));
        let [(message, span)] = said.as_slice() else { panic!("one warning: {said:?}") };
        assert!(
            message.starts_with("U+0001 is a control character") && message.ends_with(", and 12 more"),
            "{message}"
        );
        assert_eq!(span.start as usize, text.find('\u{1}').expect("there"));
    }

    #[test]
    fn a_control_character_that_is_an_entity_is_named_where_it_is() {
        let (document, said) = read("---\nid: a\n---\nx &#27;[31m y\n");
        assert!(dump::document(&document).contains("\"x [31m y\""), "{}", dump::document(&document));
        assert_eq!(said.len(), 1);
        assert_eq!(read("---\nid: a\n---\nx &eacute; y\n").1, []);
    }

    #[test]
    fn bidirectional_controls_end_with_their_block() {
        let (document, said) = read(
            "---\nid: a\ntitle: \"t\\u202Eu\"\n---\n# a \u{202e}b\n\nc *\u{2067}d* e\n\nf\u{202c}\n\n![x\u{202b}](a.png)\n",
        );
        let shown = dump::document(&document);
        for text in ["t\\u{202e}u\\u{202c}", "a \\u{202e}b\\u{202c}", " e\\u{2069}", "\"f\"", "x\\u{202b}\\u{202c}"] {
            assert!(shown.contains(text), "{text} in {shown}");
        }
        assert_eq!(said, []);
    }
}
