//! The words a book adds to its text. `languages` has them by language.

/// Declares the words with their names, by which the table of languages gives them.
macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Words that offprint itself puts on a page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Terms {
            $($(#[$doc])* pub $name: &'static str,)*
            /// Labels of the callouts, in the order of [`super::CalloutKind::ALL`].
            pub callouts: [&'static str; 5],
            /// Abbreviated months, lower case.
            pub months: [&'static str; 12],
            /// Full months, as they are written in a date.
            pub full_months: [&'static str; 12],
        }

        impl Terms {
            /// Names of the words in the table of languages.
            #[cfg(test)]
            pub(super) const NAMES: &[&str] = &[$(stringify!($name),)*];

            /// Words by their names; a list is separated by a comma where the language says nothing else.
            pub(super) fn from_labels(mut label: impl FnMut(&str) -> Option<&'static str>) -> Terms {
                Terms {
                    $($name: label(stringify!($name)).unwrap_or(if stringify!($name) == "list_separator" { ", " } else { "" }),)*
                    callouts: [""; 5],
                    months: [""; 12],
                    full_months: [""; 12],
                }
            }
        }
    };
}

terms! {
    /// Title of the table of contents.
    contents,
    /// Title of the notes.
    notes,
    /// "Note", which names a note to who hears it.
    note,
    /// Said of a box's repeated label: "The Shift, continued".
    continued,
    /// Cover (for landmarks).
    cover,
    /// Title page (for landmarks).
    title_page,
    /// Begin reading (for landmarks).
    text,
    /// Name of the `tldr` list.
    takeaways,
    /// Name of the interactions list.
    related_notes,
    /// Glossary.
    glossary,
    /// "See", before the places where a glossary's entry is referred to.
    see,
    /// "p.", before a page's number.
    page_short,
    /// "pp.", before several.
    pages_short,
    /// "Back to the text": label of a note's back link.
    back,
    /// Name of the list of the printed edition's pages.
    pages,
    /// "Figure", for image descriptions.
    figure,
    /// "Table", for descriptions.
    table,
    /// "Chapter", before a number.
    chapter,
    /// "Part", before a number.
    part,
    /// An annotation on the post's own date.
    day_zero,
    /// "later", after an annotation's interval.
    later,
    /// "earlier", for annotations dated before the post.
    earlier,
    /// Before the name of the site and a date: "First published in Example, 6 February 2026".
    first_published_in,
    /// Before a date alone.
    first_published_on,
    /// Before the date of this printing.
    this_edition,
    /// What the colophon is called.
    colophon,
    /// Before the names of typefaces.
    set_in,
    /// Before the last of several names.
    and,
    /// Between the names of a list.
    list_separator,
    /// Before the name of the program.
    made_with,
    /// "Audio", on a box that stands for a recording.
    audio,
    /// "Video", on a box that stands for a film.
    video,
    /// Between the whole and the decimals of a number.
    decimal,
}
