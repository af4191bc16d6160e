//! What a run has to say about itself: diagnostics, and where its time went.

use crate::diagnostics::Diagnostics;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Theme, configuration, index of the site.
    Prepare,
    /// Text to document.
    Read,
    /// Links, notes, highlighting.
    Resolve,
    /// Images found, fetched and decoded.
    Images,
    /// Book to EPUB.
    Epub,
    /// Fonts loaded.
    Fonts,
    /// Book to pages.
    Layout,
    /// Pages to PDF.
    Pdf,
    /// Pictures of covers and pages.
    Pictures,
    /// Files written.
    Write,
}

impl Stage {
    /// The name shown.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Prepare => "prepare",
            Stage::Read => "read",
            Stage::Resolve => "resolve",
            Stage::Images => "images",
            Stage::Epub => "epub",
            Stage::Fonts => "fonts",
            Stage::Layout => "layout",
            Stage::Pdf => "pdf",
            Stage::Pictures => "pictures",
            Stage::Write => "write",
        }
    }
}

/// Diagnostics and times of a run. Times are for people: they never reach an output.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What the stages reported, in their order.
    pub diagnostics: Diagnostics,
    times: BTreeMap<Stage, Duration>,
}

impl Report {
    /// Runs a stage that returns its diagnostics with its result.
    pub fn stage<T>(&mut self, stage: Stage, work: impl FnOnce() -> (T, Diagnostics)) -> T {
        self.stage_with(stage, |said| {
            let (result, new) = work();
            said.extend(new);
            result
        })
    }

    /// Runs a stage that may fail.
    pub fn try_stage<T, E>(
        &mut self,
        stage: Stage,
        work: impl FnOnce() -> Result<(T, Diagnostics), E>,
    ) -> Result<T, E> {
        self.stage_with(stage, |said| {
            let (result, new) = work()?;
            said.extend(new);
            Ok(result)
        })
    }

    /// Runs a stage that adds its diagnostics itself.
    pub fn stage_with<T>(&mut self, stage: Stage, work: impl FnOnce(&mut Diagnostics) -> T) -> T {
        let start = Instant::now();
        let result = work(&mut self.diagnostics);
        *self.times.entry(stage).or_default() += start.elapsed();
        result
    }

    /// Time of each stage that ran, in the order of the flow.
    pub fn times(&self) -> impl Iterator<Item = (Stage, Duration)> {
        self.times.iter().map(|(stage, time)| (*stage, *time))
    }
}
