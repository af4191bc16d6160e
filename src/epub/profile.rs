//! For which readers an e-book is made. One EPUB fits nearly all; the profiles go around what some cannot do.

use serde::Deserialize;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A family of readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Every EPUB 3 reader.
    #[default]
    Generic,
    /// Kobo's own renderer, which counts pages and places highlights by spans in the text: a `.kepub.epub`.
    Kobo,
    /// What is sent to Kindle's converter: no page of the cover's, drawings and wide tables as pictures.
    Kindle,
    /// Apple Books: its display options.
    Apple,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 4] = [Profile::Generic, Profile::Kobo, Profile::Kindle, Profile::Apple];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Generic => "generic",
            Profile::Kobo => "kobo",
            Profile::Kindle => "kindle",
            Profile::Apple => "apple",
        }
    }

    /// Ending of its files. Kobo's readers choose their renderer by it.
    pub fn extension(self) -> &'static str {
        match self {
            Profile::Kobo => "kepub.epub",
            Profile::Generic | Profile::Kindle | Profile::Apple => "epub",
        }
    }
}

/// What some readers cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A table of more columns than a small screen has room for, which is drawn.
    WideTable,
    /// The same, which holds notes, links or pictures and cannot be drawn.
    WideTableKept,
    /// A table of very many rows.
    LongTable,
    /// A drawing.
    Drawing,
    /// A picture that moves.
    Animation,
    /// A note called in a note.
    NoteInNote,
    /// A note shorter or longer than those that open in place.
    NoteLength,
}

/// How many characters, its number with it, a note has that Kobo's e-ink readers open in place; others are jumped to (Kobo ePub
/// Guidelines, "Footnotes/Endnotes").
pub const KOBO_NOTE: RangeInclusive<usize> = 9..=5000;

/// Most rows of a table for Kindle: ten screens of 24 (Kindle Publishing Guidelines, "Optimize for Maximum Table
/// Size").
pub const MOST_ROWS: usize = 240;

impl Profile {
    /// What is to be said of a limit: what happens, and what to do. `None` where the profile knows no such limit.
    pub fn limit(self, limit: Limit) -> Option<(&'static str, &'static str)> {
        match (self, limit) {
            (Profile::Kindle, Limit::WideTable) => Some((
                "a table of so many columns becomes a picture, with its text as the alternative text",
                "give it fewer columns to keep it as text",
            )),
            (Profile::Kindle, Limit::WideTableKept) => Some((
                "so wide a table does not fit a small screen; with notes, links or pictures in it, it stays a table",
                "give it fewer columns",
            )),
            (Profile::Kindle, Limit::LongTable) => {
                Some(("a table of more than 240 rows is longer than Kindle supports", "divide it into several tables"))
            }
            (Profile::Kindle, Limit::Drawing) => Some((
                "a drawing becomes pixels, and text in it cannot be read aloud",
                "say in its alternative text what it says",
            )),
            (Profile::Kindle, Limit::Animation) => {
                Some(("an animated picture becomes its first frame", "choose a first frame that says enough by itself"))
            }
            (Profile::Kindle | Profile::Kobo | Profile::Apple, Limit::NoteInNote) => Some((
                "a note within a note does not open in place: the reader jumps to it",
                "say it in the first note",
            )),
            (Profile::Kobo, Limit::NoteLength) => Some((
                "a note of fewer than 9 or more than 5,000 characters does not open in place: the reader jumps to it",
                "make a short note longer, or move a long one into the text",
            )),
            (Profile::Kindle | Profile::Apple, Limit::NoteLength)
            | (
                Profile::Kobo | Profile::Apple,
                Limit::WideTable | Limit::WideTableKept | Limit::LongTable | Limit::Drawing | Limit::Animation,
            )
            | (Profile::Generic, _) => None,
        }
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Profile::ALL.into_iter().find(|profile| profile.name() == text);
        found.ok_or_else(|| format!("`{text}` is no profile: use generic, kobo, kindle or apple"))
    }
}
