//! Source text to document. The only place that knows `pulldown_cmark` and YAML front matter.
//!
//! `docs/dialect.md` explains how: `scan` finds the dialect's own blocks among lines, `skeleton` lets
//! `pulldown_cmark` find CommonMark's in the stretches between, one container level at a time, and `inline` reads
//! the text of each paragraph. Every text carries a map to the file (`text`).

mod blocks;
mod colors;
mod figures;
mod footnotes;
mod front_matter;
mod html;
mod inline;
mod interactions;
mod lists;
mod parser;
mod plain_text;
mod scan;
mod skeleton;
mod text;
mod title;

use crate::diagnostics::Diagnostics;
use crate::document::{Document, Metadata};
use crate::source::{SourceFile, SourceId};
use blocks::Breaks;
use parser::Parser;
use std::path::Path;

/// How to read a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// The site's dialect.
    #[default]
    Site,
    /// Plain CommonMark with GFM's extensions.
    CommonMark,
    /// Plain text, one paragraph a line.
    PlainText,
}

/// The syntax a file's name suggests: plain text for `.txt`, the site's dialect for all else. A post's front matter can
/// still pick another (`syntax: commonmark`).
pub fn guess_syntax(path: &Path) -> Syntax {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("txt") => Syntax::PlainText,
        _ => Syntax::Site,
    }
}

/// Reads a source. Never fails: what cannot be understood stays as text, with a diagnostic.
pub fn parse(source: SourceId, file: &SourceFile, syntax: Syntax) -> (Document, Diagnostics) {
    let mut parser = Parser::new(file.text(), source, syntax);
    let document = match syntax {
        Syntax::PlainText => plain_text::document(&mut parser, file.path()),
        Syntax::Site | Syntax::CommonMark => markdown(&mut parser, file.path()),
    };
    parser.diagnostics.sort_by_place();
    (document, parser.diagnostics)
}

fn markdown(parser: &mut Parser<'_>, path: &Path) -> Document {
    let (fields, body) = front_matter::read(parser);
    let lines = text::lines_of(parser.file, body.clone());
    footnotes::collect(parser, body);
    let mut meta = front_matter::metadata(parser, fields, path);
    let (lines, interactions) = interactions::split(parser, lines, meta.field_note.is_some());
    let mut blocks = parser.blocks(&lines, Breaks::Spaces);
    blocks.extend(interactions::read(parser, interactions));
    blocks.extend(footnotes::uncalled(parser));
    title::settle(parser, &mut meta, &mut blocks, path);
    Document {
        meta,
        blocks,
        notes: std::mem::take(&mut parser.notes),
        numbered_headings: parser.is_site(),
        next_node: parser.next_node(),
    }
}

/// Reads a source's front matter only: what an index of a site needs. The text is not looked at, so a post that leaves
/// its title to its first heading has its id for a title here.
pub fn front_matter(source: SourceId, file: &SourceFile) -> (Metadata, Diagnostics) {
    let mut parser = Parser::new(file.text(), source, Syntax::Site);
    let (fields, _) = front_matter::read(&mut parser);
    let meta = front_matter::metadata(&mut parser, fields, file.path());
    (meta, parser.diagnostics)
}
