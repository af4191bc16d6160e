//! Colours: greys (black text above all) as one ink, everything else as sRGB.

use crate::document::Rgb;
use printpdf::{Color, Greyscale};

/// A colour as printpdf takes it. A grey is DeviceGray, so that black text prints with the black ink alone.
pub(super) fn to_printpdf(color: Rgb) -> Color {
    let Rgb(r, g, b) = color;
    if r == g && g == b {
        Color::Greyscale(Greyscale { percent: part(r), icc_profile: None })
    } else {
        Color::Rgb(printpdf::Rgb { r: part(r), g: part(g), b: part(b), icc_profile: None })
    }
}

/// A byte as a fraction with four decimals, which still tells all 256 values apart.
fn part(value: u8) -> f32 {
    (f32::from(value) / 255.0 * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_are_one_ink() {
        assert_eq!(to_printpdf(Rgb(0, 0, 0)).into_vec(), [0.0]);
        assert_eq!(to_printpdf(Rgb(255, 255, 255)).into_vec(), [1.0]);
        assert_eq!(to_printpdf(Rgb(255, 0, 51)).into_vec(), [1.0, 0.0, 0.2]);
    }
}
