//! Commands of the press edition.

use super::MessageFormat;
use clap::{ArgAction, Args};
use std::path::PathBuf;

/// `offprint printers`.
#[derive(Debug, Args)]
pub struct PrintersArgs {
    /// The printer whose figures are printed: a name, or a YAML file that describes one [default: a list of names].
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Format of the report: human, or json, one object a line (lengths in points).
    #[arg(long, alias = "message-format", value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,
}

/// `offprint preflight`.
#[derive(Debug, Args)]
pub struct PreflightArgs {
    /// The PDF files.
    #[arg(required = true, value_name = "PDF")]
    pub files: Vec<PathBuf>,

    /// The printer: a name from `offprint printers`, or a YAML file that describes one [default: only what no printer
    /// takes].
    #[arg(long, value_name = "NAME")]
    pub printer: Option<String>,

    /// Treat warnings as errors (exit code 3).
    #[arg(long, action = ArgAction::SetTrue)]
    pub strict: bool,

    /// Format of the report: human, or json, one object a line.
    #[arg(long, alias = "message-format", value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Print only the faults, and of them only errors, and under --strict warnings.
    #[arg(short, long)]
    pub quiet: bool,
}
