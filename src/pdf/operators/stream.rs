//! A content stream (ISO 32000-1, 7.8.2) as bytes, one method an operator. printpdf's list of operators holds the same,
//! and takes four times the instructions and forty times the memory for it.

use crate::pdf::space::Area;
use std::borrow::Cow;

/// Decimals of coordinates and lengths: a thousandth of a point is a third of a micrometre.
const DECIMALS: usize = 3;
/// Decimals of a colour's parts, which still tell all 256 values of a byte apart.
const COLOR_DECIMALS: usize = 4;
/// Largest number, either way, that every reader holds (ISO 19005-2, 6.1.13).
const LARGEST: f64 = 2_147_483_647.0;

/// What is done with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pdf) enum Paint {
    Fill,
    Stroke,
    /// What follows shows within the path only.
    Clip,
}

/// The operators of a page or a form.
#[derive(Debug, Default)]
pub(in crate::pdf) struct ContentStream {
    bytes: Vec<u8>,
}

impl ContentStream {
    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// An operator without operands, or whose operands are written.
    pub fn operator(&mut self, operator: &str) {
        self.bytes.extend_from_slice(operator.as_bytes());
        self.bytes.push(b'\n');
    }

    /// A length or coordinate as an operand.
    pub fn number(&mut self, value: f64) {
        self.decimal(value, DECIMALS);
        self.bytes.push(b' ');
    }

    /// Several of them.
    pub fn numbers<const N: usize>(&mut self, values: [f64; N]) {
        values.into_iter().for_each(|value| self.number(value));
    }

    /// A number with so many decimals at most; what is not a number is zero.
    pub fn decimal(&mut self, value: f64, decimals: usize) {
        const POWERS: [f64; 10] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
        let power = POWERS.get(decimals).copied().unwrap_or(1.0);
        let limited = if value.is_finite() { value.clamp(-LARGEST, LARGEST) } else { 0.0 };
        // Below 2^31 * 10^9, so within 64 bits.
        self.scaled((limited * power).round() as i64, decimals);
    }

    /// `value` over ten to the power of `decimals`, without zeros at the end.
    fn scaled(&mut self, value: i64, decimals: usize) {
        let mut digits = [b'0'; 24];
        let mut left = value.unsigned_abs();
        let (mut at, mut written) = (digits.len(), 0);
        let mut significant = false;
        while left > 0 || written <= decimals {
            let digit = (left % 10) as u8;
            left /= 10;
            if written == decimals && significant {
                at -= 1;
                digits[at] = b'.';
            }
            significant |= digit != 0 || written >= decimals;
            if significant {
                at -= 1;
                digits[at] = b'0' + digit;
            }
            written += 1;
        }
        if value < 0 {
            self.bytes.push(b'-');
        }
        self.bytes.extend_from_slice(&digits[at..]);
    }

    /// A number with at least six significant digits, as an operand.
    pub fn significant(&mut self, value: f64) {
        let decimals = match value.abs() {
            large if large >= 10_000.0 => 2,
            large if large >= 100.0 => 3,
            usual if usual >= 0.01 => 6,
            _ => 9,
        };
        self.decimal(value, decimals);
        self.bytes.push(b' ');
    }

    /// A name as an operand. It has to be of regular characters.
    pub fn name(&mut self, name: &str) {
        self.bytes.push(b'/');
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(b' ');
    }

    /// Keeps the graphics state.
    pub fn save(&mut self) {
        self.operator("q");
    }

    /// Takes back the state kept last.
    pub fn restore(&mut self) {
        self.operator("Q");
    }

    /// Changes the coordinate system.
    pub fn transform(&mut self, matrix: [f64; 6]) {
        self.numbers(matrix);
        self.operator("cm");
    }

    /// Takes a graphics state of the resources.
    pub fn graphics_state(&mut self, name: &str) {
        self.name(name);
        self.operator("gs");
    }

    /// Draws an XObject of the resources.
    pub fn draw(&mut self, name: &str) {
        self.name(name);
        self.operator("Do");
    }

    /// A colour by its parts, one for greys; `operators` for one and for three.
    pub fn color(&mut self, parts: &[f64], [gray, rgb]: [&str; 2]) {
        for part in parts {
            self.decimal(*part, COLOR_DECIMALS);
            self.bytes.push(b' ');
        }
        self.operator(if parts.len() == 1 { gray } else { rgb });
    }

    /// The width of strokes.
    pub fn line_width(&mut self, width: f64) {
        self.number(width);
        self.operator("w");
    }

    /// Dashes with gaps of the same length; a solid line for none.
    pub fn dashes(&mut self, length: Option<f64>) {
        self.bytes.push(b'[');
        if let Some(length) = length {
            self.decimal(length, DECIMALS);
        }
        self.operator("] 0 d");
    }

    /// Lengths of dashes and gaps, from a place in them.
    pub fn dash_pattern(&mut self, lengths: impl Iterator<Item = f64>, phase: f64) {
        self.bytes.push(b'[');
        lengths.for_each(|length| self.significant(length));
        self.bytes.extend_from_slice(b"] ");
        self.significant(phase);
        self.operator("d");
    }

    /// Begins a path.
    pub fn move_to(&mut self, x: f64, y: f64) {
        self.numbers([x, y]);
        self.operator("m");
    }

    /// Goes on straight.
    pub fn line_to(&mut self, x: f64, y: f64) {
        self.numbers([x, y]);
        self.operator("l");
    }

    /// Goes on in a Bézier curve: its two handles and its end.
    pub fn curve_to(&mut self, points: [f64; 6]) {
        self.numbers(points);
        self.operator("c");
    }

    /// A rectangle as a path.
    pub fn rectangle(&mut self, area: Area) {
        self.numbers([area.x, area.y, area.width, area.height]);
        self.operator("re");
    }

    /// Ends a path that is closed.
    pub fn paint(&mut self, paint: Paint) {
        self.operator(match paint {
            Paint::Fill => "f",
            Paint::Stroke => "S",
            Paint::Clip => "W n",
        });
    }

    /// Begins marked content without properties.
    pub fn begin_marked(&mut self, tag: &str) {
        self.name(tag);
        self.operator("BMC");
    }

    /// Begins a sequence of a structure element.
    pub fn begin_sequence(&mut self, mcid: usize) {
        // The tag must not be `Artifact`, and has no meaning beside an MCID.
        self.bytes.extend_from_slice(b"/P <</MCID ");
        self.decimal(mcid as f64, 0);
        self.operator(">> BDC");
    }

    /// Begins an artifact, by its type and perhaps subtype.
    pub fn begin_artifact(&mut self, kind: &str, subtype: Option<&str>) {
        self.bytes.extend_from_slice(b"/Artifact <</Type /");
        self.bytes.extend_from_slice(kind.as_bytes());
        if let Some(subtype) = subtype {
            self.bytes.extend_from_slice(b" /Subtype /");
            self.bytes.extend_from_slice(subtype.as_bytes());
        }
        self.operator(">> BDC");
    }

    /// Begins a span of a language (a BCP 47 tag), or whose text is another than its glyphs say.
    pub fn begin_span(&mut self, lang: Option<&str>, actual: Option<&str>) {
        self.bytes.extend_from_slice(b"/Span <<");
        if let Some(lang) = lang {
            self.bytes.extend_from_slice(b"/Lang (");
            self.bytes.extend_from_slice(lang.as_bytes());
            self.bytes.push(b')');
        }
        if let Some(actual) = actual {
            self.bytes.extend_from_slice(b"/ActualText <");
            for byte in utf16(actual) {
                self.bytes.extend_from_slice(&hexadecimal(byte));
            }
            self.bytes.push(b'>');
        }
        self.operator(">> BDC");
    }

    /// Ends marked content.
    pub fn end_marked(&mut self) {
        self.operator("EMC");
    }

    /// Begins an array of shown strings.
    pub fn begin_show(&mut self) {
        self.bytes.push(b'[');
    }

    /// Begins a string in such an array.
    pub fn begin_string(&mut self) {
        self.bytes.push(b'<');
    }

    /// A character code within a string.
    pub fn code(&mut self, code: u16) {
        let [high, low] = code.to_be_bytes();
        self.bytes.extend_from_slice(&hexadecimal(high));
        self.bytes.extend_from_slice(&hexadecimal(low));
    }

    /// Ends the string.
    pub fn end_string(&mut self) {
        self.bytes.push(b'>');
    }

    /// Shows the array.
    pub fn show(&mut self) {
        self.operator("] TJ");
    }
}

/// The two digits of a byte.
fn hexadecimal(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

/// A text string in UTF-16 with its byte order mark (ISO 32000-1, 7.9.2.2). At most 32,767 bytes (ISO 19005-2, 6.1.13):
/// what is longer ends with an ellipsis.
pub(in crate::pdf) fn utf16(text: &str) -> Vec<u8> {
    [0xFE, 0xFF].into_iter().chain(bounded(text).encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

/// Longest text string in UTF-16 units, its byte order mark not counted.
const LONGEST_STRING: usize = 16_382;

/// A text, cut where a string ends at the latest.
pub(in crate::pdf) fn bounded(text: &str) -> Cow<'_, str> {
    // No character takes fewer bytes than UTF-16 units.
    if text.len() <= LONGEST_STRING {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let cut = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_STRING - 1
    });
    match cut {
        Some((at, _)) if text.encode_utf16().count() > LONGEST_STRING => {
            Cow::Owned(text.get(..at).unwrap_or_default().to_owned() + "…")
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64) -> String {
        let mut stream = ContentStream::default();
        stream.decimal(value, DECIMALS);
        String::from_utf8(stream.into_bytes()).unwrap()
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_need() {
        let written: Vec<String> =
            [0.0, -0.0004, 1.0, 10.0, 0.5, -12.34, 595.276, 0.001, 100.0, 1e300, f64::NAN].map(written).into();
        assert_eq!(written, ["0", "0", "1", "10", "0.5", "-12.34", "595.276", "0.001", "100", "2147483647", "0"]);
    }

    #[test]
    fn strings_have_at_most_as_many_bytes_as_readers_hold() {
        for (text, bytes) in [("a".repeat(16_382), 32_766), ("a".repeat(16_383), 32_766), ("😀".repeat(20_000), 32_764)]
        {
            let string = utf16(&text);
            assert_eq!(string.len(), bytes);
            let units: Vec<u16> = string.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            assert!(String::from_utf16(&units).is_ok());
        }
    }
}
