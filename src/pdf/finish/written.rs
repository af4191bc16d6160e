//! Objects that are bytes already, before the document is saved: a dictionary in memory takes ten times the room.

use super::write;
use lopdf::{Dictionary, ObjectId};

/// Objects as bytes.
#[derive(Default)]
pub(super) struct WrittenObjects {
    /// One after the other.
    bytes: Vec<u8>,
    /// The number of each, and where it ends.
    ends: Vec<(u32, usize)>,
}

impl WrittenObjects {
    /// Adds an object. Objects come in the order of their numbers.
    pub fn push(&mut self, (id, _): ObjectId, dictionary: &Dictionary) {
        write::dictionary(dictionary, &mut self.bytes);
        self.ends.push((id, self.bytes.len()));
    }

    /// Each with its number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.ends.iter().scan(0, |start, (id, end)| {
            let bytes = self.bytes.get(*start..*end).unwrap_or_default();
            *start = *end;
            Some((*id, bytes))
        })
    }
}
