//! The books made beside a book, which links may lead to.

use super::output;
use crate::resolve::Siblings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Files of the posts made in a run, by category and id.
pub type Files = Arc<BTreeMap<(String, String), (String, String)>>;

/// The files of all posts, given by category.
pub fn files(posts: &BTreeMap<String, BTreeSet<String>>) -> Files {
    let stem = |id: &str| output::path_in(Path::new("."), id, "x").with_extension("").display().to_string();
    let file = |category: &str, id: &str| (Siblings::key(category, id), (folder(category), stem(id)));
    let all = posts.iter().flat_map(|(category, ids)| ids.iter().map(move |id| (category, id)));
    Arc::new(all.map(|(category, id)| file(category, id)).collect())
}

fn folder(category: &str) -> String {
    output::category_folder(category).display().to_string()
}

/// Those files as seen from a book of a category.
pub fn siblings(files: &Files, category: &str, prefer: crate::resolve::LinksTo) -> Siblings {
    Siblings { folder: folder(category), files: Arc::clone(files), prefer }
}
