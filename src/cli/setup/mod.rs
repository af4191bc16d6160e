//! Commands that make no books: what sets offprint up and shows what it has.

mod fonts;
mod init;
mod shell;
mod theme;

use super::args::setup::SetupCommand;
use super::exit::Exit;

/// Does what was typed.
pub fn run(command: &SetupCommand) -> Exit {
    match command {
        SetupCommand::Init(args) => init::run(args),
        SetupCommand::Theme(args) => theme::run(args),
        SetupCommand::Fonts => fonts::run(),
        SetupCommand::Completions(args) => shell::completions(args),
        SetupCommand::Man(args) => shell::man(args),
    }
}
