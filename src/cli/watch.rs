//! `offprint watch`: a batch, and another after each saved file. The records' keys say which books a file touches, so a
//! run after a change is a run like any other. An interrupt ends the program anywhere: files are whole at every moment.

use super::args::WatchArgs;
use super::batch::Work;
use super::exit::Exit;
use super::messages::Messenger;
use super::own::Own;
use crate::config;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// A run begins when nothing was saved for so long: editors save in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// Time between two looks where the system tells of no changes and `--poll` says nothing.
const POLL: Duration = Duration::from_secs(2);

/// How deep below a site's folder files are watched.
const DEEPEST: usize = 8;

/// Folders beyond this are not watched: systems allow some thousands.
const MOST_FOLDERS: usize = 4000;

/// Runs until interrupted.
pub fn run(args: &WatchArgs) -> Exit {
    let messenger = Messenger::new(args.batch.report, args.batch.quiet);
    watch(args, messenger).unwrap_or_else(|message| {
        messenger.failure(None, &message, None);
        Exit::Usage
    })
}

fn watch(args: &WatchArgs, messenger: Messenger) -> Result<Exit, String> {
    if args.batch.shard.is_some() {
        return Err("--shard does not work with watch; watch the whole site".to_owned());
    }
    if args.batch.dry_run {
        return Err("--dry-run does not work with watch; use it with batch".to_owned());
    }
    let mut eye = Eye::new(args)?;
    // What is wrong from the beginning is wrong usage.
    let work = Work::new(&args.batch).map_err(|error| error.to_string())?;
    eye.own.add(&work.out);
    let mut first = true;
    loop {
        // Folders are watched before anything is read, so that no change is missed.
        eye.look(&roots(args));
        match Work::new(&args.batch) {
            // What failed was reported, and the next saved file may mend it.
            Ok(work) => {
                eye.own.add(&work.out);
                eye.own.watched(&eye.roots);
                work.run(&args.batch, messenger, |row| first || !row.is_cached());
                eye.own.wrote(&work.out);
            }
            Err(error) => messenger.failure(None, &error.to_string(), None),
        }
        messenger.note("watching; Ctrl-C ends");
        first = false;
        match eye.wait() {
            Some(changed) => messenger.note(&format!("{} changed", list(&changed))),
            None => return Err("the system no longer reports changes; start again with --poll 2".to_owned()),
        }
    }
}

/// The folders whose files matter: what was named, the site's own folder, the theme's, those that serve images.
fn roots(args: &WatchArgs) -> Vec<PathBuf> {
    let folder = |path: &PathBuf| match path.parent() {
        Some(parent) if path.is_file() => parent.join("."),
        _ => path.clone(),
    };
    let mut roots: Vec<PathBuf> = args.batch.folders.iter().map(folder).collect();
    if let Ok(Work { project, plan, .. }) = Work::new(&args.batch) {
        // The chapters of a book may lie elsewhere.
        let chapters = plan.units.iter().filter(|unit| unit.described_in.is_some()).flat_map(|unit| &unit.posts);
        roots.extend(chapters.filter_map(|path| path.parent().map(Path::to_path_buf)));
        let settings = project.settings;
        roots.push(project.site.root);
        if settings.config != config::Config::default() {
            roots.push(settings.config.folder.clone());
        }
        roots.extend(settings.theme_folder);
        roots.extend(settings.fetch.url_maps.into_iter().map(|map| map.folder));
    }
    // While the configuration is broken, it is what must be watched.
    let files =
        args.batch.folders.iter().filter_map(|folder| config::find(folder)).chain(args.batch.book.site.config.clone());
    roots.extend(files.filter_map(|file| file.parent().map(Path::to_path_buf)));
    roots
}

/// Watches folders.
struct Eye {
    watcher: Box<dyn Watcher>,
    changes: Receiver<Vec<PathBuf>>,
    watched: BTreeSet<PathBuf>,
    /// The folders that were asked for, links followed.
    roots: Vec<PathBuf>,
    /// What the program writes itself.
    own: Own,
}

impl Eye {
    fn new(args: &WatchArgs) -> Result<Eye, String> {
        let (sender, changes) = mpsc::channel();
        let tell = move |event: notify::Result<Event>| {
            // A watcher that lost count says so by an error: then anything may have changed.
            let paths =
                event.map_or_else(|_| Some(vec![PathBuf::new()]), |event| is_change(&event).then_some(event.paths));
            if let Some(paths) = paths {
                // Nobody listens any more when the program ends.
                let _ = sender.send(paths);
            }
        };
        // By content: times are compared by the second, and a file may be saved twice in one.
        let poll = |every: Duration| Config::default().with_poll_interval(every).with_compare_contents(true);
        let watcher: Box<dyn Watcher> = match args.poll {
            Some(seconds) => {
                let every = Duration::from_secs(u64::from(seconds.get()));
                Box::new(PollWatcher::new(tell, poll(every)).map_err(|error| error.to_string())?)
            }
            None => match RecommendedWatcher::new(tell.clone(), Config::default()) {
                Ok(watcher) => Box::new(watcher),
                Err(_) => Box::new(PollWatcher::new(tell, poll(POLL)).map_err(|error| error.to_string())?),
            },
        };
        let mut own = Own::default();
        args.batch.book.cache.iter().for_each(|cache| own.add(cache));
        Ok(Eye { watcher, changes, watched: BTreeSet::new(), roots: Vec::new(), own })
    }

    /// Watches what is below some folders, new folders too, and no longer what is gone.
    fn look(&mut self, roots: &[PathBuf]) {
        self.roots = roots.iter().filter_map(|root| root.canonicalize().ok()).collect();
        self.own.watched(&self.roots);
        let mut wanted = BTreeSet::new();
        for root in &self.roots {
            self.collect(root, DEEPEST, &mut wanted);
        }
        for gone in self.watched.difference(&wanted) {
            // A folder that was removed is no longer watched anyway.
            let _ = self.watcher.unwatch(gone);
        }
        let new: Vec<PathBuf> = wanted.difference(&self.watched).cloned().collect();
        wanted
            .retain(|folder| !new.contains(folder) || self.watcher.watch(folder, RecursiveMode::NonRecursive).is_ok());
        self.watched = wanted;
    }

    fn collect(&self, folder: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) {
        if found.len() >= MOST_FOLDERS || self.own.is_folder(folder) {
            return;
        }
        found.insert(folder.to_path_buf());
        if depth > 0 {
            folders(folder).iter().for_each(|inner| self.collect(inner, depth - 1, found));
        }
    }

    /// Waits until files changed, and then until no more do. `None` if no change can be seen any more.
    fn wait(&self) -> Option<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        while changed.is_empty() {
            changed.extend(self.of_others(self.changes.recv().ok()?));
        }
        loop {
            match self.changes.recv_timeout(QUIET) {
                Ok(paths) => changed.extend(self.of_others(paths)),
                Err(RecvTimeoutError::Timeout) => return Some(changed),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Paths that the program does not write itself and that are not an editor's own.
    fn of_others(&self, paths: Vec<PathBuf>) -> impl Iterator<Item = PathBuf> {
        paths.into_iter().filter(|path| !self.own.has(path) && !is_hidden(path))
    }
}

/// The folders in a folder, by name, without hidden ones and those of build tools.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_watched = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && !matches!(&*name, "node_modules" | "target" | "dist") && path.is_dir()
    };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_watched).collect();
    found.sort();
    found
}

fn is_change(event: &Event) -> bool {
    event.need_rescan() || !matches!(event.kind, EventKind::Access(_))
}

/// A file of the system's or an editor's: `.name`, `name~`.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.ends_with('~')
}

/// The first files, as seen from here.
fn list(paths: &BTreeSet<PathBuf>) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let shown = |path: &PathBuf| path.strip_prefix(&here).unwrap_or(path).display().to_string();
    let names: Vec<String> = paths.iter().take(3).map(shown).filter(|name| !name.is_empty()).collect();
    match (names.is_empty(), paths.len().saturating_sub(names.len())) {
        (true, _) => "something".to_owned(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}
