//! What holds for every text.

use super::super::breaker::{Fill, Problem, Tolerance};
use super::super::segment::{Candidate, Sums};
use super::*;
use crate::theme;
use proptest::prelude::*;

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[a-z]{1,9}",
        2 => "[A-Z][a-z]{2,12}[,.;]?",
        1 => "[a-z]{3,6}-[a-z]{3,8}",
        1 => Just("extraordinarily".to_owned()),
        1 => Just("https://example.com/a/long_path?x=1".to_owned()),
        1 => Just("— “finest” fjord…".to_owned()),
        1 => Just("שלום עולם".to_owned()),
        1 => Just("👩‍💻".to_owned()),
    ];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

fn styles() -> impl Strategy<Value = ParagraphStyle> {
    let align = prop_oneof![Just(Align::Justify), Just(Align::Start), Just(Align::End), Just(Align::Center)];
    (align, any::<bool>(), any::<bool>()).prop_map(|(align, hyphenate, protrude)| ParagraphStyle {
        align,
        leading: Pt(14.0),
        hyphenate,
        protrude,
        wrap_mark: String::new(),
    })
}

/// Left and right edge of what is on a line.
fn edges(line: &Line) -> (f64, f64) {
    let run = |run: &&GlyphRun| {
        let width: Pt = run.glyphs.iter().map(|g| g.advance).sum();
        (run.origin.x.0, (run.origin.x + width).0)
    };
    runs(line).iter().map(run).fold((0.0, 0.0), |(l, r), (a, b)| (f64::min(l, a), f64::max(r, b)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_lost_or_moved_and_no_line_passes_its_measure(
        text in words(), style in styles(), width in 40.0..400.0_f64, indent in 0.0..20.0_f64,
    ) {
        let (fonts, _) = FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts");
        let measure = Measure { first_indent: Pt(indent), ..Measure::of(Pt(width)) };
        let lines = set(&[super::text(&text)], &measure, &style, &fonts, &mut Diagnostics::new());
        let copied: String = lines.iter().map(copied).collect();
        prop_assert_eq!(copied.replace('\u{ad}', ""), text);
        // The widest that hangs out is an em dash's fifth or a quote's half, both below 0.35 em of 10 pt.
        let hang = if style.protrude { 3.5 } else { 0.01 };
        for line in &lines {
            let (left, right) = edges(line);
            prop_assert!(left >= -hang && right <= width + hang, "{left}..{right} of {width}: {}", super::copied(line));
        }
    }

    #[test]
    fn justified_lines_end_at_the_measure(text in "([a-z]{2,8} ){30,60}", width in 150.0..400.0_f64) {
        let (fonts, _) = FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts");
        let style = ParagraphStyle { hyphenate: true, ..justified() };
        let lines = set(&[super::text(&text)], &Measure::of(Pt(width)), &style, &fonts, &mut Diagnostics::new());
        for line in lines.iter().rev().skip(1) {
            let (left, right) = edges(line);
            prop_assert!(left.abs() < 0.01 && (right - width).abs() < 0.3, "{left}..{right} of {width}");
        }
    }

    #[test]
    fn optimum_fit_is_never_worse_than_first_fit(
        words in proptest::collection::vec(1..9_u32, 2..60), width in 90.0..300.0_f64, ragged in any::<bool>(),
    ) {
        let (sums, candidates) = problem(&words);
        let fill = if ragged { Fill::Ragged { slack: width * 0.12, balance: false } } else { Fill::Justify };
        let problem = Problem { candidates: &candidates, sums: &sums, widths: &[width], fill, runt: 0.0 };
        let tolerance = Tolerance { ratio: f64::INFINITY, emergency: 0.0, overfull: true };
        let best = problem.best(&tolerance).expect("a way");
        let first = problem.first_fit(&tolerance);
        prop_assert!(problem.total(&best, &tolerance) <= problem.total(&first, &tolerance) + 1e-6);
    }
}

/// Words of so many squares of 10 pt, with spaces between them.
fn problem(words: &[u32]) -> (Vec<Sums>, Vec<Candidate>) {
    let (mut sums, mut sum) = (vec![Sums::default()], Sums::default());
    let mut candidates = vec![place(0, 0, false)];
    for (i, &letters) in words.iter().enumerate() {
        sum.width += f64::from(letters) * 10.0;
        sums.push(sum);
        if i + 1 == words.len() {
            candidates.push(place(sums.len() - 1, sums.len() - 1, true));
            break;
        }
        (sum.width, sum.stretch, sum.shrink, sum.spaces) =
            (sum.width + 10.0, sum.stretch + 6.5, sum.shrink + 2.0, sum.spaces + 10.0);
        sums.push(sum);
        candidates.push(place(sums.len() - 2, sums.len() - 1, false));
    }
    (sums, candidates)
}

fn place(end: usize, next: usize, last: bool) -> Candidate {
    Candidate {
        at: next,
        end_at: end,
        end,
        next,
        extra: 0.0,
        after: 0.0,
        hang_end: 0.0,
        hang_start: 0.0,
        penalty: 0.0,
        kind: super::super::opportunities::Kind::Plain,
        last,
    }
}
