//! The binary: nothing but [`offprint::cli::run`].

use std::process::ExitCode;

fn main() -> ExitCode {
    offprint::cli::run(std::env::args_os())
}
