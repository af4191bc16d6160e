//! Zola: `content/` with `_index.md` sections, TOML front matter, links as `@/posts/one.md`.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, by_path, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::Tree;
use crate::site::values::Values;

/// What is known of it.
pub const ZOLA: Generator = Generator {
    kind: Kind::Zola,
    markers: &[&[Marker::Holds("config.toml", "base_url")], &[Marker::Holds("zola.toml", "base_url")]],
    config: &["config.toml", "zola.toml"],
    endings: &["md"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["static", "content"],
    aliases: &[("@/", "content")],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[
        Extension::Shortcodes,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::TomlFrontMatter,
        Extension::EmojiShortcodes,
        Extension::Math,
        Extension::Smart,
    ],
};

fn content(_: &Tree, _: &Values) -> Vec<Content> {
    vec![Content::sections("content")]
}

fn about_site(values: &Values) -> About {
    about(values, &["title"], &["base_url"], &["default_language"], &["author", "extra.author"])
}
