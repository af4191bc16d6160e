//! A run that is killed or interrupted at any moment leaves only whole files, and the next run finishes its work.

use crate::support;
use crate::support::site::write;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs that are killed.
const KILLS: u32 = 50;

/// Runs that may end, one after so many killed ones.
const EVERY: u32 = 10;

/// How runs are ended: as the system does it without asking, and as a terminal and a service do.
const SIGNALS: [&str; 3] = ["KILL", "INT", "TERM"];

/// Sends a signal, where there are signals. The run may have ended before.
fn end(run: &mut Child, signal: &str) {
    let sent = cfg!(unix) && Command::new("kill").args(["-s", signal, &run.id().to_string()]).status().is_ok();
    if !sent {
        run.kill().expect("killed, or ended before");
    }
}

/// Files by path below the output folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Writes four posts. Another `text` makes other files of every one of them.
fn put_posts(root: &Path, text: &str) {
    for (number, name) in ["one", "two", "three", "four"].into_iter().enumerate() {
        let folder = if number < 3 { "essays" } else { "tools" };
        let matter = format!("---\nid: {name}\ntitle: {name}\ndate: 2024-01-0{}\n---\n", number + 1);
        let body =
            format!("\n# {name} {text}\n\nA paragraph of {text}, with a note.^[The note of {text}.]\n\n- {text}\n");
        write(root, &format!("content/{folder}/{name}.md"), matter + &body.repeat(3));
    }
}

fn start(root: &Path, out: &str) -> Child {
    let mut command = support::offprint();
    command.current_dir(root).args(["batch", "content", "--all", "--volume", "--offline", "--quiet", "-o", out]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs")
}

fn finish(root: &Path, out: &str) -> Duration {
    let start_time = Instant::now();
    assert!(start(root, out).wait().expect("it ends").success());
    start_time.elapsed()
}

/// What is below a folder, records left out.
fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    collect(folder, folder, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Files) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            if !path.ends_with(".offprint") {
                collect(root, &path, found);
            }
        } else {
            let name = path.strip_prefix(root).expect("below").to_path_buf();
            found.insert(name, std::fs::read(&path).expect("readable"));
        }
    }
}

/// A file as somebody who opens it needs it.
fn assert_whole(path: &Path, bytes: &[u8]) {
    match path.extension().and_then(|e| e.to_str()) {
        Some("epub") => {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
            assert!(archive.len() > 3, "{}", path.display());
            for index in 0..archive.len() {
                // Reading to the end compares the entry with its checksum.
                let mut content = Vec::new();
                archive.by_index(index).expect("an entry").read_to_end(&mut content).expect("its checksum is right");
            }
        }
        Some("pdf") => {
            let text = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(1024)..]).into_owned();
            assert!(text.trim_end().ends_with("%%EOF"), "{}", path.display());
            let offset =
                text.rsplit("startxref").next().and_then(|rest| rest.split_whitespace().next()).expect("number");
            let at = &bytes[offset.parse::<usize>().expect("a number")..];
            let object = at.iter().take_while(|byte| byte.is_ascii_digit()).count() > 0 && contains(&at[..24], b" obj");
            assert!(at.starts_with(b"xref") || object, "{}: startxref leads nowhere", path.display());
        }
        Some("json") => {
            serde_json::from_slice::<serde_json::Value>(bytes).expect("a whole manifest");
        }
        _ => panic!("{} is no file of ours", path.display()),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Files that are not in their place: left by a killed run, and to be removed by the next.
fn is_left(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".offprint-"))
}

fn left_anywhere(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(left_anywhere(&path));
        } else if is_left(&path) {
            found.push(path);
        }
    }
    found
}

#[test]
fn killed_runs_leave_whole_files_and_the_next_run_finishes() {
    let root = tempfile::tempdir().expect("folder");
    let root = root.path();
    let mut wanted = Vec::new();
    let mut longest = Duration::ZERO;
    for text in ["first", "second"] {
        put_posts(root, text);
        longest = longest.max(finish(root, text));
        wanted.push(files(&root.join(text)));
    }
    let mut seed = 20_240_229_u64;
    let mut interrupted = 0;
    for kill in 0..KILLS {
        let version = usize::try_from(kill % 2).expect("small");
        put_posts(root, ["first", "second"][version]);
        let mut run = start(root, "out");
        // A linear congruential generator (Knuth, MMIX): the same moments in every test, as shares of a run's time.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(longest.mul_f64((seed >> 33) as f64 / (1_u64 << 31) as f64));
        end(&mut run, SIGNALS[usize::try_from(kill).expect("small") % SIGNALS.len()]);
        interrupted += u32::from(!run.wait().expect("it ended").success());
        for (path, bytes) in files(&root.join("out")).iter().filter(|(path, _)| !is_left(path)) {
            assert_whole(path, bytes);
            let known = wanted.iter().any(|files| files.get(path) == Some(bytes));
            assert!(known || path.ends_with("manifest.json"), "{} is of neither version", path.display());
        }
        if kill % EVERY == EVERY - 1 {
            finish(root, "out");
            assert_eq!(left_anywhere(&root.join("out")), Vec::<PathBuf>::new());
            assert!(files(&root.join("out")) == wanted[version], "the next run finishes the work");
        }
    }
    assert!(interrupted > 0, "no run was interrupted");
    println!("{interrupted} of {KILLS} runs were interrupted");
}
