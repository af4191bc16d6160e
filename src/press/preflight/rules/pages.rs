//! Pages by what holds of them.

use super::super::facts::{FileFacts, PageFacts};

/// The pages that a measure picks, and the worst of what it measures: the greatest.
pub fn worst(facts: &FileFacts, measure: impl Fn(&PageFacts) -> Option<f64>) -> Option<(f64, Vec<usize>)> {
    let found: Vec<(usize, f64)> =
        facts.pages.iter().enumerate().filter_map(|(index, page)| Some((index, measure(page)?))).collect();
    let most = found.iter().map(|(_, value)| *value).reduce(f64::max)?;
    Some((most, found.into_iter().map(|(index, _)| index).collect()))
}

/// The pages of which something holds, by index.
pub fn pages_where(facts: &FileFacts, holds: impl Fn(&PageFacts) -> bool) -> Vec<usize> {
    (0..).zip(&facts.pages).filter(|(_, page)| holds(page)).map(|(index, _)| index).collect()
}
