//! What a site holds: the front matter of its posts and field notes, for links. Nothing else of a file is read.

use super::Config;
use super::category::{self, CategoryFile};
use crate::diagnostics::Diagnostics;
use crate::dialect;
use crate::resolve::SiteIndex;
use crate::source::{SourceFile, SourceId};
use std::io::Read;
use std::path::{Path, PathBuf};

/// How deep category folders may lie.
const DEEPEST: usize = 6;

/// Front matter longer than this is none.
const LONGEST_FRONT_MATTER: u64 = 64 << 10;

/// The folder that holds the site's categories: `content` of the configuration, else the folder above the post's if the
/// post's or one beside it holds a `_category.yaml`. `None` for a post that stands alone.
pub fn content_folder(config: &Config, post_folder: &Path) -> Option<PathBuf> {
    if let Some(content) = &config.content {
        return Some(config.path(content));
    }
    let above = std::path::absolute(post_folder).ok()?.parent()?.to_path_buf();
    let is_category = |folder: &Path| folder.join(category::FILE_NAME).is_file();
    let beside = || folders(&above).iter().any(|folder| is_category(folder));
    (is_category(post_folder) || beside()).then_some(above)
}

/// Indexes the posts and field notes below a site's content folder. A file that cannot be read holds nothing.
pub fn scan(config: &Config, content: &Path) -> SiteIndex {
    let mut index = SiteIndex::default();
    for (path, category) in texts(config, content) {
        if let Some(text) = front_matter_text(&path) {
            let file = SourceFile::new(&path, text);
            let (meta, _) = dialect::front_matter(SourceId::default(), &file);
            let category = meta.category.clone().unwrap_or(category);
            index.add(&meta, &category, &path);
        }
    }
    index
}

/// The posts and field notes below a site's content folder, each with the category of its folder, by path.
pub fn texts(config: &Config, content: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(config, content, content, DEEPEST, &mut found);
    found
}

fn collect(config: &Config, content: &Path, folder: &Path, depth: usize, found: &mut Vec<(PathBuf, String)>) {
    let category = category_of(config, content, folder);
    found.extend(posts(folder).into_iter().map(|path| (path, category.clone())));
    if depth > 0 {
        for inner in folders(folder) {
            collect(config, content, &inner, depth - 1, found);
        }
    }
}

/// The category of a folder's posts: the one it is configured for, else what its `_category.yaml` says, else its name.
pub fn category_name(config: &Config, folder: &Path) -> String {
    let content = content_folder(config, folder).unwrap_or_default();
    category_of(config, &content, folder)
}

/// The folders below a site's content folder that hold posts, by path.
pub fn category_folders(content: &Path) -> Vec<PathBuf> {
    folders(content).into_iter().filter(|folder| !posts(folder).is_empty()).collect()
}

/// The category of posts that name none: the one whose folder it is, else what `_category.yaml` says, else the folder.
fn category_of(config: &Config, content: &Path, folder: &Path) -> String {
    let configured = config.categories.iter().find(|(name, section)| {
        let own = section.folder.as_deref().unwrap_or(Path::new(name.as_str()));
        content.join(own) == folder
    });
    configured
        .map(|(name, _)| name.clone())
        .or_else(|| CategoryFile::read(folder, &mut Diagnostics::new()).map(|file| file.name))
        .or_else(|| category::folder_name(folder))
        .unwrap_or_default()
}

/// The Markdown files of a folder, by name: the order of a directory is nobody's.
pub fn posts(folder: &Path) -> Vec<PathBuf> {
    entries(folder, |path| path.extension().is_some_and(|e| e == "md" || e == "markdown") && path.is_file())
}

/// The folders in a folder, by name, without hidden ones and those of build tools.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder, |path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && !matches!(&*name, "node_modules" | "target" | "dist") && path.is_dir()
    })
}

fn entries(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| wanted(path)).collect();
    paths.sort();
    paths
}

/// The start of a file up to the end of its front matter; `None` if it has none.
fn front_matter_text(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(LONGEST_FRONT_MATTER).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let body = text.trim_start_matches('\u{feff}');
    let mut end = 0;
    for (number, line) in body.split_inclusive('\n').enumerate() {
        end += line.len();
        match (number, line.trim_end() == "---") {
            (0, false) => return None,
            (0, true) | (_, false) => {}
            (_, true) => return body.get(..end).map(str::to_owned),
        }
    }
    None
}
