//! How posts are read: extensions of the syntax, formulas, punctuation.

use super::OneOrMany;
use crate::dialect::ExtensionChoice;
use serde::Deserialize;

/// Extensions of the syntax, switched on and off by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extensions(pub ExtensionChoice);

impl Extensions {
    /// Both choices; where they differ, `later` counts.
    pub(super) fn over(earlier: Option<Extensions>, later: Option<Extensions>) -> Option<Extensions> {
        match (earlier, later) {
            (Some(earlier), Some(later)) => Some(Extensions(earlier.0.then(later.0))),
            (earlier, later) => later.or(earlier),
        }
    }
}

impl std::str::FromStr for Extensions {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        list.parse().map(Extensions).map_err(|error: crate::dialect::UnknownExtension| error.to_string())
    }
}

impl<'de> Deserialize<'de> for Extensions {
    /// A list of names, or one text with commas between them.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = OneOrMany::deserialize(deserializer)?.to_vec();
        names.join(",").parse().map_err(serde::de::Error::custom)
    }
}

/// How quotation marks, apostrophes and dashes are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Punctuation {
    /// By the language of the text.
    #[default]
    Language,
    /// As they are typed.
    Keep,
}

/// Whether formulas are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MathWhen {
    /// In CommonMark, and where the site's generator reads them.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}
