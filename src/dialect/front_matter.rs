//! The YAML between `---` lines at a file's start.
//!
//! It is read as a whole; if it is not YAML (a title with an unquoted colon is enough), each field is read by itself,
//! so that one mistake does not cost the others. A value of the wrong type is reported where it stands.

mod fields;
mod metadata;

pub(super) use fields::Fields;
pub(super) use metadata::metadata;

use super::extensions::ExtensionChoice;
use super::parser::Parser;
use super::syntax::{Reading, Syntax};
use std::ops::Range;

/// A front matter, read, and what it says of the text under it.
#[derive(Debug)]
pub(super) struct Header {
    /// The fields.
    pub fields: Fields,
    /// Where the text is.
    pub body: Range<usize>,
    /// `syntax:`
    pub syntax: Option<Syntax>,
    /// `extensions:`
    pub extensions: ExtensionChoice,
}

/// Splits the file into front matter, read, and the range of the text after it.
pub(super) fn read(parser: &mut Parser<'_>, _reading: &Reading) -> Header {
    let (yaml, body) = split(parser.file);
    let mut fields = Fields::read(parser, yaml);
    let syntax = fields.text(parser, "syntax").and_then(|(name, span)| {
        let syntax = name.parse().ok().filter(|syntax| matches!(syntax, Syntax::Site | Syntax::CommonMark));
        if syntax.is_none() {
            fields::wrong(parser, span, format!("`{name}` is not a syntax"), "write `commonmark` or `site`");
        }
        syntax
    });
    let mut extensions = ExtensionChoice::default();
    if fields.has("extensions") {
        for (word, span) in fields.texts(parser, "extensions") {
            match word.parse() {
                Ok(choice) => extensions = extensions.then(choice),
                Err(error) => fields::wrong(parser, span, format!("{error}"), "the others are used"),
            }
        }
    }
    Header { fields, body, syntax, extensions }
}

/// The ranges of the YAML (empty if there is none) and of the text.
fn split(file: &str) -> (Range<usize>, Range<usize>) {
    let start = if file.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let none = (start..start, start..file.len());
    let mut at = start;
    let mut yaml = None;
    for line in file.get(start..).unwrap_or("").split_inclusive('\n') {
        let text = line.trim_end();
        match yaml {
            None if text == "---" => yaml = Some(at + line.len()),
            None => return none,
            Some(from) if text == "---" || text == "..." => return (from..at, at + line.len()..file.len()),
            Some(_) => {}
        }
        at += line.len();
    }
    none
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_needs_both_lines() {
        assert_eq!(split("---\na: 1\n---\nx"), (4..9, 13..14));
        assert_eq!(split("---\r\na: 1\r\n---\r\nx"), (5..11, 16..17));
        assert_eq!(split("---\na: 1\n"), (0..0, 0..9));
        assert_eq!(split("x\n---\n"), (0..0, 0..6));
        assert_eq!(split("\u{feff}---\n---\n"), (7..7, 11..11));
    }
}
