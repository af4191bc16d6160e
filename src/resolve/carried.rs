//! Numbers that authors write into headings themselves: "3. Ten Days", "2.1 Method", "IV.", "Chapter 4", "Part Two".

use crate::document::languages::Language;
use crate::document::roman;

/// The number that a heading begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// A single count.
    Count(u32),
    /// Another form: a letter, or a number of several counts.
    Other,
}

/// Digits of the longest number; a longer one is a year.
const MOST_DIGITS: usize = 3;
/// The longest word before a number; shorter ones are abbreviations, which no heading begins with.
const LEAST_WORD: usize = 4;
/// The largest number written in Roman figures.
const MOST_ROMAN: u32 = 199;
/// Words before a number that the table of languages does not have, since they do not bind in running text.
const WORDS: [&str; 18] = [
    "appendix",
    "apéndice",
    "annexe",
    "anhang",
    "appendice",
    "apêndice",
    "apèndix",
    "act",
    "acto",
    "akt",
    "book",
    "libro",
    "livre",
    "buch",
    "lesson",
    "lección",
    "leçon",
    "lektion",
];
/// Numbers in words.
const SPELLED: [(&str, [&str; 20]); 4] = [
    (
        "en",
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
    ),
    (
        "es",
        [
            "uno",
            "dos",
            "tres",
            "cuatro",
            "cinco",
            "seis",
            "siete",
            "ocho",
            "nueve",
            "diez",
            "once",
            "doce",
            "trece",
            "catorce",
            "quince",
            "dieciséis",
            "diecisiete",
            "dieciocho",
            "diecinueve",
            "veinte",
        ],
    ),
    (
        "fr",
        [
            "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
            "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
        ],
    ),
    (
        "de",
        [
            "eins",
            "zwei",
            "drei",
            "vier",
            "fünf",
            "sechs",
            "sieben",
            "acht",
            "neun",
            "zehn",
            "elf",
            "zwölf",
            "dreizehn",
            "vierzehn",
            "fünfzehn",
            "sechzehn",
            "siebzehn",
            "achtzehn",
            "neunzehn",
            "zwanzig",
        ],
    ),
];

/// The numbers that a row of headings carries, one a heading.
///
/// "10 Downing Street" may be a name or the tenth heading. Where a number has no mark after it, it counts if it is the
/// one that is due: the heading's place, or one more than the number before.
pub fn row<'a>(headings: impl IntoIterator<Item = &'a str>, lang: &str) -> Vec<Option<Carried>> {
    let mut last = 0;
    let one = |(place, text): (u32, &str)| {
        let found = carried(text, [place, last + 1], lang);
        if let Some(Carried::Count(count)) = found {
            last = count;
        }
        found
    };
    (1..).zip(headings).map(one).collect()
}

/// The number that a heading carries. `due` are the numbers that it would have.
fn carried(text: &str, due: [u32; 2], lang: &str) -> Option<Carried> {
    let text = text.trim();
    named(text, lang).or_else(|| figures(text, due)).or_else(|| roman_figures(text, due))
}

/// What is between a number and the words after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Nothing: the heading ends.
    End,
    /// A mark that belongs to numbers: `.`, `)`, `:`, a dash.
    Mark,
    /// A space alone.
    Space,
    /// Something that makes the number part of a word.
    Word,
}

fn after(rest: &str) -> After {
    if rest.is_empty() {
        return After::End;
    }
    let is_mark = |c: char| matches!(c, '.' | ')' | ':' | '–' | '—' | '-');
    let bare = rest.trim_start_matches(is_mark);
    if bare.len() < rest.len() {
        // "3.Title" is a number, "3-fold" and "10:30" are none.
        let joined = rest.starts_with('.') && bare.starts_with(char::is_uppercase);
        let ended = bare.is_empty() || bare.starts_with(char::is_whitespace) || joined;
        return if ended { After::Mark } else { After::Word };
    }
    if rest.starts_with(['、', '．', '：', '）']) {
        return After::Mark;
    }
    let words = rest.trim_start();
    if words.len() == rest.len() {
        return After::Word;
    }
    let dash = words.strip_prefix(['–', '—', '-', ':']);
    if dash.is_some_and(|rest| rest.starts_with(char::is_whitespace)) { After::Mark } else { After::Space }
}

/// "3. Title", "2.1 Title", "12".
fn figures(text: &str, due: [u32; 2]) -> Option<Carried> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let head = text.get(..end)?.trim_end_matches('.');
    let counts: Option<Vec<u32>> =
        head.split('.').map(|part| if part.len() <= MOST_DIGITS { part.parse().ok() } else { None }).collect();
    let after = after(text.get(head.len()..)?);
    match (counts?.as_slice(), after) {
        ([], _) | (_, After::Word) => None,
        ([count], After::Space) => due.contains(count).then_some(Carried::Count(*count)),
        ([count], After::End | After::Mark) => Some(Carried::Count(*count)),
        (_, After::End | After::Mark | After::Space) => Some(Carried::Other),
    }
}

/// "IV.", "II — Title". A single letter may be an initial or a word: it counts only if its number is due.
fn roman_figures(text: &str, due: [u32; 2]) -> Option<Carried> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let figures = text.get(..end)?;
    let count = from_roman(figures)?;
    let is_due = due.contains(&count);
    let is_clear = figures.len() > 1 && figures.chars().all(|c| c.is_ascii_uppercase());
    let found = match after(text.get(end..)?) {
        After::End | After::Mark => is_clear || is_due,
        // "I" before a space is a pronoun.
        After::Space => is_clear && is_due,
        After::Word => false,
    };
    found.then_some(Carried::Count(count))
}

fn from_roman(figures: &str) -> Option<u32> {
    const LONGEST: usize = 9; // CLXXXVIII
    let capitals = figures.to_ascii_uppercase();
    let same_case = figures == capitals || figures == figures.to_ascii_lowercase();
    if figures.is_empty() || figures.len() > LONGEST || !same_case {
        return None;
    }
    (1..=MOST_ROMAN).find(|count| roman(*count) == capitals)
}

/// "Chapter 4", "Part Two", "Appendix A", "第三章".
fn named(text: &str, lang: &str) -> Option<Carried> {
    if is_ideographic_number(text) {
        return Some(Carried::Other);
    }
    let (word, rest) = text.split_once(char::is_whitespace)?;
    if !names_a_number(word, lang) {
        return None;
    }
    let rest = rest.trim_start();
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '.' | ')' | ':' | '–' | '—' | ',')).unwrap_or(rest.len());
    let (number, after) = rest.split_at_checked(end)?;
    if let Ok(count) = number.parse() {
        return Some(Carried::Count(count));
    }
    let lower = number.to_lowercase();
    let language = Language::of(lang).tag;
    let spelled = SPELLED.iter().filter(|(tag, _)| *tag == language || *tag == "en");
    let spelled = spelled.flat_map(|(_, words)| (1..).zip(words)).find(|(_, word)| **word == lower);
    if let Some(count) = spelled.map(|(count, _)| count).or_else(|| from_roman(number)) {
        return Some(Carried::Count(count));
    }
    let is_letter = number.chars().count() == 1 && number.chars().all(char::is_uppercase);
    (is_letter && !after.starts_with(char::is_whitespace)).then_some(Carried::Other)
}

fn names_a_number(word: &str, lang: &str) -> bool {
    let lower = word.to_lowercase();
    let known = |word: &&str| word.chars().count() >= LEAST_WORD && word.to_lowercase() == lower;
    let mut tables = [Language::of(lang), Language::of("en")].into_iter();
    WORDS.contains(&lower.as_str()) || tables.any(|language| language.before_number.iter().any(&known))
}

/// Chinese, Japanese and Korean write the count between two words: 第三章, 제1장.
fn is_ideographic_number(text: &str) -> bool {
    const LONGEST: usize = 6;
    let Some(rest) = text.strip_prefix(['第', '제']) else { return false };
    let unit = rest.chars().take(LONGEST).position(|c| "章节節部回話话篇編编장부절편".contains(c));
    unit.is_some_and(|place| place > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carries(text: &str, place: u32, lang: &str) -> bool {
        carried(text, [place, place], lang).is_some()
    }

    #[test]
    fn figures_with_a_mark_or_in_their_place_are_numbers() {
        for text in
            ["3. 10 Downing Street", "3) Title", "12", "2.1 Method", "2.1. Method", "4 — The End", "3.Title", "7: X"]
        {
            assert!(carries(text, 99, "en"), "{text}");
        }
        for text in
            ["10 Downing Street", "1984", "2001. A Space Odyssey", "3D printing", "10% more", "10:30", "3-fold", ""]
        {
            assert!(!carries(text, 3, "en"), "{text}");
        }
        assert!(carries("3 Results", 3, "en"), "the number that is due");
    }

    #[test]
    fn roman_figures_are_numbers_and_initials_are_none() {
        for text in ["IV.", "IV. The Storm", "XII", "II — Title", "III: Title"] {
            assert!(carries(text, 99, "en"), "{text}");
        }
        for text in ["I Am Legend", "V. S. Naipaul", "C", "MD. Answers", "Mix", "IV drips", "civic"] {
            assert!(!carries(text, 9, "en"), "{text}");
        }
        assert!(carries("V. The Storm", 5, "en"));
        assert!(carries("I", 1, "en"));
        assert!(carries("IV The Storm", 4, "en"));
    }

    #[test]
    fn words_with_numbers() {
        for (text, lang) in [
            ("Chapter 4", "en"),
            ("CHAPTER IV: The Storm", "en"),
            ("Chapter Four", "en"),
            ("Part Two", "en"),
            ("Appendix A", "en"),
            ("Appendix B: Tables", "en"),
            ("Step 1: Install", "en"),
            ("Capítulo 3", "es"),
            ("Capítulo tres", "es"),
            ("Kapitel zwei", "de"),
            ("Chapter 4", "de"),
            ("第三章", "zh"),
            ("第12章 始まり", "ja"),
            ("제1장 시작", "ko"),
        ] {
            assert!(carries(text, 99, lang), "{text}");
        }
        for text in ["Part of the family", "Section headings", "Chapter and verse", "Book A room", "Page turners"] {
            assert!(!carries(text, 99, "en"), "{text}");
        }
    }

    #[test]
    fn a_row_counts_from_its_first_number() {
        let found = row(["Prologue", "1 Start", "2 Middle", "10 Downing Street"], "en");
        assert_eq!(found, [None, Some(Carried::Count(1)), Some(Carried::Count(2)), None]);
    }
}
