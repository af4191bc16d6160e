//! Figures for a whole book.

use super::super::page::{LineQuality, LineRole, Pages};
use super::faults::{Fault, FaultKind};
use super::line::{ends_in_hyphen, factor};
use std::collections::BTreeMap;

/// Lines with fewer word spaces than this say little about the evenness of a page, and are left out of the figures.
pub const LEAST_SPACES: usize = 3;

/// Figures of one book, or of several together. Shares and coefficients are of running text ([`LineRole::Text`]); faults
/// are counted wherever they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Pages, blank ones too.
    pub pages: usize,
    /// Lines of running text.
    pub lines: usize,
    /// Those that end in a hyphen.
    pub hyphenated: usize,
    /// Justified lines of running text with at least [`LEAST_SPACES`] spaces.
    pub justified: usize,
    /// Those of them that are loose.
    pub loose: usize,
    /// Those of them that are tight.
    pub tight: usize,
    /// Faults by kind.
    pub faults: BTreeMap<FaultKind, usize>,
    /// Number of spaces and their mean width in points, a justified line each.
    pub samples: Vec<(f64, f64)>,
}

/// The lines that shares are of.
fn sampled(line: &&LineQuality) -> bool {
    line.role == LineRole::Text && line.spaces.count >= LEAST_SPACES && factor(line).is_some()
}

/// The usual factor on word spaces: the median of the justified lines of running text. 1 where there are none.
pub fn usual(pages: &Pages) -> f64 {
    let mut factors: Vec<f64> = pages.quality.iter().filter(sampled).filter_map(factor).collect();
    factors.sort_by(f64::total_cmp);
    let half = factors.len() / 2;
    let (low, high) = (factors.get(factors.len().saturating_sub(1) / 2), factors.get(half));
    low.zip(high).map_or(1.0, |(low, high)| (low + high) / 2.0)
}

impl Summary {
    /// The figures of pages whose faults are known.
    pub(super) fn new(pages: &Pages, faults: &[Fault]) -> Summary {
        let text = || pages.quality.iter().filter(|line| line.role == LineRole::Text);
        let samples: Vec<(f64, f64)> =
            pages.quality.iter().filter(sampled).map(|line| (line.spaces.count as f64, line.spaces.set.0)).collect();
        let mut summary = Summary {
            pages: pages.pages.len(),
            lines: text().count(),
            hyphenated: text().filter(|line| ends_in_hyphen(line)).count(),
            justified: samples.len(),
            samples,
            ..Summary::default()
        };
        let usual = usual(pages);
        for relative in pages.quality.iter().filter(sampled).filter_map(factor).map(|factor| factor / usual) {
            summary.loose += usize::from(relative > super::LOOSE);
            summary.tight += usize::from(relative < super::TIGHT);
        }
        for fault in faults {
            *summary.faults.entry(fault.kind).or_default() += 1;
        }
        summary
    }

    /// Adds the figures of another book.
    pub fn add(&mut self, other: &Summary) {
        self.pages += other.pages;
        self.lines += other.lines;
        self.hyphenated += other.hyphenated;
        self.justified += other.justified;
        self.loose += other.loose;
        self.tight += other.tight;
        for (kind, count) in &other.faults {
            *self.faults.entry(*kind).or_default() += count;
        }
        self.samples.extend(&other.samples);
    }

    /// Faults of a kind.
    pub fn count(&self, kind: FaultKind) -> usize {
        self.faults.get(&kind).copied().unwrap_or_default()
    }

    /// Percent of the justified lines that are loose.
    pub fn loose_percent(&self) -> f64 {
        percent(self.loose, self.justified)
    }

    /// Percent of the justified lines that are tight.
    pub fn tight_percent(&self) -> f64 {
        percent(self.tight, self.justified)
    }

    /// Percent of the lines that end in a hyphen.
    pub fn hyphenated_percent(&self) -> f64 {
        percent(self.hyphenated, self.lines)
    }

    /// Coefficient of variation of the widths of word spaces: standard deviation over mean, every space counted.
    pub fn space_cv(&self) -> f64 {
        variation(self.samples.iter().copied())
    }

    /// The same of the lines' mean word spaces, every line counted: how even the colour of the pages is.
    pub fn line_cv(&self) -> f64 {
        variation(self.samples.iter().map(|(_, width)| (1.0, *width)))
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// Standard deviation over mean of weighted values; 0 without any.
fn variation(values: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let (weight, sum) = values.clone().fold((0.0, 0.0), |(n, sum), (w, x)| (n + w, sum + w * x));
    if weight <= 0.0 || sum <= 0.0 {
        return 0.0;
    }
    let mean = sum / weight;
    let squares: f64 = values.map(|(w, x)| w * (x - mean) * (x - mean)).sum();
    (squares / weight).sqrt() / mean
}
