//! Settles which syntax a text is read in, and which extensions it has.

use super::detect;
use super::extensions::Extension;
use super::front_matter::Header;
use super::parser::Parser;
use super::syntax::{Reading, Syntax};
use crate::diagnostics::{Code, Diagnostic, Severity};
use std::sync::Arc;

/// Settles syntax and extensions: a flag counts first, then the front matter, then the site, then the marks in the text,
/// then the texts beside it; where nothing says anything, the text is CommonMark.
pub(super) fn settle(parser: &mut Parser<'_>, header: &Header, reading: &Reading) {
    let said = if reading.forced { None } else { header.syntax };
    let given = said.or(Some(reading.syntax).filter(|syntax| *syntax != Syntax::Auto));
    let text = parser.file;
    let mark = if given.is_none() { detect::find(text) } else { None };
    let by_neighbours = given.is_none() && mark.is_none() && reading.neighbours;
    parser.syntax = match given {
        Some(syntax) => syntax,
        None if mark.is_some() || by_neighbours => Syntax::Site,
        None => Syntax::CommonMark,
    };
    parser.extensions =
        reading.extensions.then(header.extensions).then(reading.typed).apply(parser.syntax.extensions());
    parser.macros = Arc::clone(&reading.macros);
    if !header.macros.is_empty() {
        let own = header.macros.iter().map(|(name, text)| (name.clone(), text.clone()));
        Arc::make_mut(&mut parser.macros).extend(own);
    }
    if given.is_some() || mark.as_ref().is_some_and(|mark| mark.strong) {
        return;
    }
    let body = header.body.start;
    match parser.syntax {
        Syntax::Site => {
            let Some(at) = detect::differs(text, body) else { return };
            let reason = match mark {
                Some(mark) => {
                    let place = text.get(mark.range.clone()).unwrap_or("");
                    format!("it has the mark `{}`", shortened(place))
                }
                None => "posts beside it are".to_owned(),
            };
            let message =
                format!("read in the site's dialect, since {reason}: this means something else in CommonMark");
            note(parser, at, message, "write `syntax: commonmark` or `syntax: site` in the front matter to choose");
        }
        _ if !parser.has(Extension::InlineNotes) => {
            let Some(at) = detect::inline_note(text, body) else { return };
            let message = "read as CommonMark, in which `^[` is text".to_owned();
            let hint = "write `syntax: site`, or `extensions: inline-notes` to make a note of it, in the front matter";
            note(parser, at, message, hint);
        }
        _ => {}
    }
}

fn note(parser: &mut Parser<'_>, at: std::ops::Range<usize>, message: String, hint: &str) {
    parser.diagnostics.push(Diagnostic {
        code: Code::SyntaxChoice,
        severity: Severity::Note,
        message,
        span: Some(parser.span(at)),
        hint: Some(hint.to_owned()),
    });
}

/// The first characters of a mark.
fn shortened(mark: &str) -> String {
    const LONGEST: usize = 30;
    match mark.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", mark.get(..end).unwrap_or(mark)),
        None => mark.to_owned(),
    }
}
