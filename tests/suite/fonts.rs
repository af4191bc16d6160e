//! Fonts of the system and text of many scripts, through the whole program: the PDF says what was written, with its fonts
//! embedded; the EPUB holds the faces.

use crate::support::{have, offprint, run};
use std::path::{Path, PathBuf};

/// Written without line breaks: one would copy as a space.
const PARAGRAPHS: [&str; 6] = [
    "\u{4e2d}\u{6587}\u{6392}\u{7248}\u{ff0c}\u{898f}\u{5247}\u{3002}",
    "\u{3072}\u{3089}\u{304c}\u{306a}\u{3068}\u{30ab}\u{30bf}\u{30ab}\u{30ca}",
    "\u{041c}\u{043e}\u{0441}\u{043a}\u{0432}\u{0430}",
    "\u{0395}\u{03bb}\u{03bb}\u{03ac}\u{03b4}\u{03b1}",
    "\u{05e9}\u{05dc}\u{05d5}\u{05dd}",
    "\u{0643}\u{062a}\u{0627}\u{0628}",
];

const THEME: &str = "\
families:
  cjk: { regular: 'system:Noto Serif CJK JP', generic: serif }
roles:
  label: cjk
  fallback: [serif, sans, mono, cjk, hebrew, arabic, math, symbols, symbols2, emoji]
";

/// Exports the paragraphs; `None` where the collection is not installed and need not be.
fn export(folder: &Path, flag: &str) -> Option<PathBuf> {
    let body = PARAGRAPHS.join("\n\n");
    std::fs::write(folder.join("post.md"), format!("---\nid: post\ntitle: Scripts\n---\n\n{body}\n")).expect("post");
    std::fs::write(folder.join("theme.yaml"), THEME).expect("theme");
    let out = folder.join(format!("post.{}", flag.trim_start_matches("--")));
    let mut command = offprint();
    command.arg("export").arg(folder.join("post.md")).arg(flag).args(["--embed-fonts", "--offline", "--theme"]);
    let (done, _, told) = run(command.arg(folder.join("theme.yaml")).arg("-o").arg(&out));
    let required = std::env::var("OFFPRINT_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    if told.contains("is not installed") && !required {
        eprintln!("Noto Serif CJK JP is not installed: what needs it is skipped");
        return None;
    }
    assert!(done, "{told}");
    assert!(!told.contains("missing-glyph"), "{told}");
    Some(out)
}

#[test]
fn a_pdf_says_what_was_written_in_every_script() {
    let folder = tempfile::tempdir().expect("folder");
    let Some(pdf) = export(folder.path(), "--pdf") else { return };
    if have("pdftotext", "-v") {
        let (_, text, _) = run(std::process::Command::new("pdftotext").arg(&pdf).arg("-"));
        for paragraph in PARAGRAPHS {
            assert!(text.contains(paragraph), "{paragraph} in {text}");
        }
    }
    if have("pdffonts", "-v") {
        let (_, fonts, _) = run(std::process::Command::new("pdffonts").arg(&pdf));
        let line =
            fonts.lines().find(|line| line.contains("NotoSerifCJKjp-Regular")).expect("the face of the collection");
        assert!(line.contains("CID Type 0C") && line.contains("yes yes yes"), "{line}");
    }
    if have("qpdf", "--version") {
        let (sound, _, told) = run(std::process::Command::new("qpdf").arg("--check").arg(&pdf));
        assert!(sound, "{told}");
    }
    let size = std::fs::metadata(&pdf).expect("file").len();
    assert!(size < 200_000, "{size} bytes: the collection was cut down");
}

#[test]
fn an_epub_holds_a_face_of_a_collection() {
    let folder = tempfile::tempdir().expect("folder");
    let Some(epub) = export(folder.path(), "--epub") else { return };
    let file = std::fs::File::open(epub).expect("file");
    let mut archive = zip::ZipArchive::new(file).expect("container");
    let name = archive.file_names().filter_map(Result::ok).find(|name| name.contains("NotoSerifCJKjp-Regular"));
    let name = name.expect("the face").into_owned();
    let packed = archive.by_name(&name).expect("entry").compressed_size();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(&name).expect("entry"), &mut bytes).expect("bytes");
    assert!(name.ends_with(".otf") && bytes.starts_with(b"OTTO"), "{name}");
    use skrifa::MetadataProvider;
    let font = skrifa::FontRef::new(&bytes).expect("a font");
    let glyph = font.charmap().map('\u{4e2d}').expect("the character");
    assert!(font.outline_glyphs().get(glyph).is_some(), "its outline");
    // Glyphs that are left out stay as blanks of their size, which pack to nothing; subroutines stay (docs/epub.md).
    assert!(packed * 10 < bytes.len() as u64, "{packed} of {} bytes: it was cut down", bytes.len());
}
