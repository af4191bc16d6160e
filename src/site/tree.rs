//! The files of a site: read from the disk once, looked up by path and by name.

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders that build tools write and that no text is in, whatever `.gitignore` says.
const BUILT: [&str; 9] =
    ["node_modules", "target", "dist", "_site", "_book", "__pycache__", "bower_components", "venv", "site-packages"];
/// Most files that are looked at. A site has fewer; a home folder taken for one may have more.
const MOST_FILES: usize = 200_000;
/// File of our own with rules like those of `.gitignore`.
const IGNORE_FILE: &str = ".offprintignore";

/// The files below a folder, without hidden ones, those that ignore files name, and what build tools write.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The folder, as an absolute path.
    pub root: PathBuf,
    /// Paths below it with `/` between their parts, sorted.
    files: Vec<String>,
    /// Index into `files` by path in lower case; the first of two that differ in case only.
    by_path: BTreeMap<String, usize>,
    /// Indices into `files` by the file's name in lower case, the shortest path first.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Texts that are in no file of their own, by path: the posts in an export.
    held: BTreeMap<String, String>,
    /// Whether there were more files than are looked at.
    pub cut: bool,
}

/// How a folder is walked.
#[derive(Clone, Debug, Default)]
pub struct Walk<'a> {
    /// Globs of files that are left out, by gitignore's rules.
    pub exclude: &'a [String],
    /// Whether only the folder's own files are read, not those of the folders in it.
    pub flat: bool,
}

impl Tree {
    /// Reads the names of the files below a folder.
    pub fn read(root: &Path, walk: &Walk<'_>) -> Tree {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
        let mut builder = WalkBuilder::new(&root);
        builder.require_git(false).git_global(false).git_exclude(false).add_custom_ignore_filename(IGNORE_FILE);
        builder.max_depth(walk.flat.then_some(1)).filter_entry(|entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(is_folder && entry.depth() > 0 && BUILT.iter().any(|name| entry.file_name() == *name))
        });
        let mut overrides = OverrideBuilder::new(&root);
        for glob in walk.exclude {
            // The configuration was checked for what is no glob; one that slips through leaves nothing out.
            let _ = overrides.add(&format!("!{}", glob.trim_start_matches('!')));
        }
        if let Ok(overrides) = overrides.build() {
            builder.overrides(overrides);
        }
        let mut files = Vec::new();
        let mut cut = false;
        for entry in builder.build().flatten() {
            if !entry.file_type().is_some_and(|kind| kind.is_file() || kind.is_symlink()) {
                continue;
            }
            if files.len() == MOST_FILES {
                cut = true;
                break;
            }
            files.extend(entry.path().strip_prefix(&root).ok().and_then(slashed));
        }
        Tree::of(root, files, cut)
    }

    /// A tree of these files.
    pub fn of(root: PathBuf, mut files: Vec<String>, cut: bool) -> Tree {
        files.sort();
        let mut tree = Tree { root, cut, ..Tree::default() };
        for (index, file) in files.iter().enumerate() {
            tree.by_path.entry(file.to_lowercase()).or_insert(index);
            tree.by_name.entry(name(file).to_lowercase()).or_default().push(index);
        }
        for found in tree.by_name.values_mut() {
            found.sort_by_key(|index| files.get(*index).map_or((0, 0), |f| (f.matches('/').count(), f.len())));
        }
        tree.files = files;
        tree
    }

    /// The tree with texts that are in no file of their own.
    #[must_use]
    pub fn holding(self, held: BTreeMap<String, String>) -> Tree {
        let files =
            self.files.into_iter().filter(|file| !held.contains_key(file)).chain(held.keys().cloned()).collect();
        Tree { held, ..Tree::of(self.root, files, self.cut) }
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The files below a folder, by path; all of them below the empty one.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let start = self.files.partition_point(|file| file.as_str() < folder);
        let below = self.files.get(start..).unwrap_or_default().iter().map(String::as_str);
        below.take_while(move |file| file.starts_with(folder)).filter(move |file| is_below(file, folder))
    }

    /// Whether there is a file of this very path.
    pub fn has(&self, path: &str) -> bool {
        self.files.binary_search_by(|file| file.as_str().cmp(path)).is_ok()
    }

    /// Whether there is a file below this folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        self.below(folder).next().is_some()
    }

    /// The file of a path; if there is none of this case, the one that differs in case only.
    pub fn find(&self, path: &str) -> Option<&str> {
        let exact = self.files.binary_search_by(|file| file.as_str().cmp(path)).ok();
        let index = exact.or_else(|| self.by_path.get(&path.to_lowercase()).copied())?;
        self.files.get(index).map(String::as_str)
    }

    /// The files of a name, in any case, the nearest to the root first.
    pub fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let found = self.by_name.get(&name.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|index| self.files.get(*index).map(String::as_str))
    }

    /// The path of a file on the disk.
    pub fn path(&self, file: &str) -> PathBuf {
        if file.is_empty() { self.root.clone() } else { self.root.join(file) }
    }

    /// The path of a file below the root, if it is below it.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let path = std::path::absolute(path).ok()?;
        path.strip_prefix(&self.root).ok().and_then(slashed)
    }

    /// The text of a file; nothing if it cannot be read.
    pub fn text(&self, file: &str) -> Option<String> {
        let bytes = self.bytes(file).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// What is in a file.
    pub fn bytes(&self, file: &str) -> std::io::Result<Vec<u8>> {
        match self.held.get(file) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => std::fs::read(self.path(file)),
        }
    }
}

/// A path with `/` between its parts; nothing for one that is not Unicode.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// Whether a path is below a folder; everything is below the empty one.
pub fn is_below(file: &str, folder: &str) -> bool {
    folder.is_empty() || file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A path below a folder it is in.
pub fn below<'a>(file: &'a str, folder: &str) -> &'a str {
    file.strip_prefix(folder).map_or(file, |rest| rest.trim_start_matches('/'))
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path, empty at the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A file's name without what follows its last dot.
pub fn stem(path: &str) -> &str {
    let name = name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// What follows the last dot of a file's name, in lower case.
pub fn ending(path: &str) -> String {
    name(path).rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// Two paths joined; `.` and `..` are worked out. `None` if the result would be outside the root.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> Tree {
        Tree::of(PathBuf::from("/site"), files.iter().map(|file| (*file).to_owned()).collect(), false)
    }

    #[test]
    fn files_are_found_by_path_in_any_case_and_by_name_nearest_first() {
        let tree = tree(&["a/b/pic.PNG", "a/x.md", "ab/y.md", "pic.png", "A/x.md"]);
        assert_eq!(tree.below("a").collect::<Vec<_>>(), ["a/b/pic.PNG", "a/x.md"]);
        assert_eq!(tree.find("A/x.md"), Some("A/x.md"));
        assert_eq!(tree.find("a/B/Pic.png"), Some("a/b/pic.PNG"));
        assert_eq!(tree.named("PIC.png").collect::<Vec<_>>(), ["pic.png", "a/b/pic.PNG"]);
        assert!(tree.has_folder("a/b") && !tree.has_folder("b") && !tree.has("a/b"));
    }

    #[test]
    fn paths_are_worked_out_and_never_leave_the_root() {
        assert_eq!(join("a/b", "../c/./d.md").as_deref(), Some("a/c/d.md"));
        assert_eq!(join("a", "../../d.md"), None);
        assert_eq!((stem("a/b.c.md"), folder("a/b.md"), ending("x.MD").as_str()), ("b.c", "a", "md"));
    }

    #[test]
    fn ignore_files_and_globs_leave_files_out() {
        let root = tempfile::tempdir().expect("folder");
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, text).expect("written");
        };
        write(".gitignore", "secret.md\n");
        write(".offprintignore", "private/\n!private/kept.md\n");
        for file in ["a.md", "secret.md", "private/x.md", "drafts/y.md", ".hidden/z.md", "node_modules/p/r.md"] {
            write(file, "x");
        }
        let all = Tree::read(root.path(), &Walk::default());
        assert_eq!(all.files().collect::<Vec<_>>(), ["a.md", "drafts/y.md"]);
        let some = Tree::read(root.path(), &Walk { exclude: &["drafts".to_owned()], flat: false });
        assert_eq!(some.files().collect::<Vec<_>>(), ["a.md"]);
    }
}
