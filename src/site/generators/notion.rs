//! A folder of Markdown that Notion has exported: the name of each file ends with the page's number.

use super::shape::{Arrange, Content, Generator, Pages, about, by_path, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::{Tree, ending, stem};
use crate::site::values::Values;

/// What is known of it. It has no file that marks it: [`is_export`] tells it.
pub const NOTION: Generator = Generator {
    kind: Kind::Notion,
    markers: &[],
    config: &[],
    endings: &["md"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &[""],
    aliases: &[],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[Extension::Math, Extension::Footnotes, Extension::Smart],
};

fn content(_: &Tree, _: &Values) -> Vec<Content> {
    vec![Content::sections("")]
}

fn about_site(values: &Values) -> About {
    about(values, &[], &[], &[], &[])
}

/// Whether most texts of a folder have the names that Notion gives.
pub fn is_export(tree: &Tree) -> bool {
    let texts: Vec<&str> = tree.files().filter(|file| ending(file) == "md").collect();
    let named = texts.iter().filter(|file| without_number(stem(file)) != stem(file)).count();
    named > 0 && named * 2 > texts.len()
}

/// A name without the page's number, 32 hexadecimal digits after a space.
pub fn without_number(name: &str) -> &str {
    let Some((words, number)) = name.rsplit_once([' ', '-']) else { return name };
    let is_number = number.len() == 32 && number.bytes().all(|b| b.is_ascii_hexdigit());
    if is_number { words } else { name }
}
