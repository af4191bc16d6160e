//! `manifest.json`: the books that an output folder holds, for a site's build to show download buttons and for feeds.
//! Its schema is `docs/manifest.schema.json`.

use super::book::{Record, Shard};
use super::output;
use super::plan::Plan;
use super::record;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Version of the form that this program reads and writes.
pub const VERSION: u32 = 1;

/// Name of the manifest of a whole output folder.
pub const FILE_NAME: &str = "manifest.json";

/// Whether a file of this name in an output folder is a manifest: of a whole folder or of a shard.
pub fn is_file_name(name: &str) -> bool {
    name.starts_with("manifest.") && name.ends_with(".json")
}

/// What an output folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u32,
    /// The site that the books are from.
    pub site: Site,
    /// The part of a site that it describes; `None` for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Books by category; in each the posts by id, then the volume.
    pub books: Vec<Record>,
}

/// The site that books are from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Title.
    pub title: Option<String>,
    /// Address, without a slash at its end.
    pub url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Where the output folder is served: an address, or a path below the site's. Feeds need it.
    pub downloads: Option<String>,
}

impl Manifest {
    /// What a folder holds after a run over `plan`, whose books are `made`. A shard's manifest has the shard's books; that
    /// of a whole run has also what earlier runs made, as far as its files are there and its post still is.
    pub fn after(out: &Path, site: Site, plan: &Plan, made: Vec<Record>) -> Manifest {
        let mut books = made;
        if plan.shard.is_none() {
            let others = record::all(out).into_iter().filter(|old| plan.holds(old) && is_there(out, old));
            let others: Vec<Record> =
                others.filter(|old| !plan.units.iter().any(|unit| unit.key() == old.key())).collect();
            books.extend(others);
        }
        let mut manifest = Manifest { version: VERSION, site, shard: plan.shard, books };
        manifest.sort();
        manifest
    }

    /// Puts books in their order, each once: two posts of one id, neither of which was made, have one record of an earlier
    /// run.
    pub fn sort(&mut self) {
        self.books.sort_by(|a, b| a.key().cmp(&b.key()));
        self.books.dedup_by(|a, b| a.key() == b.key());
    }

    /// Where it stands in an output folder.
    pub fn path(&self, out: &Path) -> PathBuf {
        out.join(self.shard.map_or_else(|| FILE_NAME.to_owned(), Shard::file_name))
    }

    /// Reads a manifest. The error names no file.
    pub fn read(path: &Path) -> Result<Manifest, String> {
        Manifest::parse(&std::fs::read(path).map_err(|error| format!("cannot read it: {error}"))?)
    }

    /// Reads the bytes of a manifest. The error names no file.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        let manifest: Manifest =
            serde_json::from_slice(bytes).map_err(|error| format!("it is not a manifest of offprint: {error}"))?;
        match manifest.version {
            VERSION => Ok(manifest),
            other => Err(format!("its version is {other}, and this program reads {VERSION}")),
        }
    }

    /// Writes it into an output folder, whole or not at all.
    pub fn write(&self, out: &Path) -> Result<(), String> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| error.to_string())?;
        bytes.push(b'\n');
        output::write(&self.path(out), &bytes)
    }
}

/// Whether a book's files are there. Their content is not read: that is done where a unit is found in its record.
fn is_there(out: &Path, record: &Record) -> bool {
    let mut parts = record.parts();
    parts.all(|(path, size, _)| std::fs::metadata(out.join(path)).is_ok_and(|found| found.len() == size as u64))
}
