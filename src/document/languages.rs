//! What a language needs: the words that offprint prints, its dates, quotation marks, and rules of setting. The data are in
//! `languages.yaml`, one block a language; a block is read when its language first occurs.

use super::Date;
use super::block::CalloutKind;
use super::terms::Terms;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("languages.yaml");

/// A language that offprint knows.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its tag in the table: `de`, `zh-Hant`.
    pub tag: &'static str,
    /// The words that offprint prints.
    pub terms: Terms,
    /// Outer opening and closing quotation mark, inner opening and closing mark.
    pub quotes: [char; 4],
    /// How marks are spaced.
    pub spacing: Spacing,
    /// Whether guillemets of running text point inwards: »so«.
    pub inward_guillemets: bool,
    /// Fewest letters before and after a hyphen; `None` where words are not hyphenated.
    pub hyphenation: Option<(usize, usize)>,
    /// Whether a compound that is broken at its hyphen repeats it on the next line.
    pub repeats_hyphen: bool,
    /// One-letter words that do not end a line.
    pub lone_words: &'static str,
    /// Abbreviations of several parts that are not broken apart: `z. B.`.
    pub bound: Vec<&'static str>,
    /// Words whose number stays beside them: `Kapitel`, `S.`.
    pub before_number: Vec<&'static str>,
    /// Titles whose name stays beside them: `Dr.`.
    pub titles: Vec<&'static str>,
    /// A date, with `{day}`, `{month}` and `{year}`.
    date: &'static str,
    /// What is written for the first day of a month.
    first_day: Option<&'static str>,
}

/// How punctuation is spaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// Marks follow their word.
    #[default]
    Closed,
    /// A narrow no-break space before `;`, `!`, `?` and within guillemets, a no-break space before the colon.
    French,
}

impl Language {
    /// The language of a BCP 47 tag, English where the table has none.
    pub fn of(tag: &str) -> &'static Language {
        Language::find(tag).unwrap_or_else(english)
    }

    /// The language of a BCP 47 tag, if the table has it.
    pub fn find(tag: &str) -> Option<&'static Language> {
        let name = name(tag)?;
        let entry = entries().iter().find(|entry| entry.tag == name)?;
        Some(entry.language.get_or_init(|| read(entry)))
    }

    /// The tags of the table, in its order.
    pub fn tags() -> impl Iterator<Item = &'static str> {
        entries().iter().map(|entry| entry.tag)
    }

    /// A date in words: "6 February 2026", "6. Februar 2026".
    pub fn date(&self, date: Date) -> String {
        let month = month(&self.terms.full_months, date);
        let day = match self.first_day {
            Some(first) if date.day() == 1 => first.to_owned(),
            _ => date.day().to_string(),
        };
        self.date.replace("{day}", &day).replace("{month}", month).replace("{year}", &date.year().to_string())
    }
}

impl Terms {
    /// The words of a language by its BCP 47 tag; English where the language is not known.
    pub fn of(lang: &str) -> &'static Terms {
        &Language::of(lang).terms
    }

    /// Whether [`Terms::of`] knows the language.
    pub fn knows(lang: &str) -> bool {
        Language::find(lang).is_some()
    }

    /// The default label of a callout.
    pub fn callout(&self, kind: CalloutKind) -> &'static str {
        CalloutKind::ALL.iter().zip(self.callouts).find(|(k, _)| **k == kind).map_or("Note", |(_, label)| label)
    }
}

/// The name of a date's month in a list of twelve.
pub(super) fn month(names: &[&'static str; 12], date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or("")
}

/// The table's name for a tag: its primary language, but for Chinese in traditional characters (by script, or by the
/// regions that write it) and codes that have another name now (IANA's registry).
fn name(tag: &str) -> Option<String> {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let name = match primary {
        "zh" | "yue" if parts.clone().any(|part| part == "hans") => "zh",
        "zh" | "yue" if parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) => "zh-Hant",
        "yue" => "zh-Hant",
        "cmn" => "zh",
        "no" => "nb",
        "iw" => "he",
        "in" => "id",
        other => other,
    };
    Some(name.to_owned())
}

/// A language's block of the table, read when it is first asked for.
struct Entry {
    tag: &'static str,
    block: &'static str,
    language: OnceLock<Language>,
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| blocks().map(|(tag, block)| Entry { tag, block, language: OnceLock::new() }).collect())
}

/// The blocks of the table: each begins with its tag at a line's start.
fn blocks() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.split("\n\n").filter_map(|block| {
        let (tag, body) = block.trim_start().split_once(':')?;
        tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-').then_some((tag, body))
    })
}

fn english() -> &'static Language {
    static ENGLISH: OnceLock<Language> = OnceLock::new();
    Language::find("en").unwrap_or_else(|| ENGLISH.get_or_init(|| built(Fields::default(), "en")))
}

/// A block as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    labels: BTreeMap<String, String>,
    callouts: Vec<String>,
    months: Vec<String>,
    short_months: Vec<String>,
    date: String,
    first_day: Option<String>,
    quotes: Vec<char>,
    inward: bool,
    spaced: Spacing,
    hyphenation: Option<(usize, usize)>,
    repeat_hyphen: bool,
    lone_words: String,
    bind: Vec<String>,
    before_number: Vec<String>,
    titles: Vec<String>,
}

/// Reads a block. The table is part of the program and a test reads all of it, so a fault here reaches nobody.
fn read(entry: &Entry) -> Language {
    // The first line is the rest of the tag's line: a comment with the language's name.
    let body = entry.block.split_once('\n').map_or("", |(_, body)| body);
    built(serde_yaml::from_str(body).unwrap_or_default(), entry.tag)
}

fn built(fields: Fields, tag: &'static str) -> Language {
    let Fields { mut labels, callouts, months, short_months, date, first_day, quotes, inward, .. } = fields;
    let mut terms = Terms::from_labels(|name| labels.remove(name).map(kept));
    terms.callouts = filled(callouts);
    terms.months = filled(short_months);
    terms.full_months = filled(months);
    Language {
        tag,
        terms,
        quotes: quotes.try_into().unwrap_or(['“', '”', '‘', '’']),
        spacing: fields.spaced,
        inward_guillemets: inward,
        hyphenation: fields.hyphenation,
        repeats_hyphen: fields.repeat_hyphen,
        lone_words: kept(fields.lone_words),
        bound: fields.bind.into_iter().map(kept).collect(),
        before_number: fields.before_number.into_iter().map(kept).collect(),
        titles: fields.titles.into_iter().map(kept).collect(),
        date: kept(date),
        first_day: first_day.map(kept),
    }
}

/// Keeps a word as long as the program runs: each language is read once.
fn kept(word: String) -> &'static str {
    word.leak()
}

fn filled<const N: usize>(words: Vec<String>) -> [&'static str; N] {
    let mut list = [""; N];
    list.iter_mut().zip(words).for_each(|(place, word)| *place = kept(word));
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_language_has_every_word() {
        let labels = |tag: &str| {
            let entry = entries().iter().find(|entry| entry.tag == tag).expect("an entry");
            let body = entry.block.split_once('\n').expect("a body").1;
            let fields: Fields = serde_yaml::from_str(body).unwrap_or_else(|error| panic!("{tag}: {error}"));
            assert_eq!((fields.callouts.len(), fields.months.len()), (5, 12), "{tag}");
            assert_eq!((fields.short_months.len(), fields.quotes.len()), (12, 4), "{tag}");
            assert!(["{day}", "{month}", "{year}"].iter().all(|part| fields.date.contains(part)), "{tag}");
            assert!(fields.lone_words.chars().all(char::is_alphabetic), "{tag}");
            assert!(fields.bind.iter().all(|words| words.contains(' ')), "{tag}");
            let mut names: Vec<String> = fields.labels.into_keys().collect();
            names.retain(|name| name != "list_separator");
            names
        };
        let expected: Vec<&str> = {
            let mut names = Terms::NAMES.to_vec();
            names.retain(|name| *name != "list_separator");
            names.sort_unstable();
            names
        };
        assert!(Language::tags().count() >= 45);
        for tag in Language::tags() {
            assert_eq!(labels(tag), expected, "{tag}");
        }
    }

    #[test]
    fn tags_name_languages_scripts_and_regions() {
        let tag = |text: &str| Language::find(text).map(|language| language.tag);
        assert_eq!(tag("pt-BR"), Some("pt"));
        assert_eq!(tag("zh_TW"), Some("zh-Hant"));
        assert_eq!(tag("zh-Hans-HK"), Some("zh"));
        assert_eq!(tag("zh-CN"), Some("zh"));
        assert_eq!(tag("NO"), Some("nb"));
        assert_eq!(tag("tlh"), None);
        assert_eq!(tag(""), None);
        assert_eq!(Language::of("tlh").tag, "en");
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        let day = date(2026, 2, 1);
        let written: Vec<String> = ["en-GB", "es-AR", "de", "fr", "it", "hu", "ja", "ca", "pl", "lt"]
            .iter()
            .map(|tag| Language::of(tag).date(day))
            .collect();
        let expected = [
            "1 February 2026",
            "1 de febrero de 2026",
            "1. Februar 2026",
            "1er février 2026",
            "1º febbraio 2026",
            "2026. február 1.",
            "2026年2月1日",
            "1 de febrer de 2026",
            "1 lutego 2026",
            "2026 m. vasario 1 d.",
        ];
        assert_eq!(written, expected);
    }
}
