//! Dates and the time between them, in words of the book's language.

use super::Date;
use super::languages::{Language, month};
use super::terms::Terms;
use jiff::Unit;

/// "6 February 2026", as the language writes it.
pub fn long(date: Date, lang: &str) -> String {
    Language::of(lang).date(date)
}

/// "26 · feb 05": how an annotation is dated.
pub fn stamp(date: Date, terms: &Terms) -> String {
    format!("{:02} · {} {:02}", date.year().rem_euclid(100), month(&terms.months, date), date.day())
}

/// "6m 24d later", "day zero", "3d earlier": when an annotation was made, counted from the post's date.
pub fn interval(post: Date, entry: Date, terms: &Terms) -> String {
    let (first, last, side) = if entry < post { (entry, post, terms.earlier) } else { (post, entry, terms.later) };
    // Two valid dates always have a difference. Its largest unit is years, so that 31 days after 1 January are "1m".
    let span = first.until((Unit::Year, last)).unwrap_or_default();
    let parts = [(i32::from(span.get_years()), 'y'), (span.get_months(), 'm'), (span.get_days(), 'd')];
    let shown: Vec<String> = parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if shown.is_empty() { terms.day_zero.to_owned() } else { format!("{} {side}", shown.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn annotations_count_from_the_post() {
        let terms = Terms::of("en");
        let post = date(2026, 2, 6);
        assert_eq!(stamp(date(2026, 2, 5), terms), "26 · feb 05");
        let shown = |year, month, day| interval(post, date(year, month, day), terms);
        assert_eq!(shown(2026, 2, 6), "day zero");
        assert_eq!(shown(2026, 2, 9), "3d later");
        assert_eq!(shown(2026, 8, 30), "6m 24d later");
        assert_eq!(shown(2027, 3, 6), "1y 1m later");
        assert_eq!(shown(2026, 2, 5), "1d earlier");
        assert_eq!(shown(2025, 2, 5), "1y 1d earlier");
    }
}
