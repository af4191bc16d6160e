//! Dates and the time between them, in words of the book's language.

use crate::document::Date;
use crate::document::terms::Terms;
use jiff::Unit;

/// "26 · feb 05": how an annotation is dated.
pub fn stamp(date: Date, terms: &Terms) -> String {
    let year = date.year().rem_euclid(100);
    format!("{year:02} · {} {:02}", month(&terms.months, date), date.day())
}

/// "6m 24d later", "day zero", "3d earlier": when an annotation was made, counted from the post's date.
pub fn interval(post: Date, entry: Date, terms: &Terms) -> Option<String> {
    if post == entry {
        return Some(terms.day_zero.to_owned());
    }
    let (from, to, word) = if entry > post { (post, entry, terms.later) } else { (entry, post, terms.earlier) };
    let span = from.until((Unit::Year, to)).ok()?;
    let parts = [(i32::from(span.get_years()), 'y'), (span.get_months(), 'm'), (span.get_days(), 'd')];
    let shown: Vec<String> = parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    Some(format!("{} {word}", shown.join(" ")))
}

/// "6 February 2026", as the language writes it.
pub fn long(date: Date, lang: &str) -> String {
    let name = month(&Terms::of(lang).full_months, date);
    let (day, year) = (date.day(), date.year());
    match lang.split(['-', '_']).next().unwrap_or("") {
        "es" => format!("{day} de {name} de {year}"),
        "de" => format!("{day}. {name} {year}"),
        _ => format!("{day} {name} {year}"),
    }
}

fn month(names: &[&'static str; 12], date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or("")
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
        assert_eq!(interval(post, post, terms).as_deref(), Some("day zero"));
        assert_eq!(interval(post, date(2026, 2, 9), terms).as_deref(), Some("3d later"));
        assert_eq!(interval(post, date(2026, 8, 30), terms).as_deref(), Some("6m 24d later"));
        assert_eq!(interval(post, date(2027, 3, 6), terms).as_deref(), Some("1y 1m later"));
        assert_eq!(interval(post, date(2026, 2, 5), terms).as_deref(), Some("1d earlier"));
    }

    #[test]
    fn long_dates_follow_the_language() {
        let day = date(2026, 2, 6);
        assert_eq!(long(day, "en"), "6 February 2026");
        assert_eq!(long(day, "es-ES"), "6 de febrero de 2026");
        assert_eq!(long(day, "de"), "6. Februar 2026");
    }
}
