//! Vaults of notes: Obsidian, Logseq, Foam. Notes link to each other by name.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, by_path, present, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::Tree;
use crate::site::values::Values;

const MARKS: &[Extension] = &[
    Extension::Vault,
    Extension::Wikilinks,
    Extension::Admonitions,
    Extension::Highlight,
    Extension::Footnotes,
    Extension::InlineNotes,
    Extension::Math,
    Extension::Smart,
];

const VAULT: Generator = Generator {
    kind: Kind::Obsidian,
    markers: &[&[Marker::Folder(".obsidian")]],
    config: &[".obsidian/app.json"],
    endings: &["md"],
    content: whole,
    listing: unlisted,
    listed_only: false,
    statics: &[""],
    aliases: &[],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: nothing,
    address: by_path,
    extensions: MARKS,
};

/// What is known of Obsidian.
pub const OBSIDIAN: Generator = VAULT;

/// What is known of Logseq: `pages/` and `journals/`.
pub const LOGSEQ: Generator = Generator {
    kind: Kind::Logseq,
    markers: &[&[Marker::File("logseq/config.edn")]],
    config: &[],
    content: graph,
    ..VAULT
};

/// What is known of Foam.
pub const FOAM: Generator = Generator {
    kind: Kind::Foam,
    markers: &[&[Marker::Folder(".foam")], &[Marker::File(".vscode/foam.json")]],
    config: &[],
    ..VAULT
};

fn whole(_: &Tree, _: &Values) -> Vec<Content> {
    vec![Content::sections("")]
}

fn graph(tree: &Tree, _: &Values) -> Vec<Content> {
    present(tree, &["pages", "journals"])
        .into_iter()
        .map(|c| Content { category: Some(c.folder.clone()), ..c })
        .collect()
}

fn nothing(values: &Values) -> About {
    about(values, &[], &[], &[], &[])
}
