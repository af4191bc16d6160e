//! What the passes share: arguments of marks, lines, fences.

use std::ops::Range;

/// An argument of a mark: `name="value"`, `name=value`, `"value"` or `value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Argument {
    pub name: Option<String>,
    pub value: String,
}

/// The arguments in a text, separated by spaces or commas.
pub(super) fn arguments(text: &str) -> Vec<Argument> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | ':' | ',' | '"' | '\'' | '`'));
        let name = end.and_then(|end| {
            let word = rest.get(..end)?;
            let after = rest.get(end..)?.trim_start();
            let value = after.strip_prefix(['=', ':'])?;
            let is_name = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            // `https://…` is a value.
            (is_name && !word.is_empty() && !value.starts_with("//")).then_some((word, value))
        });
        let (name, value) = name.map_or((None, rest), |(name, value)| (Some(name.to_owned()), value.trim_start()));
        let (value, after) = value_of(value);
        // A quotation mark in a value is written with a backslash before it.
        found.push(Argument { name, value: value.replace("\\\"", "\"").replace("\\'", "'") });
        rest = after;
    }
}

fn value_of(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote
        && let Some(inner) = text.get(1..)
        && let Some(end) = closing(inner, quote)
    {
        return (inner.get(..end).unwrap_or(""), inner.get(end + 1..).unwrap_or(""));
    }
    let skip = usize::from(quote.is_some());
    let end = text.get(skip..).and_then(|rest| rest.find(|c: char| c.is_whitespace() || c == ','));
    text.split_at_checked(end.map_or(text.len(), |end| end + skip)).unwrap_or((text, ""))
}

/// Where the quotation mark is that ends a value.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// A caption as plain text: tags go, of links the words stay.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '[', ']']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        shown.push_str(before);
        let skip = if from.starts_with('<') {
            from.find('>').map(|end| end + 1)
        } else if from.starts_with("](") {
            from.find(')').map(|end| end + 1)
        } else {
            None
        };
        rest = from.get(skip.unwrap_or(1)..).unwrap_or("");
    }
    shown.push_str(rest);
    shown
}

/// The value of the first of these names that is given.
pub(super) fn named<'a>(arguments: &'a [Argument], names: &[&str]) -> Option<&'a str> {
    let of = |name: &&str| {
        arguments.iter().find(|argument| argument.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)))
    };
    names.iter().find_map(of).map(|argument| argument.value.as_str())
}

/// The value at a place among those without names.
pub(super) fn positional(arguments: &[Argument], at: usize) -> Option<&str> {
    arguments.iter().filter(|argument| argument.name.is_none()).nth(at).map(|argument| argument.value.as_str())
}

/// An image in Markdown.
pub(super) fn image(source: &str, alt: &str, caption: Option<&str>) -> String {
    let alt = alt.replace(['[', ']'], "");
    let source = source.replace(['<', '>', '\n'], "");
    let caption = caption.map(plain).map(|text| text.replace('"', "\\\"").replace('\n', " "));
    let caption = caption.filter(|text| !text.trim().is_empty());
    match caption {
        Some(caption) => format!("![{alt}](<{source}> \"{caption}\")"),
        None => format!("![{alt}](<{source}>)"),
    }
}

/// Where a text is, looked for in the first bytes of another only: marks that nobody closed cost no more than others.
pub(super) fn find_near(text: &str, what: &str, most: usize) -> Option<usize> {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    text.get(..end).and_then(|near| near.find(what))
}

/// A fence that no line of a code closes.
pub(super) fn fence(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// The lines of a part of a text, with their line ends.
pub(super) fn lines(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut at = range.start;
    let part = text.get(range).unwrap_or("");
    let lines = part.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        start..at
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_have_names_or_places() {
        let found = arguments(" src=\"a b.png\" 'x y' https://e.example/a, n=3 k: v");
        assert_eq!(named(&found, &["SRC"]), Some("a b.png"));
        assert_eq!((positional(&found, 0), positional(&found, 1)), (Some("x y"), Some("https://e.example/a")));
        assert_eq!((named(&found, &["n"]), named(&found, &["k"])), (Some("3"), Some("v")));
        let found = arguments(r#"caption="\"A\" by [b](c)" x"#);
        assert_eq!((named(&found, &["caption"]), positional(&found, 0)), (Some("\"A\" by [b](c)"), Some("x")));
        assert_eq!(image("s", "a", named(&found, &["caption"])), r#"![a](<s> "\"A\" by b")"#);
    }

    #[test]
    fn a_fence_is_longer_than_what_is_in_it() {
        assert_eq!((fence("a"), fence("````").len()), ("```".to_owned(), 5));
    }
}
