//! Joining output folders: manifests of shards, of one folder or of several machines, become one, with the files.

use super::book::{Kind, Record, Shard};
use super::lock::Lock;
use super::manifest::{FILE_NAME, Manifest, VERSION};
use super::{output, record};
use crate::resolve::digest::sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is to be joined.
#[derive(Debug)]
pub struct Merge<'a> {
    /// Output folders.
    pub folders: &'a [PathBuf],
    /// The folder that is to hold all; it may be one of them.
    pub into: &'a Path,
    /// Whether what was joined is removed from the other folders.
    pub take: bool,
    /// Whether shards may be missing.
    pub partial: bool,
}

/// What was joined.
#[derive(Debug)]
pub struct Merged {
    /// What the folder now holds.
    pub manifest: Manifest,
    /// Files that were copied.
    pub copied: usize,
}

/// Why nothing was joined. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A folder holds no manifest.
    #[error("there is no manifest in {}; name output folders of `offprint batch`", .0.display())]
    NoManifest(PathBuf),
    /// A manifest does not read.
    #[error("{}: {message}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Shards of runs that were cut differently.
    #[error("there are manifests of {a} shards and of {b}; remove the old ones")]
    MixedShards {
        /// Number of shards of one run.
        a: usize,
        /// Of another.
        b: usize,
    },
    /// Shards are missing.
    #[error("of {of} shards these are missing: {missing}; run them, or use --partial")]
    MissingShards {
        /// Number of shards.
        of: usize,
        /// Those missing.
        missing: String,
    },
    /// Books of different sites.
    #[error("{} and {} are of different sites", .0.display(), .1.display())]
    OtherSite(PathBuf, PathBuf),
    /// A book that differs.
    #[error("{name} differs between {} and {}; export it again in one of them", a.display(), b.display())]
    Conflict {
        /// `CATEGORY/ID`, or a file.
        name: String,
        /// A folder.
        a: PathBuf,
        /// Another.
        b: PathBuf,
    },
    /// A file is not what its manifest says.
    #[error("{}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Something cannot be written, or another run holds a folder.
    #[error("{0}")]
    Output(String),
}

/// A manifest, and the folder it describes.
struct Part {
    folder: PathBuf,
    path: PathBuf,
    manifest: Manifest,
}

/// A book, and the folder that holds its files.
struct Found {
    folder: PathBuf,
    record: Record,
}

type Books = BTreeMap<(String, Kind, String), Found>;

/// Joins. Nothing is written before it is sure that all manifests fit together.
pub fn merge(job: &Merge<'_>) -> Result<Merged, MergeError> {
    let mut locks = Vec::new();
    for folder in folders(job) {
        locks.push(Lock::take(&folder, false, std::iter::empty()).map_err(MergeError::Output)?);
    }
    let parts = parts(job.folders)?;
    check_shards(&parts, job.partial)?;
    let site = one_site(&parts)?;
    let mut books = join(&parts, job.partial)?;
    keep_what_was_there(job, &mut books)?;
    check_paths(&books)?;
    let mut copied = 0;
    for found in books.values().filter(|found| !same(&found.folder, job.into)) {
        copied += copy(found, job.into)?;
    }
    let books = books.into_values().map(|found| found.record).collect();
    let mut manifest = Manifest { version: VERSION, site, shard: None, books };
    manifest.sort();
    manifest.write(job.into).map_err(MergeError::Output)?;
    clear(job, &parts);
    Ok(Merged { manifest, copied })
}

/// The folders that take part, each once.
fn folders(job: &Merge<'_>) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for folder in job.folders.iter().map(PathBuf::as_path).chain([job.into]) {
        if !all.iter().any(|known| same(known, folder)) {
            all.push(folder.to_path_buf());
        }
    }
    // A folder that is named wrongly must not be made; it is told when its manifest is looked for.
    all.retain(|folder| folder.is_dir() || same(folder, job.into));
    all
}

fn parts(folders: &[PathBuf]) -> Result<Vec<Part>, MergeError> {
    let mut parts = Vec::new();
    for folder in folders {
        let before = parts.len();
        let mut names: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        names.sort();
        for path in names.into_iter().filter(|path| path.file_name().is_some_and(|n| is_manifest(&n.to_string_lossy())))
        {
            let manifest =
                Manifest::read(&path).map_err(|message| MergeError::Manifest { path: path.clone(), message })?;
            parts.push(Part { folder: folder.clone(), path, manifest });
        }
        if parts.len() == before {
            return Err(MergeError::NoManifest(folder.clone()));
        }
    }
    Ok(parts)
}

/// `manifest.json` or `manifest.K-of-N.json`.
fn is_manifest(name: &str) -> bool {
    let shard = || {
        let (number, of) = name.strip_prefix("manifest.")?.strip_suffix(".json")?.split_once("-of-")?;
        let shard = Shard { number: number.parse().ok()?, of: of.parse().ok()? };
        Some(shard.file_name() == name)
    };
    name == FILE_NAME || shard().unwrap_or(false)
}

fn check_shards(parts: &[Part], partial: bool) -> Result<(), MergeError> {
    let shards: BTreeSet<Shard> = parts.iter().filter_map(|part| part.manifest.shard).collect();
    let counts: BTreeSet<usize> = shards.iter().map(|shard| shard.of).collect();
    let mut counts = counts.into_iter();
    let Some(of) = counts.next() else { return Ok(()) };
    if let Some(b) = counts.next() {
        return Err(MergeError::MixedShards { a: of, b });
    }
    let missing = (1..=of).filter(|number| !shards.contains(&Shard { number: *number, of }));
    let missing: Vec<String> = missing.map(|number| format!("{number}/{of}")).collect();
    match missing.is_empty() || partial {
        true => Ok(()),
        false => Err(MergeError::MissingShards { of, missing: missing.join(", ") }),
    }
}

fn one_site(parts: &[Part]) -> Result<super::manifest::Site, MergeError> {
    let Some(first) = parts.first() else { return Ok(super::manifest::Site::default()) };
    match parts.iter().find(|part| part.manifest.site != first.manifest.site) {
        Some(other) => Err(MergeError::OtherSite(first.path.clone(), other.path.clone())),
        None => Ok(first.manifest.site.clone()),
    }
}

/// All books. What shards say of a category wins over what the whole manifest of an earlier run says: a post that no
/// shard has is gone, unless shards are missing.
fn join(parts: &[Part], partial: bool) -> Result<Books, MergeError> {
    let mut books = Books::new();
    for part in parts.iter().filter(|part| part.manifest.shard.is_some()) {
        add(&mut books, part, |_| true)?;
    }
    let cut: BTreeSet<String> = books.keys().map(|(category, ..)| category.clone()).collect();
    let of_shards: BTreeSet<(String, Kind, String)> = books.keys().cloned().collect();
    for part in parts.iter().filter(|part| part.manifest.shard.is_none()) {
        add(&mut books, part, |book| {
            let cut = cut.contains(&book.category) && book.kind == Kind::Post;
            !of_shards.contains(&owned(book)) && (!cut || partial)
        })?;
    }
    Ok(books)
}

fn owned(book: &Record) -> (String, Kind, String) {
    (book.category.clone(), book.kind, book.id.clone())
}

fn add(books: &mut Books, part: &Part, wanted: impl Fn(&Record) -> bool) -> Result<(), MergeError> {
    for book in part.manifest.books.iter().filter(|book| wanted(book)) {
        let found = Found { folder: part.folder.clone(), record: book.clone() };
        match books.get(&owned(book)) {
            Some(known) if known.record != *book => {
                let name = format!("{}/{}", book.category, book.id);
                return Err(MergeError::Conflict { name, a: known.folder.clone(), b: part.folder.clone() });
            }
            Some(_) => {}
            None => {
                books.insert(owned(book), found);
            }
        }
    }
    Ok(())
}

/// A folder that is joined into without being named keeps the books that the others do not bring.
fn keep_what_was_there(job: &Merge<'_>, books: &mut Books) -> Result<(), MergeError> {
    let path = job.into.join(FILE_NAME);
    if job.folders.iter().any(|folder| same(folder, job.into)) || !path.is_file() {
        return Ok(());
    }
    let old = Manifest::read(&path).map_err(|message| MergeError::Manifest { path, message })?;
    for record in old.books {
        books.entry(owned(&record)).or_insert(Found { folder: job.into.to_path_buf(), record });
    }
    Ok(())
}

/// Every path must lie below its folder, and belong to one book.
fn check_paths(books: &Books) -> Result<(), MergeError> {
    let mut owners: BTreeMap<&str, &Found> = BTreeMap::new();
    for found in books.values() {
        for (path, ..) in found.record.parts() {
            if !output::is_below(path) {
                let message = "the manifest names a file that is not below its folder".to_owned();
                return Err(MergeError::File { path: found.folder.join(path), message });
            }
            if let Some(other) = owners.insert(path, found) {
                let (a, b) = (other.folder.clone(), found.folder.clone());
                return Err(MergeError::Conflict { name: path.to_owned(), a, b });
            }
        }
    }
    Ok(())
}

/// Copies a book's files and its record; the number of files.
fn copy(found: &Found, into: &Path) -> Result<usize, MergeError> {
    let Found { folder, record } = found;
    let mut files = Vec::new();
    for (path, _, sum) in record.parts() {
        let from = folder.join(path);
        let wrong = |message: String| MergeError::File { path: from.clone(), message };
        let bytes = std::fs::read(&from).map_err(|error| wrong(format!("cannot read it: {error}")))?;
        if sha256(&bytes) != sum {
            return Err(wrong("it is not the file that the manifest describes; export it again".to_owned()));
        }
        files.push((into.join(path), bytes));
    }
    output::write_all(files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())))
        .map_err(MergeError::Output)?;
    if let Some(entry) = record::read(folder, &record.category, &record.id) {
        record::keep(into, &entry).map_err(MergeError::Output)?;
    }
    Ok(files.len())
}

/// Removes the manifests that were joined, and with `take` what was copied. What cannot be removed stays.
fn clear(job: &Merge<'_>, parts: &[Part]) {
    for part in parts {
        let here = same(&part.folder, job.into);
        if here && part.manifest.shard.is_some() || !here && job.take {
            let _ = std::fs::remove_file(&part.path);
        }
        if !here && job.take {
            part.manifest.books.iter().for_each(|book| {
                record::remove(&part.folder, book);
            });
        }
    }
}

/// Whether two paths are one folder.
fn same(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
