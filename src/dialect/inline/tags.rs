//! HTML tags.

use crate::document::{ImageWidth, language_tag};
use std::collections::BTreeMap;

/// Widest image that a text may ask for, in CSS pixels.
const MOST_PIXELS: f64 = 10_000.0;

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

impl Tag {
    /// The language it gives its text, if that is shaped like a tag of one (BCP 47).
    pub fn language(&self) -> Option<String> {
        let lang = [self.attribute("lang"), self.attribute("xml:lang")].into_iter().find(|lang| !lang.is_empty())?;
        language_tag(lang)
    }

    /// What links may call it: its id; of `<a>`, also its name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let name = if self.name == "a" { self.attribute("name") } else { "" };
        [self.attribute("id"), name].into_iter().filter(|name| !name.is_empty() && !self.closes)
    }

    /// The width that an image asks for, in its attribute or its style.
    pub fn width(&self) -> Option<ImageWidth> {
        let styles = self.attribute("style").split(';').filter_map(|style| style.split_once(':'));
        let style = styles.filter(|(name, _)| name.trim().eq_ignore_ascii_case("width")).map(|(_, value)| value);
        style.chain([self.attribute("width")]).find_map(image_width)
    }
}

/// A width as HTML and lists of attributes write it: `200`, `200px`, `50%`. Other units are left to the theme.
pub(in crate::dialect) fn image_width(text: &str) -> Option<ImageWidth> {
    let text = text.trim().trim_matches(['"', '\'']);
    let number = |digits: &str, most: f64| {
        let value = digits.trim().parse::<f64>().ok().filter(|value| *value >= 1.0)?;
        // At least 1 and at most ten thousand.
        Some(value.min(most).round() as u32)
    };
    match text.strip_suffix('%') {
        Some(digits) => number(digits, 100.0).map(ImageWidth::Percent),
        None => number(text.strip_suffix("px").unwrap_or(text), MOST_PIXELS).map(ImageWidth::Pixels),
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

    #[test]
    fn widths_are_pixels_or_percent() {
        assert_eq!(image_width("200"), Some(ImageWidth::Pixels(200)));
        assert_eq!(image_width(" 50% "), Some(ImageWidth::Percent(50)));
        assert_eq!(image_width("120%"), Some(ImageWidth::Percent(100)));
        assert_eq!(image_width("1e99px"), Some(ImageWidth::Pixels(10_000)));
        for text in ["", "0", "-5", "20em", "auto", "NaN"] {
            assert_eq!(image_width(text), None, "{text}");
        }
        assert_eq!(tag("<img style=\"max-width: 3px; width: 40%\" width=9>").width(), Some(ImageWidth::Percent(40)));
    }

    #[test]
    fn links_know_an_element_by_its_id_and_an_anchor_by_its_name() {
        let names = |text: &str| tag(text).names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(names("<a name=\"x\" id='y'>"), ["y", "x"]);
        assert_eq!(names("<input name=\"x\">"), Vec::<String>::new());
    }
}
