//! Colours that read on paper white and on the near-black of a night mode.
//!
//! A book does not know the page it is shown on: the style sheet sets no background, and most readers paint text that
//! has no colour of its own. Text that has one must read on both grounds. Relative luminance and contrast are those
//! of WCAG 2.2.

use crate::document::Rgb;

/// Least contrast of text on white: WCAG 2.2, 1.4.3 (AA).
pub const ON_WHITE: f64 = 4.5;
/// Least contrast of the same text on near-black, in a reader that knows no `prefers-color-scheme`. 4.5 on both grounds
/// cannot be reached: the product of the two contrasts is 1.05/0.056 = 18.7 for every colour. 4 is above what WCAG asks of
/// large text, and on true black the same colours reach 4.5.
pub const ON_NIGHT: f64 = 4.0;
/// Least contrast on near-black in a reader that knows `prefers-color-scheme: dark`.
pub const ON_NIGHT_PREFERRED: f64 = 5.5;
/// The paper.
pub const WHITE: Rgb = Rgb(255, 255, 255);
/// The ground of common night modes.
pub const NIGHT: Rgb = Rgb(0x12, 0x12, 0x12);
/// A colour with at least this contrast on white is ink to the eye: such text takes the reader's own colour.
const INK: f64 = 12.0;

/// Relative luminance, 0 to 1.
pub fn luminance(color: Rgb) -> f64 {
    let linear = |byte: u8| {
        let c = f64::from(byte) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.0) + 0.7152 * linear(color.1) + 0.0722 * linear(color.2)
}

/// Contrast of two colours, 1 to 21.
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How a colour of the theme is written in the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenColor {
    /// Where the reader's ground is not known.
    pub any: Rgb,
    /// Where the reader says that its ground is dark.
    pub dark: Rgb,
}

/// The nearest colours of the same hue that read; `None` for colours that are ink (the reader's own colour is used).
pub fn readable(color: Rgb) -> Option<ScreenColor> {
    if contrast(color, WHITE) >= INK {
        return None;
    }
    let any = if contrast(color, WHITE) < ON_WHITE {
        darken(color, |c| contrast(c, WHITE) >= ON_WHITE)
    } else {
        lighten(color, |c| contrast(c, NIGHT) >= ON_NIGHT)
    };
    let dark = lighten(color, |c| contrast(c, NIGHT) >= ON_NIGHT_PREFERRED);
    Some(ScreenColor { any, dark })
}

/// The colour made as little darker as lets white text be read on it with `least` contrast.
pub fn ground_for_white_text(color: Rgb, least: f64) -> Rgb {
    darken(color, |c| contrast(c, WHITE) >= least)
}

fn lighten(color: Rgb, reads: impl Fn(Rgb) -> bool) -> Rgb {
    shift(color, WHITE, reads)
}

fn darken(color: Rgb, reads: impl Fn(Rgb) -> bool) -> Rgb {
    shift(color, Rgb(0, 0, 0), reads)
}

/// The first of 256 steps from a colour to an end that passes; the end if none does.
fn shift(color: Rgb, end: Rgb, reads: impl Fn(Rgb) -> bool) -> Rgb {
    let mix = |from: u8, to: u8, step: u16| {
        let value = u16::from(from) * (255 - step) + u16::from(to) * step;
        u8::try_from(value / 255).unwrap_or(u8::MAX)
    };
    (0..=255)
        .map(|step| Rgb(mix(color.0, end.0, step), mix(color.1, end.1, step), mix(color.2, end.2, step)))
        .find(|c| reads(*c))
        .unwrap_or(end)
}

/// The class of an author's colour: `c-e74c3c`.
pub fn color_class(color: Rgb) -> String {
    format!("c-{:02x}{:02x}{:02x}", color.0, color.1, color.2)
}

/// The class of a body whose accent has this colour.
pub fn accent_class(accent: Rgb) -> String {
    format!("accent-{}", color_class(accent).trim_start_matches("c-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CalloutKind, TokenClass};

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(WHITE, Rgb(0, 0, 0)) - 21.0).abs() < 1e-9);
        assert!((contrast(Rgb(0x77, 0x77, 0x77), WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn ink_takes_the_readers_colour() {
        assert_eq!(readable(Rgb(0, 0, 0)), None);
        assert_eq!(readable(Rgb(0x1f, 0x23, 0x28)), None);
    }

    fn assert_reads(color: Rgb) {
        let Some(ScreenColor { any, dark }) = readable(color) else { return };
        assert!(contrast(any, WHITE) >= ON_WHITE, "{color} as {any} on white: {}", contrast(any, WHITE));
        assert!(contrast(any, NIGHT) >= ON_NIGHT, "{color} as {any} on night: {}", contrast(any, NIGHT));
        assert!(contrast(any, Rgb(0, 0, 0)) >= 4.45, "{color} as {any} on black: {}", contrast(any, Rgb(0, 0, 0)));
        assert!(contrast(dark, NIGHT) >= ON_NIGHT_PREFERRED, "{color} as {dark} on night, preferred");
    }

    #[test]
    fn every_colour_of_the_theme_reads_on_white_and_near_black() {
        let theme = crate::theme::built_in().expect("built-in theme");
        let mut colors = vec![theme.colors.accent, theme.colors.link, theme.colors.muted];
        colors.extend(CalloutKind::ALL.map(|kind| theme.callout(kind).color));
        colors.extend(TokenClass::ALL.map(|class| theme.token(class)));
        colors.extend(theme.categories.values().copied());
        colors.into_iter().for_each(assert_reads);
    }

    #[test]
    fn any_colour_an_author_writes_reads_too() {
        for r in (0..=255).step_by(15) {
            for g in (0..=255).step_by(15) {
                for b in (0..=255).step_by(15) {
                    assert_reads(Rgb(r, g, b));
                }
            }
        }
    }
}
