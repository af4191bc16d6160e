//! What typographers make of the places that UAX 14 finds in prose: some they forbid, some they pay for.

use super::itemize::primary;
use super::opportunity::{Kind, cost};
use super::source::OBJECT;

/// A UAX 14 opportunity as typographers see it: what kind it is and what it costs; `None` where they forbid it.
pub(super) fn tailored(before: &str, after: &str, lang: &str) -> Option<(Kind, f64)> {
    let next = after.chars().next()?;
    let word = before.trim_end();
    let spaced = word.len() < before.len();
    let last = word.chars().next_back()?;
    if is_dash(next) {
        return before_dash(after, spaced);
    }
    if spaced {
        return space_cost(word, after, lang).map(|cost| (Kind::Plain, cost));
    }
    match last {
        '—' | '―' => None, // the finder knows those between words
        '–' if next.is_numeric() => Some((Kind::Dash, cost::RANGE)),
        '–' => Some((Kind::Dash, cost::DASH)),
        '-' | '‐' => Some((Kind::Dash, compound_cost(word))),
        '/' => Some((Kind::Plain, cost::SLASH)),
        _ => Some((Kind::Plain, 0.0)),
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '―')
}

/// Before a dash: never where it stands between words or spaces; allowed where it opens, as in Spanish dialogue.
fn before_dash(after: &str, spaced: bool) -> Option<(Kind, f64)> {
    let opens = spaced && after.chars().nth(1).is_some_and(|c| !c.is_whitespace());
    opens.then_some((Kind::Plain, 0.0))
}

/// What a break at a space costs; `None` where there must be none.
fn space_cost(word: &str, after: &str, lang: &str) -> Option<f64> {
    let outer = |c: char| c.is_whitespace() || c == OBJECT;
    let last_word = word.rsplit(outer).next().unwrap_or("");
    let next_word = after.split(outer).next().unwrap_or("");
    if opens_alone(last_word, lang) || closes_alone(next_word, lang) {
        return None;
    }
    let bare = last_word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut letters = bare.chars();
    let first = letters.next();
    let cost = match (first, letters.as_str()) {
        (Some(first), "") if first.is_alphabetic() => cost::ONE_LETTER,
        _ if is_title(bare) || (is_reference(bare) && next_word.starts_with(char::is_numeric)) => cost::ABBREVIATION,
        (Some(first), ".") if first.is_uppercase() => cost::INITIAL,
        _ if bare.ends_with(char::is_numeric) => after_number(bare, next_word),
        _ => 0.0,
    };
    Some(cost)
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

/// Whether guillemets point inwards in a language: »so«.
fn guillemets_inwards(lang: &str) -> bool {
    matches!(primary(lang), "de" | "da" | "hr" | "hu" | "sk" | "cs" | "sl")
}

/// Whether a word is an opening mark with a space after it, as in French « so ».
fn opens_alone(word: &str, lang: &str) -> bool {
    match word {
        "¿" | "¡" | "“" | "„" | "(" | "[" => true,
        "«" | "‹" => !guillemets_inwards(lang),
        "»" | "›" => guillemets_inwards(lang),
        _ => false,
    }
}

/// Whether a word is a closing mark with a space before it, or a hyphen that stands for a dash: these stay with what
/// is before them.
fn closes_alone(word: &str, lang: &str) -> bool {
    let mark = word.trim_end_matches(['.', ',']);
    match mark {
        "-" | "--" | "---" => word == mark,
        "!" | "?" | "?!" | "!?" | ":" | ";" | "…" | "”" | ")" | "]" => true,
        "»" | "›" => !guillemets_inwards(lang),
        "«" | "‹" => guillemets_inwards(lang),
        _ => false,
    }
}

/// Titles and signs that want their name or number beside them.
fn is_title(word: &str) -> bool {
    const KNOWN: &[&str] = &[
        "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Sr.", "Sra.", "Dra.", "D.", "Dña.", "Fig.", "fig.", "No.", "no.",
        "Nr.", "Vol.", "vol.", "p.", "pp.", "pág.", "págs.", "cap.", "ch.", "Ch.", "§", "núm.", "n.º", "nº", "art.",
        "Hr.", "Fr.", "M.", "MM.", "Mme", "Mlle",
    ];
    KNOWN.contains(&word)
}

/// Words whose number stands beside them.
fn is_reference(word: &str) -> bool {
    const KNOWN: &[&str] = &[
        "Chapter",
        "chapter",
        "Figure",
        "figure",
        "Table",
        "table",
        "Section",
        "section",
        "Page",
        "page",
        "Step",
        "step",
        "Part",
        "part",
        "Volume",
        "volume",
        "Capítulo",
        "capítulo",
        "Figura",
        "figura",
        "Tabla",
        "tabla",
        "Sección",
        "sección",
        "Página",
        "página",
        "Paso",
        "paso",
        "Parte",
        "parte",
    ];
    KNOWN.contains(&word)
}

/// Units that a number is not parted from. Those that are also common words are left out.
fn is_unit(word: &str) -> bool {
    const KNOWN: &[&str] = &[
        "%", "‰", "°", "°C", "°F", "€", "$", "£", "¥", "m", "km", "cm", "mm", "µm", "μm", "nm", "g", "kg", "mg", "µg",
        "μg", "l", "L", "ml", "mL", "s", "ms", "µs", "μs", "ns", "h", "min", "Hz", "kHz", "MHz", "GHz", "B", "kB",
        "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "kbps", "Mbps", "Gbps", "MB/s", "GB/s", "px", "pt",
        "em", "V", "mV", "kV", "mA", "mAh", "W", "mW", "kW", "MW", "GW", "kWh", "J", "kJ", "N", "Pa", "kPa", "Ω", "kΩ",
        "K", "dB", "fps", "rpm", "dpi", "ppi", "BCE", "BC", "CE", "AD", "a.m.", "p.m.", "am", "pm",
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
