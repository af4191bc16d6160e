//! `[[note]]` in a plain folder: where a text calls another that is there, or a heading of its own, these are links.

use super::addresses::Addresses;
use crate::resolve::slug;

/// Whether a text calls a text of its site, or one of its own headings, between double brackets.
pub fn calls(text: &str, addresses: &Addresses) -> bool {
    let is_call = |called: &str| {
        let called = called.split('|').next().unwrap_or(called);
        let (name, heading) = called.split_once('#').unwrap_or((called, ""));
        if name.trim().is_empty() { anchor(text, heading).is_some() } else { addresses.by_name(name).is_some() }
    };
    called(text).any(is_call)
}

/// What stands between double brackets, each on one line.
fn called(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("[[").filter_map(|(at, mark)| text.get(at + mark.len()..));
    starts.filter_map(|rest| {
        let line = rest.lines().next().unwrap_or("");
        line.split_once("]]").map(|(called, _)| called).filter(|called| !called.contains('['))
    })
}

/// The anchor of a text's heading of these words: its own id (`{#id}`), else what is made of the words.
pub fn anchor(text: &str, words: &str) -> Option<String> {
    let wanted = slug(words);
    let of = |line: &str| {
        let line = line.strip_prefix('#')?.trim_matches(['#', ' ']);
        let (words, id) =
            line.rsplit_once(" {#").map_or((line, None), |(words, id)| (words, id.split(['}', ' ']).next()));
        let made = slug(words);
        (made == wanted).then(|| id.map_or(made, str::to_owned))
    };
    text.lines().filter(|_| !wanted.is_empty()).find_map(of)
}

#[cfg(test)]
mod tests {
    use super::super::model::Post;
    use super::super::tree::Tree;
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_text_calls_what_is_there() {
        let tree = Tree::of(PathBuf::from("/site"), vec!["two.md".to_owned()], false);
        let two = Post { file: "two.md".to_owned(), ..Post::default() };
        let addresses = Addresses::new(&tree, &[&two], &[], None);
        for text in ["See [[two]].", "[[Two|f]]", "x\n[[two#Part]] y", "## The Part {#p}\n\n[[#the part]]"] {
            assert!(calls(text, &addresses), "{text}");
        }
        for text in ["[[three]]", "if [[ -f x ]]", "[[[two]]]", "[[two\n]]", "[[#None]]", "[two]", "[["] {
            assert!(!calls(text, &addresses), "{text}");
        }
        let text = "# One\n\n## The *part* {#p .x}\n\n### Rest ###\n";
        let of = |words: &str| anchor(text, words).unwrap_or_default();
        assert_eq!((of("the part"), of("Rest"), of("none")), ("p".to_owned(), "rest".to_owned(), String::new()));
    }
}
