//! `offprint merge`: output folders become one.

use super::args::MergeArgs;
use super::batch::write_feeds;
use super::exit::Exit;
use super::messages::Messenger;
use crate::batch::merge::{self, Merge};
use std::path::Path;

/// Joins what was typed.
pub fn run(args: &MergeArgs) -> Exit {
    let messenger = Messenger::new(args.report, args.quiet);
    let first = args.folders.first().map_or(Path::new("."), |folder| folder.as_path());
    let into = args.output.as_deref().unwrap_or(first);
    match merge::merge(&Merge { folders: &args.folders, into, take: args.take, partial: args.partial }) {
        Ok(merged) => {
            messenger.written(&merged.manifest.path(into));
            messenger.note(&format!("{} books, {} files copied", merged.manifest.books.len(), merged.copied));
            if args.feeds { write_feeds(&merged.manifest, into, messenger) } else { Exit::Done }
        }
        Err(error) => {
            messenger.failure(None, &error.to_string(), None);
            Exit::Failed
        }
    }
}
