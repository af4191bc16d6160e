//! The command line: what was typed becomes a validated [`job::Job`]; a worker does it; messages and an exit code come
//! back.

mod args;
mod batch;
mod job;
mod links;
mod merge;
mod messages;
mod progress;
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

/// How a run ended. The numbers are documented in the README and hold across versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything asked for was written.
    #[default]
    Done = 0,
    /// Warnings under `--strict`; nothing was written for the posts that have them.
    Warnings = 3,
    /// An export failed, or a file could not be read or written.
    Failed = 1,
    /// Wrong usage, configuration or theme; nothing was begun.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
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
    let args = match cli.command {
        Command::Export(args) => *args,
        Command::Batch(args) => return batch::run(&args).into(),
        Command::Links(args) => return links::run(&args).into(),
        Command::Watch(args) => return watch::run(&args).into(),
        Command::Merge(args) => return merge::run(&args).into(),
    };
    let messages = args.message_format;
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
    match Job::new(args, epoch.as_deref()) {
        Ok(job) => worker::run(&job).into(),
        Err(error) => {
            Messenger::new(messages, false).failure(None, &error.to_string(), None);
            Exit::Usage.into()
        }
    }
}
