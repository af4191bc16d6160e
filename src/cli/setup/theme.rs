//! `offprint theme`: the theme that a folder's books are set in.

use crate::cli::args::setup::ThemeArgs;
use crate::cli::exit::Exit;
use crate::cli::messages::{Messenger, out};
use crate::config;
use crate::project::{Flags, Settings};
use crate::theme;
use std::path::Path;

/// Prints the theme that is in effect here, or the built-in one.
pub fn run(args: &ThemeArgs) -> Exit {
    match text(args) {
        Ok(text) => {
            out(text.trim_end());
            Exit::Done
        }
        Err(message) => {
            Messenger::new(Default::default(), false).failure(None, &message, None);
            Exit::Usage
        }
    }
}

fn text(args: &ThemeArgs) -> Result<String, String> {
    if args.default {
        return Ok(theme::BUILT_IN.to_owned());
    }
    let file = match &args.file {
        Some(file) => Some(file.clone()),
        None => {
            let configuration = args.config.clone().or_else(|| config::find(Path::new(".")));
            let settings = Settings::load(configuration.as_deref(), &Flags::default());
            settings.map_err(|error| error.to_string())?.theme_file
        }
    };
    theme::effective(file.as_deref()).map_err(|error| error.to_string())
}
