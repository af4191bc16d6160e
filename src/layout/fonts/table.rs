//! A bounded table of what is looked up by a text again and again, from several threads.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Most entries of a part of the table. A book has fewer words; a run over thousands of posts has more in the end, and
/// most of them do not come again.
const MOST_KEPT: usize = 2048;
/// Parts of the table that are locked apart, so that threads rarely wait for one another.
const SHARDS: usize = 16;

/// Values by text.
pub(super) struct Table<V> {
    shards: [Mutex<HashMap<Box<str>, V>>; SHARDS],
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Table { shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<V: Clone> Table<V> {
    /// The value of a text; `make` makes it if nobody did. A part that is full is emptied before.
    pub fn get_or(&self, key: &str, make: impl FnOnce() -> V) -> V {
        let Some(shard) = self.shards.get(shard(key)) else { return make() };
        // A panic elsewhere leaves the table whole: each change of it is.
        let mut kept = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = kept.get(key) {
            return value.clone();
        }
        let value = make();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key.into(), value.clone());
        value
    }
}

fn shard(key: &str) -> usize {
    // The last bytes differ most; any spread will do.
    let sum = key.bytes().rev().take(6).fold(key.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    sum % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_and_the_table_is_bounded() {
        let table: Table<usize> = Table::default();
        assert_eq!(table.get_or("word", || 1), 1);
        assert_eq!(table.get_or("word", || 2), 1, "it was made already");
        for number in 0..MOST_KEPT * SHARDS * 3 {
            assert_eq!(table.get_or(&number.to_string(), || number), number);
        }
        let kept = table.shards.iter().map(|shard| shard.lock().map_or(0, |shard| shard.len()));
        assert!(kept.into_iter().all(|kept| kept > 0 && kept <= MOST_KEPT));
    }
}
