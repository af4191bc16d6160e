//! Short names for making objects.

use crate::pdf::operators::stream::{bounded, utf16};
use lopdf::{Object, StringFormat};

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

/// A text string: as it is if ASCII, else in UTF-16 (ISO 32000-1, 7.9.2.2).
pub(super) fn text(value: &str) -> Object {
    let value = &*bounded(value);
    if value.bytes().all(|byte| matches!(byte, 0x20..=0x7E)) {
        Object::String(value.as_bytes().to_vec(), StringFormat::Literal)
    } else {
        Object::String(utf16(value), StringFormat::Hexadecimal)
    }
}
