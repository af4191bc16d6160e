//! Trim sizes as people write them: by name, or as two lengths.

use super::units::{Pt, Size};

/// Smallest side of a page: a column of text still fits.
const LEAST_SIDE: Pt = Pt(144.0);

/// Largest side of a page: 200 inches, the largest that every PDF reader takes (ISO 32000-1, Annex C.2).
const LARGEST_SIDE: Pt = Pt(14_400.0);

/// A0 and B0 in millimetres (ISO 216). Each next size is half of the one before, cut across, in whole millimetres.
const A0: (u32, u32) = (841, 1189);
const B0: (u32, u32) = (1000, 1414);

/// American sizes with names, in inches.
const NAMED: [(&str, f64, f64); 6] = [
    ("letter", 8.5, 11.0),
    ("legal", 8.5, 14.0),
    ("executive", 7.25, 10.5),
    ("half-letter", 5.5, 8.5),
    ("tabloid", 11.0, 17.0),
    ("ledger", 17.0, 11.0),
];

/// Trims of books that are written without a unit, in inches.
const INCHES: [(f64, f64); 7] =
    [(5.0, 8.0), (5.25, 8.0), (5.5, 8.5), (6.0, 9.0), (7.0, 10.0), (8.0, 10.0), (8.5, 11.0)];

/// Reads a trim size: an ISO size (`a4`, `b5`), an American one (`letter`), a trim of books in inches (`6x9`), or
/// `WIDTHxHEIGHT` with `mm`, `cm`, `in` or `pt`. A unit after the second length is that of both.
///
/// # Errors
/// A sentence that says what is allowed.
pub fn parse_trim(text: &str) -> Result<Size, String> {
    let lower = text.trim().to_ascii_lowercase().replace('×', "x");
    let size = iso(&lower).or_else(|| named(&lower)).or_else(|| inches(&lower)).or_else(|| free(&lower));
    let size = size.ok_or_else(|| {
        format!(
            "`{text}` is not a page size: use a4, a5, b5 (any ISO A or B size), letter, legal, 6x9, 5x8, 5.5x8.5 (inches), or \
             WIDTHxHEIGHT with mm, cm, in or pt, as in 120x190mm"
        )
    })?;
    let fits = |side: Pt| side >= LEAST_SIDE && side <= LARGEST_SIDE;
    if !fits(size.width) || !fits(size.height) {
        return Err(format!("the page size {text} is out of range: each side must be between 2in and 200in"));
    }
    Ok(size)
}

/// A length with its unit: `3mm`, `0.125in`, `9pt`. `None` if it is negative, no number or has no unit.
pub fn parse_length(text: &str) -> Option<Pt> {
    let text = text.trim().to_ascii_lowercase();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    let number: f64 = number.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
    match unit {
        "mm" => Some(Pt::mm(number)),
        "cm" => Some(Pt::mm(number * 10.0)),
        "in" => Some(Pt::inch(number)),
        "pt" => Some(Pt(number)),
        "" if number == 0.0 => Some(Pt::ZERO),
        _ => None,
    }
}

fn iso(name: &str) -> Option<Size> {
    let (largest, number) =
        name.strip_prefix('a').map(|number| (A0, number)).or_else(|| Some((B0, name.strip_prefix('b')?)))?;
    let halvings: u32 = number.parse().ok().filter(|halvings| *halvings <= 10)?;
    let (width, height) = (0..halvings).fold(largest, |(width, height), _| (height / 2, width));
    Some(Size { width: Pt::mm(f64::from(width)), height: Pt::mm(f64::from(height)) })
}

fn named(name: &str) -> Option<Size> {
    let (_, width, height) = NAMED.into_iter().find(|(known, ..)| *known == name)?;
    Some(Size { width: Pt::inch(width), height: Pt::inch(height) })
}

fn inches(text: &str) -> Option<Size> {
    let (width, height) = text.split_once('x')?;
    let sides: (f64, f64) = (width.trim().parse().ok()?, height.trim().parse().ok()?);
    INCHES.contains(&sides).then(|| Size { width: Pt::inch(sides.0), height: Pt::inch(sides.1) })
}

fn free(text: &str) -> Option<Size> {
    let (width, height) = text.split_once('x')?;
    let unit = height.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let both = || parse_length(&format!("{}{unit}", width.trim()));
    Some(Size { width: parse_length(width).or_else(both)?, height: parse_length(height)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In whole points.
    fn points(text: &str) -> Option<(f64, f64)> {
        parse_trim(text).ok().map(|size| (size.width.0.round(), size.height.0.round()))
    }

    /// In whole millimetres.
    fn millimetres(text: &str) -> Option<(f64, f64)> {
        let round = |side: Pt| (side / Pt::mm(1.0)).round();
        parse_trim(text).ok().map(|size| (round(size.width), round(size.height)))
    }

    #[test]
    fn iso_sizes_are_halves_in_whole_millimetres() {
        assert_eq!(millimetres("A4"), Some((210.0, 297.0)));
        assert_eq!(millimetres("a5"), Some((148.0, 210.0)));
        assert_eq!(millimetres("a6"), Some((105.0, 148.0)));
        assert_eq!(millimetres("b5"), Some((176.0, 250.0)));
        assert_eq!(millimetres("b6"), Some((125.0, 176.0)));
        assert_eq!(millimetres("a0"), Some((841.0, 1189.0)));
        assert_eq!([millimetres("a11"), millimetres("a"), millimetres("a-1")], [None; 3]);
        assert!(parse_trim("a9").expect_err("37 mm").contains("between 2in and 200in"));
    }

    #[test]
    fn american_sizes_have_names_and_books_are_in_inches() {
        assert_eq!(points("Letter"), Some((612.0, 792.0)));
        assert_eq!(points("half-letter"), points("5.5×8.5"));
        assert_eq!(points("6x9"), Some((432.0, 648.0)));
        assert_eq!(points("6 x 9"), Some((432.0, 648.0)));
        assert_eq!(points("7x7"), None, "no usual trim, no unit");
    }

    #[test]
    fn other_sizes_have_lengths() {
        assert_eq!(points("120x190mm"), Some((340.0, 539.0)));
        assert_eq!(points("14.8x21cm"), points("a5"));
        assert_eq!(points("4in x 600pt"), Some((288.0, 600.0)));
        assert_eq!([points("1x9in"), points("0x4in"), points("x"), points("infx9in")], [None; 4]);
        assert!(parse_trim("quarto").expect_err("unknown").contains("5.5x8.5"), "says what is allowed");
    }
}
