//! Which files a post may reach: those of its own folder, and of the folders that the site's owner names.

use std::path::{Path, PathBuf};

/// Folders as the file system knows them, symbolic links followed.
#[derive(Debug)]
pub struct Reach {
    folders: Vec<PathBuf>,
}

impl Reach {
    /// The reach of these folders; one that is not there adds nothing. An empty path is the current folder.
    pub fn of<'a>(folders: impl Iterator<Item = &'a Path>) -> Reach {
        let whole =
            |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() };
        Reach { folders: folders.filter_map(|folder| whole(folder).canonicalize().ok()).collect() }
    }

    /// Whether a file is in one of the folders: where it is, not what it is called, so that no link leads out.
    pub fn holds(&self, file: &Path) -> bool {
        file.canonicalize().is_ok_and(|file| self.folders.iter().any(|folder| file.starts_with(folder)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_climbs_out() {
        let top = tempfile::tempdir().expect("a folder");
        let site = top.path().join("site");
        std::fs::create_dir_all(site.join("posts")).expect("made");
        std::fs::write(site.join("posts/a.png"), "").expect("written");
        std::fs::write(top.path().join("secret.png"), "").expect("written");
        let reach = Reach::of([site.as_path()].into_iter());
        assert!(reach.holds(&site.join("posts/a.png")) && reach.holds(&site.join("posts/../posts/a.png")));
        assert!(!reach.holds(&site.join("../secret.png")) && !reach.holds(&top.path().join("secret.png")));
        assert!(!reach.holds(&site.join("posts/none.png")));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_first() {
        let top = tempfile::tempdir().expect("a folder");
        let (site, other) = (top.path().join("site"), top.path().join("other"));
        std::fs::create_dir_all(&site).expect("made");
        std::fs::create_dir_all(&other).expect("made");
        std::fs::write(other.join("a.png"), "").expect("written");
        std::os::unix::fs::symlink(&other, site.join("images")).expect("linked");
        assert!(!Reach::of([site.as_path()].into_iter()).holds(&site.join("images/a.png")));
        assert!(Reach::of([site.as_path(), other.as_path()].into_iter()).holds(&site.join("images/a.png")));
    }
}
