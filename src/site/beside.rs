//! What lies beside a plain folder: of `site/posts` alone, the images are in `site/static`. No generator says so, so the
//! folders above are looked at for those that sites serve their files from.

use super::tree::join;
use std::path::{Path, PathBuf};

/// Folders whose files are served at the root of a site: `/images/a.png` is `static/images/a.png`.
const SERVED: [&str; 3] = ["static", "public", "assets"];
/// Folders that are served under their own name: `/images/a.png` is `images/a.png`.
const NAMED: [&str; 7] = ["images", "img", "image", "media", "assets", "static", "uploads"];
/// How many folders above are looked at: as deep as posts usually lie (`src/content/blog`).
const HIGHEST: usize = 3;

/// A folder beside the site.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Served {
    folder: PathBuf,
    /// What its files' addresses begin with: nothing, or its name.
    name: Option<&'static str>,
}

/// The folders beside a site that serve its images.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The nearest first.
    served: Vec<Served>,
}

impl Beside {
    /// Looks above a folder, up to the top of its project.
    pub fn of(root: &Path) -> Beside {
        let mut served = Vec::new();
        let is_top = |folder: &Path| folder.join(".git").exists();
        let mut below = root;
        for above in root.ancestors().skip(1).take(HIGHEST) {
            if is_top(below) {
                break;
            }
            below = above;
            let there = |name: &&'static str| above.join(name).is_dir();
            let whole = SERVED.iter().copied().filter(|name| there(name));
            served.extend(whole.map(|name| Served { folder: above.join(name), name: None }));
            let named = NAMED.iter().copied().filter(|name| there(name));
            served.extend(named.map(|name| Served { folder: above.join(name), name: Some(name) }));
        }
        Beside { served }
    }

    /// The folders, each once. Images may be read from them.
    pub fn folders(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = self.served.iter().map(|served| served.folder.clone()).collect();
        folders.sort();
        folders.dedup();
        folders
    }

    /// The file of an image that is named from the root of the site (`/images/a.png`). A path never leads out of the
    /// folder that serves it.
    pub fn image(&self, path: &str) -> Option<PathBuf> {
        let path = join("", path.strip_prefix('/')?)?;
        self.served.iter().find_map(|Served { folder, name }| {
            let rest = match name {
                Some(name) => path.strip_prefix(name)?.strip_prefix('/')?,
                None => &path,
            };
            Some(folder.join(rest)).filter(|file| file.is_file())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, path: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, "x").expect("written");
    }

    #[test]
    fn images_are_found_in_the_folders_that_sites_serve() {
        let folder = tempfile::tempdir().expect("folder");
        let root = folder.path();
        for file in ["static/images/a.png", "img/b.png", "secret.png", "other/c.png"] {
            put(root, file);
        }
        let beside = Beside::of(&root.join("src/posts"));
        let found = |path: &str| beside.image(path).map(|file| file.strip_prefix(root).expect("below").to_path_buf());
        assert_eq!(found("/images/a.png"), Some("static/images/a.png".into()));
        assert_eq!(found("/static/images/a.png"), Some("static/images/a.png".into()));
        assert_eq!(found("/img/b.png"), Some("img/b.png".into()));
        for path in ["/secret.png", "/../secret.png", "/other/c.png", "images/a.png", "/img/../secret.png"] {
            assert_eq!(found(path), None, "{path}");
        }
        assert_eq!(beside.folders(), [root.join("img"), root.join("static")]);
    }

    #[test]
    fn nothing_above_the_top_of_a_project_is_looked_at() {
        let folder = tempfile::tempdir().expect("folder");
        put(folder.path(), "static/a.png");
        put(folder.path(), "project/.git/HEAD");
        assert!(Beside::of(&folder.path().join("project")).folders().is_empty());
        assert!(Beside::of(&folder.path().join("project/posts")).folders().is_empty());
    }
}
