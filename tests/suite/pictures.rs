//! Pictures of pages beside what poppler makes of the PDF of the same pages. Both are left in `target/tmp` to be looked at.

use crate::support;
use image::imageops::FilterType;
use image::{DynamicImage, GrayImage};
use offprint::layout::fonts::FontBook;
use offprint::{picture, theme};
use std::path::Path;
use std::process::Command;

/// Side of the squares whose mean greys are compared, in pixels: finer differences are matters of smoothing.
const SQUARE: u32 = 16;

/// Most that the mean grey of a square may differ: two renderers weigh thin strokes differently.
const MOST_DIFFERENCE: u8 = 12;

fn squares(image: &DynamicImage) -> GrayImage {
    let (width, height) = (image.width() / SQUARE, image.height() / SQUARE);
    DynamicImage::ImageLuma8(image.to_luma8()).resize_exact(width, height, FilterType::Triangle).to_luma8()
}

#[test]
fn pages_look_as_poppler_shows_them() {
    if !support::have("pdftoppm", "-v") {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (fonts, _) = FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts");
    for name in ["twenty-five-copies", "el-viaje-de-la-separata"] {
        let post = support::root().join("examples/essays").join(name).with_extension("md");
        let mut assembled = support::assemble(&post);
        let (pages, pdf) = assembled.pdf();
        let pdf_path = folder.join(format!("{name}.pdf"));
        std::fs::write(&pdf_path, pdf).expect("written");
        let chosen = picture::choose(&pages);
        assert_eq!(chosen.len(), pages.pages.len().min(3), "{name} has no blank page");
        for index in chosen {
            let drawn = picture::page(&pages, index, picture::WIDTH, &fonts, &assembled.assets).expect("drawn");
            std::fs::write(folder.join(format!("{name}-{}.png", index + 1)), &drawn.bytes).expect("written");
            let out = folder.join(format!("{name}-{}-poppler", index + 1));
            let number = (index + 1).to_string();
            let mut command = Command::new("pdftoppm");
            command.args(["-png", "-singlefile", "-f", &number, "-l", &number]);
            command.args(["-scale-to-x", &drawn.width.to_string(), "-scale-to-y", &drawn.height.to_string()]);
            let (ran, _, said) = support::run(command.arg(&pdf_path).arg(&out));
            assert!(ran, "{said}");
            let ours = squares(&image::load_from_memory(&drawn.bytes).expect("ours"));
            let theirs = squares(&image::open(out.with_extension("png")).expect("theirs"));
            let differences = ours.pixels().zip(theirs.pixels()).map(|(a, b)| a.0[0].abs_diff(b.0[0]));
            let worst = differences.clone().max().expect("squares");
            let mean = differences.map(f64::from).sum::<f64>() / f64::from(ours.width() * ours.height());
            println!("{name}, page {}: worst square {worst}, mean {mean:.2}", index + 1);
            assert!(worst <= MOST_DIFFERENCE, "{name}, page {}: a square differs by {worst} of 255", index + 1);
            assert!(mean < 1.0, "{name}, page {}: squares differ by {mean} on the mean", index + 1);
        }
    }
}
