//! Books that are read from right to left: every page is mirrored, text is not.

use crate::support::{offprint, run};

const POST: &str = "---\nid: book\ntitle: ספר\nlang: he\nsyntax: site\n---\n\n# פתיחה\n\nטקסט ראשון[^n] כאן.\n\n- פריט\n  - פנימי\n\n\
    1. אחת\n\n{bkqt/note}הערה בתיבה{/bkqt}\n\n| שם | מספר |\n|---|---|\n| אלף | 22 |\n\n```py\nprint(1)\n```\n\n![תמונה](pic.png)\n\n\
    [^n]: הערה.\n";

/// The dump of a post's pages, and the file's.
fn exported(post: &str, more: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    image::RgbImage::new(240, 160).save(folder.path().join("pic.png")).expect("an image");
    std::fs::write(folder.path().join("post.md"), post).expect("a post");
    let export = |last: &[&str]| {
        let args = ["export", "post.md", "--contents", "always"];
        let (done, out, said) = run(offprint().current_dir(folder.path()).args(args).args(more).args(last));
        assert!(done, "{said}");
        out
    };
    let pages = export(&["--dump", "pages"]);
    export(&["--pdf"]);
    let file = std::fs::read(folder.path().join("book.pdf")).expect("a PDF");
    (pages, offprint::pdf::dump(&file))
}

/// Left edge of the first item whose line holds all of these.
#[track_caller]
fn left(pages: &str, parts: &[&str]) -> f64 {
    let line = pages.lines().find(|line| parts.iter().all(|part| line.contains(part)));
    let line = line.unwrap_or_else(|| panic!("no {parts:?} in {pages}"));
    line.trim().split(',').next().and_then(|x| x.parse().ok()).unwrap_or_else(|| panic!("no place: {line}"))
}

#[test]
fn labels_bars_and_columns_stand_at_the_right() {
    let (pages, file) = exported(POST, &[]);
    // A5: the text area ends less than 420 pt from the left.
    let bullet = left(&pages, &["ListLabel", "•"]);
    let inner = left(&pages, &["ListLabel", "–"]);
    assert!(left(&pages, &["פריט"]) < bullet && left(&pages, &["פנימי"]) < inner, "{pages}");
    assert!(inner < bullet, "the inner list is moved in from the right: {pages}");
    assert!(left(&pages, &["אחת"]) < left(&pages, &["ListLabel", "1."]), "{pages}");
    assert!(left(&pages, &["TableCell", "22"]) < left(&pages, &["TableCell", "אלף"]), "{pages}");
    assert!(left(&pages, &["Paragraph", "הערה."]) < left(&pages, &["Link", "\"1\""]), "the note's number: {pages}");
    assert!(file.contains("ViewerPreferences <DisplayDocTitle true, Direction /R2L>"), "{file}");
}

#[test]
fn the_spine_is_at_the_right_of_the_first_page() {
    let (pages, file) = exported(POST, &["--bleed", "9pt"]);
    // The first page is a left one: it bleeds at the left.
    assert!(
        file.contains("MediaBox [0 0 428.528 613.276]") && file.contains("TrimBox [9 9 428.528 604.276]"),
        "{file}"
    );
    let (ltr, _) = exported(&POST.replace("lang: he", "lang: en"), &["--bleed", "9pt"]);
    assert_ne!(left(&pages, &["פתיחה"]), left(&ltr, &["פתיחה"]));
}

#[test]
fn code_starts_at_the_left_and_its_wrapped_lines_are_moved_in_from_there() {
    let long = "word ".repeat(30);
    let (pages, _) = exported(&format!("---\nid: book\ntitle: ספר\nlang: he\n---\n\nטקסט.\n\n```\n{long}\n```\n"), &[]);
    let ground = left(&pages, &["fill"]);
    let lines: Vec<&str> = pages.lines().filter(|line| line.contains("Code \"word")).collect();
    let starts: Vec<f64> = lines.iter().map(|line| left(line, &["word"]) - ground).collect();
    assert!(
        starts.len() > 1 && starts[0] < 12.0 && starts[1] > starts[0] + 5.0 && starts[1] < 25.0,
        "{starts:?} {pages}"
    );
}
