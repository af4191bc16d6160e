//! What holds for every text.

use super::super::breaker::{Fill, Problem, Runt, Tolerance};
use super::super::candidate::Candidate;
use super::super::sums::Sums;
use super::*;
use crate::cases::cases;
use crate::theme;
use proptest::prelude::*;
use std::sync::OnceLock;

/// A piece of text in some style: prose, code, addresses, other scripts.
#[derive(Clone, Debug)]
enum Part {
    Prose(String),
    Strong(String),
    SmallCaps(String),
    Code(String),
    Call,
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let word = prop_oneof![
        8 => "[a-z]{1,9}",
        2 => "[A-Z][a-z]{2,12}[,.;]?",
        1 => "[a-z]{3,6}-[a-z]{3,8}",
        1 => "[0-9]{1,4} (km|%|MB|page)",
        1 => prop::sample::select(vec![
            "extraordinarily", "https://example.com/a/long_path?x=1&y=averylongvalue#fragment", "— “finest” fjord…", "a",
            "שלום עולם", "مرحبا بالعالم (1984)", "👩‍💻", "中文排版，規則「禁則」處理。", "ひらがなとカタカナー。", "Ελλάδα", "Москва", "« oui »", "¿qué?", "a\u{a0}b",
            "sep\u{ad}a\u{ad}rate",
        ]).prop_map(str::to_owned),
    ];
    let words = |most: usize| prop::collection::vec(word.clone(), 1..most).prop_map(|words| words.join(" "));
    let code = prop::sample::select(vec![
        "cargo test --locked",
        "std::collections::BTreeMap<String, Vec<u8>>",
        "/usr/share/fonts/opentype/noto",
        "getElementsByClassName",
        "x",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "{#a3e635:lime colored text}",
    ]);
    let part = prop_oneof![
        6 => words(20).prop_map(Part::Prose),
        1 => words(4).prop_map(Part::Strong),
        1 => words(4).prop_map(Part::SmallCaps),
        2 => code.prop_map(|code| Part::Code(code.to_owned())),
        1 => Just(Part::Call),
    ];
    prop::collection::vec(part, 0..8)
}

/// Pieces with a space between them, none before a call; and the text that they hold.
fn pieces(parts: &[Part]) -> (Vec<Piece>, String) {
    let (mut pieces, mut written) = (Vec::new(), String::new());
    for (index, part) in parts.iter().enumerate() {
        let spaced = index > 0 && !matches!(part, Part::Call);
        let style = match part {
            Part::Prose(_) => plain(),
            Part::Strong(_) => TextStyle { bold: true, ..plain() },
            Part::SmallCaps(_) => TextStyle { small_caps: true, ..plain() },
            Part::Code(_) => {
                TextStyle { role: FontRole::Mono, hyphenate: false, background: Some(Rgb(9, 9, 9)), ..plain() }
            }
            Part::Call => TextStyle { size: Pt(6.0), rise: Pt(4.0), hyphenate: false, ..plain() },
        };
        if spaced {
            pieces.push(super::text(" "));
            written.push(' ');
        }
        match part {
            Part::Prose(text) | Part::Strong(text) | Part::SmallCaps(text) | Part::Code(text) => {
                written.push_str(text);
                pieces.push(styled(text, style));
            }
            Part::Call => {
                written.push_str("12");
                let kind = PieceKind::NoteCall { note: NoteId(0), text: "12".into(), style: Arc::new(style) };
                pieces.push(piece(kind));
            }
        }
    }
    (pieces, written.replace('\u{ad}', ""))
}

/// The faces of the built-in theme, opened once.
fn fonts() -> &'static FontBook {
    static FONTS: OnceLock<FontBook> = OnceLock::new();
    FONTS.get_or_init(|| FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts").0)
}

fn styles() -> impl Strategy<Value = ParagraphStyle> {
    let align = prop_oneof![Just(Align::Justify), Just(Align::Start), Just(Align::End), Just(Align::Center)];
    (align, any::<bool>(), any::<bool>()).prop_map(|(align, hyphenate, protrude)| ParagraphStyle {
        align,
        leading: Pt(14.0),
        hyphenate,
        protrude,
        wrap_mark: String::new(),
        code: false,
    })
}

/// Left and right edge of what is on a line.
fn edges(line: &Line) -> (f64, f64) {
    let run = |run: &&GlyphRun| {
        let width: Pt = run.glyphs.iter().map(|g| g.advance()).sum();
        (run.origin.x.0, (run.origin.x + width).0)
    };
    runs(line).iter().map(run).fold((0.0, 0.0), |(l, r), (a, b)| (f64::min(l, a), f64::max(r, b)))
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_text_is_lost_or_moved_and_no_line_passes_its_measure(
        parts in parts(), style in styles(), width in 40.0..400.0_f64, indent in 0.0..20.0_f64,
        lang in prop::sample::select(vec!["en", "es", "de", "fr", "ja", "ko", "he", "ar", "tlh"]),
    ) {
        let (mut pieces, written) = pieces(&parts);
        for piece in &mut pieces {
            if let PieceKind::Text { style, .. } = &mut piece.kind {
                *style = Arc::new(TextStyle { lang: lang.into(), ..TextStyle::clone(style) });
            }
        }
        let measure = Measure { first_indent: Pt(indent), ..Measure::of(Pt(width)) };
        let lines = set(&pieces, &measure, &style, fonts(), &mut Diagnostics::new());
        let copied: String = lines.iter().map(copied).collect();
        prop_assert_eq!(copied.replace('\u{ad}', ""), written);
        // What hangs out most is the blank half of a full-width mark: half an em of 10 pt.
        let hang = if style.protrude { 5.01 } else { 0.01 };
        for line in &lines {
            let (left, right) = edges(line);
            prop_assert!(left >= -hang && right <= width + hang, "{left}..{right} of {width}: {}", super::copied(line));
        }
    }

    #[test]
    fn justified_lines_end_at_the_measure_or_all_are_ragged(
        text in "([a-z]{2,8} ){30,60}", width in 150.0..400.0_f64,
    ) {
        let style = ParagraphStyle { hyphenate: true, ..justified() };
        let lines = set(&[super::text(&text)], &Measure::of(Pt(width)), &style, fonts(), &mut Diagnostics::new());
        let justified = lines.iter().any(|line| line.quality.as_ref().is_some_and(|quality| quality.ratio.is_some()));
        for line in lines.iter().rev().skip(1) {
            let (left, right) = edges(line);
            prop_assert!(left.abs() < 0.01, "{left}");
            prop_assert!(!justified || (right - width).abs() < 0.3, "{right} of {width}");
            prop_assert_eq!(line.quality.as_ref().is_some_and(|quality| quality.ratio.is_some()), justified);
        }
    }

    #[test]
    fn optimum_fit_is_never_worse_than_first_fit(
        words in proptest::collection::vec(1..9_u32, 2..60), width in 90.0..300.0_f64, ragged in any::<bool>(),
    ) {
        let candidates = problem(&words);
        let fill = if ragged { Fill::Ragged { slack: width * 0.12, balance: false } } else { Fill::Justify };
        let problem = Problem { candidates: &candidates, widths: &[width], fill, runt: 0.0 };
        let tolerance = Tolerance { ratio: f64::INFINITY, emergency: 0.0, overfull: true, runts: Some(Runt::Stub) };
        let best = problem.best(&tolerance).expect("a way");
        let first = problem.first_fit(&tolerance);
        prop_assert!(problem.total(&best, &tolerance) <= problem.total(&first, &tolerance) + 1e-6);
    }
}

/// Words of so many squares of 10 pt, with spaces between them.
fn problem(words: &[u32]) -> Vec<Candidate> {
    let mut sum = Sums::default();
    let mut candidates = vec![place((0, sum), (0, sum), false)];
    for (i, &letters) in words.iter().enumerate() {
        sum.width += f64::from(letters) * 10.0;
        let end = (2 * i + 1, sum);
        if i + 1 == words.len() {
            candidates.push(place(end, end, true));
            break;
        }
        (sum.width, sum.stretch, sum.shrink, sum.spaces) =
            (sum.width + 10.0, sum.stretch + 6.5, sum.shrink + 2.0, sum.spaces + 10.0);
        candidates.push(place(end, (2 * i + 2, sum), false));
    }
    candidates
}

fn place((end, sum_end): (usize, Sums), (next, sum_next): (usize, Sums), last: bool) -> Candidate {
    Candidate {
        at: next,
        end_at: end,
        end,
        next,
        sum_end,
        sum_next,
        extra: 0.0,
        after: 0.0,
        hang_end: 0.0,
        hang_start: 0.0,
        open: 0.0,
        gap: 0.0,
        penalty: 0.0,
        kind: super::super::opportunity::Kind::Plain,
        last,
    }
}
