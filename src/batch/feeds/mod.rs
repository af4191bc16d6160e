//! Catalogues that reading programs and libraries subscribe to: OPDS 2.0 (JSON) and OPDS 1.2 (Atom), made from the
//! manifest and nothing else. `docs/site.md` says what stands in them and where.
//!
//! Specifications: <https://drafts.opds.io/opds-2.0>, <https://specs.opds.io/opds-1.2>.

mod atom;
mod feed;
mod json;
mod places;

use super::manifest::Manifest;
use super::output;
pub use feed::FOLDER;
use feed::{CATEGORY, Syntax, feeds};
use places::Places;
use std::collections::BTreeSet;
use std::path::Path;

/// All feeds of a manifest: paths below the output folder, with `/`, and contents.
pub fn files(manifest: &Manifest) -> Vec<(String, Vec<u8>)> {
    let site = Places::of(manifest);
    let mut files = Vec::new();
    for feed in feeds(manifest) {
        let path = |syntax: Syntax| format!("{FOLDER}/{}.{}", feed.name, syntax.extension());
        files.push((path(Syntax::Json), json::write(&feed, &site)));
        files.push((path(Syntax::Atom), atom::write(&feed, &site).into_bytes()));
    }
    files
}

/// Writes all feeds into an output folder. The error says what cannot be written.
pub fn write(manifest: &Manifest, out: &Path) -> Result<(), String> {
    let mut written = BTreeSet::new();
    for (path, bytes) in files(manifest) {
        output::write(&out.join(&path), &bytes)?;
        written.insert(out.join(path));
    }
    // Feeds of categories that are gone. One that cannot be removed is linked by no other.
    let found = std::fs::read_dir(out.join(FOLDER)).into_iter().flatten().flatten().map(|entry| entry.path());
    let of_category = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(CATEGORY));
    for path in found.filter(|path| of_category(path) && !written.contains(path)) {
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
