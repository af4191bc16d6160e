//! `offprint completions` and `offprint man`: what the parser of arguments knows, for shells and for `man`.

use crate::batch::output;
use crate::cli::args::Cli;
use crate::cli::args::setup::{CompletionsArgs, ManArgs};
use crate::cli::exit::Exit;
use crate::cli::messages::{self, Messenger};
use clap::{Command, CommandFactory};
use std::io::Write;

/// Prints the completions of a shell.
pub fn completions(args: &CompletionsArgs) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "offprint", &mut script);
    printed(&script)
}

/// Prints the manual page of the program, or writes those of all commands into a folder.
pub fn man(args: &ManArgs) -> Exit {
    let mut command = Cli::command();
    // Gives each subcommand its full name, `offprint export`.
    command.build();
    let Some(folder) = &args.output else { return printed(&page(&command)) };
    let messenger = Messenger::new(Default::default(), false);
    let subcommands = command.get_subcommands().filter(|command| command.get_name() != "help");
    for command in std::iter::once(&command).chain(subcommands) {
        let name = command.get_bin_name().unwrap_or(command.get_name()).replace(' ', "-");
        let path = folder.join(name + ".1");
        match output::write(&path, &page(command)) {
            Ok(()) => messenger.written(&path),
            Err(error) => {
                messenger.failure(None, &error, None);
                return Exit::Failed;
            }
        }
    }
    Exit::Done
}

fn page(command: &Command) -> Vec<u8> {
    let mut page = Vec::new();
    // A buffer takes all that is written to it.
    let _ = clap_mangen::Man::new(command.clone()).render(&mut page);
    page
}

/// Standard output as it is: these are files for other programs.
fn printed(bytes: &[u8]) -> Exit {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).err().into_iter().for_each(messages::unwritten);
    Exit::Done
}
