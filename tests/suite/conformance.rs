//! Real posts against the readers and validators that others wrote. Every example and every post of `OFFPRINT_CORPUS` is
//! exported by the program itself, all in one run; then each tool reads every file.
//!
//! A tool that is not there is told and passed over, unless `OFFPRINT_REQUIRE_TOOLS=1`. `OFFPRINT_EPUBCHECK` is the path
//! of `epubcheck.jar`, `OFFPRINT_ACE` that of `ace-cli`.

use crate::support;
use crate::support::{corpus, map_flags, offprint, posts, whole_corpus};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// Files read at once.
const WORKERS: usize = 2;
/// About how many files EPUBCheck reads where there are many: each takes seconds.
const SAMPLE: usize = 24;

/// Where the program wrote everything; exported once for all tests of this file.
fn exported() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
        let _ = std::fs::remove_dir_all(&folder);
        let mut command = offprint();
        command.arg("export").args(posts()).args(map_flags()).arg("--offline").arg("-o").arg(&folder);
        let output = command.output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "export: {said}");
        assert!(!said.contains("error:"), "export: {said}");
        for category in categories() {
            let mut command = offprint();
            command.arg("batch").arg(&category).args(map_flags());
            command.args(["--volume-only", "--glossary", "--offline", "--quiet"]);
            let output = command.arg("-o").arg(folder.join("volumes")).output().expect("the program runs");
            assert!(output.status.success(), "{}: {}", category.display(), said_by(&output));
        }
        let output = book_of_files(&folder).output().expect("the program runs");
        assert!(output.status.success(), "book: {}", said_by(&output));
        folder
    })
}

/// Makes a book with parts, front and back matter, beside the volumes.
fn book_of_files(folder: &Path) -> Command {
    let texts = folder.join("book");
    std::fs::create_dir_all(&texts).expect("folder");
    for (name, title) in [("preface", "Preface"), ("pass", "The Pass"), ("sources", "Sources")] {
        let text =
            format!("# {title}\n\nOf the [lake](pass.md#the-lake).[^1]\n\n## The Lake\n\nBlue.\n\n[^1]: Or hills.\n");
        std::fs::write(texts.join(name).with_extension("md"), text).expect("written");
    }
    let essay = support::root().join("examples/essays/twenty-five-copies.md");
    let text = format!(
        "title: Essays\nauthors: [Ada Reyes, Tom Lund]\nlang: en\npublisher: Pine Press\nedition: Second edition\n\
         isbn: 978-3-16-148410-0\nrights: © 2026 the authors\nnumbering: parts\nfront_matter: [preface.md]\nparts:\n  \
         - {{ title: Out, chapters: [pass.md] }}\n  - {{ title: Home, chapters: ['{}'] }}\nback_matter: [sources.md]\n",
        essay.display()
    );
    let file = texts.join("book.yaml");
    std::fs::write(&file, text).expect("written");
    let mut command = offprint();
    command.arg("export").arg(&file).args(map_flags()).args(["--offline", "--quiet"]);
    command.arg("-o").arg(folder.join("volumes/book"));
    command
}

/// Folders whose posts are made into volumes.
fn categories() -> Vec<PathBuf> {
    let site = corpus().map(|corpus| corpus.join("site")).filter(|site| site.is_dir());
    let folders = site.into_iter().flat_map(|site| std::fs::read_dir(site).expect("site"));
    let with_title =
        folders.map(|entry| entry.expect("entry").path()).filter(|path| path.join("_category.yaml").is_file());
    let mut found: Vec<PathBuf> = with_title.collect();
    found.push(support::root().join("examples/essays"));
    found.sort();
    found
}

/// The posts written with an ending, by name.
fn single(extension: &str) -> Vec<PathBuf> {
    let files = in_folder(exported(), extension);
    assert_eq!(files.len(), posts().len(), "every post has its {extension}");
    files
}

/// The volumes written with an ending.
fn volumes(extension: &str) -> Vec<PathBuf> {
    let folders =
        std::fs::read_dir(exported().join("volumes")).expect("volumes").map(|entry| entry.expect("entry").path());
    let files: Vec<PathBuf> =
        folders.filter(|path| path.is_dir()).flat_map(|folder| in_folder(&folder, extension)).collect();
    assert_eq!(files.len(), categories().len() + 1, "every category and the book of files has its {extension}");
    files
}

/// All posts and volumes.
fn files(extension: &str) -> Vec<PathBuf> {
    single(extension).into_iter().chain(volumes(extension)).collect()
}

fn in_folder(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}

fn tools_are_required() -> bool {
    std::env::var_os("OFFPRINT_REQUIRE_TOOLS").is_some_and(|value| value == "1")
}

/// A tool's path from a variable.
fn tool(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
    assert!(path.is_some() || !tools_are_required(), "{variable} names no file, and OFFPRINT_REQUIRE_TOOLS=1");
    if path.is_none() {
        eprintln!("passed over: {variable} names no file");
    }
    path
}

/// Runs a tool on every file and collects what `judge` has against its output. `FILE` in the arguments is the file.
fn every(extension: &str, tool: &str, arguments: &[&str], judge: impl Fn(&Path, &Output) -> Vec<String> + Sync) {
    if Command::new(tool).arg("--version").output().is_err() {
        assert!(!tools_are_required(), "{tool} is not there, and OFFPRINT_REQUIRE_TOOLS=1");
        eprintln!("passed over: {tool} is not there");
        return;
    }
    each(&files(extension), |path| {
        let file = path.display().to_string();
        let arguments = arguments.iter().map(|argument| argument.replace("FILE", &file));
        let output = Command::new(tool).args(arguments).output().expect("the tool runs");
        judge(path, &output)
    });
}

/// Does something for every file, a few at once, and fails with all that was found.
fn each(files: &[PathBuf], work: impl Fn(&Path) -> Vec<String> + Sync) {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = path.file_name().expect("name").to_string_lossy();
                    let complaints = work(path).into_iter().map(|complaint| format!("{name}: {complaint}"));
                    found.lock().expect("lock").extend(complaints);
                }
            });
        }
    });
    let mut found = found.into_inner().expect("lock");
    found.sort();
    assert!(found.is_empty(), "{} complaints:\n{}", found.len(), found.join("\n"));
}

fn said_by(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A run that failed, or wrote a line that is a complaint.
fn failed_or(output: &Output, is_complaint: impl Fn(&str) -> bool) -> Vec<String> {
    let said = said_by(output);
    let mut found: Vec<String> = said.lines().filter(|line| is_complaint(line)).map(str::to_owned).collect();
    if !output.status.success() && found.is_empty() {
        found.push(format!("{}: {said}", output.status));
    }
    found
}

/// Everything EPUBCheck says of a file, notes on usage among it.
fn epubcheck(jar: &Path, path: &Path) -> Vec<String> {
    let report = path.with_extension("epubcheck.json");
    let mut java = Command::new("java");
    // A short run is mostly start: no second compiler, no parallel collector.
    java.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"]).arg(jar).arg(path);
    let output = java.arg("--usage").arg("--json").arg(&report).output().expect("java");
    let Ok(text) = std::fs::read_to_string(&report) else { return vec![said_by(&output)] };
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let messages = report["messages"].as_array().expect("messages");
    let complaints = messages.iter().filter(|m| !is_meant(m));
    complaints.map(|m| format!("{} {}: {}", m["severity"], m["ID"], m["message"])).collect()
}

/// Notes on usage that only say what was asked for: fonts are embedded (CSS-028); Kindle's cover has no page (OPF-097).
fn is_meant(message: &Value) -> bool {
    let cover = || message["message"].as_str().is_some_and(|text| text.contains("images/cover.jpg"));
    message["severity"] == "USAGE" && (message["ID"] == "CSS-028" || message["ID"] == "OPF-097" && cover())
}

#[test]
fn epubcheck_finds_nothing() {
    let Some(jar) = tool("OFFPRINT_EPUBCHECK") else { return };
    // A machine to read each file: of many posts a sample.
    let all = single("epub");
    let step = if whole_corpus() { 1 } else { all.len() / SAMPLE + 1 };
    let chosen: Vec<PathBuf> = all.into_iter().step_by(step).chain(volumes("epub")).collect();
    each(&chosen, |path| epubcheck(&jar, path));
}

#[test]
fn epubcheck_finds_nothing_in_profiles_and_volumes() {
    let Some(jar) = tool("OFFPRINT_EPUBCHECK") else { return };
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance-profiles");
    let _ = std::fs::remove_dir_all(&root);
    let mut written = Vec::new();
    for profile in ["generic", "kobo", "kindle", "apple"] {
        let mut command = offprint();
        command.args(["batch", "--offline", "--quiet", "--volume", "--epub", "--profile", profile]);
        if profile == "apple" {
            command.arg("--embed-fonts");
        }
        let examples = support::root().join("examples");
        let output = command.arg(examples.join("essays")).arg("-o").arg(root.join(profile)).output().expect("runs");
        assert!(output.status.success(), "{}", said_by(&output));
        let entries = std::fs::read_dir(root.join(profile).join("essays")).expect("folder");
        let files = entries.map(|entry| entry.expect("entry").path());
        written.extend(files.filter(|path| path.extension().is_some_and(|e| e == "epub")));
    }
    assert!(written.len() >= 12, "{written:?}");
    each(&written, |path| epubcheck(&jar, path));
}

#[test]
fn ace_finds_no_violation() {
    let Some(ace) = tool("OFFPRINT_ACE") else { return };
    // A browser for each file: of posts, those that use every construct are enough.
    let wanted = ["twenty-five-copies.epub", "alignment-is-not-a-vibe-check.epub", "el-viaje-de-la-separata.epub"];
    let mut chosen = single("epub");
    chosen.retain(|path| whole_corpus() || wanted.iter().any(|w| path.ends_with(w)));
    chosen.extend(volumes("epub"));
    each(&chosen, |path| {
        let out = path.with_extension("ace");
        let output = Command::new(&ace).arg("--force").arg("--outdir").arg(&out).arg(path).output().expect("ace");
        let Ok(text) = std::fs::read_to_string(out.join("report.json")) else { return vec![said_by(&output)] };
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let mut violations = Vec::new();
        failures(&report["assertions"], &mut violations);
        violations
    });
}

/// Assertions of an Ace report that failed.
fn failures(value: &Value, found: &mut Vec<String>) {
    for assertion in value.as_array().into_iter().flatten() {
        match assertion.get("assertions") {
            Some(inner) => failures(inner, found),
            None if assertion["earl:result"]["earl:outcome"] == "fail" => {
                let (test, result) = (&assertion["earl:test"]["dct:title"], &assertion["earl:result"]);
                found.push(format!("{test}: {} {}", result["dct:description"], result["html"]));
            }
            None => {}
        }
    }
}

#[test]
fn qpdf_finds_nothing() {
    // Its exit status tells: 2 for errors, 3 for warnings.
    every("pdf", "qpdf", &["--check", "FILE"], |_, output| failed_or(output, |_| false));
}

#[test]
fn poppler_reads_all_and_finds_every_font_embedded_subset_and_mapped() {
    every("pdf", "pdftotext", &["FILE", "/dev/null"], |_, output| failed_or(output, |line| !line.is_empty()));
    every("pdf", "pdffonts", &["FILE"], |_, output| {
        let said = said_by(output);
        let fonts: Vec<&str> = said.lines().skip(2).collect();
        if fonts.is_empty() {
            return vec!["no fonts".to_owned()];
        }
        // Name, type, encoding; then embedded, subset, Unicode map; then the object.
        let whole = |line: &&&str| {
            let columns: Vec<&str> = line.split_whitespace().rev().skip(2).take(3).collect();
            columns != ["yes"; 3]
        };
        fonts.iter().filter(whole).map(|line| (*line).to_owned()).collect()
    });
}

#[test]
fn mupdf_draws_all() {
    // That it was built without colour management is not the file's fault.
    let trouble = |line: &str| {
        (line.contains("warning:") || line.contains("error:")) && !line.contains("ICC support is not available")
    };
    let arguments = ["draw", "-q", "-F", "ppm", "-r", "20", "-o", "/dev/null", "FILE"];
    every("pdf", "mutool", &arguments, |_, output| failed_or(output, trouble));
}

#[test]
fn ghostscript_draws_all() {
    let arguments = ["-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONERROR", "-sDEVICE=nullpage", "FILE"];
    every("pdf", "gs", &arguments, |_, output| failed_or(output, |line| !line.is_empty()));
}
