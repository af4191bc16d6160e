//! Files written whole or not at all.

use icu_normalizer::ComposingNormalizerBorrowed;
use std::io::{Error, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

/// Longest file name without its ending; file systems stop at 255 bytes.
const LONGEST_NAME: usize = 120;

/// How the names of files begin that are not in their place yet.
const TEMPORARY: &str = ".offprint-";

/// A file that is written, but not in its place yet. It vanishes if it is dropped.
struct Staged {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

/// Writes a file beside its place and renames it, so that a failed run never destroys what was there. The folder is
/// made if it is not there. The error says what to do.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    stage(path, bytes)?.place()
}

/// Writes files that belong together: all are written before the first is put in its place.
pub fn write_all<'a>(files: impl IntoIterator<Item = (&'a Path, &'a [u8])>) -> Result<(), String> {
    let staged: Vec<Staged> = files.into_iter().map(|(path, bytes)| stage(path, bytes)).collect::<Result<_, _>>()?;
    staged.into_iter().try_for_each(Staged::place)
}

impl Staged {
    fn place(self) -> Result<(), String> {
        let Staged { file, path } = self;
        file.persist(&path).map_err(|e| cannot(&format!("write {}", path.display()), &e.error))?;
        Ok(())
    }
}

fn stage(path: &Path, bytes: &[u8]) -> Result<Staged, String> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    if path.is_dir() {
        return Err(format!("cannot write {}: it is a folder; choose another name with --output", path.display()));
    }
    std::fs::create_dir_all(folder).map_err(|e| cannot_make(folder, &e))?;
    let what = format!("write {}", path.display());
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder).map_err(|e| cannot(&what, &e))?;
    file.write_all(bytes).map_err(|e| cannot(&what, &e))?;
    allow_reading(file.as_file()).map_err(|e| cannot(&what, &e))?;
    Ok(Staged { file, path: path.to_path_buf() })
}

/// Says that a folder cannot be made, and what to do.
pub(super) fn cannot_make(folder: &Path, error: &Error) -> String {
    cannot(&format!("make the folder {}", folder.display()), error)
}

/// Says what cannot be done, why, and what to do.
pub(super) fn cannot(what: &str, error: &Error) -> String {
    // The error of a temporary file names that file at its end, which nobody knows.
    let text = error.to_string();
    let reason = if error.get_ref().is_some() { text.split(" at path ").next().unwrap_or(&text) } else { &text };
    let way_out = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "make room, or choose",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "allow writing there, or choose",
        _ => "choose",
    };
    format!("cannot {what}: {reason}; {way_out} another folder with --output")
}

/// Removes what a killed run left in a folder and the folders below it. Nobody else may be writing there.
pub fn sweep(folder: &Path, deep: bool) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && deep {
            sweep(&entry.path(), deep);
        } else if kind.is_file() && entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // What cannot be removed harms nobody.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether a path of a manifest or a record is that of a file below its output folder: neither absolute nor through `..`.
pub fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The folder of a category below an output folder.
pub fn category_folder(category: &str) -> PathBuf {
    path_in(Path::new("."), category, "x").with_extension("")
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

/// Names that Windows keeps for devices, whatever ending follows (Win32, "Naming Files, Paths, and Namespaces").
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether the part of a name before its first dot is a device's on Windows.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    DEVICES.contains(&&*stem)
        || port.is_some_and(|port| {
            matches!(port, "¹" | "²" | "³") || port.len() == 1 && port != "0" && port.parse::<u8>().is_ok()
        })
}

/// A path as a disk compares it that ignores case and normalises: two paths with one folded form may be one file there.
/// Case is folded character by character, upper first, so that `ς` and `σ`, `ß` and `ss` are the same.
pub fn folded(path: &Path) -> String {
    let text = path.to_string_lossy();
    let lower: String = text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&lower).into_owned()
}

/// `ID.ext` in a folder. An id may hold anything; the file's name holds letters, digits and `-_.`, composed (NFC), and is no
/// device's name.
pub fn path_in(folder: &Path, id: &str, extension: &str) -> PathBuf {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let id = ComposingNormalizerBorrowed::new_nfc().normalize(id.trim());
    let mut name: String = id.chars().map(safe).collect();
    if is_device(&name) {
        let stem = name.find('.').unwrap_or(name.len());
        name.insert(stem, '-');
    }
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    // A dot at the start hides a file; Windows drops one at the end of a folder's name.
    let name = name.trim_matches('.');
    let name = if name.is_empty() { "post" } else { name };
    let path = PathBuf::from(format!("{name}.{extension}"));
    if folder == Path::new(".") { path } else { folder.join(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_to_do_and_names_no_temporary_file() {
        let error = |code| Error::from_raw_os_error(code);
        let full = cannot("write a.pdf", &error(28));
        assert!(
            full.starts_with("cannot write a.pdf: ")
                && full.ends_with("; make room, or choose another folder with --output")
        );
        let root = tempfile::tempdir().expect("folder");
        let gone = root.path().join("gone");
        let within = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&gone).expect_err("no folder");
        let said = cannot("write b.pdf", &within);
        assert!(!said.contains(TEMPORARY) && said.contains("; choose another folder"), "{said}");
    }

    #[test]
    fn ids_become_safe_names() {
        let name = |id: &str| path_in(Path::new("."), id, "pdf").display().to_string();
        assert_eq!(name("why-books"), "why-books.pdf");
        assert_eq!(name("../../etc/passwd"), "-..-etc-passwd.pdf");
        assert_eq!(name("niño 2:1"), "niño-2-1.pdf");
        assert_eq!(name("  "), "post.pdf");
        assert_eq!(name(&"é".repeat(500)).len(), LONGEST_NAME + 4);
        assert_eq!([name("cafe\u{301}"), name("..a.")], ["café.pdf", "a.pdf"]);
    }

    #[test]
    fn no_name_is_that_of_a_device() {
        let name = |id: &str| path_in(Path::new("."), id, "pdf").display().to_string();
        for (id, expected) in
            [("con", "con-"), ("AUX", "AUX-"), ("nul.a", "nul-.a"), ("lpt9.b.c", "lpt9-.b.c"), ("com²", "com²-")]
        {
            assert_eq!(name(id), format!("{expected}.pdf"));
        }
        for plain in ["context", "com", "com0", "com10", "null", "a.con", "lpt"] {
            assert_eq!(name(plain), format!("{plain}.pdf"));
        }
        assert_eq!(category_folder("PRN"), Path::new("PRN-"));
    }

    #[test]
    fn names_that_a_disk_may_take_for_one_fold_to_one() {
        let folded = |text: &str| folded(Path::new(text));
        assert_eq!(folded("Essays/Post"), folded("essays/POST"));
        assert_eq!(folded("ΣΑΣ"), folded("σας"));
        assert_eq!(folded("straße"), folded("STRASSE"));
        assert_eq!(folded("e\u{301}"), folded("É"));
        assert_ne!(folded("a"), folded("á"));
    }

    #[test]
    fn only_files_that_were_not_placed_are_swept() {
        let root = tempfile::tempdir().expect("folder");
        for name in [".offprint-a1", "b.pdf", "c/.offprint-d2", "c/.offprint/e.json"] {
            write(&root.path().join(name), b"x").expect("written");
        }
        sweep(root.path(), false);
        assert_eq!(
            (root.path().join(".offprint-a1").exists(), root.path().join("c/.offprint-d2").exists()),
            (false, true)
        );
        sweep(root.path(), true);
        assert!(!root.path().join("c/.offprint-d2").exists());
        assert!(root.path().join("b.pdf").exists() && root.path().join("c/.offprint/e.json").exists());
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_folder_is_made() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("new/a.pdf");
        write(&path, b"one").expect("written");
        write(&path, b"two").expect("replaced");
        assert_eq!(std::fs::read(&path).expect("there"), b"two");
        assert_eq!(std::fs::read_dir(root.path().join("new")).expect("folder").count(), 1, "nothing left beside it");
        let pair = [root.path().join("a"), root.path().join("new")];
        assert!(write_all(pair.iter().map(|path| (path.as_path(), b"x".as_slice()))).is_err());
        assert!(!pair[0].exists(), "all of them or none");
        assert!(write(&root.path().join("new"), b"x").expect_err("a folder").contains("it is a folder"));
        assert!(write(&path.join("below/b.pdf"), b"x").expect_err("below a file").contains("cannot make the folder"));
    }
}
