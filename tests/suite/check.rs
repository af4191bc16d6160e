//! `offprint check` as people call it: every fault is named where it is and not where it is not, gates fail with their
//! own exit code, and nothing is ever written.

use crate::support::{offprint, root};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A character that no bundled font has: a cuneiform sign.
const UNKNOWN: char = '\u{378}';

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("folder") };
        desk.post("good.md", "Some text.^[A note.]\n");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn post(&self, name: &str, text: &str) {
        let id = name.trim_end_matches(".md");
        let text = format!(
            "---\n{{ id: {id}, title: A post,\nauthor: Ada Lovelace,\ndate: 2026-01-02,\nsyntax: site }}\n---\n{text}"
        );
        fs::write(self.path(name), text).expect("written");
    }

    /// Exit code, standard output, standard error.
    fn run(&self, line: &str) -> (i32, String, String) {
        let mut command = offprint();
        command.current_dir(self.folder.path()).args(line.split_whitespace());
        command.arg("--offline").arg("--cache").arg(self.path("cache"));
        let output = command.output().expect("runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("code"), text(output.stdout), text(output.stderr))
    }

    /// The faults of a post, as `kind file:line`.
    fn faults(&self, post: &str) -> Vec<String> {
        let (code, out, err) = self.run(&format!("check {post} --typography --message-format json"));
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        let faults = objects(&out).into_iter().filter(|object| object["kind"] == "fault");
        let show = |f: Value| {
            format!("{} {}:{}", f["fault"].as_str().expect("kind"), f["file"].as_str().unwrap_or(""), f["line"])
        };
        faults.map(show).collect()
    }
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

#[test]
fn a_good_post_passes_and_nothing_is_written() {
    let desk = Desk::new();
    let (code, out, err) = desk.run("check good.md");
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    let names: Vec<_> =
        fs::read_dir(desk.folder.path()).expect("folder").map(|e| e.expect("entry").file_name()).collect();
    assert_eq!(names, ["good.md"]);
}

#[test]
fn a_check_says_what_an_export_says() {
    let desk = Desk::new();
    image::RgbImage::new(9, 9).save(desk.path("dark.png")).expect("drawn");
    desk.post("bad.md", "See [the end](#nowhere).\n\n![](dark.png)\n\n{bkqt/note}\nNever closed, with \u{378}.\n");
    let (_, _, exported) = desk.run("export bad.md -o out");
    let (code, out, checked) = desk.run("check bad.md");
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(exported.contains("unresolved-anchor") && exported.contains("missing-glyph"), "{exported}");
    let own = checked.strip_prefix(&exported).expect("what the export says comes first");
    assert!(own.starts_with("note: 1 of 1 pictures have no alternative text, so the EPUB does not claim"), "{own}");
    assert_eq!(own.lines().count(), 1);
    assert_eq!(desk.run("check bad.md --strict").0, 3);
    assert_eq!(desk.run("check none.md").0, 1);
}

#[test]
fn pictures_without_alternative_text_are_named_with_what_they_cost() {
    let desk = Desk::new();
    let image = root().join("examples/essays/images/sheets.jpg");
    fs::copy(image, desk.path("a.jpg")).expect("copied");
    desk.post("silent.md", "Text.\n\n![](a.jpg)\n\n![A sheet](a.jpg)\n");
    let (code, _, err) = desk.run("check silent.md");
    assert_eq!(code, 0);
    assert!(err.contains("silent.md:9:1: note: ") && !err.contains("silent.md:11:"), "{err}");
    assert!(err.contains("alternativeText, dcterms:conformsTo EPUB Accessibility 1.1 - WCAG 2.1 Level AA"), "{err}");
    let (_, out, _) = desk.run("check silent.md --accessibility --quiet");
    assert!(out.contains("not claimed  schema:accessibilityFeature alternativeText: 1 of 2 pictures"), "{out}");
    assert!(out.contains("  silent.md:9:1: `a.jpg` has no alternative text"), "{out}");
    desk.post("spoken.md", "Text.\n\n![A sheet](a.jpg)\n");
    let (_, out, err) = desk.run("check spoken.md --accessibility");
    assert_eq!(err, "");
    let lacking: Vec<&str> = out.lines().filter(|line| line.contains("not claimed")).collect();
    assert!(lacking.iter().all(|line| line.contains("there are no")), "{lacking:?}");
    assert!(out.contains("claimed      dcterms:conformsTo"), "{out}");
    let (_, out, _) = desk.run("check silent.md --accessibility --message-format json");
    let claim = objects(&out).into_iter().find(|o| o["value"] == "alternativeText").expect("claim");
    assert_eq!((&claim["kind"], &claim["claimed"]), (&Value::from("claim"), &Value::from(false)));
    assert!(objects(&out).iter().any(|o| o["kind"] == "without-alt" && o["line"] == 9), "{out}");
}

#[test]
fn the_claims_are_those_of_the_epub() {
    let desk = Desk::new();
    let (_, out, _) = desk.run("check good.md --accessibility --message-format json");
    desk.run("export good.md");
    let file = fs::File::open(desk.path("good.epub")).expect("EPUB");
    let mut archive = zip::ZipArchive::new(file).expect("ZIP");
    let package = std::io::read_to_string(archive.by_name("OEBPS/content.opf").expect("package")).expect("text");
    let claims: Vec<Value> = objects(&out).into_iter().filter(|o| o["kind"] == "claim").collect();
    assert!(claims.len() > 12);
    for claim in claims {
        let text = |field: &str| claim[field].as_str().expect("text").to_owned();
        let said = package.lines().any(|line| {
            line.contains(&format!("property=\"{}\"", text("property")))
                && line.contains(&format!(">{}<", text("value")))
        });
        assert_eq!(Value::from(said), claim["claimed"], "{claim}");
    }
}

#[test]
fn each_fault_is_named_where_it_is() {
    let desk = Desk::new();
    assert_eq!(desk.faults("good.md"), Vec::<String>::new());
    let long = "word ".repeat(900);
    desk.post("split.md", &format!("Short.^[{long}]\n\nThe end.\n"));
    assert_eq!(desk.faults("split.md"), ["split-notes split.md:7"; 1]);
    desk.post("glyph.md", &format!("Text.\n\nA sign: {UNKNOWN}.\n"));
    assert!(desk.faults("glyph.md").contains(&"missing-glyphs glyph.md:9".to_owned()));
    desk.post("wide.md", &format!("Text.\n\n{}\n", "x".repeat(200)));
    // Four lines of one word, each broken by force and with a hyphen.
    let faults = desk.faults("wide.md");
    assert!(faults.contains(&"overfull wide.md:9".to_owned()), "{faults:?}");
    let coarse = image::RgbImage::from_pixel(60, 40, image::Rgb([90, 90, 90]));
    coarse.save(desk.path("coarse.png")).expect("image");
    desk.post("coarse.md", "Text.\n\n![A square](coarse.png \"full\")\n");
    assert_eq!(desk.faults("coarse.md"), ["low-resolution coarse.md:9"]);
    desk.post("small.md", "Text.\n\n![A square](coarse.png)\n");
    assert_eq!(desk.faults("small.md"), Vec::<String>::new(), "not enlarged beyond its pixels");
}

#[test]
fn people_get_places_and_a_table() {
    let desk = Desk::new();
    desk.post("glyph.md", &format!("A sign: {UNKNOWN}.\n"));
    let (_, out, _) = desk.run("check good.md glyph.md --typography");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[0],
        format!("glyph.md:7:1: page 1: missing-glyphs: no font has `{UNKNOWN}` (U+0378): “A sign: {UNKNOWN}.”")
    );
    assert!(lines[1].starts_with("pages  lines  space-cv  line-cv  loose%  tight%  hyphenated%  ladders"), "{out}");
    let ends: Vec<&str> = lines[2..].iter().map(|line| line.rsplit("  ").next().expect("name")).collect();
    assert_eq!(ends, ["good.md", "glyph.md", "all 2 posts"]);
}

#[test]
fn a_gate_fails_with_its_own_code() {
    let desk = Desk::new();
    desk.post("glyph.md", &format!("A sign: {UNKNOWN}.\n"));
    let (code, out, err) = desk.run("check good.md glyph.md --fail-on widows,missing-glyphs -q");
    assert_eq!((code, out.as_str()), (4, ""));
    assert!(err.contains("glyph.md: error: missing-glyphs: 1 found, 0 allowed"), "{err}");
    assert!(!err.contains("good.md"), "{err}");
    assert_eq!(desk.run("check good.md glyph.md --fail-on widows,missing-glyphs=1,loose=1.5,tight=1%").0, 0);
    assert_eq!(desk.run("check good.md --fail-on missing-glyphs").0, 0);
    assert_eq!(desk.run("check glyph.md --fail-on missing-glyphs --strict").0, 4);
    let (code, out, _) = desk.run("check glyph.md --fail-on missing-glyphs --message-format json");
    assert_eq!(code, 4);
    assert!(objects(&out).iter().any(|o| o["kind"] == "error" && o["file"] == "glyph.md"), "{out}");
    fs::write(desk.path("offprint.yaml"), "check: { fail_on: missing-glyphs }\n").expect("written");
    assert_eq!(desk.run("check glyph.md").0, 4, "the configuration's gate");
    assert_eq!(desk.run("check glyph.md --fail-on missing-glyphs=1").0, 0, "the flag wins");
    fs::write(desk.path("offprint.yaml"), "check:\n  fail_on: widdows\n").expect("written");
    let (code, _, err) = desk.run("check glyph.md");
    assert!(code == 2 && err.contains("offprint.yaml:2:") && err.contains("did you mean `widows`?"), "{code} {err}");
}

#[test]
fn wrong_words_are_2_and_say_what_there_is() {
    let desk = Desk::new();
    let (code, out, err) = desk.run("check good.md --fail-on widdows");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `widows`?") && err.contains("split-notes"), "{err}");
    assert_eq!(desk.run("check good.md --fail-on loose=many").0, 2);
    assert_eq!(desk.run("check --typography").0, 2);
    assert_eq!(desk.run("check good.md --output x").0, 2, "a check writes nothing");
    fs::create_dir(desk.path("posts")).expect("folder");
    let (code, _, err) = desk.run("check posts");
    assert_eq!(code, 1);
    assert!(err.contains("posts/*.md"), "{err}");
}
