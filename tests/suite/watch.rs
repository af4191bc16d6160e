//! `offprint watch` redoes what a saved file touches, survives mistakes, and can be interrupted.

use crate::support;
use crate::support::site::{self, write};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How long anything may take: far longer than it does, for busy machines.
const PATIENCE: Duration = Duration::from_secs(180);

/// A watching program; killed when it is dropped.
struct Watching {
    child: Child,
    lines: Receiver<String>,
    heard: Vec<String>,
}

impl Watching {
    fn start(site: &Path, flags: &[&str]) -> Watching {
        Watching::begin(site, "content/essays", &[&["--epub", "--volume"], flags].concat())
    }

    fn begin(site: &Path, what: &str, flags: &[&str]) -> Watching {
        let mut command = support::offprint();
        command.current_dir(site).args(["watch", what, "--offline"]).args(flags);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
        let (sender, lines) = mpsc::channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stderr.take().expect("piped")), Box::new(child.stdout.take().expect("piped"))];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                BufReader::new(stream).lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
            });
        }
        Watching { child, lines, heard: Vec::new() }
    }

    /// Waits for a line that holds a text, and forgets all before it.
    fn hear(&mut self, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.heard.push(line.clone());
            if line.contains(text) {
                self.heard.clear();
                return line;
            }
        }
        panic!("`{text}` was not said, but:\n{}", self.heard.join("\n"));
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn bytes(site: &Path, name: &str) -> Vec<u8> {
    std::fs::read(site.join("out/essays").join(name)).expect("a book")
}

/// Waits until a book is another.
fn changed(site: &Path, name: &str, from: &[u8]) -> Vec<u8> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let now = bytes(site, name);
        if now != from {
            return now;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{name} did not change");
}

fn names(site: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(site.join("out/essays")).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    names.sort();
    names
}

#[test]
fn what_a_saved_file_touches_is_redone_and_mistakes_are_survived() {
    let site = site::site();
    let site = site.path();
    let mut watching = Watching::start(site, &[]);
    watching.hear("watching;");
    let (lamp, lens, volume) = (bytes(site, "lamp.epub"), bytes(site, "lens.epub"), bytes(site, "essays.epub"));

    write(
        site,
        "content/essays/lens.md",
        std::fs::read_to_string(site.join("content/essays/lens.md")).expect("post") + "\nMore.\n",
    );
    assert!(watching.hear("changed").contains("content/essays/lens.md"));
    watching.hear("2 written");
    let lens = changed(site, "lens.epub", &lens);
    let volume = changed(site, "essays.epub", &volume);
    assert_eq!(bytes(site, "lamp.epub"), lamp, "untouched");

    let config = std::fs::read_to_string(site.join("offprint.yaml")).expect("configuration");
    write(site, "offprint.yaml", "site: [");
    watching.hear("offprint.yaml");
    watching.hear("watching;");
    write(site, "offprint.yaml", config.replace("Inés Faro", "Somebody Else"));
    watching.hear("written");
    changed(site, "lens.epub", &lens);
    let lamp = changed(site, "lamp.epub", &lamp);
    changed(site, "essays.epub", &volume);
    watching.hear("watching;");

    let picture = site.join("content/essays/images/lamp.png");
    image::RgbImage::from_pixel(320, 140, image::Rgb([9, 9, 9])).save(&picture).expect("drawn");
    watching.hear("lamp.png changed");
    changed(site, "lamp.epub", &lamp);
    watching.hear("watching;");

    write(site, "content/essays/new.md", "---\nid: new\ntitle: New\n---\nText.\n");
    watching.hear("essays/new");
    watching.hear("watching;");
    assert!(names(site).iter().any(|name| name.ends_with("new.epub")));
    drop(watching);
    let left = |name: &PathBuf| name.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".offprint-"));
    assert!(!names(site).iter().any(left));
}

#[test]
fn a_single_post_is_watched() {
    let site = site::site();
    let site = site.path();
    let mut watching = Watching::begin(site, "content/essays/lens.md", &["--epub"]);
    watching.hear("watching;");
    let lens = bytes(site, "lens.epub");
    assert_eq!(names(site).iter().filter(|name| name.extension().is_some()).count(), 1, "{:?}", names(site));
    site::edit(site, "content/essays/lens.md", "title: ", "title: More ");
    changed(site, "lens.epub", &lens);
}

#[test]
fn files_can_be_looked_at_where_the_system_does_not_tell() {
    let site = site::site();
    let site = site.path();
    let mut watching = Watching::start(site, &["--poll", "1"]);
    watching.hear("watching;");
    let lens = bytes(site, "lens.epub");
    site::edit(site, "content/essays/lens.md", "title: ", "title: More ");
    changed(site, "lens.epub", &lens);
    watching.hear("watching;");
}

#[test]
fn books_may_be_beside_their_texts() {
    let site = site::site();
    let site = site.path();
    let mut watching = Watching::start(site, &["-o", "content"]);
    watching.hear("watching;");
    let book = site.join("content/essays/lens.epub");
    let before = std::fs::read(&book).expect("a book");
    site::edit(site, "content/essays/lens.md", "title: ", "title: More ");
    // Nothing that the program wrote itself is taken for a change.
    assert_eq!(watching.hear("changed"), "content/essays/lens.md changed");
    watching.hear("watching;");
    assert_ne!(std::fs::read(&book).expect("a book"), before);
}

#[test]
fn what_is_wrong_from_the_beginning_is_wrong_usage() {
    let site = site::site();
    let run = |flags: &[&str]| {
        let mut command = support::offprint();
        command.current_dir(site.path()).arg("watch").args(flags).output().expect("it runs").status.code()
    };
    assert_eq!(run(&["content/none"]), Some(2));
    assert_eq!(run(&["content/essays", "--shard", "1/2"]), Some(2));
}
