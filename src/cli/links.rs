//! `offprint links`: who links to whom on a site, and what leads nowhere.

use super::Exit;
use super::args::{LinksArgs, MessageFormat};
use super::job::UsageError;
use super::messages::{Messenger, out};
use crate::batch::graph::SiteLinks;
use crate::config::{self, Config};
use crate::project::SettingsError;

/// Reports the links of a site.
pub fn run(args: &LinksArgs) -> Exit {
    let messenger = Messenger::new(args.report, false);
    report(args, messenger).unwrap_or_else(|error| {
        messenger.failure(None, &error.to_string(), None);
        Exit::Usage
    })
}

fn report(args: &LinksArgs, messenger: Messenger) -> Result<Exit, UsageError> {
    let file = args.config.clone().or_else(|| config::find(&args.folder));
    let config = file.as_deref().map(Config::load).transpose().map_err(SettingsError::from)?.unwrap_or_default();
    let content = config.content.as_deref().map_or_else(|| args.folder.clone(), |content| config.path(content));
    if !content.is_dir() {
        return Err(UsageError::Flags(format!("there is no folder {}", content.display())));
    }
    let links = SiteLinks::read(&config, &content, config.export.syntax.unwrap_or_default());
    match args.report {
        MessageFormat::Human => {
            messenger.diagnostics(&links.diagnostics, &links.sources);
            out(links.text().trim_end());
        }
        MessageFormat::Json => out(&links.json().to_string()),
    }
    Ok(if args.strict && links.dangling().next().is_some() { Exit::Warnings } else { Exit::Done })
}
