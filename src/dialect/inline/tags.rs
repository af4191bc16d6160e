//! HTML tags.

use std::collections::BTreeMap;

/// A tag, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::dialect) struct Tag {
    /// Lower case; empty for comments, declarations and processing instructions.
    pub name: String,
    /// `</name>`
    pub closes: bool,
    /// `<name/>`
    pub alone: bool,
    /// Names in lower case; values with their entities as written.
    pub attributes: BTreeMap<String, String>,
}

impl Tag {
    /// The value of an attribute, empty if it is missing.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Reads a tag from `<` to `>`.
pub(in crate::dialect) fn tag(text: &str) -> Tag {
    let inner = text.strip_prefix('<').unwrap_or(text);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    if inner.starts_with(['!', '?']) {
        return Tag::default();
    }
    let (closes, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let (inner, alone) = match inner.strip_suffix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
    let (name, rest) = inner.split_at_checked(end).unwrap_or((inner, ""));
    Tag { name: name.to_ascii_lowercase(), closes, alone, attributes: attributes(rest) }
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len()).max(1);
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => attribute_value(after.trim_start()),
            None => ("", after),
        };
        found.entry(name.to_ascii_lowercase()).or_insert_with(|| value.to_owned());
        rest = after.trim_start();
    }
    found
}

fn attribute_value(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote.and_then(|quote| text.get(1..)?.split_once(quote)) {
        Some((value, rest)) => (value, rest),
        None => text.split_at_checked(text.find(char::is_whitespace).unwrap_or(text.len())).unwrap_or((text, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read() {
        let image = tag("<IMG src=\"a b.png\" alt='x > y' hidden width=3/>");
        assert_eq!((image.name.as_str(), image.closes, image.alone), ("img", false, true));
        assert_eq!((image.attribute("src"), image.attribute("alt")), ("a b.png", "x > y"));
        assert_eq!((image.attribute("width"), image.attribute("hidden")), ("3", ""));
        assert_eq!(tag("</sub >"), Tag { name: "sub".into(), closes: true, ..Tag::default() });
        assert_eq!(tag("<br />").name, "br");
        assert_eq!(tag("<!-- x -->"), Tag::default());
        assert_eq!(tag("<é=>").name, "é=");
    }
}
