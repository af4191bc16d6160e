//! The command line: what was typed becomes a validated [`job::Job`]; a worker does it; messages and an exit code come
//! back.

mod args;
mod batch;
mod check;
mod exit;
mod flags;
mod found;
mod job;
mod links;
mod merge;
mod messages;
mod progress;
mod proofs;
mod table;
mod told;
mod values;
mod watch;
mod worker;

use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
use job::Job;
use messages::Messenger;
use std::ffi::OsString;
use std::process::ExitCode;

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
        Command::Export(args) => (args.report, Job::new(*args, epoch.as_deref())),
        Command::Check(args) => (args.report, Job::check(*args, epoch.as_deref())),
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
