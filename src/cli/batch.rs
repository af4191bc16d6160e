//! `offprint batch`: what was typed becomes units; the library does them; a table, a manifest and an exit code come back.

use super::Exit;
use super::args::{BatchArgs, MessageFormat, OrderArg};
use super::job::{self, UsageError};
use super::messages::{Messenger, out};
use crate::batch::plan::{self, Order, Unit};
use crate::batch::unit::{Format, Refusal, Settings};
use crate::batch::{Outcome, Run, State, manifest, output};
use crate::config::{self, Config};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Runs a batch.
pub fn run(args: &BatchArgs) -> Exit {
    let messenger = Messenger::new(args.report, args.quiet);
    batch(args, messenger).unwrap_or_else(|error| {
        messenger.failure(None, &error.to_string(), None);
        Exit::Usage
    })
}

fn batch(args: &BatchArgs, messenger: Messenger) -> Result<Exit, UsageError> {
    let settings = settings(args)?;
    let units = units(args, &settings.config)?;
    let first = args.folders.first().cloned().unwrap_or_default();
    let inside = units.first().and_then(|u| u.posts.first()?.parent().map(Path::to_path_buf)).unwrap_or(first);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let run = Run {
        settings: &settings,
        formats: formats(args),
        syntax: settings.config.export.syntax.unwrap_or_default(),
        out: args.output.clone(),
        force: args.force,
        jobs: args.jobs.map_or(cores, usize::from),
        epoch: job::epoch(std::env::var("SOURCE_DATE_EPOCH").ok().as_deref())?,
        index: Run::index(&settings, &inside),
        fonts: OnceLock::new(),
    };
    let outcomes = run.all(&units);
    let mut worst = outcomes.iter().map(|outcome| tell(outcome, messenger)).max().unwrap_or_default();
    let records: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.record.as_ref()).collect();
    let path = args.output.join("manifest.json");
    if let Err(error) = manifest(&records).and_then(|bytes| output::write(&path, &bytes)) {
        messenger.failure(Some(&path), &error, None);
        worst = worst.max(Exit::Failed);
    }
    if !args.quiet {
        table(args.report, &outcomes);
    }
    Ok(worst)
}

fn settings(args: &BatchArgs) -> Result<Settings, UsageError> {
    let first = args.folders.first().map_or(Path::new("."), PathBuf::as_path);
    let file = args.book.config.clone().or_else(|| config::find(first));
    let config = file.as_deref().map(Config::load).transpose()?.unwrap_or_default();
    job::settings(&args.book, config)
}

fn formats(args: &BatchArgs) -> Vec<Format> {
    match (args.epub, args.pdf) {
        (true, false) => vec![Format::Epub],
        (false, true) => vec![Format::Pdf],
        (true, true) | (false, false) => vec![Format::Epub, Format::Pdf],
    }
}

/// The units asked for. Two that would write the same file are wrong usage: nothing may depend on which comes last.
fn units(args: &BatchArgs, config: &Config) -> Result<Vec<Unit>, UsageError> {
    let order = match args.order {
        OrderArg::Date => Order::Date,
        OrderArg::Title => Order::Title,
    };
    let mut units = Vec::new();
    for folder in folders(args, config)? {
        units.extend(plan::category(config, &folder, order, args.volume));
    }
    if units.is_empty() {
        return Err(UsageError::Flags("there are no posts there; name a category's folder, or use --all".to_owned()));
    }
    let mut names: Vec<_> = units.iter().map(|u| output::path_in(Path::new(&u.category), &u.id, "")).collect();
    names.sort();
    if let Some([twice, _]) = names.windows(2).filter_map(|p| p.first_chunk::<2>()).find(|[a, b]| a == b) {
        let message = format!("two books would be {}epub; give them different ids", twice.display());
        return Err(UsageError::Flags(message));
    }
    Ok(match args.shard {
        Some((shard, count)) => plan::shard(units, shard, count),
        None => units,
    })
}

fn folders(args: &BatchArgs, config: &Config) -> Result<Vec<PathBuf>, UsageError> {
    let mut folders = Vec::new();
    for folder in &args.folders {
        // DIR may be the site's own folder: then its configuration says where the categories lie.
        let configured =
            config.content.as_deref().map(|content| config.path(content)).filter(|c| c.starts_with(folder));
        let content = configured.unwrap_or_else(|| folder.clone());
        if args.all {
            folders.extend(config::category_folders(&content));
        } else if args.category.is_empty() {
            folders.push(folder.clone());
        } else {
            folders.extend(args.category.iter().map(|name| {
                let own = config.categories.get(name).and_then(|section| section.folder.clone());
                content.join(own.unwrap_or_else(|| PathBuf::from(name)))
            }));
        }
    }
    match folders.iter().find(|folder| !folder.is_dir()) {
        Some(missing) => Err(UsageError::Flags(format!("there is no folder {}", missing.display()))),
        None => Ok(folders),
    }
}

fn tell(outcome: &Outcome, messenger: Messenger) -> Exit {
    messenger.diagnostics(&outcome.report.diagnostics, &outcome.sources);
    let State::Failed(refusal) = &outcome.state else { return Exit::Done };
    let name = format!("{}/{}", outcome.unit.category, outcome.unit.id);
    messenger.failure(Some(Path::new(&name)), &refusal.to_string(), None);
    match refusal {
        Refusal::Warnings => Exit::Warnings,
        Refusal::Errors | Refusal::Backend(_) => Exit::Failed,
    }
}

/// A line a unit: name, pages, words, sizes, warnings, time, what was done.
fn table(format: MessageFormat, outcomes: &[Outcome]) {
    if format == MessageFormat::Human {
        out(&format!(
            "{:<44} {:>5} {:>7} {:>9} {:>9} {:>4} {:>7}",
            "post", "pages", "words", "epub", "pdf", "warn", "ms"
        ));
    }
    for outcome in outcomes {
        let state = match outcome.state {
            State::Written => "written",
            State::Cached => "cached",
            State::Failed(_) => "failed",
        };
        let name = format!("{}/{}", outcome.unit.category, outcome.unit.id);
        let record = outcome.record.as_ref();
        let size = |ending: &str| record.and_then(|r| r.files.iter().find(|f| f.format == ending)).map(|f| f.size);
        let (pages, words) = (record.and_then(|r| r.pages), record.map(|r| r.words));
        let (warnings, time) = (outcome.report.diagnostics.len(), outcome.time.as_millis());
        let cell = |value: Option<usize>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        match format {
            MessageFormat::Human => out(&format!(
                "{name:<44} {:>5} {:>7} {:>9} {:>9} {warnings:>4} {time:>7} {state}",
                cell(pages),
                cell(words),
                cell(size("epub")),
                cell(size("pdf")),
            )),
            MessageFormat::Json => out(&json!({
                "kind": "unit", "post": name, "pages": pages, "words": words, "epub": size("epub"), "pdf": size("pdf"),
                "diagnostics": warnings, "milliseconds": u64::try_from(time).unwrap_or(u64::MAX), "state": state,
            })
            .to_string()),
        }
    }
    let count = |wanted: fn(&State) -> bool| outcomes.iter().filter(|o| wanted(&o.state)).count();
    let (written, cached) = (count(|s| *s == State::Written), count(|s| *s == State::Cached));
    if format == MessageFormat::Human {
        out(&format!("{written} written, {cached} cached, {} failed", outcomes.len() - written - cached));
    }
}
