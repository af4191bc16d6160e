//! The front matter at a file's start: YAML, TOML or JSON (`formats`).
//!
//! YAML is read as a whole; if it is not YAML (a title with an unquoted colon is enough), each field is read by itself,
//! so that one mistake does not cost the others. A value of the wrong type is reported where it stands.

mod dates;
mod fields;
mod formats;
mod metadata;

pub use dates::read_date;
pub(super) use fields::Fields;
pub(super) use metadata::metadata;

use super::extensions::{Extension, ExtensionChoice};
use super::parser::Parser;
use super::syntax::{Reading, Syntax};
use crate::math::Macros;
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
    /// `macros:`
    pub macros: Macros,
}

/// Fields that switch formulas on: ours, and those of themes for Hugo and Jekyll.
const MATH_FIELDS: [&str; 4] = ["math", "mathjax", "katex", "use_math"];

/// Splits the file into front matter, read, and the range of the text after it.
pub(super) fn read(parser: &mut Parser<'_>, reading: &Reading) -> Header {
    let extensions = reading.extensions.then(reading.typed).apply(reading.syntax.extensions());
    let (others, fields) = (extensions.has(Extension::TomlFrontMatter), extensions.has(Extension::HeaderFields));
    let parts = formats::split(parser.file, formats::Forms { others, fields });
    let mut fields = Fields::read(parser, &parts);
    let body = parts.body;
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
    if let Some((choice, span)) = fields.text(parser, "punctuation") {
        match choice.as_str() {
            "keep" => extensions = extensions.set(Extension::Smart, false),
            "language" => extensions = extensions.set(Extension::Smart, true),
            _ => {
                let message = format!("`{choice}` is not a choice for `punctuation`");
                fields::wrong(parser, span, message, "write `keep`, or `language` for the marks of the language");
            }
        }
    }
    for name in MATH_FIELDS {
        if !fields.is_scalar(name) {
            continue;
        }
        match fields.text(parser, name).map(|(word, _)| word.to_ascii_lowercase()).as_deref() {
            Some("on" | "true" | "yes") => extensions = extensions.set(Extension::Math, true),
            // A site whose theme loads no script for formulas does not say that the text has none.
            Some("off" | "false" | "no") if name == "math" => extensions = extensions.set(Extension::Math, false),
            _ => {}
        }
    }
    let macros = fields.commands("macros");
    Header { fields, body, syntax, extensions, macros }
}
