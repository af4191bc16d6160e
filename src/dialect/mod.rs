//! Source text to document. The only place that knows `pulldown_cmark` and front matter.
//!
//! `docs/dialect.md` explains how: `detect` says which syntax a text is in, `marks` puts Markdown in the place of what a
//! site's generator would replace, `scan` finds the dialect's own blocks among lines, `skeleton` lets `pulldown_cmark` find
//! CommonMark's in the stretches between, one container level at a time, and `inline` reads the text of each paragraph.
//! Every text carries a map to the file (`text`).

mod blocks;
mod boxes;
mod characters;
mod choose;
mod colors;
mod containers;
mod detect;
mod entities;
mod extensions;
mod figures;
mod footnotes;
mod formulas;
mod front_matter;
mod html;
mod inline;
mod interactions;
mod lists;
pub mod marks;
mod names;
mod parser;
mod plain_text;
mod raw_marks;
mod scan;
mod skeleton;
mod syntax;
mod tables;
mod text;
mod title;

pub use detect::speaks_dialect;
pub use extensions::{Extension, ExtensionChoice, Extensions, UnknownExtension};
pub use front_matter::read_date;
pub use syntax::{Reading, Syntax, UnknownSyntax, guess_syntax};

use crate::diagnostics::Diagnostics;
use crate::document::{Document, Handle, Metadata};
use crate::source::{SourceFile, SourceId};
use front_matter::Header;
use parser::Parser;
use std::path::Path;
use text::Breaks;

/// Reads a source. Never fails: what cannot be understood stays as text, with a diagnostic.
pub fn parse(source: SourceId, file: &SourceFile, reading: impl Into<Reading>) -> (Document, Diagnostics) {
    let reading = reading.into();
    let by_name = guess_syntax(file.path());
    if reading.syntax == Syntax::PlainText || (reading.syntax == Syntax::Auto && by_name == Syntax::PlainText) {
        let mut parser = Parser::new(file.text(), source, Syntax::PlainText, Extensions::NONE);
        let mut document = plain_text::document(&mut parser, file.path());
        characters::settle(&mut document, source, file, &mut parser.diagnostics);
        return (document, parser.diagnostics);
    }
    let mut parser = Parser::new(file.text(), source, Syntax::CommonMark, Extensions::NONE);
    let header = front_matter::read(&mut parser, &reading);
    choose::settle(&mut parser, &header, &reading);
    let (mut document, mut diagnostics) = rewritten(parser, header, file, &reading);
    characters::settle(&mut document, source, file, &mut diagnostics);
    diagnostics.sort_by_place();
    (document, diagnostics)
}

/// Reads the text with the marks of the site's generator replaced, and leads all places back to the file.
fn rewritten(parser: Parser<'_>, header: Header, file: &SourceFile, reading: &Reading) -> (Document, Diagnostics) {
    let (source, extensions) = (parser.source, parser.extensions);
    let mut said = Diagnostics::new();
    let host = reading.host.as_deref();
    let start = header.body.start;
    let Some(made) = marks::rewrite(source, file.text(), start, file.path(), extensions, host, &mut said) else {
        return markdown(parser, header, file.path());
    };
    let header = Header { body: start..made.text.len(), ..header };
    let (mut document, mut diagnostics) = markdown(parser.with_text(&made.text), header, file.path());
    let back = |span: &mut crate::source::Span| {
        if span.source == source {
            *span = made.span(span.start as usize..span.end as usize);
        }
    };
    document.handles_mut(&mut |handle| {
        if let Handle::Span(span) = handle {
            back(span);
        }
    });
    diagnostics.spans_mut(back);
    diagnostics.extend(said);
    (document, diagnostics)
}

fn markdown(mut parser: Parser<'_>, header: Header, path: &Path) -> (Document, Diagnostics) {
    let Header { fields, body, .. } = header;
    let lines = text::lines_of(parser.file, body.clone());
    footnotes::collect(&mut parser, body);
    let mut meta = front_matter::metadata(&mut parser, fields, path);
    let (lines, interactions) = interactions::split(&parser, lines, meta.field_note.is_some());
    let mut blocks = parser.blocks(&lines, Breaks::Spaces);
    blocks.extend(interactions::read(&mut parser, interactions));
    blocks.extend(footnotes::uncalled(&mut parser));
    title::settle(&parser, &mut meta, &mut blocks, path);
    raw_marks::report(&mut parser, &blocks);
    parser.report_html();
    let document = Document {
        names: names::settle(std::mem::take(&mut parser.names), &blocks, &parser.notes),
        meta,
        blocks,
        notes: std::mem::take(&mut parser.notes),
        numbered_headings: parser.is_site(),
        punctuation: parser.extensions.has(Extension::Smart),
        next_node: parser.next_node(),
    };
    (document, parser.diagnostics)
}

/// Reads a source's front matter only: what an index of a site needs. The text is not looked at, so a post that leaves
/// its title to its first heading has its id for a title here.
/// `reading` says which forms of front matter are looked for.
pub fn front_matter(source: SourceId, file: &SourceFile, reading: &Reading) -> (Metadata, Diagnostics) {
    let mut parser = Parser::new(file.text(), source, Syntax::Site, Extensions::NONE);
    let header = front_matter::read(&mut parser, reading);
    let meta = front_matter::metadata(&mut parser, header.fields, file.path());
    (meta, parser.diagnostics)
}
