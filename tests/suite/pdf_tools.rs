//! The readers that others wrote: qpdf, poppler, MuPDF and Ghostscript read every file without a complaint.
//!
//! A tool that is not installed is told and passed over, unless `OFFPRINT_REQUIRE_TOOLS=1`. The files stay in the
//! target folder's `tmp` to be looked at.

use crate::epub_support::{TIMESTAMP, sink};
use offprint::document::Book;
use offprint::layout::fonts::FontBook;
use offprint::layout::page::Press;
use offprint::layout::units::Pt;
use offprint::layout::{LayoutOptions, lay_out};
use offprint::pdf::{self, PdfOptions};
use offprint::resolve::Assets;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A book's PDF as a file.
fn file(name: &str, book: &Book, assets: &Assets) -> PathBuf {
    file_with(name, book, assets, &LayoutOptions::default())
}

fn file_with(name: &str, book: &Book, assets: &Assets, options: &LayoutOptions) -> PathBuf {
    let theme = offprint::theme::built_in().expect("theme");
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let (pages, _) = lay_out(book, assets, &theme, &fonts, options);
    let (bytes, said) =
        pdf::write(&mut pages.clone(), &fonts, assets, &PdfOptions { timestamp: TIMESTAMP }).expect("PDF");
    assert!(said.is_empty(), "{name}: {said:?}");
    // Tests run side by side: each has its own copy.
    let test = std::thread::current().name().unwrap_or("test").replace(':', "_");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{test}.pdf"));
    std::fs::write(&path, bytes).expect("written");
    path
}

/// What a printer gets: bleed, marks, chapters on right pages, a full front matter.
fn press() -> LayoutOptions {
    let press = Press { bleed: Pt(9.0), marks: true };
    LayoutOptions { press, open_right: true, front_matter: Some(true), ..LayoutOptions::default() }
}

fn files() -> Vec<PathBuf> {
    let (book, assets) = sink::kitchen_sink();
    let (volume, volume_assets) = sink::volume();
    vec![
        file("sink", &book, &assets),
        file("long", &sink::long_post(), &Assets::default()),
        file("bare", &sink::bare_post(), &Assets::default()),
        file("volume", &volume, &volume_assets),
        file_with("press", &volume, &volume_assets, &press()),
    ]
}

/// Runs a tool; `None` when it is missing and may be.
fn run(tool: &str, arguments: &[&str], path: &Path) -> Option<Output> {
    let required = std::env::var_os("OFFPRINT_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    let arguments =
        arguments.iter().map(|argument| if *argument == "FILE" { path.as_os_str() } else { argument.as_ref() });
    match Command::new(tool).args(arguments).output() {
        Ok(output) => Some(output),
        Err(error) => {
            assert!(!required, "{tool}: {error}, and OFFPRINT_REQUIRE_TOOLS=1");
            eprintln!("skipped: {tool}: {error}");
            None
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a tool on every file: it must succeed and write nothing about trouble.
fn says_nothing(tool: &str, arguments: &[&str], is_complaint: impl Fn(&str) -> bool) {
    for path in files() {
        let Some(output) = run(tool, arguments, &path) else { return };
        let said = text(&output.stdout) + &text(&output.stderr);
        let complaints: Vec<&str> = said.lines().filter(|line| is_complaint(line)).collect();
        assert!(output.status.success() && complaints.is_empty(), "{tool} {}: {said}", path.display());
    }
}

/// What MuPDF says of trouble; that it was built without colour management is not the file's.
fn is_trouble(line: &str) -> bool {
    (line.contains("warning:") || line.contains("error:")) && !line.contains("ICC support is not available")
}

#[test]
fn qpdf_finds_no_error() {
    // Its exit status tells: 2 for errors, 3 for warnings.
    says_nothing("qpdf", &["--check", "FILE"], |_| false);
}

#[test]
fn mupdf_reads_everything() {
    says_nothing("mutool", &["info", "FILE"], is_trouble);
    says_nothing("mutool", &["draw", "-q", "-F", "ppm", "-r", "20", "-o", "/dev/null", "FILE"], is_trouble);
}

#[test]
fn ghostscript_reads_everything() {
    let options = ["-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONERROR", "-sDEVICE=nullpage", "FILE"];
    says_nothing("gs", &options, |line| !line.is_empty());
}

#[test]
fn poppler_reads_everything() {
    says_nothing("pdftoppm", &["-r", "20", "-png", "FILE", "/dev/null"], |_| false);
    says_nothing("pdftotext", &["FILE", "/dev/null"], |line| !line.is_empty());
}

#[test]
fn every_font_is_embedded_subset_and_mapped() {
    for path in files() {
        let Some(output) = run("pdffonts", &["FILE"], &path) else { return };
        let said = text(&output.stdout);
        let fonts: Vec<&str> = said.lines().skip(2).collect();
        assert!(!fonts.is_empty());
        for font in fonts {
            // Name, type and encoding; then emb, sub, uni.
            assert_eq!(font.matches(" yes").count(), 3, "{}: {font}", path.display());
        }
    }
}

#[test]
fn the_file_says_that_it_is_tagged() {
    for path in files() {
        let Some(output) = run("pdfinfo", &["FILE"], &path) else { return };
        let said = text(&output.stdout);
        for line in ["Tagged:          yes", "PDF version:     1.7", "Encrypted:       no", "JavaScript:      no"] {
            assert!(said.contains(line), "{}: {line:?} in {said}", path.display());
        }
    }
}

#[test]
fn every_page_of_a_press_file_has_its_boxes() {
    let (volume, assets) = sink::volume();
    let path = file_with("boxes", &volume, &assets, &press());
    let Some(output) = run("pdfinfo", &["-box", "-f", "1", "-l", "2", "FILE"], &path) else { return };
    let said = text(&output.stdout);
    let box_of = |page: usize, name: &str| -> Vec<f64> {
        let start = format!("Page{page:>5} {name}:");
        let line = said.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default();
        line.split_whitespace().filter_map(|number| number.parse().ok()).collect()
    };
    // A5 is 419.53 by 595.28 pt; 9 of bleed and 21 of slug are 30. No bleed at the spine, left of a right page.
    assert_eq!(box_of(1, "MediaBox"), [0.0, 0.0, 479.53, 655.28], "{said}");
    assert_eq!(box_of(1, "TrimBox"), [30.0, 30.0, 449.53, 625.28], "{said}");
    assert_eq!(box_of(1, "BleedBox"), [30.0, 21.0, 458.53, 634.28], "{said}");
    assert_eq!(box_of(2, "BleedBox"), [21.0, 21.0, 449.53, 634.28], "{said}");
}

#[test]
fn a_first_letter_reads_with_its_word() {
    let mut theme = offprint::theme::built_in().expect("theme");
    theme.opening.drop_cap = 3;
    theme.opening.small_cap_words = 3;
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let book = sink::long_post();
    let (pages, _) = lay_out(&book, &Assets::default(), &theme, &fonts, &LayoutOptions::default());
    let options = PdfOptions { timestamp: TIMESTAMP };
    let (bytes, _) = pdf::write(&mut pages.clone(), &fonts, &Assets::default(), &options).expect("PDF");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("initial.pdf");
    std::fs::write(&path, bytes).expect("written");
    let first = book.chapters[0].blocks.iter().find_map(|block| match &block.kind {
        offprint::document::BlockKind::Paragraph(run) => Some(offprint::document::walk::plain_text(run)),
        _ => None,
    });
    let words: Vec<String> = first.expect("a paragraph").split_whitespace().take(4).map(str::to_owned).collect();
    let Some(output) = run("pdftotext", &["FILE", "-"], &path) else { return };
    assert!(text(&output.stdout).contains(&words.join(" ")), "{words:?} in {}", text(&output.stdout));
}

#[test]
fn copied_text_has_whole_words() {
    let (book, assets) = sink::kitchen_sink();
    let path = file("words", &book, &assets);
    let Some(output) = run("pdftotext", &["FILE", "-"], &path) else { return };
    let said = text(&output.stdout);
    assert!(!said.contains('\u{FFFD}'), "{said}");
    assert!(said.contains(&book.meta.title), "{said}");
}
