//! Dates as front matter has them.

use crate::document::Date;

/// The English names of months, of which the first three letters are enough.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads a date: `2026-02-05`, `2026/2/5`, `20260205`, each with or without a time of day after it; `5 Feb 2026`,
/// `February 5th, 2026`, `Thu, 05 Feb 2026 10:00:00 GMT`; `05.02.2026`. `05/06/2026` is read only if one of the first two
/// numbers can be no month: which is which depends on who writes it.
pub fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    compact(text).or_else(|| numbers(text)).or_else(|| words(text))
}

/// `20260205`
fn compact(text: &str) -> Option<Date> {
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = text.get(8..)?;
    if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return None;
    }
    let (year, day) = digits.split_at_checked(4)?;
    let (month, day) = day.split_at_checked(2)?;
    made(year, month, day)
}

/// Three numbers with a separator, before a time of day or nothing.
fn numbers(text: &str) -> Option<Date> {
    let end = text.find(['T', 't', ' ', '\u{a0}', ',']).unwrap_or(text.len());
    let head = text.get(..end)?;
    let separator = head.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.' | '_'))?;
    let mut parts = head.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 {
        return made(a, b, c);
    }
    if c.len() != 4 {
        return None;
    }
    let month = |text: &str| text.parse::<u8>().is_ok_and(|number| number <= 12);
    match (separator, month(a), month(b)) {
        ('.', _, true) | (_, false, true) => made(c, b, a),
        (_, true, false) => made(c, a, b),
        _ if a == b => made(c, b, a),
        _ => None,
    }
}

/// A date with a month's English name in it.
fn words(text: &str) -> Option<Date> {
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '\u{a0}', '.']).filter(|word| !word.is_empty()) {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) {
            year = year.or(Some(word));
        } else if (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) {
            day = day.or(Some(number));
        } else if let Some(at) = month_of(word) {
            month = month.or(Some(at));
        } else if year.is_some() && month.is_some() && day.is_some() {
            break; // a time of day and a zone
        } else if !is_weekday(word) {
            return None;
        }
    }
    made(year?, &month?.to_string(), day?)
}

fn month_of(word: &str) -> Option<usize> {
    let word = word.to_ascii_lowercase();
    let known =
        |name: &&str| word.len() >= 3 && (name.starts_with(word.as_str()) || word == "sept" && name.starts_with("sep"));
    MONTHS.iter().position(known).map(|at| at + 1)
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    DAYS.iter().any(|day| word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(day)))
}

fn made(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The date that a file's name starts with, and the rest of the name: `2026-02-05-title`.
pub(super) fn of_name(stem: &str) -> (Option<Date>, &str) {
    let head = stem.get(..10).filter(|head| head.bytes().filter(|b| *b == b'-').count() == 2);
    let found = head.and_then(|head| head.parse::<Date>().ok());
    let rest = stem.get(10..).unwrap_or("").trim_start_matches(['-', '_', ' ']);
    match found {
        Some(date) if !rest.is_empty() => (Some(date), rest),
        _ => (None, stem),
    }
}

#[cfg(test)]
mod tests {
    use super::read_date as date;
    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_that_generators_take() {
        let wanted = Date::new(2026, 2, 5).ok();
        for text in [
            "2026-02-05",
            "2026-2-5",
            "2026/02/05",
            "20260205",
            "2026-02-05T10:00:00Z",
            "2026-02-05 10:00:00 +0200",
            "2026-02-05t10:00:00.000+02:00",
            "05.02.2026",
            "5 Feb 2026",
            "Feb 05 2026",
            "February 5th, 2026",
            "February 5, 2026 10:00 AM",
            "Thu, 05 Feb 2026 10:00:00 GMT",
            "5-Feb-2026",
        ] {
            assert_eq!(date(text), wanted, "{text}");
        }
        assert_eq!(date("02/13/2026"), Date::new(2026, 2, 13).ok());
        assert_eq!(date("13/02/2026"), Date::new(2026, 2, 13).ok());
        for text in
            ["02/05/2026", "soon", "2026", "2026-02", "2026-02-30", "Last Modified", "31 February 2026", "a 5 b 2026"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_may_start_with_a_date() {
        assert_eq!(of_name("2026-02-05-a-title"), (Date::new(2026, 2, 5).ok(), "a-title"));
        assert_eq!(of_name("2026-02-05"), (None, "2026-02-05"));
        assert_eq!(of_name("2026-02-31-x"), (None, "2026-02-31-x"));
        assert_eq!(of_name("é2026-02-05-x"), (None, "é2026-02-05-x"));
    }
}
