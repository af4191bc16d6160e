//! Lengths and page sizes as people write them.

use crate::layout::trim::{parse_length, parse_trim};
use crate::layout::units::{Pt, Size};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::str::FromStr;

/// A length with its unit: `3mm`, `0.125in`, `9pt`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Length(pub Pt);

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not a length: write a number with mm, cm, in or pt, as in 3mm");
        parse_length(text).map(Length).ok_or_else(wrong)
    }
}

/// A trim size: a name, or two lengths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageSize(pub Size);

impl FromStr for PageSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_trim(text).map(PageSize)
    }
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
