//! The same command gives the same bytes: in one process and in another, whatever the clock, the folder and the
//! environment say.

use crate::support::{assemble, offprint, posts, root, site};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn two_processes_write_the_same_bytes() {
    let post = root().join("examples/essays/twenty-five-copies.md");
    let export = |folder: &Path, zone: &str| {
        let mut command = offprint();
        command.arg("export").arg(&post).arg("--offline").arg("-o").arg(folder).env("TZ", zone).env("LANG", "tr_TR");
        assert!(command.output().expect("runs").status.success());
        ["epub", "pdf"].map(|e| fs::read(folder.join(format!("twenty-five-copies.{e}"))).expect("written"))
    };
    let folder = tempfile::tempdir().expect("folder");
    let first = export(&folder.path().join("one"), "UTC");
    let second = export(&folder.path().join("two/deeper"), "Asia/Tokyo");
    assert!(first[0] == second[0], "EPUB");
    assert!(first[1] == second[1], "PDF");
}

#[test]
fn two_exports_in_one_process_give_the_same_bytes() {
    for path in posts().into_iter().take(4) {
        let (mut one, mut two) = (assemble(&path), assemble(&path));
        assert!(one.epub() == two.epub(), "EPUB of {}", path.display());
        assert!(one.pdf().1 == two.pdf().1, "PDF of {}", path.display());
    }
}

#[test]
fn the_date_comes_from_the_variable_then_the_post_then_1980() {
    let folder = tempfile::tempdir().expect("folder");
    let opf_date = |text: &str, epoch: Option<&str>| {
        let post = folder.path().join("post.md");
        fs::write(&post, text).expect("written");
        let file = folder.path().join("out.epub");
        let mut command = offprint();
        command.arg("export").arg(&post).arg("-o").arg(&file);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        assert!(command.output().expect("runs").status.success());
        modified(&fs::read(file).expect("written"))
    };
    let dated = "---\nid: a\ndate: 2026-02-03\n---\nText.\n";
    assert_eq!(opf_date(dated, None), "2026-02-03T00:00:00Z");
    assert_eq!(opf_date(dated, Some("1000000000")), "2001-09-09T01:46:40Z");
    assert_eq!(opf_date("---\nid: a\n---\nText.\n", None), "1980-01-01T00:00:00Z");
}

fn modified(epub: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(epub)).expect("container");
    let names: Vec<String> =
        (0..archive.len()).map(|i| archive.by_index(i).expect("entry").name().expect("a name").to_string()).collect();
    let name = names.into_iter().find(|name| name.ends_with(".opf")).expect("package");
    let mut package = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(&name).expect("package"), &mut package).expect("text");
    let package = roxmltree::Document::parse(&package).expect("XML");
    let date = package.descendants().find(|node| node.attribute("property") == Some("dcterms:modified"));
    date.and_then(|node| node.text()).expect("a date").to_owned()
}

/// The files of a run over the site, records too, by path.
fn batch(site: &Path, out: &Path, set: impl FnOnce(&mut Command)) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut command = offprint();
    command.current_dir(site).args(["batch", "content", "--all", "--volume", "--offline", "--quiet", "-o"]).arg(out);
    set(&mut command);
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut found = BTreeMap::new();
    collect(out, out, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if !path.ends_with("lock") {
            found.insert(path.strip_prefix(root).expect("below").to_path_buf(), fs::read(&path).expect("readable"));
        }
    }
}

/// Copies a folder, its entries in the opposite order of their names.
fn copy_backwards(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    let mut entries: Vec<PathBuf> =
        fs::read_dir(from).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries.into_iter().rev() {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_backwards(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

fn assert_same(what: &str, one: &BTreeMap<PathBuf, Vec<u8>>, two: &BTreeMap<PathBuf, Vec<u8>>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>(), "{what}");
    let other: Vec<&PathBuf> = one.iter().filter(|(path, bytes)| two[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(other.is_empty(), "{what}: {other:?} differ");
}

#[test]
fn nothing_around_a_run_changes_a_byte() {
    let site = site::site();
    let site = site.path();
    let folder = tempfile::tempdir().expect("folder");
    let first = batch(site, &folder.path().join("first"), |command| {
        command.args(["--jobs", "1"]).env("RAYON_NUM_THREADS", "1");
    });
    assert!(first.keys().any(|path| path.ends_with("manifest.json")) && first.len() > 8, "{:?}", first.keys());

    let threads = batch(site, &folder.path().join("threads"), |command| {
        command.args(["--jobs", "7"]).env("RAYON_NUM_THREADS", "5");
    });
    assert_same("threads", &first, &threads);

    let environment = batch(site, &folder.path().join("environment"), |command| {
        let set = [
            ("LANG", "tr_TR.UTF-8"),
            ("LC_ALL", "de_DE.ISO-8859-1"),
            ("LANGUAGE", "ar"),
            ("TZ", "Pacific/Kiritimati"),
            ("COLUMNS", "40"),
            ("TERM", "dumb"),
            ("USER", "somebody"),
            ("HOME", "/nonexistent"),
            ("TMPDIR", "/nonexistent"),
        ];
        command.envs(set);
    });
    assert_same("locale, time zone, terminal, home", &first, &environment);

    let backwards = folder.path().join("elsewhere/deeper");
    copy_backwards(site, &backwards);
    assert_same(
        "file order and the site's own folder",
        &first,
        &batch(&backwards, &folder.path().join("backwards"), |_| {}),
    );

    let from_above = batch(site, &folder.path().join("above"), |command| {
        command.current_dir(folder.path());
        let typed: Vec<std::ffi::OsString> = command.get_args().map(Into::into).collect();
        let place = typed.iter().position(|arg| arg == "content").expect("typed");
        let mut again = offprint();
        again.current_dir(folder.path()).args(&typed[..place]).arg(site.join("content")).args(&typed[place + 1..]);
        *command = again;
    });
    assert_same("working directory", &first, &from_above);
}

#[test]
#[cfg(unix)]
fn books_can_be_read_by_all_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("post.md"), "---\nid: post\n---\nText.\n").expect("written");
    let mut all = Vec::new();
    for umask in ["000", "022", "077"] {
        let mut shell = Command::new("sh");
        shell.current_dir(folder.path()).arg("-c").arg(format!("umask {umask}; exec \"$0\" \"$@\""));
        shell.arg(env!("CARGO_BIN_EXE_offprint")).args(["export", "post.md", "--offline", "-o", umask]);
        assert!(shell.output().expect("a shell").status.success());
        all.push(["post.epub", "post.pdf"].map(|name| {
            let path = folder.path().join(umask).join(name);
            let mode = fs::metadata(&path).expect("a book").permissions().mode() & 0o777;
            (mode, fs::read(&path).expect("readable"))
        }));
    }
    assert_eq!(all[0].each_ref().map(|(mode, _)| *mode), [0o644; 2]);
    assert!(all.iter().all(|files| *files == all[0]), "the umask changes a book");
}
