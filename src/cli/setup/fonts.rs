//! `offprint fonts`: the families that a theme can name.

use crate::cli::exit::Exit;
use crate::cli::messages::out;
use crate::layout::fonts;

/// Prints the bundled files, by the path a theme names, and the families that are installed.
pub fn run() -> Exit {
    out("Bundled (a theme names the file):");
    fonts::bundled_files().for_each(|file| out(&format!("  {file}")));
    let installed = fonts::installed_families();
    if installed.is_empty() {
        out("Installed: none found");
        return Exit::Done;
    }
    out("Installed (a theme names the family, `system:NAME`):");
    installed.iter().for_each(|family| out(&format!("  {family}")));
    Exit::Done
}
