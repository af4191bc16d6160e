//! The dialect's own site: category folders that `_category.yaml` describes, as deep as they lie.

use super::shape::{Arrange, Content, Generator, Pages, about, by_path, unlisted};
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::{Tree, folder, name};
use crate::site::values::Values;
use std::collections::BTreeSet;

/// Name of the file that describes a category.
pub const CATEGORY_FILE: &str = "_category.yaml";

/// What is known of it.
pub const DIALECT: Generator = Generator {
    kind: Kind::Dialect,
    markers: &[],
    config: &[],
    endings: &["md", "markdown"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["public", "static", ""],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[],
};

/// The folder that holds the category folders: all of them, if they lie in several.
fn content(tree: &Tree, _: &Values) -> Vec<Content> {
    let above: BTreeSet<&str> = described(tree).map(folder).collect();
    let mut found: Vec<&str> = Vec::new();
    for place in above {
        // A folder below one that is taken is part of it.
        if !found.iter().any(|taken| place == *taken || super::super::tree::is_below(place, taken)) {
            found.push(place);
        }
    }
    found.into_iter().map(Content::sections).collect()
}

/// The folders that a `_category.yaml` describes.
fn described(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.named(CATEGORY_FILE).filter(|file| name(file) == CATEGORY_FILE).map(folder)
}

fn about_site(values: &Values) -> About {
    about(values, &[], &[], &[], &[])
}
