//! The command line: what was typed becomes a validated [`job::Job`]; a worker does it; messages and an exit code come
//! back.

mod args;
mod batch;
mod check;
mod flags;
mod job;
mod links;
mod merge;
mod messages;
mod progress;
mod proofs;
mod table;
mod values;
mod watch;
mod worker;

use args::{Cli, Command};
use clap::Parser;
use job::Job;
use messages::Messenger;
use std::ffi::OsString;
use std::process::ExitCode;

/// How a run ended, the worst last: a run of several posts ends as the worst of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything asked for was written.
    #[default]
    Done,
    /// Warnings under `--strict`; nothing was written for the posts that have them.
    Warnings,
    /// A limit of `check --fail-on` is passed.
    Gate,
    /// An export failed, or a file could not be read or written.
    Failed,
    /// Wrong usage, configuration or theme; nothing was begun.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // These are documented in the README and hold across versions.
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Warnings => 3,
            Exit::Gate => 4,
        })
    }
}

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors, and go to standard output.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
    let (messages, job) = match cli.command {
        Command::Export(args) => (args.message_format, Job::new(*args, epoch.as_deref())),
        Command::Check(args) => (args.message_format, Job::check(*args, epoch.as_deref())),
        Command::Batch(args) => return batch::run(&args).into(),
        Command::Links(args) => return links::run(&args).into(),
        Command::Watch(args) => return watch::run(&args).into(),
        Command::Merge(args) => return merge::run(&args).into(),
    };
    match job {
        Ok(job) => worker::run(&job).into(),
        Err(error) => {
            Messenger::new(messages, false).failure(None, &error.to_string(), None);
            Exit::Usage.into()
        }
    }
}
