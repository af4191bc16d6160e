//! Statistics over a text of one's own, for the eyes of whoever tunes the constants:
//!
//! ```sh
//! OFFPRINT_TEXT=post.txt cargo test --release --lib text::tests::corpus -- --ignored --nocapture
//! ```

use super::super::*;
use crate::document::Rgb;
use crate::layout::page::ItemKind;
use crate::source::Span;
use crate::theme;

/// Word spaces, ratios and hyphens of many lines.
#[derive(Default)]
struct Statistics {
    lines: usize,
    hyphens: usize,
    dashes: usize,
    ladders: usize,
    runts: usize,
    ratios: Vec<f64>,
    gaps: Vec<f64>,
    means: Vec<f64>,
    over: usize,
}

fn style(size: f64) -> Arc<TextStyle> {
    Arc::new(TextStyle {
        role: FontRole::Text,
        bold: false,
        italic: false,
        size: Pt(size),
        color: Rgb(0, 0, 0),
        small_caps: false,
        upper_case: false,
        figures: Figures::OldStyle,
        rise: Pt::ZERO,
        tracking: Pt::ZERO,
        underline: None,
        strike: false,
        background: None,
        frame: None,
        apart: Pt::ZERO,
        hyphenate: true,
        ideograph_gap: 0.25,
        lang: "en".into(),
    })
}

impl Statistics {
    fn add(&mut self, lines: &[Line], print: bool) {
        let mut run = 0;
        for line in lines {
            let quality = line.quality.as_ref().expect("quality");
            let (mut gaps, mut text) = (Vec::new(), String::new());
            for item in &line.items {
                let ItemKind::Glyphs(glyphs) = &item.kind else { continue };
                text.push_str(&glyphs.text);
                for glyph in glyphs.glyphs.iter().filter(|g| g.advance().0 > 0.0) {
                    if glyphs.text.get(glyph.text()) == Some(" ") {
                        gaps.push(glyph.advance().0);
                    }
                }
            }
            self.lines += 1;
            self.hyphens += usize::from(quality.hyphenated);
            let dash = quality.ratio.is_some() && text.trim_end().ends_with('-');
            self.dashes += usize::from(dash);
            run = if quality.hyphenated || dash { run + 1 } else { 0 };
            self.ladders += usize::from(run == 3);
            self.over += usize::from(quality.overfull.0 > 0.0);
            if quality.ratio.is_none() && text.trim().chars().count() < 5 {
                self.runts += 1;
            }
            if let Some(ratio) = quality.ratio {
                self.ratios.push(ratio);
                if gaps.len() >= 3 {
                    self.means.push(gaps.iter().sum::<f64>() / gaps.len() as f64);
                    self.gaps.extend(gaps);
                }
            }
            if print {
                let ratio = quality.ratio.map_or("  --  ".into(), |r| format!("{r:6.2}"));
                println!("{ratio} {}", text.replace('\u{ad}', "-"));
            }
        }
    }

    fn print(&mut self, label: &str) {
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
        let sd = |v: &[f64]| (v.iter().map(|x| (x - mean(v)).powi(2)).sum::<f64>() / v.len().max(1) as f64).sqrt();
        self.means.sort_by(f64::total_cmp);
        let median = self.means[self.means.len() / 2];
        let percent = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
        println!(
            "{label}: lines {} cv {:.3} mean {:.2} loose {:.2}% tight {:.2}% hyphens {:.2}% (+dashes {:.2}%) ladders {} runts {} over {} max ratio {:.2}",
            self.lines,
            sd(&self.gaps) / mean(&self.gaps),
            mean(&self.gaps),
            percent(self.means.iter().filter(|m| **m > 1.5 * median).count(), self.means.len()),
            percent(self.means.iter().filter(|m| **m < 0.75 * median).count(), self.means.len()),
            percent(self.hyphens, self.lines),
            percent(self.dashes, self.lines),
            self.ladders,
            self.runts,
            self.over,
            self.ratios.iter().copied().fold(f64::MIN, f64::max),
        );
    }
}

#[test]
#[ignore = "needs a text of one's own in OFFPRINT_TEXT"]
fn statistics() {
    let path = std::env::var("OFFPRINT_TEXT").expect("OFFPRINT_TEXT");
    let print = std::env::var("OFFPRINT_LINES").is_ok();
    let text = std::fs::read_to_string(path).expect("text");
    let started = std::time::Instant::now();
    let (fonts, _) = FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts");
    println!("fonts in {:?}", started.elapsed());
    for (label, size, leading, width, indent) in
        [("10.2 pt on 110 mm", 10.2, 14.0, Pt::mm(110.0), 14.0), ("11 pt on 4.4 in", 11.0, 15.0, Pt::inch(4.4), 15.0)]
    {
        let started = std::time::Instant::now();
        let paragraph = ParagraphStyle {
            align: Align::Justify,
            leading: Pt(leading),
            hyphenate: true,
            protrude: true,
            wrap_mark: String::new(),
            code: false,
        };
        let measure = Measure { first_indent: Pt(indent), ..Measure::of(width) };
        let mut statistics = Statistics::default();
        let mut diagnostics = Diagnostics::new();
        let mut elapsed = std::time::Duration::ZERO;
        for line in text.lines().filter(|line| line.len() > 80) {
            let started = std::time::Instant::now();
            let kind = PieceKind::Text { text: line.to_owned(), style: style(size) };
            let piece = Piece { kind, element: StructId(0), span: Span::default(), link: None };
            let lines = set(&[piece], &measure, &paragraph, &fonts, &mut diagnostics);
            elapsed += started.elapsed();
            statistics.add(&lines, print);
        }
        statistics.print(label);
        println!("set in {elapsed:?} of {:?}; {} diagnostics", started.elapsed(), diagnostics.len());
    }
}
