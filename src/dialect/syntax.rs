//! Which syntax a text is in, and what it may hold beyond it.

use super::extensions::{Extension, ExtensionChoice, Extensions};
use super::marks::Host;
use crate::math::Macros;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// How to read a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// What the text says: its front matter (`syntax:`), else marks in it that only the site's dialect has, else
    /// CommonMark. `docs/dialect.md` has the rule.
    #[default]
    Auto,
    /// The site's dialect.
    Site,
    /// CommonMark with GFM's extensions.
    CommonMark,
    /// Plain text, one paragraph a line.
    PlainText,
}

impl Syntax {
    /// All of them.
    pub const ALL: [Syntax; 4] = [Syntax::Auto, Syntax::Site, Syntax::CommonMark, Syntax::PlainText];

    /// The name that configuration, front matter and flags use.
    pub fn name(self) -> &'static str {
        match self {
            Syntax::Auto => "auto",
            Syntax::Site => "site",
            Syntax::CommonMark => "commonmark",
            Syntax::PlainText => "text",
        }
    }

    /// The extensions that are on where nobody says otherwise.
    pub fn extensions(self) -> Extensions {
        let own: &[Extension] = match self {
            // What GitHub shows, and what no text of CommonMark means otherwise.
            Syntax::Auto | Syntax::CommonMark => &[
                Extension::Footnotes,
                Extension::Math,
                Extension::HeadingIds,
                Extension::TomlFrontMatter,
                Extension::Smart,
            ],
            Syntax::Site => &[Extension::Footnotes, Extension::Highlight, Extension::TomlFrontMatter, Extension::Smart],
            Syntax::PlainText => &[],
        };
        own.iter().copied().collect()
    }
}

/// A name that no syntax has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not auto, site, commonmark or text")]
pub struct UnknownSyntax(pub String);

impl FromStr for Syntax {
    type Err = UnknownSyntax;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gfm" | "markdown" => Ok(Syntax::CommonMark),
            "dialect" => Ok(Syntax::Site),
            name => {
                let found = Syntax::ALL.into_iter().find(|syntax| syntax.name() == name);
                found.ok_or_else(|| UnknownSyntax(name.to_owned()))
            }
        }
    }
}

/// How a source is to be read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its syntax. What the front matter says counts more, but not over [`Reading::forced`].
    pub syntax: Syntax,
    /// Whether the syntax was asked for by a flag, which counts more than the front matter.
    pub forced: bool,
    /// Whether a text beside this one is in the site's dialect ([`super::speaks_dialect`]), so that a text without any
    /// marks is in it, too.
    pub neighbours: bool,
    /// Extensions switched on and off by the site and its configuration. The front matter's (`extensions:`) count more.
    pub extensions: ExtensionChoice,
    /// Extensions switched on and off by a flag, which count more than the front matter's.
    pub typed: ExtensionChoice,
    /// Commands that formulas may use. The front matter's (`macros:`) count more.
    pub macros: Arc<Macros>,
    /// What the marks of the site's generator need to know of the site.
    pub host: Option<Arc<dyn Host>>,
}

impl From<Syntax> for Reading {
    fn from(syntax: Syntax) -> Self {
        Reading { syntax, ..Reading::default() }
    }
}

impl From<&Reading> for Reading {
    fn from(reading: &Reading) -> Self {
        reading.clone()
    }
}

/// The syntax a file's name suggests: plain text for `.txt`, what the text says for all else.
pub fn guess_syntax(path: &Path) -> Syntax {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("txt") => Syntax::PlainText,
        _ => Syntax::Auto,
    }
}
