//! Where the files of a run go.

use super::args::{ExportArgs, MessageFormat};
use super::usage::UsageError;
use crate::batch::unit::Format;
use std::path::{Path, PathBuf};

/// Where a post's files go. At least one is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// This file, whose ending says what it is.
    File(PathBuf, Format),
    /// `ID.epub` and `ID.pdf` in this folder.
    Folder(PathBuf, Vec<Format>),
    /// Standard output.
    Stdout(Format),
    /// Nowhere: nothing is written.
    Nowhere,
}

/// The format that a file's ending names.
pub fn format_of(path: &Path) -> Option<Format> {
    let is = |format: &Format| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(format.extension()));
    Format::ALL.into_iter().find(is)
}

/// Where the files of `count` posts go, by the flags; without `--output` to the folder that is `configured`, or else to this one.
pub fn output(args: &ExportArgs, count: usize, configured: Option<PathBuf>) -> Result<Output, UsageError> {
    let both = vec![Format::Epub, Format::Pdf];
    let asked = match (args.epub, args.pdf) {
        (true, false) => vec![Format::Epub],
        (false, true) => vec![Format::Pdf],
        (true, true) | (false, false) => both,
    };
    let Some(path) = &args.output else {
        return Ok(Output::Folder(configured.unwrap_or_else(|| PathBuf::from(".")), asked));
    };
    if path == Path::new("-") {
        return to_stdout(args, count, &asked);
    }
    let Some(format) = format_of(path).filter(|_| !path.is_dir()) else {
        return other_format(path).map_or_else(|| Ok(Output::Folder(path.clone(), asked)), Err);
    };
    let one_file = |reason: &str| {
        UsageError::Flags(format!("--output {} names one file, but {reason}; name a folder", path.display()))
    };
    if count > 1 {
        return Err(one_file(&format!("{count} posts are given (--book makes one book of them)")));
    }
    match (args.epub, args.pdf, format) {
        (true, true, _) => Err(one_file("both --epub and --pdf are asked for")),
        (true, _, Format::Pdf) => Err(one_file("its ending is not that of an EPUB, which --epub asks for")),
        (_, true, Format::Epub) => Err(one_file("its ending is not that of a PDF, which --pdf asks for")),
        (_, _, Format::Epub | Format::Pdf) => Ok(Output::File(path.clone(), format)),
    }
}

/// One format of one post goes to standard output, which then has nothing else in it.
fn to_stdout(args: &ExportArgs, count: usize, asked: &[Format]) -> Result<Output, UsageError> {
    let wrong = |reason: String| Err(UsageError::Flags(format!("--output - writes one file, but {reason}")));
    match asked {
        _ if count > 1 => wrong(format!("{count} posts are given")),
        _ if args.report == MessageFormat::Json => wrong("--report json writes messages there, too".to_owned()),
        [format] => Ok(Output::Stdout(*format)),
        _ => wrong("two formats are asked for; add --epub or --pdf".to_owned()),
    }
}

/// A file whose ending is that of a format that offprint does not write; a folder is hardly named so.
fn other_format(path: &Path) -> Option<UsageError> {
    const OTHERS: [&str; 18] = [
        "azw", "azw3", "djvu", "doc", "docx", "fb2", "htm", "html", "kfx", "md", "mobi", "odt", "ps", "rtf", "tex",
        "txt", "xhtml", "zip",
    ];
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    if path.is_dir() || !OTHERS.contains(&&*ending) {
        return None;
    }
    let message = format!(
        "--output {}: cannot write .{ending}; name a file ending in .epub or .pdf, or a folder",
        path.display()
    );
    Some(UsageError::Flags(message))
}
