//! What typographers make of the places that UAX 14 finds in prose: some they forbid, some they pay for.

use super::opportunity::{Kind, cost};
use super::source::OBJECT;
use crate::document::languages::Language;

/// A UAX 14 opportunity as typographers see it: what kind it is and what it costs; `None` where they forbid it.
pub(super) fn tailored(before: &str, after: &str, language: &Language) -> Option<(Kind, f64)> {
    let next = after.chars().next()?;
    let word = before.trim_end();
    let spaced = word.len() < before.len();
    let last = word.chars().next_back()?;
    if is_dash(next) {
        return before_dash(after, spaced);
    }
    if spaced {
        return space_cost(word, after, language).map(|cost| (Kind::Plain, cost));
    }
    match last {
        '—' | '―' => None, // the finder knows those between words
        '–' if next.is_numeric() => Some((Kind::Dash, cost::RANGE)),
        '–' => Some((Kind::Dash, cost::DASH)),
        '-' | '‐' => Some((compound(word, next, language), compound_cost(word))),
        '/' => Some((Kind::Plain, cost::SLASH)),
        // MAIYAMOK repeats the word before it (UAX 14 leaves Thai to dictionaries, which part the two).
        _ if matches!(next, 'ๆ' | 'ໆ') => None,
        _ => Some((Kind::Plain, 0.0)),
    }
}

/// At the hyphen of a compound: some languages repeat it on the next line, so that it is not taken for that of a division.
fn compound(word: &str, next: char, language: &Language) -> Kind {
    let letter = word.trim_end_matches(['-', '‐']).chars().next_back().is_some_and(char::is_alphabetic);
    if language.repeats_hyphen && letter && next.is_alphabetic() { Kind::Repeated } else { Kind::Dash }
}

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '―')
}

/// Before a dash: never where it is between words or spaces; allowed where it opens, as in Spanish dialogue.
fn before_dash(after: &str, spaced: bool) -> Option<(Kind, f64)> {
    let opens = spaced && after.chars().nth(1).is_some_and(|c| !c.is_whitespace());
    opens.then_some((Kind::Plain, 0.0))
}

/// What a break at a space costs; `None` where there must be none.
fn space_cost(word: &str, after: &str, language: &Language) -> Option<f64> {
    let outer = |c: char| c.is_whitespace() || c == OBJECT;
    let last_word = word.rsplit(outer).next().unwrap_or("");
    let next_word = after.split(outer).next().unwrap_or("");
    if opens_alone(last_word, language) || closes_alone(next_word, language) {
        return None;
    }
    let bare = last_word.trim_start_matches(|c: char| !c.is_alphanumeric());
    // Signs that stand for words: "§ 12".
    let name = if bare.is_empty() { last_word } else { bare };
    let mut letters = bare.chars();
    let first = letters.next();
    let cost = match (first, letters.as_str()) {
        (Some(_), _) if is_bound(bare, next_word, language) => cost::BOUND,
        (Some(first), "") if language.lone_words.contains(first) => cost::BOUND,
        (Some(first), "") if first.is_alphabetic() => cost::ONE_LETTER,
        _ if language.titles.contains(&name) || has_number(name, next_word, language) => cost::ABBREVIATION,
        (Some(first), ".") if first.is_uppercase() => cost::INITIAL,
        _ if bare.ends_with(char::is_numeric) => after_number(bare, next_word),
        _ => 0.0,
    };
    Some(cost)
}

/// Whether two words are neighbours in an abbreviation that is not broken: `z. B.`, `p. ej.`.
fn is_bound(word: &str, next_word: &str, language: &Language) -> bool {
    let bare = next_word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    language.bound.iter().any(|abbreviation| {
        let parts = abbreviation.split(' ');
        parts.clone().zip(parts.skip(1)).any(|(first, second)| first == word && (second == next_word || second == bare))
    })
}

/// Whether a word names what the number after it counts (`Kapitel 3`, `§ 12`), or is the day of a month (`3. Mai`).
fn has_number(word: &str, next_word: &str, language: &Language) -> bool {
    if next_word.starts_with(char::is_numeric) {
        return language.before_number.contains(&word);
    }
    let day = word.strip_suffix('.').is_some_and(|day| day.len() <= 2 && day.bytes().all(|b| b.is_ascii_digit()));
    let month = next_word.trim_end_matches(|c: char| !c.is_alphabetic());
    day && !month.is_empty() && language.terms.full_months.contains(&month)
}

/// After a number: its unit, or its next group of three figures.
fn after_number(number: &str, next_word: &str) -> f64 {
    let unit = next_word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '”', '»']);
    let group = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_digit());
    if is_unit(unit) {
        cost::UNIT
    } else if group && (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) {
        cost::ABBREVIATION
    } else {
        0.0
    }
}

/// Whether a word is an opening mark with a space after it, as in French « so ».
fn opens_alone(word: &str, language: &Language) -> bool {
    match word {
        "¿" | "¡" | "“" | "„" | "(" | "[" => true,
        "«" | "‹" => !language.inward_guillemets,
        "»" | "›" => language.inward_guillemets,
        _ => false,
    }
}

/// Whether a word is a closing mark with a space before it, or a hyphen that stands for a dash: these stay with what
/// is before them.
fn closes_alone(word: &str, language: &Language) -> bool {
    if word.starts_with(['ๆ', 'ໆ']) {
        return true;
    }
    let mark = word.trim_end_matches(['.', ',']);
    match mark {
        "-" | "--" | "---" => word == mark,
        "!" | "?" | "?!" | "!?" | ":" | ";" | "…" | "”" | ")" | "]" => true,
        "»" | "›" => !language.inward_guillemets,
        "«" | "‹" => language.inward_guillemets,
        _ => false,
    }
}

/// Units that a number is not parted from. Those that are also common words are left out.
fn is_unit(word: &str) -> bool {
    const KNOWN: &[&str] = &[
        "%", "‰", "°", "°C", "°F", "€", "$", "£", "¥", "m", "km", "cm", "mm", "µm", "μm", "nm", "g", "kg", "mg", "µg",
        "μg", "l", "L", "ml", "mL", "s", "ms", "µs", "μs", "ns", "h", "min", "Hz", "kHz", "MHz", "GHz", "B", "kB",
        "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "kbps", "Mbps", "Gbps", "MB/s", "GB/s", "px", "pt",
        "em", "V", "mV", "kV", "mA", "mAh", "W", "mW", "kW", "MW", "GW", "kWh", "J", "kJ", "N", "Pa", "kPa", "Ω", "kΩ",
        "K", "dB", "fps", "rpm", "dpi", "ppi", "BCE", "BC", "CE", "AD", "a.m.", "p.m.", "am", "pm", "Uhr", "ff", "f",
    ];
    // "m" and "m." alike; "a.m" has lost its stop with the sentence's.
    KNOWN.contains(&word) || matches!(word, "a.m" | "p.m")
}

/// What a break after the hyphen of a compound costs.
fn compound_cost(word: &str) -> f64 {
    let part = word.trim_end_matches(['-', '‐']);
    let letters = part.chars().rev().take_while(|c| c.is_alphanumeric()).count();
    if letters < 2 { cost::COMPOUND + cost::LETTER_COMPOUND } else { cost::COMPOUND }
}
