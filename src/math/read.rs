//! TeX to a [`Formula`].

use super::formula::{Formula, Macros, MathError};
use ratex_parser::parse_node::ArrayTag;
use ratex_parser::{ParseError, ParseNode, Parser};
use std::ops::Range;

/// Reads a formula.
pub(super) fn formula(source: &str, display: bool, macros: &Macros) -> Result<Formula, MathError> {
    if source.trim().is_empty() {
        return Err(MathError { message: "it is empty".to_owned(), at: 0..source.len() });
    }
    let (tex, label) = without_label(source);
    let mut parser = Parser::new(&tex);
    // LaTeX has it, KaTeX only `\\text`.
    parser.gullet.set_text_macro("\\mbox", "\\text{#1}");
    for (name, text) in macros {
        parser.gullet.set_text_macro(name, text);
    }
    let mut nodes = parser.parse().map_err(|error| mistake(&error, source))?;
    drop(parser);
    let tag = take_tag(&mut nodes);
    let equation = take_numbers(&mut nodes);
    let numbered = label.is_some() || equation;
    Ok(Formula { source: source.to_owned(), display, label, tag, numbered, nodes })
}

/// The source with spaces in the place of its `\label{…}`, so that places stay true, and the last label.
fn without_label(source: &str) -> (String, Option<String>) {
    const LABEL: &str = "\\label{";
    let (mut tex, mut label) = (source.to_owned(), None);
    while let Some(range) = tex.find(LABEL).and_then(|at| Some(at..at + tex.get(at..)?.find('}')? + 1)) {
        let name = tex.get(range.start + LABEL.len()..range.end - 1).unwrap_or("").trim().to_owned();
        label = Some(name).filter(|name| !name.is_empty()).or(label);
        tex.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    (tex, label)
}

/// What the parser complains of, in plain words, at a place of the source.
fn mistake(error: &ParseError, source: &str) -> MathError {
    let end = source.trim_end().len();
    let at = error.loc.as_ref().map_or(0..source.len(), |loc| on_characters(source, loc.start..loc.end));
    let at = if at.start >= end { end..end } else { at };
    let written = source.get(at.clone()).unwrap_or("");
    let message = match error.message.split_once(": ") {
        Some(("Undefined control sequence", name)) => format!("the command `{name}` is not known"),
        _ if at.is_empty() && error.loc.is_some() => "it ends before everything that was opened is closed".to_owned(),
        _ if written.is_empty() => lower(&error.message),
        _ => format!("{} (at `{}`)", lower(&error.message), written.escape_debug()),
    };
    MathError { message, at }
}

/// A range cut down to the source, on borders of its characters.
fn on_characters(source: &str, range: Range<usize>) -> Range<usize> {
    let border = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (border(range.start), border(range.end));
    start..end.max(start)
}

/// A sentence as a part of one.
fn lower(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Takes the `\tag` out of a list; its text without the brackets that the parser puts around it.
fn take_tag(nodes: &mut Vec<ParseNode>) -> Option<String> {
    let mut found = None;
    nodes.retain(|node| match node {
        ParseNode::Tag { tag, .. } => {
            found = Some(tag_text(tag));
            false
        }
        ParseNode::NoNumber { .. } => false,
        _ => true,
    });
    found
}

/// The text of a tag.
fn tag_text(tag: &[ParseNode]) -> String {
    // The characters of a tag are those of text.
    let text = super::mathml::plain(tag).replace('\u{2217}', "*").replace('\u{2212}', "-");
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(&text).to_owned()
}

/// Takes the numbers out that the parser gives to the rows of `equation`, `align` and `gather`: it numbers each formula
/// from 1, a book goes on counting. Says whether the formula is an `equation`, which asks for one.
fn take_numbers(nodes: &mut [ParseNode]) -> bool {
    let mut equation = false;
    for node in nodes {
        let ParseNode::Array { tags, cols, body, .. } = node else { continue };
        let given = |tag: &ArrayTag| match tag {
            ArrayTag::Auto(_) => false,
            // What is written has a place.
            ArrayTag::Explicit(tag) => tag.iter().any(has_place),
        };
        let Some(list) = tags else { continue };
        equation |= cols.is_none() && body.len() == 1 && !list.is_empty();
        for tag in list.iter_mut() {
            if !given(tag) {
                *tag = ArrayTag::Auto(false);
            }
        }
        if !list.iter().any(given) {
            *tags = None;
        }
    }
    equation
}

/// Whether a node of a tag was written, not counted.
fn has_place(node: &ParseNode) -> bool {
    match node {
        ParseNode::MathOrd { loc, text, .. } | ParseNode::TextOrd { loc, text, .. } => {
            loc.is_some() || !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'(' | b')'))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Result<Formula, MathError> {
        formula(source, true, &Macros::from([("\\R".to_owned(), "\\mathbb{R}".to_owned())]))
    }

    #[test]
    fn labels_and_tags_are_taken_out() {
        let formula = read("x = 1 \\label{eq:one}").expect("a formula");
        assert_eq!((formula.label.as_deref(), formula.numbered, formula.tag), (Some("eq:one"), true, None));
        let formula = read("x \\tag{*}").expect("a formula");
        assert_eq!((formula.tag.as_deref(), formula.numbered), (Some("*"), false));
        assert!(read("\\begin{equation} x \\end{equation}").expect("a formula").numbered);
        assert!(!read("\\begin{align} a &= b \\\\ c &= d \\end{align}").expect("a formula").numbered);
    }

    #[test]
    fn mistakes_have_a_place_and_plain_words() {
        let error = read("a \\foo b").expect_err("no command");
        assert_eq!(error, MathError { message: "the command `\\foo` is not known".into(), at: 2..6 });
        let error = read("\\frac{a").expect_err("open");
        assert_eq!(
            error,
            MathError { message: "it ends before everything that was opened is closed".into(), at: 7..7 }
        );
        assert_eq!(read("  ").expect_err("empty").message, "it is empty");
        assert!(read("é\\é").is_err(), "no panic inside a character");
        assert!(read("\\R").is_ok(), "a macro");
    }
}
