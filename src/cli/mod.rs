//! The command line: what was typed becomes a validated `job::Job`; a worker does it; messages and an exit code come
//! back.

mod args;
mod batch;
mod check;
mod destination;
mod exit;
mod flags;
mod found;
mod job;
mod links;
mod merge;
mod messages;
mod own;
mod preflight;
mod printers;
mod progress;
mod proofs;
mod reported;
mod setup;
mod sites;
mod table;
mod usage;
mod values;
mod watch;
mod worker;

use crate::diagnostics::{Fault, isolate, terminal};
use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
use job::Job;
use messages::Messenger;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    std::panic::set_hook(Box::new(messages::fault));
    let args: Vec<OsString> = args.into_iter().collect();
    let exit = guarded(|| Cli::try_parse_from(&args).map_or_else(|error| misused(error, &args), command));
    exit.max(messages::arrived()).into()
}

/// Does the work. A fault of the program outside of any post ends the run with an exit code that is documented, too.
fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    isolate(work).unwrap_or_else(|Fault| {
        let hint = "report it with the command, the input and the line above";
        Messenger::new(args::MessageFormat::Human, false).failure(None, "offprint crashed", Some(hint));
        Exit::Failed
    })
}

fn command(cli: Cli) -> Exit {
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
    let (messages, job) = match cli.command {
        Command::Export(args) => (args.report, Job::new(*args, epoch.as_deref())),
        Command::Check(args) => (args.report, Job::check(*args, epoch.as_deref())),
        Command::Batch(args) => return batch::run(&args),
        Command::Links(args) => return links::run(&args),
        Command::Watch(args) => return watch::run(&args),
        Command::Merge(args) => return merge::run(&args),
        Command::Setup(command) => return setup::run(&command),
        Command::Preflight(args) => return preflight::run(&args),
        Command::Printers(args) => return printers::run(&args),
    };
    match job {
        Ok(job) => worker::run(&job),
        Err(error) => {
            Messenger::new(messages, false).failure(None, &error.to_string(), None);
            Exit::Usage
        }
    }
}

/// Says what is wrong with the arguments, or prints the help that they ask for.
fn misused(error: clap::Error, args: &[OsString]) -> Exit {
    // A shell puts the names of files there, and the message repeats them: it is made again from escaped ones.
    let shown = args.iter().map(|arg| terminal::field(&arg.to_string_lossy()).into_owned());
    let error = Cli::try_parse_from(shown).err().unwrap_or(error);
    // Help and version are no errors, and go to standard output.
    let printed = error.print().and_then(|()| std::io::stdout().flush());
    if error.use_stderr() {
        return Exit::Usage;
    }
    printed.err().into_iter().for_each(messages::unwritten);
    Exit::Done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_program_is_a_failed_run() {
        assert_eq!(guarded(|| Exit::Done), Exit::Done);
        assert_eq!(guarded(|| panic!("on purpose")), Exit::Failed);
    }
}
