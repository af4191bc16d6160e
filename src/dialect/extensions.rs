//! The extensions of a syntax, by name: what a text may hold beyond the syntax's own rules.

use std::fmt;
use std::str::FromStr;

/// Something that a syntax may have or not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extension {
    /// `[^label]` and `[^label]: text` (GFM).
    Footnotes,
    /// `^[text]`: a note where it is called.
    InlineNotes,
    /// A term on a line of its own, and `: description` under it.
    DefinitionLists,
    /// `{#id .class key=value}` after a heading, an image, a link, a span or a fence, and `{: …}` under a block. The id is
    /// a link's target, a width is an image's; nothing is printed.
    Attributes,
    /// Dashes and ellipses made of `--`, `---` and `...`, and quotation marks by the language.
    Smart,
    /// `==text==`.
    Highlight,
    /// `[[note]]`, `[[note#heading|text]]`.
    Wikilinks,
    /// `:::note`, `!!! note`, `??? note`, `> [!note]-` with a title and every name that such boxes have.
    Admonitions,
    /// `$x$`, `$$x$$`: TeX, never read as Markdown. It is printed as it is written.
    Math,
    /// `~x~` and `^x^`: lowered and raised.
    SubSup,
    /// `:smile:`, by the names that GitHub has.
    EmojiShortcodes,
    /// `{#id}` at a heading's end.
    HeadingIds,
    /// Front matter in TOML between `+++` lines, and in JSON.
    TomlFrontMatter,
    /// Fields at the head of a text, without lines around them: `Title: text`, up to the first empty line.
    HeaderFields,
    /// `import`, `export`, components and `{expressions}`.
    Mdx,
    /// `{% tag %}`, `{{ value }}`.
    Liquid,
    /// `{{< name >}}`, `{{% name %}}`.
    Shortcodes,
    /// `{{#include file}}` and the other marks of mdBook; lines of code that it hides.
    Includes,
    /// `--8<-- "file"`, tabs (`=== "Title"`), keys (`++ctrl+c++`) and abbreviations of MkDocs; `<<< file` of VitePress.
    Snippets,
    /// `![[embed]]`, `%%comment%%`, block ids and properties of vaults.
    Vault,
    /// `[@key, p. 3]`: the keys of citations are printed without their signs.
    Citations,
    /// Cell options, cross-references, citations, spans and code that would be run, of Quarto and R Markdown.
    Quarto,
}

impl Extension {
    /// All of them, in the order of the documentation.
    pub const ALL: [Extension; 22] = [
        Extension::Footnotes,
        Extension::InlineNotes,
        Extension::DefinitionLists,
        Extension::Attributes,
        Extension::Smart,
        Extension::Highlight,
        Extension::Wikilinks,
        Extension::Admonitions,
        Extension::Math,
        Extension::SubSup,
        Extension::EmojiShortcodes,
        Extension::HeadingIds,
        Extension::TomlFrontMatter,
        Extension::HeaderFields,
        Extension::Mdx,
        Extension::Liquid,
        Extension::Shortcodes,
        Extension::Includes,
        Extension::Snippets,
        Extension::Vault,
        Extension::Citations,
        Extension::Quarto,
    ];

    /// The name that configuration, front matter and flags use.
    pub fn name(self) -> &'static str {
        match self {
            Extension::Footnotes => "footnotes",
            Extension::InlineNotes => "inline-notes",
            Extension::DefinitionLists => "definition-lists",
            Extension::Attributes => "attributes",
            Extension::Smart => "smart",
            Extension::Highlight => "highlight",
            Extension::Wikilinks => "wikilinks",
            Extension::Admonitions => "admonitions",
            Extension::Math => "math",
            Extension::SubSup => "sub-sup",
            Extension::EmojiShortcodes => "emoji-shortcodes",
            Extension::HeadingIds => "heading-ids",
            Extension::TomlFrontMatter => "toml-front-matter",
            Extension::HeaderFields => "header-fields",
            Extension::Mdx => "mdx",
            Extension::Liquid => "liquid",
            Extension::Shortcodes => "shortcodes",
            Extension::Includes => "includes",
            Extension::Snippets => "snippets",
            Extension::Vault => "vault",
            Extension::Citations => "citations",
            Extension::Quarto => "quarto",
        }
    }

    /// Its place in an [`Extensions`].
    fn bit(self) -> u64 {
        1 << (self as u32)
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no extension has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not an extension; the extensions are {}", Extension::ALL.map(Extension::name).join(", "))]
pub struct UnknownExtension {
    /// The name.
    pub name: String,
}

impl FromStr for Extension {
    type Err = UnknownExtension;

    /// Reads a name; `_` is taken for `-`.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = name.trim().to_ascii_lowercase().replace('_', "-");
        let found = Extension::ALL.into_iter().find(|extension| extension.name() == wanted);
        found.ok_or_else(|| UnknownExtension { name: name.to_owned() })
    }
}

/// A set of extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Extensions(u64);

impl Extensions {
    /// None at all: pure CommonMark with GFM's tables, strikethrough, task lists, alerts and addresses.
    pub const NONE: Extensions = Extensions(0);

    /// Whether the set has this one.
    pub fn has(self, extension: Extension) -> bool {
        self.0 & extension.bit() != 0
    }

    /// The set with one more.
    #[must_use]
    pub fn with(self, extension: Extension) -> Extensions {
        Extensions(self.0 | extension.bit())
    }

    /// The set with one less.
    #[must_use]
    pub fn without(self, extension: Extension) -> Extensions {
        Extensions(self.0 & !extension.bit())
    }

    /// Those of either set.
    #[must_use]
    pub fn union(self, other: Extensions) -> Extensions {
        Extensions(self.0 | other.0)
    }

    /// Those of this set that the other has not.
    #[must_use]
    pub fn minus(self, other: Extensions) -> Extensions {
        Extensions(self.0 & !other.0)
    }
}

impl FromIterator<Extension> for Extensions {
    fn from_iter<I: IntoIterator<Item = Extension>>(extensions: I) -> Self {
        extensions.into_iter().fold(Extensions::NONE, Extensions::with)
    }
}

/// Extensions switched on and off, over those that a syntax has by itself. The later word counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ExtensionChoice {
    on: Extensions,
    off: Extensions,
}

impl ExtensionChoice {
    /// Switches one on or off.
    #[must_use]
    pub fn set(self, extension: Extension, on: bool) -> ExtensionChoice {
        match on {
            true => ExtensionChoice { on: self.on.with(extension), off: self.off.without(extension) },
            false => ExtensionChoice { on: self.on.without(extension), off: self.off.with(extension) },
        }
    }

    /// This choice, over which a later one counts: the site's under the file's under the flag's.
    #[must_use]
    pub fn then(self, later: ExtensionChoice) -> ExtensionChoice {
        let on = self.on.minus(later.off).union(later.on);
        let off = self.off.minus(later.on).union(later.off);
        ExtensionChoice { on, off }
    }

    /// What is on where `own` are on by themselves.
    pub fn apply(self, own: Extensions) -> Extensions {
        own.union(self.on).minus(self.off)
    }
}

impl FromIterator<Extension> for ExtensionChoice {
    /// Switches all of these on.
    fn from_iter<I: IntoIterator<Item = Extension>>(extensions: I) -> Self {
        extensions.into_iter().fold(ExtensionChoice::default(), |choice, extension| choice.set(extension, true))
    }
}

impl FromStr for ExtensionChoice {
    type Err = UnknownExtension;

    /// Reads `math, -smart, no-smart, +wikilinks`: names separated by commas or spaces, off after `-` or `no-`.
    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let words = list.split([',', ' ', '\t', '\n']).map(str::trim).filter(|word| !word.is_empty());
        words.map(one).try_fold(ExtensionChoice::default(), |choice, word| {
            let (extension, on) = word?;
            Ok(choice.set(extension, on))
        })
    }
}

/// Reads one word of a choice.
fn one(word: &str) -> Result<(Extension, bool), UnknownExtension> {
    if let Ok(extension) = word.strip_prefix('+').unwrap_or(word).parse() {
        return Ok((extension, true));
    }
    let name = word.strip_prefix("no-").or_else(|| word.strip_prefix('-')).unwrap_or(word);
    name.parse().map(|extension| (extension, false)).map_err(|_| UnknownExtension { name: word.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_is_known_by_its_name() {
        for extension in Extension::ALL {
            assert_eq!(extension.name().parse(), Ok(extension));
        }
        assert_eq!("Sub_Sup".parse(), Ok(Extension::SubSup));
        assert!("footnote".parse::<Extension>().is_err());
    }

    #[test]
    fn the_later_choice_counts() {
        let own = Extensions::NONE.with(Extension::Footnotes);
        let site: ExtensionChoice = "math, -footnotes".parse().expect("a choice");
        let flag: ExtensionChoice = "no-math +footnotes".parse().expect("a choice");
        assert!(site.apply(own).has(Extension::Math) && !site.apply(own).has(Extension::Footnotes));
        let both = site.then(flag).apply(own);
        assert!(!both.has(Extension::Math) && both.has(Extension::Footnotes));
        assert_eq!("maths".parse::<ExtensionChoice>(), Err(UnknownExtension { name: "maths".into() }));
    }
}
