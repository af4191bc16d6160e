//! `offprint links`: who links to whom on a site, and what leads nowhere.

use super::args::{LinksArgs, MessageFormat};
use super::exit::Exit;
use super::found::Found;
use super::messages::{Messenger, json_line, out};
use super::reported::Reported;
use super::usage::{self, UsageError};
use crate::batch::graph::SiteLinks;
use crate::batch::select::{self, SelectError};
use crate::project::Project;

/// Reports the links of a site.
pub fn run(args: &LinksArgs) -> Exit {
    let messenger = Messenger::new(args.report, false);
    report(args, messenger).unwrap_or_else(|error| {
        messenger.failure(None, &error.to_string(), None);
        Exit::Usage
    })
}

fn report(args: &LinksArgs, messenger: Messenger) -> Result<Exit, UsageError> {
    if !args.folder.is_dir() {
        return Err(SelectError::NoFolder(args.folder.clone()).into());
    }
    let today = usage::today(usage::epoch_of_environment()?);
    let project = Project::open(&args.folder, args.site.config.as_deref(), &args.flags(), Some(today))?;
    if project.site.posts.is_empty() && project.site.notes.is_empty() {
        return Err(UsageError::Flags(select::nothing_found(&project.site)));
    }
    let links = SiteLinks::read(&project);
    match args.report {
        MessageFormat::Human => {
            messenger.diagnostics(&links.diagnostics, &links.sources, &mut Reported::everywhere());
            out(links.text().trim_end());
            messenger.note(&Found::of(&project.site).line());
        }
        MessageFormat::Json => {
            let mut report = links.json();
            if let Some(fields) = report.as_object_mut() {
                fields.insert("site".to_owned(), Found::of(&project.site).json());
            }
            json_line(&report);
        }
    }
    let strict = project.settings.strict;
    Ok(if strict && links.dangling().next().is_some() { Exit::Warnings } else { Exit::Done })
}
