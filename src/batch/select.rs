//! Which posts are meant: sections of the site named by their folder, or by their name below a folder.

use crate::diagnostics::closest;
use crate::project::shown;
use crate::site::{Kind, Post, Section, Site};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// Category folders, folders that categories lie below, or posts.
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
    /// A file was named that is no post of the site.
    #[error("{} is not a post of this site; name posts of one site, and no field notes", .0.display())]
    NoPost(PathBuf),
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

/// A section of the site, and those of its posts that were asked for, in the order of the site.
#[derive(Debug)]
pub struct Selected<'a> {
    /// The section.
    pub section: Section,
    /// Its posts.
    pub posts: Vec<&'a Post>,
    /// Whether the section was asked for, not single posts of it.
    pub whole: bool,
}

/// The sections selected, in the order asked for, each once. `adopted` are posts that were named and that the site leaves
/// out.
pub fn sections<'a>(
    site: &'a Site,
    adopted: &'a [Post],
    selection: Selection<'_>,
) -> Result<Vec<Selected<'a>>, SelectError> {
    let mut selected: Vec<Selected<'a>> = Vec::new();
    for folder in selection.folders {
        if folder.is_file() {
            add(&mut selected, single(site, adopted, folder)?);
            continue;
        }
        if !folder.is_dir() {
            return Err(SelectError::NoFolder(folder.clone()));
        }
        let below = below(site, folder);
        if selection.all {
            below.into_iter().for_each(|one| add(&mut selected, one));
        } else if selection.categories.is_empty() {
            add(&mut selected, itself(site, folder, below)?);
        } else {
            for name in selection.categories {
                add(&mut selected, named(folder, name, &below)?);
            }
        }
    }
    Ok(selected)
}

/// Adds what was asked for to what was asked for before.
fn add<'a>(selected: &mut Vec<Selected<'a>>, new: Selected<'a>) {
    match selected.iter_mut().find(|known| known.section.name == new.section.name) {
        None => selected.push(new),
        Some(known) if known.whole => {}
        Some(known) if new.whole => *known = new,
        Some(known) => {
            let more = new.posts.into_iter().filter(|post| !known.posts.iter().any(|old| old.path == post.path));
            let more: Vec<&Post> = more.collect();
            known.posts.extend(more);
        }
    }
}

/// A post that was named by its file.
fn single<'a>(site: &'a Site, adopted: &'a [Post], file: &Path) -> Result<Selected<'a>, SelectError> {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    let is_it = |post: &&Post| post.path == real || post.path.canonicalize().is_ok_and(|path| path == real);
    let post = site.posts.iter().chain(adopted).find(is_it);
    let post = post.filter(|post| post.meta.field_note.is_none());
    let post = post.ok_or_else(|| SelectError::NoPost(file.to_path_buf()))?;
    let known = site.sections.iter().find(|section| section.name == post.category).cloned();
    let folder = || post.path.parent().unwrap_or(Path::new("")).to_path_buf();
    let own = || Section { name: post.category.clone(), folder: folder(), ..Section::default() };
    Ok(Selected { section: known.unwrap_or_else(own), posts: vec![post], whole: false })
}

/// The sections with posts below a folder.
fn below<'a>(site: &'a Site, folder: &Path) -> Vec<Selected<'a>> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let mut by_name: BTreeMap<&str, Vec<&Post>> = BTreeMap::new();
    for post in site.posts_below(&folder) {
        by_name.entry(&post.category).or_default().push(post);
    }
    let with_posts = |section: &'a Section| {
        by_name.remove(section.name.as_str()).map(|posts| Selected { section: section.clone(), posts, whole: true })
    };
    site.sections.iter().filter_map(with_posts).collect()
}

/// A folder that was named as a category's: it holds the posts of one section, or posts itself.
fn itself<'a>(site: &Site, folder: &Path, mut below: Vec<Selected<'a>>) -> Result<Selected<'a>, SelectError> {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let own = |one: &Selected<'_>| one.section.folder == real || one.posts.iter().any(|post| is_in(post, &real));
    let place = if below.len() == 1 { Some(0) } else { below.iter().position(own) };
    if let Some(place) = place {
        return Ok(below.swap_remove(place));
    }
    let hint = match below.is_empty() {
        true => looked_for(site),
        false => format!("below it are {}: name one with --category, or use --all", names(&below)),
    };
    Err(SelectError::NoPosts { folder: folder.to_path_buf(), hint })
}

fn is_in(post: &Post, folder: &Path) -> bool {
    post.path.parent() == Some(folder)
}

/// What to say where a site has no posts: where they were looked for, what was left out, and what to write.
pub fn nothing_found(site: &Site) -> String {
    format!("there are no posts: {}", looked_for(site))
}

fn looked_for(site: &Site) -> String {
    let kind = match site.kind() {
        Kind::Plain => "no site was recognised".to_owned(),
        kind => format!("a {kind} site was recognised"),
    };
    let left_out = site.left_out_counts();
    let left_out = left_out.iter().map(|(reason, count)| format!("{count} {reason}")).collect::<Vec<_>>().join(", ");
    let left_out = if left_out.is_empty() { String::new() } else { format!(". Left out: {left_out}") };
    format!(
        "{kind} in {}{left_out}. Name a folder with Markdown files, write `content: FOLDER` or `include: GLOB` in \
         offprint.yaml, or give --drafts",
        shown(&site.root).display()
    )
}

fn named<'a>(folder: &Path, name: &str, below: &[Selected<'a>]) -> Result<Selected<'a>, SelectError> {
    let is_folder = |one: &&Selected<'_>| one.section.folder.file_name().is_some_and(|folder| folder == name);
    let found = below.iter().find(|one| one.section.name == name).or_else(|| below.iter().find(is_folder));
    if let Some(found) = found {
        return Ok(Selected { section: found.section.clone(), posts: found.posts.clone(), whole: true });
    }
    let hint = match closest(name, below.iter().map(|known| &known.section.name)) {
        Some(known) => format!("did you mean `{known}`?"),
        None if below.is_empty() => "there are no categories at all".to_owned(),
        None => format!("there are {}", names(below)),
    };
    Err(SelectError::NoCategory { name: name.to_owned(), folder: folder.to_path_buf(), hint })
}

fn names(known: &[Selected<'_>]) -> String {
    let mut names: Vec<&str> = known.iter().map(|one| one.section.name.as_str()).collect();
    names.sort_unstable();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::site::Search;

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
        let mut search = Search::from(root.join(folder));
        search.root = Some(root.to_path_buf());
        search.content = config.content.as_ref().map(|content| config.path(content));
        let folder_of = |section: &crate::config::CategorySection| section.folder.clone().unwrap_or_default();
        search.categories =
            config.categories.iter().map(|(name, section)| (name.clone(), folder_of(section))).collect();
        let site = crate::site::find(&search);
        let found = sections(&site, &[], selection).map_err(|error| error.to_string())?;
        let below = |path: &Path| path.strip_prefix(root).map(|p| p.display().to_string());
        Ok(found.into_iter().map(|one| below(&one.section.folder).expect("below")).collect())
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
