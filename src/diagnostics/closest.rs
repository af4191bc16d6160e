//! "Did you mean": the known name that a wrong one is most like.

/// Least likeness of a suggestion, from 0 to 1 (Jaro-Winkler): below it suggestions mislead.
const LIKENESS: f64 = 0.8;

/// The one of `names` that is most like a name that is not among them; of equals the first by alphabet, so that the order of
/// the names does not matter. `None` if none is like it.
pub fn closest<N: AsRef<str>>(wanted: &str, names: impl IntoIterator<Item = N>) -> Option<N> {
    let rated = names.into_iter().map(|name| (strsim::jaro_winkler(wanted, name.as_ref()), name));
    let near = rated.filter(|(likeness, _)| *likeness >= LIKENESS);
    let best = near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.as_ref().cmp(a.1.as_ref())));
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_near_or_absent() {
        let known = ["the-catch", "introduction"];
        assert_eq!(closest("the-cach", known), Some("the-catch"));
        assert_eq!(closest("zzz", known), None);
        assert_eq!(closest("x", Vec::<String>::new()), None);
    }

    #[test]
    fn of_equals_the_first_by_alphabet_is_taken() {
        assert_eq!(closest("pagex", ["pageb", "pagea"]), Some("pagea"));
        assert_eq!(closest("pagex", ["pagea", "pageb"]), Some("pagea"));
    }
}
