//! Dates as readers see them.

use crate::document::Date;
use crate::document::terms::Terms;
use jiff::{Unit, civil::DateDifference};

/// A date in words: "9 February 2026", "9 de febrero de 2026", "9. Februar 2026".
pub fn long(date: Date, lang: &str) -> String {
    let terms = Terms::of(lang);
    let month = month_name(&terms.full_months, date);
    let (day, year) = (date.day(), date.year());
    match lang.split(['-', '_']).next().unwrap_or("") {
        "es" => format!("{day} de {month} de {year}"),
        "de" => format!("{day}. {month} {year}"),
        "fr" if day == 1 => format!("1er {month} {year}"),
        _ => format!("{day} {month} {year}"),
    }
}

/// A date as the site's annotations show it: `26 · feb 05`.
pub fn annotation(date: Date, terms: &Terms) -> String {
    format!("{:02} · {} {:02}", date.year().rem_euclid(100), month_name(&terms.months, date), date.day())
}

/// The time from the post's date: `3d later`, `6m 24d later`, `1y 2m earlier`, `day zero`.
pub fn interval(post: Date, date: Date, terms: &Terms) -> String {
    let (first, last, side) = if date < post { (date, post, terms.earlier) } else { (post, date, terms.later) };
    // Largest unit given, so that 31 days after 1 January are "1m". The difference of two valid dates is always valid.
    let span = first.until(DateDifference::new(last).largest(Unit::Year)).unwrap_or_default();
    let parts: Vec<String> =
        [(i32::from(span.get_years()), 'y'), (span.get_months(), 'm'), (span.get_weeks() * 7 + span.get_days(), 'd')]
            .into_iter()
            .filter(|(count, _)| *count != 0)
            .map(|(count, unit)| format!("{count}{unit}"))
            .collect();
    if parts.is_empty() { terms.day_zero.to_string() } else { format!("{} {side}", parts.join(" ")) }
}

/// A moment as the package document wants it: `2026-02-09T12:00:00Z`. Seconds outside the calendar give its start.
pub fn utc(seconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn month_name(names: &[&'static str; 12], date: Date) -> &'static str {
    usize::try_from(date.month()).ok().and_then(|m| names.get(m.wrapping_sub(1))).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn intervals_are_those_of_the_site() {
        let en = Terms::of("en");
        let post = date(2026, 2, 9);
        assert_eq!(interval(post, post, en), "day zero");
        assert_eq!(interval(post, date(2026, 2, 12), en), "3d later");
        assert_eq!(interval(post, date(2026, 9, 2), en), "6m 24d later");
        assert_eq!(interval(post, date(2025, 2, 8), en), "1y 1d earlier");
    }

    #[test]
    fn dates_are_written_in_the_language() {
        let day = date(2026, 2, 5);
        assert_eq!(annotation(day, Terms::of("en")), "26 · feb 05");
        assert_eq!(long(day, "en"), "5 February 2026");
        assert_eq!(long(day, "es-AR"), "5 de febrero de 2026");
        assert_eq!(long(day, "de"), "5. Februar 2026");
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
    }
}
