//! Lengths and page sizes as people write them.

use crate::layout::units::{Pt, Size};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::str::FromStr;

/// Smallest side of a page: a column of text still fits.
const LEAST_SIDE: Pt = Pt(144.0);

/// Largest side of a page: 200 inches, the largest that every PDF reader takes (ISO 32000-1, Annex C.2).
const LARGEST_SIDE: Pt = Pt(14_400.0);

/// A length with its unit: `3mm`, `0.125in`, `9pt`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Length(pub Pt);

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_ascii_lowercase();
        let wrong = || format!("`{text}` is not a length: write a number with mm, cm, in or pt, as in 3mm");
        let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(split).ok_or_else(wrong)?;
        let number: f64 = number.trim().parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0).ok_or_else(wrong)?;
        match unit {
            "mm" => Ok(Length(Pt::mm(number))),
            "cm" => Ok(Length(Pt::mm(number * 10.0))),
            "in" => Ok(Length(Pt::inch(number))),
            "pt" => Ok(Length(Pt(number))),
            "" if number == 0.0 => Ok(Length(Pt::ZERO)),
            _ => Err(wrong()),
        }
    }
}

/// A trim size: a name, or two lengths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageSize(pub Size);

impl FromStr for PageSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_ascii_lowercase().replace('×', "x");
        let size = match lower.as_str() {
            "a4" => size(Pt::mm(210.0), Pt::mm(297.0)),
            "a5" => size(Pt::mm(148.0), Pt::mm(210.0)),
            "letter" => size(Pt::inch(8.5), Pt::inch(11.0)),
            "6x9" => size(Pt::inch(6.0), Pt::inch(9.0)),
            "5x8" => size(Pt::inch(5.0), Pt::inch(8.0)),
            "5.5x8.5" => size(Pt::inch(5.5), Pt::inch(8.5)),
            other => free_size(other).ok_or_else(|| not_a_size(text))?,
        };
        let fits = |side: Pt| side >= LEAST_SIDE && side <= LARGEST_SIDE;
        if !fits(size.width) || !fits(size.height) {
            return Err(format!("the page size {text} is out of range: each side must be between 2in and 200in"));
        }
        Ok(PageSize(size))
    }
}

fn size(width: Pt, height: Pt) -> Size {
    Size { width, height }
}

/// `WIDTHxHEIGHT`; a unit after the second serves both.
fn free_size(text: &str) -> Option<Size> {
    let (width, height) = text.split_once('x')?;
    let height_length: Length = height.parse().ok()?;
    let unit = height.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let width: Length = width.parse().or_else(|_| format!("{}{unit}", width.trim()).parse()).ok()?;
    Some(size(width.0, height_length.0))
}

fn not_a_size(text: &str) -> String {
    format!(
        "`{text}` is not a page size: use a4, a5, letter, 6x9, 5x8, 5.5x8.5 (inches), or WIDTHxHEIGHT with mm, in or pt, \
         as in 120x190mm"
    )
}

/// A number of bytes: `5MB`, `800kB`, `2MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteSize(pub usize);

impl FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not a size: write a number with kB, MB, KiB or MiB, as in 5MB");
        let lower = text.trim().to_ascii_lowercase();
        let split = lower.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong)?;
        let (number, unit) = lower.split_at_checked(split).ok_or_else(wrong)?;
        let factor = match unit {
            "kb" => 1e3,
            "mb" => 1e6,
            "kib" => 1024.0,
            "mib" => 1_048_576.0,
            _ => return Err(wrong()),
        };
        let bytes = number.trim().parse::<f64>().map_err(|_| wrong())? * factor;
        if !(1000.0..=1e12).contains(&bytes) {
            return Err(wrong());
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between a thousand and 10^12")]
        Ok(ByteSize(bytes as usize))
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for PageSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Option<(f64, f64)> {
        let PageSize(size) = text.parse().ok()?;
        Some((size.width.0.round(), size.height.0.round()))
    }

    #[test]
    fn page_sizes_by_name_and_by_length() {
        assert_eq!(points("A5"), Some((420.0, 595.0)));
        assert_eq!(points("6x9"), Some((432.0, 648.0)));
        assert_eq!(points("5.5×8.5"), Some((396.0, 612.0)));
        assert_eq!(points("120x190mm"), Some((340.0, 539.0)));
        assert_eq!(points("4in x 600pt"), Some((288.0, 600.0)));
        assert_eq!(points("7x7"), None, "no unit");
        assert_eq!(points("a6"), None);
        assert_eq!(points("1x9in"), None, "too narrow");
        assert!("a6".parse::<PageSize>().expect_err("unknown").contains("5.5x8.5"), "says what is allowed");
    }

    #[test]
    fn sizes_in_bytes() {
        assert_eq!("5MB".parse(), Ok(ByteSize(5_000_000)));
        assert_eq!("1.5 MiB".parse(), Ok(ByteSize(1_572_864)));
        for wrong in ["5", "MB", "-1MB", "5 pages", "1e99MB", "NaNMB"] {
            assert!(wrong.parse::<ByteSize>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn lengths_need_a_unit() {
        assert_eq!("0.125in".parse(), Ok(Length(Pt(9.0))));
        assert_eq!("0".parse(), Ok(Length(Pt::ZERO)));
        for wrong in ["3", "-3mm", "mm", "3 miles", "", "infmm", "é"] {
            assert!(wrong.parse::<Length>().is_err(), "{wrong}");
        }
    }
}
