//! The style sheet: `styles/epub.css` with the theme's values put in, and a rule for each colour in use.

use super::embed::family;
use crate::document::direction::is_right_to_left;
use crate::document::{Book, CalloutKind, Rgb, TokenClass};
use crate::epub::color::color_class;
use crate::epub::color::{ScreenColor, accent_class, readable};
use crate::epub::profile::Profile;
use crate::layout::fonts::FontRole;
use crate::theme::Theme;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const BASE: &str = include_str!("../../../styles/epub.css");
/// For texts from right to left.
const RIGHT_TO_LEFT: &str = include_str!("../../../styles/epub-rtl.css");
/// For dark grounds.
const DARK: &str = include_str!("../../../styles/epub-dark.css");

/// The style sheet of a book in which authors gave text the `colors`. With `embedded` fonts it names their families.
pub fn sheet(book: &Book, theme: &Theme, colors: &BTreeSet<Rgb>, embedded: bool, profile: Profile) -> String {
    let values = values(theme, embedded);
    let mut sheet = substitute(BASE, &values);
    let chapters = book.chapters.iter().filter_map(|chapter| chapter.meta.lang.as_deref());
    if chapters.chain([book.meta.lang.as_str()]).any(is_right_to_left) {
        sheet.push_str(&substitute(RIGHT_TO_LEFT, &values));
    }
    if embedded {
        let generic = generic(theme, &theme.roles.text);
        let _ = writeln!(sheet, "\nbody {{ font-family: {} }}", family(FontRole::Text, generic));
    }
    let rules = color_rules(book, theme, colors);
    sheet.push_str("\n/* Colours that read on white and on near-black. */\n");
    for (selector, property, color) in &rules {
        let _ = writeln!(sheet, "{selector} {{ {property}: {} }}", color.any);
    }
    // Kindle's converter applies what is in a media query to every ground.
    if profile == Profile::Kindle {
        return sheet;
    }
    sheet.push_str("\n/* The theme's own lightness where the reader says that its ground is dark. */\n");
    sheet.push_str("@media (prefers-color-scheme: dark) {\n");
    without_comments(DARK).lines().for_each(|line| {
        let _ = writeln!(sheet, "  {line}");
    });
    for (selector, property, color) in &rules {
        let _ = writeln!(sheet, "  {selector} {{ {property}: {} }}", color.dark);
    }
    sheet.push_str("}\n");
    sheet
}

type Rule = (String, &'static str, ScreenColor);

fn color_rules(book: &Book, theme: &Theme, colors: &BTreeSet<Rgb>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut rule = |selector: String, property: &'static str, color: Rgb| {
        if let Some(color) = readable(color) {
            rules.push((selector, property, color));
        }
    };
    rule("a".into(), "color", theme.colors.link);
    rule(MUTED.into(), "color", theme.colors.muted);
    for class in TokenClass::ALL {
        rule(format!(".tok-{}", class.name()), "color", theme.token(class));
    }
    let accents: BTreeSet<Rgb> = book
        .chapters
        .iter()
        .map(|chapter| theme.accent(chapter.meta.category.as_deref(), book.meta.category_color))
        .collect();
    for accent in accents {
        let body = format!(".{}", accent_class(accent));
        rule(format!("{body} .accent"), "color", accent);
        rule(format!("{body} .quote, {body} .tldr, {body} .annotations"), "border-color", accent);
    }
    for kind in CalloutKind::ALL {
        let (name, color) = (kind.name(), theme.callout(kind).color);
        rule(format!(".{name} .label, .{name} .accent"), "color", color);
        rule(format!(".callout.{name}"), "border-color", color);
    }
    for color in colors {
        rule(format!(".{}", color_class(*color)), "color", *color);
    }
    rules
}

/// Secondary text.
const MUTED: &str =
    ".small, figcaption, .byline, .when, .since, .attribution, .titlepage .category, .publisher, .site, .rights";

/// The generic family of a theme's family.
fn generic<'a>(theme: &'a Theme, name: &str) -> &'a str {
    theme.families.get(name).map_or("serif", |family| family.generic.as_str())
}

/// Names in the base sheet and what they stand for. Lengths become ems of the text's size, so that they follow the
/// size a person reads at.
fn values(theme: &Theme, embedded: bool) -> Vec<(&'static str, String)> {
    let text = if theme.text.size > 0.0 { theme.text.size } else { 10.0 };
    let em = |points: f64| format!("{}em", number(points / text));
    // Borders thinner than a pixel vanish on some screens.
    let px = |points: f64| format!("{}px", number((points * 96.0 / 72.0).max(1.0).round()));
    let of = |role: FontRole, name: &str| match generic(theme, name) {
        generic if embedded => family(role, generic),
        generic => generic.to_string(),
    };
    let percent = |fraction: f64| format!("{}%", number(fraction * 100.0));
    let mut values = vec![
        ("$heading-family", of(FontRole::Heading, &theme.roles.heading)),
        ("$label-family", of(FontRole::Label, &theme.roles.label)),
        ("$mono-family", of(FontRole::Mono, &theme.roles.mono)),
        ("$text-indent", em(theme.text.indent)),
        ("$paragraph-gap", em(theme.text.paragraph_gap)),
        ("$text-align", if theme.text.justify { "justify" } else { "left" }.to_string()),
        ("$text-align-rtl", if theme.text.justify { "justify" } else { "right" }.to_string()),
        ("$hyphens", if theme.text.hyphenate { "auto" } else { "manual" }.to_string()),
        ("$title-size", em(theme.opening.title_size.min(text * LARGEST))),
        ("$subtitle-size", em(theme.opening.subtitle_size)),
        ("$callout-bar", px(theme.callout_box.bar * 1.5)),
        ("$callout-padding-x", em(theme.callout_box.padding_x)),
        ("$callout-padding-y", em(theme.callout_box.padding_y)),
        ("$callout-gap", em(theme.callout_box.gap)),
        ("$label-size", em(theme.callout_box.label_size.max(text * SMALLEST))),
        ("$label-tracking", format!("{}em", number(theme.callout_box.label_tracking))),
        ("$quote-bar", px(theme.quote.bar * 1.5)),
        ("$quote-indent", em(theme.quote.indent)),
        ("$quote-gap", em(theme.quote.gap)),
        ("$pull-size", em(theme.quote.pull_size)),
        ("$list-indent", em(theme.list.indent.max(text * LIST_INDENT))),
        ("$list-gap", em(theme.list.gap)),
        ("$item-gap", em(theme.list.item_gap)),
        ("$code-size", em(theme.code.size.max(text * SMALLEST))),
        ("$code-padding", em(theme.code.padding)),
        ("$code-gap", em(theme.code.gap)),
        ("$inline-code-size", format!("{}em", number(theme.code.inline_scale))),
        ("$table-size", em(theme.table.size)),
        ("$table-padding", em(theme.table.row_padding)),
        ("$table-column", em(theme.table.column_gap / 2.0)),
        ("$table-gap", em(theme.table.gap)),
        ("$figure-gap", em(theme.figure.gap)),
        ("$caption-gap", em(theme.figure.caption_gap)),
        ("$center-width", percent(theme.figure.center_width)),
        ("$small-size", em(theme.small.size)),
        ("$note-size", em(theme.notes.size)),
        ("$rule", theme.colors.rule.to_string()),
    ];
    for (level, names) in HEADINGS.into_iter().enumerate() {
        let heading = theme.heading(u8::try_from(level + 1).unwrap_or(u8::MAX));
        let [size, above, below, weight, style] = names;
        values.push((size, em(heading.size)));
        values.push((above, format!("{}em", number(heading.above / heading.size.max(1.0)))));
        values.push((below, format!("{}em", number(heading.below / heading.size.max(1.0)))));
        values.push((weight, if heading.bold { "bold" } else { "normal" }.to_string()));
        values.push((style, if heading.italic { "italic" } else { "normal" }.to_string()));
    }
    // Longer names first: `$text-indent` must not be read as `$text` and a rest.
    values.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    values
}

/// A title larger than this, in ems of the text, breaks badly on a phone.
const LARGEST: f64 = 2.2;
/// Type smaller than this, in ems of the text, is a strain on a phone held at arm's length.
const SMALLEST: f64 = 0.8;
/// Two figures and a full stop of a numbered list, in ems of the text.
const LIST_INDENT: f64 = 1.7;

const HEADINGS: [[&str; 5]; 4] = [
    ["$h1-size", "$h1-above", "$h1-below", "$h1-weight", "$h1-style"],
    ["$h2-size", "$h2-above", "$h2-below", "$h2-weight", "$h2-style"],
    ["$h3-size", "$h3-above", "$h3-below", "$h3-weight", "$h3-style"],
    ["$h4-size", "$h4-above", "$h4-below", "$h4-weight", "$h4-style"],
];

/// Three decimals at most, none that are zero.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn substitute(base: &str, values: &[(&'static str, String)]) -> String {
    values.iter().fold(without_comments(base), |sheet, (name, value)| sheet.replace(name, value))
}

/// The comments of the base sheet are for its authors.
fn without_comments(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let first = parts.next().unwrap_or("").to_string();
    let text = parts.fold(first, |text, part| text + part.split_once("*/").map_or("", |(_, rest)| rest));
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in() -> String {
        let theme = crate::theme::built_in().expect("built-in theme");
        sheet(&crate::epub::testing::book(), &theme, &BTreeSet::from([Rgb(0xe7, 0x4c, 0x3c)]), false, Profile::Generic)
    }

    #[test]
    fn every_name_of_the_base_sheet_is_a_value() {
        assert!(!built_in().contains('$'), "{}", built_in());
        let theme = crate::theme::built_in().expect("built-in theme");
        for (name, _) in values(&theme, false) {
            assert!(BASE.contains(name) || RIGHT_TO_LEFT.contains(name), "{name} is not used");
        }
    }

    #[test]
    fn a_book_from_right_to_left_is_mirrored_and_kindle_has_no_dark_rules() {
        let theme = crate::theme::built_in().expect("built-in theme");
        let mut book = crate::epub::testing::book();
        book.meta.lang = "he".into();
        let hebrew = sheet(&book, &theme, &BTreeSet::new(), false, Profile::Kindle);
        assert!(
            hebrew.contains("[dir=\"rtl\"] .quote") && !hebrew.contains('$') && !hebrew.contains("@media (prefers")
        );
        assert!(!built_in().contains("rtl") && built_in().contains("prefers-color-scheme: dark"));
    }

    #[test]
    fn the_sheet_keeps_to_what_readers_support() {
        // The one ground is that of drawings that have none, where the reader's is dark.
        let ground = "img.clear { background: #fff }";
        assert_eq!(built_in().matches(ground).count(), 1);
        let sheet = built_in().replace(ground, "");
        for forbidden in ["flex", "grid", "var(", "position:", "background", "!important", "@import"] {
            assert!(!sheet.contains(forbidden), "{forbidden}");
        }
        let body = sheet.split("body {").nth(1).and_then(|rest| rest.split('}').next()).unwrap_or("");
        for property in ["font-size", "line-height", "color"] {
            assert!(!body.contains(property), "body {property}");
        }
    }

    #[test]
    fn a_colour_of_the_theme_changed_once_changes_here() {
        let mut theme = crate::theme::built_in().expect("built-in theme");
        theme.colors.link = Rgb(0x00, 0x77, 0x33);
        let sheet = sheet(&crate::epub::testing::book(), &theme, &BTreeSet::new(), false, Profile::Generic);
        let expected = readable(theme.colors.link).expect("a colour").any;
        assert!(sheet.contains(&format!("\na {{ color: {expected} }}")), "{sheet}");
    }
}
