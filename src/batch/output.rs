//! Files written whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Longest file name without its ending; file systems stop at 255 bytes.
const LONGEST_NAME: usize = 120;

/// Writes a file beside its place and renames it, so that a failed run never destroys what was there. The folder is
/// made if it is not there. The error says what to do.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let cannot = |what: &str, error: std::io::Error| format!("cannot {what}: {error}");
    if path.is_dir() {
        return Err(format!("cannot write {}: it is a folder", path.display()));
    }
    std::fs::create_dir_all(folder).map_err(|e| cannot(&format!("make the folder {}", folder.display()), e))?;
    let what = format!("write {}", path.display());
    let mut file = tempfile::Builder::new().prefix(".offprint-").tempfile_in(folder).map_err(|e| cannot(&what, e))?;
    file.write_all(bytes).map_err(|e| cannot(&what, e))?;
    allow_reading(file.as_file()).map_err(|e| cannot(&what, e))?;
    file.persist(path).map_err(|e| cannot(&what, e.error))?;
    Ok(())
}

/// A temporary file is private; a book is not.
#[cfg(unix)]
fn allow_reading(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn allow_reading(_file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// `ID.ext` in a folder. An id may hold anything; the file's name holds letters, digits and `-_.`.
pub fn path_in(folder: &Path, id: &str, extension: &str) -> PathBuf {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let mut name: String = id.trim().chars().map(safe).collect();
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    let name = name.trim_start_matches('.');
    let name = if name.is_empty() { "post" } else { name };
    let path = PathBuf::from(format!("{name}.{extension}"));
    if folder == Path::new(".") { path } else { folder.join(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_safe_names() {
        let name = |id: &str| path_in(Path::new("."), id, "pdf").display().to_string();
        assert_eq!(name("why-books"), "why-books.pdf");
        assert_eq!(name("../../etc/passwd"), "-..-etc-passwd.pdf");
        assert_eq!(name("niño 2:1"), "niño-2-1.pdf");
        assert_eq!(name("  "), "post.pdf");
        assert_eq!(name(&"é".repeat(500)).len(), LONGEST_NAME + 4);
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_folder_is_made() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("new/a.pdf");
        write(&path, b"one").expect("written");
        write(&path, b"two").expect("replaced");
        assert_eq!(std::fs::read(&path).expect("there"), b"two");
        assert_eq!(std::fs::read_dir(root.path().join("new")).expect("folder").count(), 1, "nothing left beside it");
        assert!(write(&root.path().join("new"), b"x").expect_err("a folder").contains("it is a folder"));
        assert!(write(&path.join("below/b.pdf"), b"x").expect_err("below a file").contains("cannot make the folder"));
    }
}
