//! Lengths and sizes of type as MathML has them.

use crate::math::formula::X_HEIGHT;
use ratex_parser::parse_node::Measurement;

/// A length in ems. Points are TeX's, of a type size of ten.
pub(super) fn ems(length: &Measurement) -> String {
    let factor = match length.unit.as_str() {
        "mu" => 1.0 / 18.0,
        "ex" => X_HEIGHT,
        "em" => 1.0,
        "mm" => 0.284_527_6,
        "cm" => 2.845_276,
        "in" => 7.227,
        "bp" => 0.100_375,
        "pc" => 1.2,
        "dd" => 0.107_0,
        "cc" => 1.284,
        "sp" => 0.1 / 65_536.0,
        _ => 0.1,
    };
    let rounded = (length.number * factor * 10_000.0).round() / 10_000.0;
    format!("{rounded}em")
}

/// Factors of `\tiny` to `\Huge`, as KaTeX has them.
pub(super) fn size_factor(size: u8) -> f64 {
    const FACTORS: [f64; 11] = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.44, 1.728, 2.074, 2.488];
    FACTORS.get(usize::from(size).saturating_sub(1)).copied().unwrap_or(1.0)
}
