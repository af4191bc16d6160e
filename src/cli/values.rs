//! Names of the values that flags share with the configuration, which does not know the command line's library.

use crate::config::{BookWhen, Contents, FrontMatter, GlossaryFor, Order, Punctuation};
use crate::document::Numbering;
use crate::layout::{NotePlacement, PageRefs};
use crate::resolve::{LinksTo, PrintUrls};
use clap::ValueEnum;
use clap::builder::PossibleValue;

/// The values of a type, each with its name and what it does.
macro_rules! values {
    ($type:ident { $($value:ident = $name:literal, $help:literal;)+ }) => {
        impl ValueEnum for $type {
            fn value_variants<'a>() -> &'a [Self] {
                &[$($type::$value),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self {
                    $($type::$value => PossibleValue::new($name).help($help),)+
                })
            }
        }
    };
}

values!(Contents {
    Auto = "auto", "When the post is long enough to need one";
    Always = "always", "Always";
    Never = "never", "Never";
});

values!(BookWhen {
    Auto = "auto", "One file: if it has several level-1 headings, and neither date nor category";
    Always = "always", "All files given are one book; of one file, each level-1 heading begins a chapter";
    Never = "never", "Each file is a post";
});

values!(Numbering {
    None = "none", "Nothing";
    Chapters = "chapters", "Chapters";
    Sections = "sections", "Chapters and two levels of headings";
    Parts = "parts", "Parts and chapters";
});

values!(PageRefs {
    Auto = "auto", "Where the target is on another spread";
    Never = "never", "Nowhere";
});

values!(PrintUrls {
    None = "none", "Not printed";
    Note = "note", "As notes";
    Inline = "inline", "In parentheses after the link";
});

values!(GlossaryFor {
    None = "none", "No book";
    Volumes = "volumes", "Volumes of categories";
    All = "all", "Every book";
});

values!(LinksTo {
    Site = "site", "To the site, if it has an address";
    Files = "files", "To the file beside it (PDF only)";
});

values!(NotePlacement {
    Foot = "foot", "At the foot of the page";
    End = "end", "At the end of each chapter";
    Margin = "margin", "In the outer margin, beside the text";
});

values!(FrontMatter {
    Auto = "auto", "For volumes";
    Full = "full", "Always";
    None = "none", "Never";
});

values!(Order {
    Date = "date", "Oldest first";
    Title = "title", "By title";
});

values!(Punctuation {
    Language = "language", "By the language of the text";
    Keep = "keep", "As they are typed";
});
