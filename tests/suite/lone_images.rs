//! Images that have no text beside them, in every place that text can be: none may be lost, nor its link.

use crate::support::{offprint, run};
use std::path::Path;

/// A name for each image, so that each is found again.
const POST: &str = "---\nid: a\n---\nBefore.\n\n[![alone](one.png)](https://example.org/alone)\n\n\
    [![first](two.png)](https://example.org/first)[![second](three.png)](https://example.org/second)\n\n**![strong](four.png)**\n\n\
    > [![quoted](five.png)](https://example.org/quoted)\n\n- ![listed](six.png)\n\nText[^n] with ![within](seven.png) it.\n\n\
    [^n]: ![noted](eight.png)\n\n| cell | many lines of text |\n|---|---|\n\
    | ![cell](nine.png) | one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen |\n";
const NAMES: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

fn post(folder: &Path) {
    for (shade, name) in (10u8..).zip(NAMES) {
        let image = image::RgbImage::from_pixel(240, 160, image::Rgb([shade, 90, 90]));
        image.save(folder.join(format!("{name}.png"))).expect("an image");
    }
    std::fs::write(folder.join("post.md"), POST).expect("a post");
}

#[test]
fn every_image_and_its_link_is_on_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    post(folder.path());
    let (done, pages, said) = run(offprint().current_dir(folder.path()).args(["export", "post.md", "--dump", "pages"]));
    assert!(done, "{said}");
    for name in NAMES {
        assert_eq!(pages.matches(&format!("image \"{name}.png\"")).count(), 1, "{name}: {pages}");
    }
    for link in ["alone", "first", "second", "quoted"] {
        assert!(pages.contains(&format!("link https://example.org/{link} ")), "{link}: {pages}");
    }
}

#[test]
fn an_image_in_a_cell_leaves_the_lines_of_its_neighbour_together() {
    let folder = tempfile::tempdir().expect("a folder");
    post(folder.path());
    let (_, pages, _) = run(offprint().current_dir(folder.path()).args(["export", "post.md", "--dump", "pages"]));
    let tops = |word: &str| -> Option<f64> {
        let line = pages.lines().find(|line| line.contains("TableCell") && line.contains(word))?;
        line.trim().split([',', ' ']).nth(1)?.parse().ok()
    };
    let (first, last) = (tops("one ").expect("the first line"), tops("fifteen").expect("the last line"));
    assert!(last > first && last - first < 60.0, "{first} {last}: {pages}");
}

#[test]
fn a_chapter_of_the_epub_has_them_full_size_in_their_links() {
    let folder = tempfile::tempdir().expect("a folder");
    post(folder.path());
    let (done, _, said) = run(offprint().current_dir(folder.path()).args(["export", "post.md", "--epub"]));
    assert!(done, "{said}");
    let file = std::fs::File::open(folder.path().join("a.epub")).expect("an EPUB");
    let mut archive = zip::ZipArchive::new(file).expect("a ZIP file");
    let mut text = String::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).expect("an entry");
        if entry.name().is_ok_and(|name| name.ends_with(".xhtml")) {
            text.push_str(&std::io::read_to_string(entry).expect("text"));
        }
    }
    for alt in ["alone", "first", "second", "strong", "quoted", "listed", "within", "noted", "cell"] {
        assert_eq!(text.matches(&format!("alt=\"{alt}\"")).count(), 1, "{alt}");
    }
    let figure = text.split("<figure").find(|part| part.contains("alt=\"alone\"")).expect("a figure");
    assert!(figure.contains("<a href=\"https://example.org/alone\""), "{figure}");
}
