//! Commands that make no books.

use crate::cli::exit;
use clap::{Args, Subcommand};
use clap_complete::Shell;
use std::path::PathBuf;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum SetupCommand {
    /// Write a first offprint.yaml with what is found of the site: its kind, title, address, language and sections.
    #[command(after_help = exit::HELP)]
    Init(InitArgs),
    /// Print the theme that books are set in: the built-in one, with the configuration's theme laid over it.
    #[command(after_help = exit::HELP)]
    Theme(ThemeArgs),
    /// List the fonts that a theme can name: bundled and installed.
    Fonts,
    /// Print the script that completes offprint's commands and flags in a shell.
    Completions(CompletionsArgs),
    /// Print offprint's manual page, or write those of all commands into a folder.
    #[command(after_help = exit::HELP)]
    Man(ManArgs),
}

/// `offprint init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder of the site.
    #[arg(default_value = ".", value_name = "DIR")]
    pub folder: PathBuf,

    /// Print the file instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// `offprint theme`.
#[derive(Debug, Args)]
pub struct ThemeArgs {
    /// Theme file to lay over the built-in theme [default: the configuration's].
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Configuration [default: offprint.yaml here or in a folder above].
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub config: Option<PathBuf>,

    /// Print the built-in theme with its comments: the place to start a theme from.
    #[arg(long, conflicts_with_all = ["file", "config"])]
    pub default: bool,
}

/// `offprint completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// `offprint man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder for offprint.1, offprint-export.1 and so on [default: offprint.1 on standard output].
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}
