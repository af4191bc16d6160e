//! The site of `tests/site`, copied to a temporary folder with its images drawn.

use std::path::Path;

/// A copy of the site, for a test to change.
pub fn site() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&super::root().join("tests/site"), copy.path());
    let content = copy.path().join("content");
    draw(&content.join("essays/images/lamp.png"), 320, 140);
    draw(&content.join("essays/images/rings.png"), 200, 200);
    draw(&content.join("fieldnotes/images/steps.png"), 120, 160);
    copy
}

/// Writes a file of a site.
pub fn write(site: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = site.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

/// Changes a file of a site; what is replaced must be there.
pub fn edit(site: &Path, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(site.join(path)).expect("a file of the site");
    assert!(text.contains(from), "{path} holds `{from}`");
    write(site, path, text.replace(from, to));
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// A picture whose colours differ everywhere, so that one taken for another shows.
fn draw(path: &Path, width: u32, height: u32) {
    let colour = |x: u32, y: u32| {
        let part = |value: u32, whole: u32| u8::try_from(value * 255 / whole).unwrap_or(255);
        image::Rgb([part(x, width), part(y, height), u8::try_from((width + height) % 256).unwrap_or(0)])
    };
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    image::RgbImage::from_fn(width, height, colour).save(path).expect("drawn");
}
