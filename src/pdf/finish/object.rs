//! Short names for making objects.

use crate::pdf::operators::stream::{bounded, utf16};
use lopdf::{Object, StringFormat};
use std::borrow::Cow;

/// A name.
pub(super) fn name(value: &str) -> Object {
    Object::Name(value.as_bytes().to_vec())
}

/// A number.
pub(super) fn number(value: impl Into<f64>) -> Object {
    Object::Real(value.into() as f32)
}

/// An array.
pub(super) fn array(items: impl IntoIterator<Item = Object>) -> Object {
    Object::Array(items.into_iter().collect())
}

/// A text string: as it is if ASCII, else in UTF-16 (ISO 32000-1, 7.9.2.2). Line breaks are spaces and other control
/// characters are left out: configuration may hold them, and U+001B begins the code of a language there (7.9.2.2).
pub(super) fn text(value: &str) -> Object {
    let value = printable(value);
    let value = &*bounded(&value);
    if value.bytes().all(|byte| matches!(byte, 0x20..=0x7E)) {
        Object::String(value.as_bytes().to_vec(), StringFormat::Literal)
    } else {
        Object::String(utf16(value), StringFormat::Hexadecimal)
    }
}

fn printable(value: &str) -> Cow<'_, str> {
    let is_left_out = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !value.contains(is_left_out) {
        return Cow::Borrowed(value);
    }
    let kept = |c: char| if c.is_whitespace() { Some(' ') } else { (!is_left_out(c)).then_some(c) };
    Cow::Owned(value.chars().filter_map(kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hold_no_control_characters() {
        assert_eq!(text("a\u{1b}en\u{1b}b\nc\u{7f}"), text("aenb c"));
        assert_eq!(text("é\u{9b}\u{fffe}"), text("é"));
    }
}
