//! Tags of JSX in a text.

use std::ops::Range;

/// A tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub range: Range<usize>,
    /// Name as written; empty for a fragment (`<>`).
    pub name: String,
    pub closes: bool,
    pub alone: bool,
    /// Names and values of attributes. A value in braces keeps them.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// Whether it is a component, and no element of HTML.
    pub fn is_component(&self) -> bool {
        self.name.is_empty() || self.name.contains('.') || self.name.starts_with(|c: char| c.is_uppercase())
    }

    /// Whether it is an element of HTML that only groups what is in it.
    pub fn is_group(&self) -> bool {
        matches!(self.name.as_str(), "div" | "section" | "article" | "center" | "main" | "header" | "footer")
    }

    /// The text of an attribute; `None` for one that is computed.
    pub fn text(&self, names: &[&str]) -> Option<&str> {
        let value = names.iter().find_map(|name| self.attributes.iter().find(|(own, _)| own == name))?.1.as_str();
        match value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) {
            Some(inner) => {
                let inner = inner.trim();
                ['"', '\'', '`'].into_iter().find_map(|quote| inner.strip_prefix(quote)?.strip_suffix(quote))
            }
            None => Some(value),
        }
    }

    /// The name in the braces of an attribute.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(own, _)| own == name)?;
        Some(value.strip_prefix('{')?.strip_suffix('}')?.trim())
    }

    /// Whether an attribute is in braces, as HTML has none.
    pub fn is_computed(&self) -> bool {
        self.attributes.iter().any(|(name, value)| value.starts_with('{') || name.starts_with('{'))
    }
}

/// Longest tag, in bytes.
const LONGEST: usize = 8000;

/// The tag that starts at a `<`, if there is one.
pub(super) fn tag(text: &str, start: usize) -> Option<Tag> {
    let end = text.len().min(start + LONGEST);
    let bytes = text.as_bytes().get(start..end)?;
    let mut at = 1;
    let closes = bytes.get(at) == Some(&b'/');
    at += usize::from(closes);
    let name_start = at;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':');
    while bytes.get(at).is_some_and(is_name) {
        at += 1;
    }
    let name = text.get(start + name_start..start + at)?.to_owned();
    if name.is_empty() && bytes.get(at) != Some(&b'>') || name.starts_with(|c: char| !c.is_ascii_alphabetic()) {
        return None;
    }
    // An address in brackets is no tag.
    if name.contains(':') {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        match bytes.get(at)? {
            b'>' => {
                let range = start..start + at + 1;
                return Some(Tag { range, name, closes, alone: false, attributes });
            }
            b'/' if bytes.get(at + 1) == Some(&b'>') => {
                let range = start..start + at + 2;
                return Some(Tag { range, name, closes, alone: true, attributes });
            }
            b'{' => {
                let length = braces(bytes.get(at..)?)?;
                attributes.push((text.get(start + at..start + at + length)?.to_owned(), String::new()));
                at += length;
            }
            byte if is_name(byte) || matches!(byte, b'@' | b'#') => {
                let from = at;
                while bytes.get(at).is_some_and(|byte| is_name(byte) || matches!(byte, b'@' | b'#')) {
                    at += 1;
                }
                let name = text.get(start + from..start + at)?.to_owned();
                let mut value = String::new();
                if bytes.get(at) == Some(&b'=') {
                    at += 1;
                    let length = value_length(bytes.get(at..)?)?;
                    let whole = text.get(start + at..start + at + length)?;
                    value = whole.trim_matches(['"', '\'']).to_owned();
                    at += length;
                }
                attributes.push((name, value));
            }
            _ => return None,
        }
    }
}

fn value_length(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        quote @ (b'"' | b'\'') => bytes.iter().skip(1).position(|byte| byte == quote).map(|length| length + 2),
        b'{' => braces(bytes),
        _ => bytes.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>'),
    }
}

/// The length of what is in braces, with them.
pub(super) fn braces(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote: Option<u8> = None;
    for (at, byte) in bytes.iter().enumerate().take(LONGEST) {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'`') => quote = Some(*byte),
            (None, b'{') => depth += 1,
            (None, b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_texts_braces_and_fragments() {
        let found = tag("<Foo.Bar a=\"x > y\" b={{ c: \"}\" }} {...d} e />z", 0).expect("a tag");
        assert_eq!((found.name.as_str(), found.alone, found.is_component()), ("Foo.Bar", true, true));
        assert_eq!((found.text(&["a"]), found.text(&["b"]), found.is_computed()), (Some("x > y"), None, true));
        assert!(tag("<>x", 0).is_some_and(|tag| tag.is_component()));
        for text in ["<https://x.example>", "< a", "<3", "<a <b>", "<a"] {
            assert!(tag(text, 0).is_none(), "{text}");
        }
    }
}
