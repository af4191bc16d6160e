//! Which folders are meant: categories named by their folder, or by their name below a site's folder.

use crate::config::{self, CategoryFile, Config};
use crate::diagnostics::Diagnostics;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How far below a site's folder its categories may lie.
const DEEPEST: usize = 3;

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// Category folders, or folders that categories lie below.
    pub folders: &'a [PathBuf],
    /// Categories below the folders, by name.
    pub categories: &'a [String],
    /// Every category below the folders.
    pub all: bool,
}

/// Why nothing is selected. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SelectError {
    /// A folder is not there.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// A category is not there.
    #[error("there is no category `{name}` below {}; {hint}", folder.display())]
    NoCategory {
        /// As typed.
        name: String,
        /// Where it was looked for.
        folder: PathBuf,
        /// The categories that are there.
        hint: String,
    },
    /// A folder was named that holds no posts itself.
    #[error("there are no posts in {}; {hint}", folder.display())]
    NoPosts {
        /// The folder.
        folder: PathBuf,
        /// What is below it.
        hint: String,
    },
}

/// The category folders selected, in the order asked for, each once.
pub fn folders(config: &Config, selection: Selection<'_>) -> Result<Vec<PathBuf>, SelectError> {
    let mut selected = Vec::new();
    for folder in selection.folders {
        if !folder.is_dir() {
            return Err(SelectError::NoFolder(folder.clone()));
        }
        if selection.all {
            selected.extend(known(config, folder).into_values());
        } else if selection.categories.is_empty() {
            selected.push(itself(config, folder)?);
        } else {
            for name in selection.categories {
                selected.push(named(config, folder, name)?);
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    selected.retain(|folder| seen.insert(real(folder)));
    Ok(selected)
}

/// A folder that was named as a category's.
fn itself(config: &Config, folder: &Path) -> Result<PathBuf, SelectError> {
    if !config::posts(folder).is_empty() {
        return Ok(folder.to_path_buf());
    }
    let below = known(config, folder);
    let hint = match below.is_empty() {
        true => "name a category's folder, or a site's with --category NAME or --all".to_owned(),
        false => format!("below it are {}: name one with --category, or use --all", names(&below)),
    };
    Err(SelectError::NoPosts { folder: folder.to_path_buf(), hint })
}

fn named(config: &Config, folder: &Path, name: &str) -> Result<PathBuf, SelectError> {
    let below = known(config, folder);
    if let Some(found) = below.get(name) {
        return Ok(found.clone());
    }
    let direct = content(config, folder).join(name);
    if direct.is_dir() {
        return Ok(direct);
    }
    let likely = below.keys().map(|known| (strsim::jaro_winkler(known, name), known));
    let likely = likely.filter(|(likeness, _)| *likeness > 0.8).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = match likely {
        Some((_, known)) => format!("did you mean `{known}`?"),
        None if below.is_empty() => "there are no categories at all".to_owned(),
        None => format!("there are {}", names(&below)),
    };
    Err(SelectError::NoCategory { name: name.to_owned(), folder: folder.to_path_buf(), hint })
}

fn names(known: &BTreeMap<String, PathBuf>) -> String {
    known.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The categories below a folder, by name. A folder of field notes is none.
fn known(config: &Config, folder: &Path) -> BTreeMap<String, PathBuf> {
    let folders = config::category_folders(&content(config, folder)).into_iter();
    let folders = folders.filter(|folder| !is_notes(folder));
    folders.map(|folder| (config::category_name(config, &folder), folder)).collect()
}

/// Whether the first file of a folder is a field note.
fn is_notes(folder: &Path) -> bool {
    let text = config::posts(folder).first().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let file = crate::source::SourceFile::new(folder, text);
    let (meta, _) = crate::dialect::front_matter(crate::source::SourceId::default(), &file);
    meta.field_note.is_some()
}

/// The folder that holds the category folders: `content` of the configuration if it is this folder or below it; else the
/// nearest, this one first, with a folder in it that has a `_category.yaml`, else with one that has posts.
fn content(config: &Config, folder: &Path) -> PathBuf {
    if let Some(content) = &config.content
        && let Ok(below) = real(&config.path(content)).strip_prefix(real(folder))
    {
        return join(folder, below);
    }
    let described = |path: &Path| config::folders(path).iter().any(|inner| is_described(inner));
    let filled = |path: &Path| !config::category_folders(path).is_empty();
    let nearest = nearest(folder, &described).or_else(|| nearest(folder, &filled));
    nearest.unwrap_or_else(|| folder.to_path_buf())
}

fn is_described(folder: &Path) -> bool {
    CategoryFile::read(folder, &mut Diagnostics::new()).is_some()
}

/// The first folder that is right, level by level.
fn nearest(folder: &Path, is_right: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..=DEEPEST {
        if let Some(found) = level.iter().find(|path| is_right(path)) {
            return Some(found.clone());
        }
        level = level.iter().flat_map(|path| config::folders(path)).map(|path| tidy(&path)).collect();
    }
    None
}

/// A folder's own path, whatever way it is written.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// Messages show paths: `content/essays`, not `./content/essays`.
fn join(folder: &Path, below: &Path) -> PathBuf {
    match below == Path::new("") {
        true => folder.to_path_buf(),
        false => tidy(&folder.join(below)),
    }
}

fn tidy(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `content/essays` and `content/tools` with a post each, `content/notes` with a field note, `docs` with a page.
    fn site() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("folder");
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().expect("folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        write("content/essays/a.md", "---\nid: a\n---\nText.\n");
        write("content/essays/_category.yaml", "name: long-pieces\n");
        write("content/tools/b.md", "---\nid: b\n---\nText.\n");
        write("content/notes/c.md", "---\nuid: 12345678\nname: N\naddress: N\n---\nText.\n");
        write("docs/d.md", "---\nid: d\n---\nText.\n");
        root
    }

    fn select(
        config: &Config,
        root: &Path,
        folder: &str,
        categories: &[&str],
        all: bool,
    ) -> Result<Vec<String>, String> {
        let categories: Vec<String> = categories.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection { folders: &[root.join(folder)], categories: &categories, all };
        let found = folders(config, selection).map_err(|error| error.to_string())?;
        let below = |path: PathBuf| path.strip_prefix(root).map(|p| p.display().to_string());
        Ok(found.into_iter().map(|path| below(path).expect("below")).collect())
    }

    #[test]
    fn categories_are_found_by_folder_and_by_name_from_the_content_folder_and_from_the_site() {
        let (root, config) = (site(), Config::default());
        let select = |folder: &str, categories: &[&str], all| select(&config, root.path(), folder, categories, all);
        let both = Ok(vec!["content/essays".to_owned(), "content/tools".to_owned()]);
        assert_eq!(select("content/essays", &[], false), Ok(vec!["content/essays".to_owned()]));
        for folder in ["content", ""] {
            assert_eq!(select(folder, &["long-pieces", "tools", "tools"], false), both, "from `{folder}`");
            assert_eq!(select(folder, &[], true), both, "all of `{folder}`");
        }
        assert_eq!(select("content", &["essays"], false), Ok(vec!["content/essays".to_owned()]), "by folder");
    }

    #[test]
    fn the_configuration_says_where_categories_lie() {
        let root = site();
        let text = "content: content\ncategories: { long: { folder: essays } }\n";
        std::fs::write(root.path().join("offprint.yaml"), text).expect("written");
        let config = Config::load(&root.path().join("offprint.yaml")).expect("right");
        let select = |folder: &str, categories: &[&str]| select(&config, root.path(), folder, categories, false);
        for folder in ["content", ""] {
            assert_eq!(select(folder, &["long"]), Ok(vec!["content/essays".to_owned()]), "from `{folder}`");
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let (root, config) = (site(), Config::default());
        let fail = |folder: &str, name: &[&str]| select(&config, root.path(), folder, name, false).expect_err("wrong");
        assert!(fail("content", &["long-piece"]).contains("did you mean `long-pieces`?"));
        assert!(fail("content", &["x"]).contains("there are long-pieces, tools"));
        assert!(fail("", &[]).contains("below it are long-pieces, tools: name one with --category"));
        assert!(fail("none", &[]).contains("there is no folder"));
    }
}
