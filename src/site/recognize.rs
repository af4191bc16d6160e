//! Whose site a folder is of: the nearest folder above that a generator marks, else what lies below.

use super::generators::{self, Generator, Marker};
use super::kind::Kind;
use super::model::Search;
use super::tree::{Tree, Walk};
use std::path::{Path, PathBuf};

/// Endings of configurations that are programs or data.
const PROGRAMS: [&str; 9] = ["js", "ts", "mjs", "cjs", "mts", "cts", "json", "tsx", "jsx"];
/// How many texts are read to tell a vault by what they hold.
const MOST_TEXTS: usize = 300;
/// How far below the folder named a site is looked for.
const DEEPEST: usize = 4;

/// A site that was recognised: its generator and its files.
pub struct Recognized {
    /// Its generator.
    pub generator: &'static Generator,
    /// Its files.
    pub tree: Tree,
    /// Folder of the categories below the root, if the configuration names one or the dialect's files say so.
    pub content: Option<String>,
}

/// Recognises the site that a folder or file belongs to.
pub fn recognize(search: &Search) -> Recognized {
    let start = std::path::absolute(&search.start).unwrap_or_else(|_| search.start.clone());
    // A file need not be there.
    let is_file = !start.is_dir();
    let base = if is_file { start.parent().map(Path::to_path_buf).unwrap_or_default() } else { start };
    configured(search, &base)
        .or_else(|| described(search, &base))
        .or_else(|| marked_above(search, &base))
        .unwrap_or_else(|| below(search, &base, is_file))
}

/// A plain folder, whatever lies above it.
pub fn plain(search: &Search, folder: &Path, flat: bool) -> Recognized {
    let tree = Tree::read(folder, &Walk { exclude: &search.exclude, flat });
    Recognized { generator: generators::of(Kind::Plain), tree, content: None }
}

fn read(search: &Search, root: &Path) -> Tree {
    Tree::read(root, &Walk { exclude: &search.exclude, flat: false })
}

/// The configuration names the folder of the categories. The generator above it is still asked for its marks.
fn configured(search: &Search, base: &Path) -> Option<Recognized> {
    let content = std::path::absolute(search.content.as_deref()?).ok()?;
    if let Some(mut found) = marked_above(search, base)
        && found.generator.kind != Kind::Dialect
        && let Some(content) = found.tree.relative(&content)
    {
        found.content = Some(content);
        return Some(found);
    }
    let root = search.root.clone().and_then(|root| std::path::absolute(root).ok());
    let root = root.filter(|root| content.starts_with(root)).unwrap_or_else(|| content.clone());
    let tree = read(search, &root);
    let content = tree.relative(&content);
    Some(Recognized { generator: generators::of(Kind::Dialect), tree, content })
}

/// The folder, or one beside it, is a category of the dialect.
fn described(search: &Search, base: &Path) -> Option<Recognized> {
    let is_category = |folder: &Path| folder.join(generators::CATEGORY_FILE).is_file();
    let above = base.parent()?;
    let beside = || {
        let entries = std::fs::read_dir(above).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|folder| is_category(&folder))
    };
    let root = search.root.clone().and_then(|root| std::path::absolute(root).ok());
    // What lies beside the site is another's, and a folder that a generator marks is the top of its own.
    let inside = root.as_deref().is_none_or(|root| above.starts_with(root));
    let is_described = is_category(base) || (inside && marked(base).is_none() && beside());
    if !is_described {
        return None;
    }
    let root = root.filter(|root| above.starts_with(root)).unwrap_or_else(|| top(above));
    let tree = read(search, &root);
    let content = tree.relative(above);
    Some(Recognized { generator: generators::of(Kind::Dialect), tree, content })
}

/// The top of the project that a folder is in, at most a few folders up; without one the folder itself.
fn top(folder: &Path) -> PathBuf {
    let is_top = |folder: &&Path| folder.join(".git").exists() || folder.join("package.json").is_file();
    folder.ancestors().take(DEEPEST + 2).find(is_top).unwrap_or(folder).to_path_buf()
}

/// The nearest folder above, this one first, that a generator marks. The project's top is the last one looked at.
fn marked_above(search: &Search, base: &Path) -> Option<Recognized> {
    for folder in base.ancestors() {
        if let Some(generator) = marked(folder) {
            return Some(with_dialect(read(search, folder), generator));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// A site whose categories the dialect's files describe is the dialect's, whatever makes its pages.
fn with_dialect(tree: Tree, generator: &'static Generator) -> Recognized {
    let described = tree.named(generators::CATEGORY_FILE).next().is_some();
    let generator = if described { generators::of(Kind::Dialect) } else { generator };
    Recognized { generator, tree, content: None }
}

/// Nothing above marks a site: what lies below does, or it is a plain folder.
fn below(search: &Search, base: &Path, is_file: bool) -> Recognized {
    let root = search.root.clone().and_then(|root| std::path::absolute(root).ok());
    let root = root.filter(|root| base.starts_with(root));
    if is_file && root.is_none() {
        return exported(search, base).unwrap_or_else(|| plain(search, base, true));
    }
    let recognized = with_dialect(read(search, root.as_deref().unwrap_or(base)), generators::of(Kind::Plain));
    if recognized.generator.kind == Kind::Dialect {
        return recognized;
    }
    if generators::is_notion_export(&recognized.tree) {
        return Recognized { generator: generators::of(Kind::Notion), ..recognized };
    }
    if let Some(texts) = generators::ghost_texts(&recognized.tree) {
        let tree = recognized.tree.holding(texts);
        return Recognized { generator: generators::of(Kind::Ghost), tree, content: None };
    }
    match nearest_below(&recognized.tree) {
        Some((generator, folder)) => Recognized { generator, tree: read(search, &folder), content: None },
        None if embeds_notes(&recognized.tree) => {
            Recognized { generator: generators::of(Kind::Obsidian), ..recognized }
        }
        None => recognized,
    }
}

/// An export of Notion that a file is in: its folders are named like their pages, up to the one that was unpacked.
fn exported(search: &Search, base: &Path) -> Option<Recognized> {
    let is_page = |folder: &&Path| {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        generators::without_number(&name) != name
    };
    let files = std::fs::read_dir(base).ok()?.flatten().map(|entry| entry.path());
    let is_numbered =
        |file: &PathBuf| file.extension().is_some_and(|ending| ending == "md") && is_page(&&*file.with_extension(""));
    if !files.take(MOST_TEXTS).any(|file| is_numbered(&file)) {
        return None;
    }
    let top = base.ancestors().find(|folder| !is_page(folder))?;
    let tree = read(search, top);
    let found = generators::is_notion_export(&tree);
    found.then(|| Recognized { generator: generators::of(Kind::Notion), tree, content: None })
}

/// Whether notes of a folder embed each other (`![[note]]`): a vault whose settings are not among its files. Of many texts
/// some of all folders are looked at.
fn embeds_notes(tree: &Tree) -> bool {
    let all: Vec<&str> = tree.files().filter(|file| super::tree::ending(file) == "md").collect();
    let texts = all.iter().step_by(all.len().div_ceil(MOST_TEXTS).max(1));
    texts.filter_map(|file| tree.text(file)).any(|text| {
        text.lines().any(|line| {
            line.split_once("![[").is_some_and(|(before, rest)| !before.contains('`') && rest.contains("]]"))
        })
    })
}

/// The nearest folder below that a generator marks, by the tree: level by level, by name.
fn nearest_below(tree: &Tree) -> Option<(&'static Generator, PathBuf)> {
    let mut folders: Vec<&str> = Vec::new();
    for file in tree.files() {
        let mut folder = super::tree::folder(file);
        while !folder.is_empty() && folders.last() != Some(&folder) {
            folders.push(folder);
            folder = super::tree::folder(folder);
        }
    }
    folders.retain(|folder| folder.matches('/').count() < DEEPEST);
    folders.sort_by_key(|folder| (folder.matches('/').count(), *folder));
    folders.dedup();
    folders.into_iter().find_map(|folder| {
        let path = tree.path(folder);
        marked(&path).map(|generator| (generator, path))
    })
}

/// The generator that marks a folder as its root.
fn marked(folder: &Path) -> Option<&'static Generator> {
    let all = |group: &&[Marker]| group.iter().all(|marker| is_there(folder, marker));
    generators::GENERATORS.iter().find(|generator| generator.markers.iter().any(all)).copied()
}

fn is_there(folder: &Path, marker: &Marker) -> bool {
    match marker {
        Marker::File(name) => folder.join(name).is_file(),
        Marker::Folder(name) => folder.join(name).is_dir(),
        Marker::Program(name) => PROGRAMS.iter().any(|ending| folder.join(format!("{name}.{ending}")).is_file()),
        Marker::Holds(name, text) => {
            std::fs::read_to_string(folder.join(name)).is_ok_and(|content| content.contains(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_a_generator_marks_is_not_described_by_what_lies_beside_it() {
        let folder = tempfile::tempdir().expect("folder");
        for (name, text) in [("blog/hugo.toml", "title = \"A\"\n"), ("essays/_category.yaml", "name: essays\n")] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folders");
            std::fs::write(path, text).expect("file");
        }
        let kind = |name: &str| recognize(&Search::from(folder.path().join(name))).generator.kind;
        assert_eq!(kind("blog"), Kind::Hugo);
        std::fs::create_dir(folder.path().join("notes")).expect("folder");
        assert_eq!(kind("notes"), Kind::Dialect, "another folder of the same content");
    }
}
