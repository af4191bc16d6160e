//! Colours: greys (black text above all) as one ink, everything else as sRGB.

use super::stream::ContentStream;
use crate::document::Rgb;

/// Sets the colour of fills. A grey is DeviceGray, so that black text prints with the black ink alone.
pub(in crate::pdf) fn fill(color: Rgb, stream: &mut ContentStream) {
    set(color, ["g", "rg"], stream);
}

/// Sets the colour of strokes.
pub(in crate::pdf) fn stroke(color: Rgb, stream: &mut ContentStream) {
    set(color, ["G", "RG"], stream);
}

/// Sets a colour with the operator for greys or that for sRGB.
pub(in crate::pdf) fn set(Rgb(r, g, b): Rgb, operators: [&str; 2], stream: &mut ContentStream) {
    let [r, g, b] = [r, g, b].map(|part| f64::from(part) / 255.0);
    if r == g && g == b { stream.color(&[r], operators) } else { stream.color(&[r, g, b], operators) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_are_one_ink() {
        let written = |color| {
            let mut stream = ContentStream::default();
            fill(color, &mut stream);
            String::from_utf8(stream.into_bytes()).unwrap()
        };
        assert_eq!(written(Rgb(0, 0, 0)), "0 g\n");
        assert_eq!(written(Rgb(255, 255, 255)), "1 g\n");
        assert_eq!(written(Rgb(255, 0, 51)), "1 0 0.2 rg\n");
    }
}
