//! Heading slugs as GitHub makes them, so that `[text](#slug)` means here what it means on the site.

use std::collections::BTreeMap;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The slug of a heading before it is made unique: lower case, without punctuation and symbols, spaces as hyphens.
/// Letters, marks, decimal digits, connecting punctuation and hyphens of every script stay.
pub fn slug(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| *c == ' ' || stays(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn stays(c: char) -> bool {
    use GeneralCategory::{ConnectorPunctuation, DecimalNumber, EnclosingMark, NonspacingMark, SpacingMark};
    c == '-'
        || c.is_alphabetic()
        || matches!(
            c.general_category(),
            DecimalNumber | ConnectorPunctuation | NonspacingMark | SpacingMark | EnclosingMark
        )
}

/// Gives each heading of a post a slug of its own: the second `Intro` becomes `intro-1`.
#[derive(Debug, Default)]
pub struct Slugger {
    /// Slugs given, with how often each was asked for again.
    given: BTreeMap<String, u32>,
}

impl Slugger {
    /// The next heading's slug.
    pub fn unique(&mut self, text: &str) -> String {
        self.once(slug(text))
    }

    /// The slug of a heading that has an id of its own: the id, without white space.
    pub fn given(&mut self, id: &str) -> String {
        self.once(id.split_whitespace().collect::<Vec<_>>().join("-"))
    }

    fn once(&mut self, wanted: String) -> String {
        let mut result = wanted.clone();
        while self.given.contains_key(&result) {
            let again = self.given.entry(wanted.clone()).or_default();
            *again += 1;
            result = format!("{wanted}-{again}");
        }
        self.given.insert(result.clone(), 0);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_goes_and_spaces_become_hyphens() {
        assert_eq!(slug("The Vibes Objection"), "the-vibes-objection");
        assert_eq!(slug("what's next? (really)"), "whats-next-really");
        assert_eq!(slug("a — b"), "a--b", "each space of its own");
        assert_eq!(slug("snake_case & kebab-case"), "snake_case--kebab-case");
        assert_eq!(slug("Ça été, ¿niño?"), "ça-été-niño");
        assert_eq!(slug("e\u{301}t\u{e9}"), "e\u{301}t\u{e9}", "combining marks stay");
        assert_eq!(slug("x² + 日本語 1"), "x--日本語-1");
        assert_eq!(slug("🚀"), "");
    }

    #[test]
    fn repeated_headings_are_counted() {
        let mut slugger = Slugger::default();
        let slugs: Vec<_> = ["Intro", "Intro", "intro 1", "Intro"].iter().map(|t| slugger.unique(t)).collect();
        assert_eq!(slugs, ["intro", "intro-1", "intro-1-1", "intro-2"]);
    }
}
