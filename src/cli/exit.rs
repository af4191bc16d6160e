//! How a run ends: exit codes.

use std::process::ExitCode;

/// What `--help` says of exit codes.
pub const HELP: &str = "Exit codes: 0 done, 1 a post failed or a file could not be read or written, 2 wrong usage or \
                        configuration, 3 warnings under --strict, 4 a post exceeds a limit of check --fail-on, or a \
                        file fails preflight.";

/// How a run ended, the worst last: a run of several posts ends as the worst of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything asked for was written.
    #[default]
    Done,
    /// Warnings under `--strict`; nothing was written for the posts that have them.
    Warnings,
    /// A post exceeds a limit of `check --fail-on`, or a file fails `preflight`.
    Limits,
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
            Exit::Limits => 4,
        })
    }
}
