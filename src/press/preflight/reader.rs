//! Looks things up in a PDF file that anybody may have written: what is missing or of another type is `None`.

use super::geometry::Area;
use lopdf::{Dictionary, Document, Object, Stream};

/// Most bytes that a stream may have when it is decompressed.
const LARGEST_STREAM: usize = 256 << 20;

/// How many parents of a page are asked for what it inherits.
const MOST_PARENTS: usize = 64;

/// A file.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a Document);

impl<'a> Reader<'a> {
    /// An object, or what a reference leads to.
    pub fn follow(self, object: &'a Object) -> Option<&'a Object> {
        self.0.dereference(object).ok().map(|(_, object)| object).filter(|object| !object.is_null())
    }

    /// An entry of a dictionary.
    pub fn get(self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        self.follow(dictionary.get(key.as_bytes()).ok()?)
    }

    /// A dictionary, or that of a stream.
    pub fn as_dict(self, object: &'a Object) -> Option<&'a Dictionary> {
        match self.follow(object)? {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    /// An entry that is a dictionary or a stream.
    pub fn dict(self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.as_dict(self.get(dictionary, key)?)
    }

    /// An entry that is an array.
    pub fn array(self, dictionary: &'a Dictionary, key: &str) -> Option<&'a [Object]> {
        self.get(dictionary, key)?.as_array().ok().map(Vec::as_slice)
    }

    /// An entry that is a number.
    pub fn number(self, dictionary: &'a Dictionary, key: &str) -> Option<f64> {
        number(self.get(dictionary, key)?)
    }

    /// An entry that is an array of numbers.
    pub fn numbers(self, dictionary: &'a Dictionary, key: &str) -> Option<Vec<f64>> {
        self.array(dictionary, key)?.iter().map(|object| number(self.follow(object)?)).collect()
    }

    /// An entry that is a name.
    pub fn name(self, dictionary: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
        self.get(dictionary, key)?.as_name().ok()
    }

    /// An entry that is a name or a string, as text for people.
    pub fn text(self, dictionary: &'a Dictionary, key: &str) -> Option<String> {
        let bytes = match self.get(dictionary, key)? {
            Object::Name(bytes) | Object::String(bytes, _) => bytes,
            _ => return None,
        };
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    /// An entry that is a rectangle.
    pub fn area(self, dictionary: &'a Dictionary, key: &str) -> Option<Area> {
        Area::of(&self.numbers(dictionary, key)?)
    }

    /// An entry of a page, or of the page tree above it (ISO 32000-1, 7.7.3.4).
    pub fn inherited(self, page: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let mut node = page;
        for _ in 0..MOST_PARENTS {
            if let Some(object) = self.get(node, key) {
                return Some(object);
            }
            node = self.dict(node, "Parent")?;
        }
        None
    }

    /// What a stream holds; `None` if it cannot be decoded or is too large.
    pub fn data(self, stream: &Stream) -> Option<Vec<u8>> {
        stream.get_plain_content_with_limit(LARGEST_STREAM).ok()
    }
}

/// A number, whole or not; `None` where it is not finite.
pub fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|number| number.is_finite())
}
