//! How far a run is: a bar for posts and one for volumes on a terminal, a line for each book that was made elsewhere.

use super::args::MessageFormat;
use super::messages::Messenger;
use crate::batch::book::Kind;
use crate::batch::plan::Unit;
use crate::batch::{Outcome, State};
use crate::diagnostics::terminal::field;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// How often a bar is drawn while nothing ends.
const TICK: Duration = Duration::from_millis(200);

/// Shows how far a run is.
pub struct Progress {
    shown: Shown,
    total: usize,
    reported: usize,
}

enum Shown {
    Bars { all: MultiProgress, posts: ProgressBar, volumes: ProgressBar },
    Lines(Messenger),
    Nothing,
}

impl Progress {
    /// For the units of a run. Machines and quiet runs are shown nothing.
    pub fn new(units: &[Unit], format: MessageFormat, quiet: bool, messenger: Messenger) -> Progress {
        let shown = if quiet || format == MessageFormat::Json {
            Shown::Nothing
        } else if std::io::stderr().is_terminal() {
            bars(units)
        } else {
            Shown::Lines(messenger)
        };
        Progress { shown, total: units.len(), reported: 0 }
    }

    /// A unit ended, in whatever order they do.
    pub fn ended(&self, outcome: &Outcome) {
        if let Shown::Bars { posts, volumes, .. } = &self.shown {
            let bar = match outcome.unit.kind {
                Kind::Post => posts,
                Kind::Volume => volumes,
            };
            bar.set_message(field(&outcome.unit.id).into_owned());
            bar.inc(1);
        }
    }

    /// The next unit in the order of the list has ended. The lines of two runs are the same, so they tell no time.
    pub fn next(&mut self, outcome: &Outcome) {
        self.reported += 1;
        let Progress { total, reported, .. } = self;
        if let Shown::Lines(messenger) = &self.shown
            && outcome.state != State::Cached
        {
            messenger.note(&format!("[{reported}/{total}] {} {}", outcome.unit.name(), outcome.state.name()));
        }
    }

    /// Says something while bars stand aside.
    pub fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        match &self.shown {
            Shown::Bars { all, .. } => all.suspend(say),
            Shown::Lines(_) | Shown::Nothing => say(),
        }
    }

    /// Takes the bars away.
    pub fn finish(self) {
        if let Shown::Bars { posts, volumes, .. } = self.shown {
            posts.finish_and_clear();
            volumes.finish_and_clear();
        }
    }
}

fn bars(units: &[Unit]) -> Shown {
    let all = MultiProgress::new();
    // A template that does not read leaves the library's own.
    let style = ProgressStyle::with_template("{prefix:<8} [{bar:30}] {pos}/{len} {eta} {msg}");
    let style = style.map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("=> "));
    let bar = |name: &'static str, kind: Kind| {
        let count = units.iter().filter(|unit| unit.kind == kind).count();
        let bar = ProgressBar::new(count as u64).with_style(style.clone()).with_prefix(name);
        if count == 0 {
            return ProgressBar::hidden();
        }
        let bar = all.add(bar);
        bar.enable_steady_tick(TICK);
        bar
    };
    let (posts, volumes) = (bar("posts", Kind::Post), bar("volumes", Kind::Volume));
    Shown::Bars { all, posts, volumes }
}
