//! Which marks belong together: an opener and its end.

use std::collections::BTreeMap;

/// What a mark is to the others.
pub(super) enum Side<'a> {
    /// It may open a pair of this name.
    Opens(&'a str),
    /// It ends the last open pair of this name.
    Ends(&'a str),
    /// It ends the last open pair, whatever its name.
    EndsLast,
    /// It has no content.
    Alone,
}

/// The index of the end of each opener that has one. Marks are given in order; an end without an opener has no pair.
pub(super) fn pairs<'a>(marks: impl Iterator<Item = Side<'a>>) -> BTreeMap<usize, usize> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut all = Vec::new();
    let mut found = BTreeMap::new();
    for (index, side) in marks.enumerate() {
        let opener = match side {
            Side::Opens(name) => {
                by_name.entry(name).or_default().push(index);
                all.push(index);
                None
            }
            Side::Ends(name) => by_name.get_mut(name).and_then(Vec::pop),
            Side::EndsLast => all.pop(),
            Side::Alone => None,
        };
        found.extend(opener.map(|opener| (opener, index)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_find_the_last_opener_of_their_name() {
        use Side::{Alone, Ends, EndsLast, Opens};
        let of = |sides: Vec<Side<'static>>| pairs(sides.into_iter()).into_iter().collect::<Vec<_>>();
        assert_eq!(of(vec![Opens("a"), Opens("b"), Alone, Ends("a"), Ends("b")]), [(0, 3), (1, 4)]);
        assert_eq!(of(vec![Opens("a"), Opens("a"), Ends("a"), Ends("a"), Ends("a")]), [(0, 3), (1, 2)]);
        assert_eq!(of(vec![Opens("a"), Opens("b"), EndsLast, Ends("c")]), [(1, 2)]);
    }
}
