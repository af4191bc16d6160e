//! What languages ask for: the table of languages is read, not lists of words in the code.

use super::*;
use crate::diagnostics::Code;

fn told(lang: &str, content: &str, width: f64, style: &ParagraphStyle) -> (Vec<Line>, Diagnostics) {
    let piece = styled(content, TextStyle { lang: lang.into(), ..plain() });
    lay_told(&[piece], &Measure::of(Pt(width)), style)
}

fn broken(lang: &str, content: &str, width: f64) -> Vec<String> {
    let (lines, diagnostics) = told(lang, content, width, &ragged());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    texts(&lines)
}

fn divided(lang: &str, content: &str, width: f64) -> Vec<String> {
    let (lines, diagnostics) = told(lang, content, width, &ParagraphStyle { hyphenate: true, ..ragged() });
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    texts(&lines)
}

/// Glyphs of a line that are drawn and are no text, with their places.
fn drawn(line: &Line) -> Vec<(f64, f64, String)> {
    let decorations = line.items.iter().filter(|item| item.tag == Tag::Decoration);
    let runs = decorations.filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run) } else { None });
    runs.map(|run| (round(run.origin.x), run.glyphs.iter().map(|g| round(g.advance())).sum(), run.text.clone()))
        .collect()
}

#[test]
fn the_hyphen_of_a_compound_is_repeated_where_the_language_asks_for_it() {
    let (lines, _) = told("pl", "aa czesko-polski", 110.0, &ragged());
    assert_eq!(texts(&lines), ["aa czesko-", "polski"], "the text has one hyphen");
    assert_eq!(drawn(&lines[0]), []);
    assert_eq!(drawn(&lines[1]), [(0.0, 10.0, String::new())], "what is drawn is no text");
    assert_eq!(places(&lines[1]), ["polski@10..60"]);
    let (lines, _) = told("en", "aa czesko-polski", 110.0, &ragged());
    assert_eq!(drawn(&lines[1]), []);
    // The hyphen takes room.
    assert_eq!(broken("pl", "aaaa czesko-polski", 120.0), ["aaaa czesko-", "polski"]);
    assert_eq!(broken("pl", "aaaa bb-cccccc", 75.0), ["aaaa", "bb-", "cccccc"]);
    let (lines, _) = told("pl", "lata 1939-1945 aa", 95.0, &ragged());
    assert!(lines.iter().all(|line| drawn(line).is_empty()), "a range of years is no compound");
}

#[test]
fn one_letter_words_do_not_end_a_line_where_the_language_minds_them() {
    for (lang, word) in [("pl", "z"), ("cs", "v"), ("sk", "k")] {
        assert_eq!(broken(lang, &format!("aaaa bbbbbb {word} cccccccccccc"), 140.0)[0], "aaaa bbbbbb", "{lang}");
    }
}

#[test]
fn abbreviations_are_not_broken() {
    assert_eq!(broken("de", "aaaaaaaa bb z. B. ccc", 140.0), ["aaaaaaaa bb", "z. B. ccc"]);
    assert_eq!(broken("de", "aaaaaaaa bb (i. d. R. ccc", 160.0), ["aaaaaaaa bb", "(i. d. R. ccc"]);
    assert_eq!(broken("es", "aaaaaaaa bb p. ej., ccc", 140.0), ["aaaaaaaa bb", "p. ej., ccc"]);
    let line = "aaaa bbbb cccc dddd eeee";
    for (name, number, width) in
        [("Kapitel", "3", 310.0), ("Abb.", "5 c", 300.0), ("§", "12 c", 270.0), ("3.", "Mai", 280.0)]
    {
        let named = format!("{name} {number}");
        assert_eq!(broken("de", &format!("{line} {named}"), width), [line, &named]);
    }
    let named = format!("{line} Kapitel 3 aaaaa");
    assert_eq!(broken("de", &named, 310.0), [line, "Kapitel 3 aaaaa"]);
    assert_eq!(broken("en", &named, 310.0), [&format!("{line} Kapitel"), "3 aaaaa"], "of one language");
}

#[test]
fn divisions_leave_the_letters_that_the_language_asks_for() {
    assert_eq!(divided("en", "aaaaaaaaaa plenty", 155.0), ["aaaaaaaaaa", "plenty"], "three after it");
    assert_eq!(divided("hi", "aaaa extraordinary", 140.0), ["aaaa", "extraordinary"], "none are divided");
    assert_eq!(divided("de", "aaaa Silbentrennung", 130.0), ["aaaa Silben‐", "trennung"]);
}

#[test]
fn the_point_of_a_catalan_word_makes_way_for_the_hyphen() {
    let (lines, _) = told("ca", "aaaa col·lecció", 85.0, &ParagraphStyle { hyphenate: true, ..ragged() });
    assert_eq!(lines.iter().map(|line| line.width).map(round).collect::<Vec<_>>(), [85.0, 50.0]);
    assert_eq!(copied(&lines[0]), "aaaa col\u{ad}·", "it copies");
    assert_eq!(copied(&lines[1]), "lecció");
    assert_eq!(divided("ca", "aaaa col·lecció", 200.0), ["aaaa col·lecció"]);
}

#[test]
fn a_word_wider_than_its_measure_is_divided_by_its_patterns_even_in_a_title() {
    let lines = broken("de", "Der Donaudampfschifffahrtskapitän kam", 120.0);
    assert_eq!(lines, ["Der Donau‐", "dampfschiff‐", "fahrtskapi‐", "tän kam"]);
    assert_eq!(broken("de", "Der Silbentrenner", 130.0), ["Der", "Silbentrenner"], "a word that fits stays whole");
}

#[test]
fn long_parts_of_a_compound_are_divided_before_lines_are_torn() {
    let style = ParagraphStyle { hyphenate: true, ..justified() };
    let (lines, _) = told("de", "aa Rechtsschutzversicherung-Entscheidung bb cc dd ee ff", 200.0, &style);
    assert!(texts(&lines)[0].ends_with('‐'), "{:?}", texts(&lines));
    assert_eq!(divided("en", "aaaa e-mail-address bb", 130.0)[0], "aaaa e-mail-", "short parts stay whole");
}

#[test]
fn a_word_without_patterns_is_divided_at_what_seems_a_syllable() {
    let (lines, diagnostics) = told("tlh", "gagagagagaga", 70.0, &ragged());
    assert_eq!(texts(&lines), ["gagaga‐", "gagaga"]);
    let told: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(told, [Code::Overfull], "and said");
    assert!(lines[0].quality.as_ref().is_some_and(|quality| quality.broken && quality.hyphenated));
}

#[test]
fn a_hash_takes_no_hyphen() {
    let (lines, _) = told("en", "aa b9c3f0ad77e1", 70.0, &ragged());
    assert_eq!(texts(&lines).concat(), "aa b9c3f0ad77e1");
}

#[test]
fn the_two_i_of_turkish_stay_two() {
    let shown = |lang: &str, style: TextStyle| {
        let (lines, _) =
            lay_told(&[styled("iı", TextStyle { lang: lang.into(), ..style })], &Measure::of(Pt(99.0)), &ragged());
        runs(&lines[0])[0].glyphs.iter().map(|glyph| glyph.id).collect::<Vec<_>>()
    };
    let upper = || TextStyle { upper_case: true, ..plain() };
    assert_ne!(shown("tr", upper())[0], shown("tr", upper())[1]);
    assert_eq!(shown("en", upper())[0], shown("en", upper())[1]);
}
