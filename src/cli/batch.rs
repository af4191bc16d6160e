//! `offprint batch`: what was typed becomes units; the library does them; a table, a manifest and an exit code come back.

use super::args::{BatchArgs, MessageFormat};
use super::exit::Exit;
use super::found::Found;
use super::messages::Messenger;
use super::progress::Progress;
use super::reported::Reported;
use super::table::{self, Row};
use super::usage::{self, UsageError};
use crate::batch::lock::Lock;
use crate::batch::manifest::{Manifest, Site};
use crate::batch::plan::{Plan, Wanted};
use crate::batch::select::{self, SelectError, Selection};
use crate::batch::unit::{Format, Refusal};
use crate::batch::{Event, Outcome, Run, State, feeds, record, scope};
use crate::project::{Project, Settings, is_book_file};
use crate::source::Sources;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What a run is to do.
pub struct Work {
    /// The site and its settings.
    pub project: Project,
    /// The books.
    pub plan: Plan,
    /// Output folder.
    pub out: PathBuf,
    epoch: Option<i64>,
}

/// Output folder where neither a flag nor the configuration names one.
const OUT: &str = "out";

/// Runs a batch.
pub fn run(args: &BatchArgs) -> Exit {
    let messenger = Messenger::new(args.report, args.quiet);
    let done = Work::new(args).map(|work| work.run(args, messenger, |_| true));
    done.unwrap_or_else(|error| {
        messenger.failure(None, &error.to_string(), None);
        Exit::Usage
    })
}

impl Work {
    /// Checks what was typed against the site.
    pub fn new(args: &BatchArgs) -> Result<Work, UsageError> {
        let epoch = usage::epoch_of_environment()?;
        let first = args.folders.first().map_or(Path::new("."), PathBuf::as_path);
        if !first.exists() {
            return Err(SelectError::NoFolder(first.to_path_buf()).into());
        }
        let today = Some(usage::today(epoch));
        // A book's chapters lie in its folder and below.
        let start = first.parent().filter(|folder| is_book(first) && *folder != Path::new(""));
        let start = start.unwrap_or(if is_book(first) { Path::new(".") } else { first });
        let mut project = Project::open(start, args.book.site.config.as_deref(), &args.flags(), today)?;
        for file in args.folders.iter().filter(|path| path.is_file() && !is_book(path)) {
            // What is named is a post, a draft too.
            let cannot = |reason: String| UsageError::Flags(format!("{}: {reason}", file.display()));
            project.adopt(file).map_err(cannot)?;
        }
        let plan = plan(args, &project)?;
        let out = project.settings.export.output.clone().unwrap_or_else(|| PathBuf::from(OUT));
        Ok(Work { project, plan, out, epoch })
    }

    /// Does the work. Books that `listed` does not want are left out of the table.
    pub fn run(&self, args: &BatchArgs, messenger: Messenger, listed: impl Fn(&Row) -> bool) -> Exit {
        let start = Instant::now();
        let Work { project, plan, out, .. } = self;
        let settings = &project.settings;
        let messenger = messenger.strict(settings.strict);
        if args.dry_run {
            let (rows, worst) = self.units(args, messenger);
            self.summary(args, &rows, listed, start.elapsed(), messenger);
            return worst;
        }
        let categories = plan.posts.keys().map(String::as_str);
        let _lock = match Lock::take(out, plan.shard.is_some(), categories) {
            Ok(lock) => lock,
            Err(message) => {
                messenger.failure(None, &message, None);
                return Exit::Failed;
            }
        };
        messenger.diagnostics(&plan.diagnostics, &Sources::default(), &mut Reported::once());
        let (rows, mut worst) = self.units(args, messenger);
        if !plan.diagnostics.is_empty() && settings.strict {
            worst = worst.max(Exit::Warnings);
        }
        let made = rows.iter().filter_map(|row| row.record.clone()).collect();
        let manifest = Manifest::after(out, self.site(), plan, made);
        if let Err(error) = manifest.write(out) {
            messenger.failure(Some(&manifest.path(out)), &error, None);
            worst = worst.max(Exit::Failed);
        }
        if plan.shard.is_none() && settings.feeds {
            worst = worst.max(write_feeds(&manifest, out, messenger));
        }
        if plan.shard.is_none() {
            self.leftovers(args.prune, messenger);
        }
        self.summary(args, &rows, listed, start.elapsed(), messenger);
        worst
    }

    fn summary(
        &self,
        args: &BatchArgs,
        rows: &[Row],
        listed: impl Fn(&Row) -> bool,
        time: Duration,
        messenger: Messenger,
    ) {
        if args.quiet {
            return;
        }
        let found = Found::of(&self.project.site);
        table::print(args.report, rows, listed, time, &found);
        if args.report == MessageFormat::Human {
            messenger.note(&found.line());
        }
    }

    fn units(&self, args: &BatchArgs, messenger: Messenger) -> (Vec<Row>, Exit) {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let units = &self.plan.units;
        let run = Run {
            project: &self.project,
            formats: formats(args),
            out: self.out.clone(),
            force: args.force,
            dry: args.dry_run,
            jobs: args.jobs.map_or(cores, usize::from),
            epoch: self.epoch,
            files: scope::files(&self.plan.beside),
            fonts: OnceLock::new(),
        };
        let mut progress = Progress::new(units, args.report, args.quiet, messenger);
        let (mut rows, mut worst, mut reported) = (Vec::new(), Exit::Done, messenger.reported());
        run.all(units, &mut |event| match event {
            Event::Ended(outcome) => progress.ended(outcome),
            Event::Next(outcome) => {
                worst = worst.max(progress.aside(|| self.tell(&outcome, messenger, &mut reported)));
                progress.next(&outcome);
                rows.push(Row::new(*outcome));
            }
        });
        progress.finish();
        messenger.repeated(&reported);
        (rows, worst)
    }

    /// Says what happened to a book.
    fn tell(&self, outcome: &Outcome, messenger: Messenger, reported: &mut Reported) -> Exit {
        if !outcome.report.diagnostics.is_empty() {
            messenger.diagnostics(&outcome.report.diagnostics, &self.project.sources(), reported);
        }
        let State::Failed(refusal) = &outcome.state else { return Exit::Done };
        messenger.failure(Some(Path::new(&outcome.unit.name())), &refusal.to_string(), None);
        match refusal {
            Refusal::Warnings => Exit::Warnings,
            Refusal::Errors | Refusal::Backend(_) => Exit::Failed,
        }
    }

    /// Books whose posts are gone: removed if asked, else named.
    fn leftovers(&self, prune: bool, messenger: Messenger) {
        for old in record::all(&self.out).iter().filter(|old| !self.plan.holds(old)) {
            if prune {
                let removed = record::remove(&self.out, old);
                removed.iter().for_each(|file| messenger.note(&format!("{} removed", file.display())));
            } else if let Some((path, ..)) = old.parts().find(|(path, ..)| self.out.join(path).exists()) {
                let path = self.out.join(path).display().to_string();
                messenger.note(&format!("{path} belongs to no post that exists; --prune removes such files"));
            }
        }
    }

    fn site(&self) -> Site {
        let Settings { config, lang, .. } = &self.project.settings;
        let url = config.site.url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        Site {
            title: config.site.title.clone(),
            url,
            language: lang.clone().or_else(|| config.lang.clone()),
            downloads: config.site.downloads.clone(),
        }
    }
}

/// Whether a file describes a book.
fn is_book(path: &Path) -> bool {
    path.is_file() && is_book_file(path)
}

fn formats(args: &BatchArgs) -> Vec<Format> {
    match (args.epub, args.pdf) {
        (true, false) => vec![Format::Epub],
        (false, true) => vec![Format::Pdf],
        (true, true) | (false, false) => Format::ALL.to_vec(),
    }
}

/// The units asked for. Two that would write the same file fail when the run comes to them.
fn plan(args: &BatchArgs, project: &Project) -> Result<Plan, UsageError> {
    let (site, export) = (&project.site, &project.settings.export);
    let wanted = Wanted {
        posts: !args.volume_only,
        volume: args.volume_only || export.volume.unwrap_or(false),
        order: export.order,
    };
    let (books, folders): (Vec<PathBuf>, Vec<PathBuf>) = args.folders.iter().cloned().partition(|path| is_book(path));
    let selection = Selection { folders: &folders, categories: &args.category, all: args.all };
    let selected = select::sections(site, &project.adopted, selection)?;
    let mut plan = Plan { whole_site: args.all, ..Plan::default() };
    selected.iter().for_each(|selected| plan.add(site, selected, wanted));
    books.iter().for_each(|file| plan.add_book(project, file));
    if plan.units.is_empty() {
        return Err(UsageError::Flags(select::nothing_found(site)));
    }
    plan.refuse_clashes();
    if let Some(shard) = args.shard {
        plan.cut(shard);
    }
    Ok(plan)
}

/// Writes the catalogues of what a folder holds.
pub fn write_feeds(manifest: &Manifest, out: &Path, messenger: Messenger) -> Exit {
    match feeds::write(manifest, out) {
        Ok(()) => Exit::Done,
        Err(error) => {
            messenger.failure(None, &error, None);
            Exit::Failed
        }
    }
}
