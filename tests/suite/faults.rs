//! What goes wrong around a run: places that cannot be written, files that change or are damaged, clocks, another run. Each
//! is an error or a warning that names the file and says what to do, and the former book is still there.

use crate::support::server::{Server, ok, png};
use crate::support::site::write;
use crate::support::{have, offprint};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

const YEAR: Duration = Duration::from_secs(365 * 86_400);

fn put(root: &Path, words: &str) {
    write(root, "essays/post.md", format!("---\nid: post\ntitle: Post\n---\n{words}\n"));
}

fn run(root: &Path, line: &[&str]) -> Output {
    offprint().current_dir(root).args(line).arg("--offline").output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The two ways to make a book, into `out`.
const EXPORT: [&str; 4] = ["export", "essays/post.md", "-o", "out"];
const BATCH: [&str; 6] = ["batch", ".", "--all", "--quiet", "-o", "out"];

/// All files below a folder by path, but locks.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.ends_with("lock") {
            found.insert(path.clone(), std::fs::read(&path).expect("readable"));
        }
    }
    found
}

/// A folder with a post and its books, after which the post became another.
fn made(line: &[&str]) -> (tempfile::TempDir, BTreeMap<PathBuf, Vec<u8>>) {
    let root = tempfile::tempdir().expect("folder");
    put(root.path(), "The former text.");
    assert!(run(root.path(), line).status.success());
    let former = files(&root.path().join("out"));
    put(root.path(), "Another text.");
    (root, former)
}

/// The books and the manifest of a folder are the former ones, and nothing was left beside them.
fn assert_intact(root: &Path, former: &BTreeMap<PathBuf, Vec<u8>>) {
    let now = files(&root.join("out"));
    assert_eq!(now.keys().collect::<Vec<_>>(), former.keys().collect::<Vec<_>>());
    assert!(now == *former, "a file changed");
}

/// Runs the program as a shell starts it, after other commands.
#[cfg(unix)]
fn in_shell(root: &Path, before: &str, line: &[&str]) -> Output {
    let mut shell = Command::new("sh");
    shell.current_dir(root).env_remove("SOURCE_DATE_EPOCH").arg("-c").arg(format!("{before} exec \"$0\" \"$@\""));
    shell.arg(env!("CARGO_BIN_EXE_offprint")).args(line).arg("--offline").output().expect("a shell")
}

#[test]
#[cfg(target_os = "linux")]
fn where_no_more_can_be_written_the_error_names_the_file_and_the_former_book_stays() {
    for line in [&EXPORT[..], &BATCH] {
        let (root, former) = made(line);
        // A writer that fails in the middle of a file, as on a full disk: files end after some kilobytes.
        let output = in_shell(root.path(), "trap '' XFSZ; ulimit -f 16;", line);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("error: cannot write out/") && said.contains(".epub: "), "{said}");
        assert!(said.contains("make room, or choose another folder with --output"), "{said}");
        assert_intact(root.path(), &former);
    }
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_named_and_the_former_book_stays() {
    use std::os::unix::fs::PermissionsExt;
    let allow = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    for line in [&EXPORT[..], &BATCH] {
        let (root, former) = made(line);
        let out = root.path().join("out");
        let folders = [out.clone(), out.join("essays"), out.join(".offprint"), out.join(".offprint/essays")];
        let folders: Vec<&PathBuf> = folders.iter().filter(|folder| folder.is_dir()).collect();
        allow(root.path(), 0o755);
        folders.iter().for_each(|folder| allow(folder, 0o555));
        // The system's administrator may write everywhere: then somebody else runs the program.
        let all_allowed = File::create(out.join("probe")).is_ok();
        if all_allowed {
            std::fs::remove_file(out.join("probe")).expect("removed");
        }
        let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
        let may_run = !all_allowed
            || have("setpriv", "--version")
                && in_shell(root.path(), &format!("{nobody} \"$0\" --version >/dev/null &&"), &["--help"])
                    .status
                    .success();
        if may_run {
            let output = match all_allowed {
                true => {
                    let before = format!("set -- \"$0\" \"$@\"; exec {nobody} \"$@\";");
                    in_shell(root.path(), &before, line)
                }
                false => run(root.path(), line),
            };
            let said = said(&output);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains("error: cannot ") && said.contains(" out/"), "{said}");
            assert!(said.contains("allow writing there, or choose another folder with --output"), "{said}");
            assert_intact(root.path(), &former);
        } else {
            eprintln!("nobody who may not write can run the program here: skipped");
        }
        folders.iter().for_each(|folder| allow(folder, 0o755));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn messages_that_nobody_can_read_change_no_book_and_no_exit_code() {
    for (line, before) in [(&EXPORT[..], "exec 2>/dev/full;"), (&BATCH, "exec 2>/dev/full;"), (&EXPORT, "exec 2>&-;")] {
        let (root, _) = made(line);
        assert_eq!(in_shell(root.path(), before, line).status.code(), Some(0), "{before}");
        let loud = files(&root.path().join("out"));
        std::fs::remove_dir_all(root.path().join("out")).expect("removed");
        assert!(run(root.path(), line).status.success());
        assert_intact(root.path(), &loud);
    }
}

#[test]
fn a_network_that_went_away_is_a_warning_and_under_strict_the_former_book_stays() {
    let root = tempfile::tempdir().expect("folder");
    let server = Server::start(|_| ok("", &png(4, 3)));
    let image = format!("{}/a.png", server.address);
    put(root.path(), &format!("![a picture]({image})"));
    let export = |flags: &[&str]| {
        let mut command = offprint();
        command.current_dir(root.path()).args(EXPORT).args(["--allow-private-hosts", "--cache", "cache"]).args(flags);
        command.output().expect("it runs")
    };
    assert!(export(&[]).status.success());
    let former = files(&root.path().join("out"));
    let entries: Vec<PathBuf> = files(&root.path().join("cache")).into_keys().collect();
    drop(server);
    // With its copy of an earlier run, the book is the same; a copy that was half written is none.
    assert!(export(&["--strict"]).status.success());
    assert_intact(root.path(), &former);
    for entry in &entries {
        let bytes = std::fs::read(entry).expect("an entry");
        std::fs::write(entry, &bytes[..bytes.len() / 2]).expect("cut off");
    }
    let output = export(&["--strict"]);
    assert_eq!((output.status.code(), said(&output).contains(&image)), (Some(3), true), "{}", said(&output));
    assert_intact(root.path(), &former);
    let output = export(&[]);
    assert_eq!((output.status.code(), said(&output).contains(&image)), (Some(0), true), "{}", said(&output));
}

#[test]
fn what_is_remembered_is_believed_only_if_it_is_whole_whatever_the_clock_says() {
    let root = tempfile::tempdir().expect("folder");
    put(root.path(), "Text.");
    assert!(run(root.path(), &BATCH).status.success());
    let first = files(&root.path().join("out"));
    let states = || {
        let output = run(root.path(), &["batch", ".", "--all", "-o", "out"]);
        assert!(output.status.success(), "{}", said(&output));
        assert_intact(root.path(), &first);
        let told = said(&output) + &String::from_utf8_lossy(&output.stdout);
        (told.contains("1 written"), told.contains("1 cached"))
    };
    assert_eq!(states(), (false, true), "nothing changed");
    let post = root.path().join("essays/post.md");
    for moment in [SystemTime::UNIX_EPOCH, SystemTime::now() + 50 * YEAR] {
        for path in first.keys().chain([&post]) {
            File::options().write(true).open(path).and_then(|file| file.set_modified(moment)).expect("a time");
        }
        assert_eq!(states(), (false, true), "times alone change nothing");
    }
    let (record, entry) =
        first.iter().find(|(path, _)| path.to_string_lossy().contains(".offprint")).expect("a record");
    let newer = String::from_utf8(entry.clone()).expect("JSON").replacen('{', "{\"later\":1,", 1);
    for damaged in [&entry[..entry.len() / 2], b"", b"\0\0\0\0", newer.as_bytes()] {
        std::fs::write(record, damaged).expect("damaged");
        assert_eq!(states(), (true, false), "{}", String::from_utf8_lossy(damaged));
        assert_eq!(states(), (false, true), "it was mended");
    }
    let manifest = root.path().join("out/manifest.json");
    for damaged in [&b"{\"version\":"[..], b"{\"version\":9}"] {
        std::fs::write(&manifest, damaged).expect("damaged");
        assert_eq!(states(), (false, true), "the books are right");
    }
}

#[test]
fn a_changed_text_is_made_again_though_its_file_looks_older() {
    let (root, former) = made(&BATCH);
    let post = root.path().join("essays/post.md");
    let file = File::options().write(true).open(&post).expect("the post");
    file.set_modified(SystemTime::UNIX_EPOCH + YEAR).expect("a time");
    assert!(run(root.path(), &BATCH).status.success());
    let book = root.path().join("out/essays/post.epub");
    assert_ne!(std::fs::read(&book).expect("a book"), former[&book]);
}

#[test]
fn a_folder_that_another_run_holds_is_left_alone() {
    let (root, former) = made(&BATCH);
    let lock = File::options().write(true).open(root.path().join("out/.offprint/lock")).expect("the lock");
    lock.lock().expect("held");
    let output = run(root.path(), &BATCH);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("another run is writing to out; wait until it ends"), "{said}");
    assert_intact(root.path(), &former);
    drop(lock);
    assert!(run(root.path(), &BATCH).status.success());
}

#[test]
fn exports_into_one_folder_at_once_leave_whole_books() {
    let (root, _) = made(&EXPORT);
    let start = || {
        let mut command = offprint();
        command.current_dir(root.path()).args(EXPORT).args(["--offline", "--quiet"]);
        command.stdout(std::process::Stdio::null()).spawn().expect("it runs")
    };
    let runs = [start(), start(), start()];
    for mut run in runs {
        assert!(run.wait().expect("it ends").success());
    }
    let together = files(&root.path().join("out"));
    assert!(run(root.path(), &EXPORT).status.success());
    assert_intact(root.path(), &together);
}

#[test]
fn of_a_text_that_changes_meanwhile_both_files_have_one_version() {
    let root = tempfile::tempdir().expect("folder");
    let pair = |words: &str| {
        put(root.path(), words);
        assert!(run(root.path(), &EXPORT).status.success());
        files(&root.path().join("out"))
    };
    let versions = [pair("The first version."), pair("The second, longer version.")];
    assert!(versions[0] != versions[1]);
    let ended = Arc::new(AtomicBool::new(false));
    let saving = {
        let (ended, folder) = (ended.clone(), root.path().to_path_buf());
        std::thread::spawn(move || {
            let texts = ["The first version.", "The second, longer version."];
            for text in texts.into_iter().cycle().take_while(|_| !ended.load(Ordering::SeqCst)) {
                // As editors save: beside it, then renamed.
                write(&folder, "essays/.saving", format!("---\nid: post\ntitle: Post\n---\n{text}\n"));
                std::fs::rename(folder.join("essays/.saving"), folder.join("essays/post.md")).expect("saved");
                std::thread::sleep(Duration::from_micros(300));
            }
        })
    };
    for _ in 0..12 {
        let output = run(root.path(), &EXPORT);
        assert!(output.status.success(), "{}", said(&output));
        assert!(versions.contains(&files(&root.path().join("out"))), "the files are of different versions");
    }
    ended.store(true, Ordering::SeqCst);
    saving.join().expect("saved");
}
