//! Numbers that a book gives to its parts, chapters and headings.

use std::fmt;

/// A heading's number. Of one count it is shown as "3.", of several as "2.1": the first section of chapter 2.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(
    /// The counts, from the outermost. At least one.
    pub Vec<u32>,
);

impl Number {
    /// A number of one count.
    pub fn of(count: u32) -> Number {
        Number(vec![count])
    }

    /// A text with a number before it, if there is one.
    pub fn before(number: Option<&Number>, text: &str) -> String {
        number.map_or_else(|| text.to_owned(), |number| format!("{number} {text}"))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, count) in self.0.iter().enumerate() {
            write!(f, "{}{count}", if place > 0 { "." } else { "" })?;
        }
        if self.0.len() == 1 { f.write_str(".") } else { Ok(()) }
    }
}

/// Which parts of a book get numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Numbering {
    /// None.
    None,
    /// Chapters.
    Chapters,
    /// Chapters, and the two highest levels of headings in them; in a post, which has no chapters, these levels.
    Sections,
    /// Parts and chapters.
    Parts,
}

impl Numbering {
    /// Every choice.
    pub const ALL: [Numbering; 4] = [Numbering::None, Numbering::Chapters, Numbering::Sections, Numbering::Parts];

    /// Its name in configuration and flags.
    pub fn name(self) -> &'static str {
        match self {
            Numbering::None => "none",
            Numbering::Chapters => "chapters",
            Numbering::Sections => "sections",
            Numbering::Parts => "parts",
        }
    }
}

/// A word that is no [`Numbering`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a numbering: write none, chapters, sections or parts")]
pub struct UnknownNumbering(pub String);

impl std::str::FromStr for Numbering {
    type Err = UnknownNumbering;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Numbering::ALL.into_iter().find(|numbering| numbering.name() == name.trim());
        found.ok_or_else(|| UnknownNumbering(name.to_owned()))
    }
}

/// A count in Roman figures, in capitals; nothing for 0.
pub fn roman(count: u32) -> String {
    const FIGURES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = count;
    let mut out = String::new();
    for (value, figure) in FIGURES {
        while left >= value {
            out.push_str(figure);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_one_count_ends_with_a_full_stop() {
        assert_eq!(Number::of(3).to_string(), "3.");
        assert_eq!(Number(vec![2, 1]).to_string(), "2.1");
        assert_eq!(Number::before(Some(&Number::of(3)), "Title"), "3. Title");
        assert_eq!(Number::before(None, "Title"), "Title");
    }

    #[test]
    fn numberings_go_by_their_names() {
        for numbering in Numbering::ALL {
            assert_eq!(numbering.name().parse(), Ok(numbering));
        }
        assert_eq!("all".parse::<Numbering>(), Err(UnknownNumbering("all".to_owned())));
    }

    #[test]
    fn roman_figures() {
        assert_eq!([1, 4, 9, 14, 49, 2026].map(roman), ["I", "IV", "IX", "XIV", "XLIX", "MMXXVI"]);
    }
}
