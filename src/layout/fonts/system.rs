//! Faces installed on the machine, found by name. Nothing is looked at unless a theme or a text asks.

use super::error::FontError;
use crate::theme::Theme;
use fontdb::{Database, FaceInfo, Source, Style};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Prefix of a face to be found among the system's.
const PREFIX: &str = "system:";
/// From this weight on a face counts as bold (OpenType `OS/2`, `usWeightClass`: semibold).
const BOLD: u16 = 600;
/// Names suggested when one is not there.
const NEAR: usize = 3;
/// Least likeness (Jaro and Winkler) of a name worth telling.
const LIKENESS: f64 = 0.8;

/// The name after `system:`, if a theme's face is one of the system's.
pub(super) fn name(face: &str) -> Option<&str> {
    face.strip_prefix(PREFIX).map(str::trim)
}

/// An installed face.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Installed {
    /// Its file.
    pub path: PathBuf,
    /// Index within a collection; 0 for a single font.
    pub index: u32,
    /// Whether it is what was asked for: the style, or the very face by its PostScript name.
    pub exact: bool,
}

/// The face of a family (or PostScript name) nearest to a style.
///
/// # Errors
/// [`FontError::NotInstalled`], with names that are near.
pub(super) fn find(name: &str, bold: bool, italic: bool) -> Result<Installed, FontError> {
    find_in(database(), name, bold, italic)
}

/// The machine's faces, read once by whoever asks first.
pub(super) fn database() -> &'static Database {
    static DATABASE: OnceLock<Database> = OnceLock::new();
    DATABASE.get_or_init(|| {
        let mut database = Database::new();
        database.load_system_fonts();
        database
    })
}

pub(super) fn find_in(database: &Database, name: &str, bold: bool, italic: bool) -> Result<Installed, FontError> {
    let by_file = |face: &&FaceInfo| (path(face).map(Path::to_path_buf), face.index);
    // The order of folders is the machine's; that of paths is not.
    let named =
        database.faces().filter(|face| path(face).is_some() && face.post_script_name == name).min_by_key(by_file);
    if let Some(installed) = named.and_then(|face| installed(face, true)) {
        return Ok(installed);
    }
    let of_family = database.faces().filter(|face| path(face).is_some() && is_of(face, name));
    let best = of_family.min_by_key(|face| (distance(face, bold, italic), by_file(face)));
    best.and_then(|face| installed(face, is_bold(face) == bold && is_italic(face) == italic))
        .ok_or_else(|| FontError::NotInstalled { name: name.to_owned(), near: near(database, name) })
}

fn installed(face: &FaceInfo, exact: bool) -> Option<Installed> {
    Some(Installed { path: path(face)?.to_path_buf(), index: face.index, exact })
}

fn is_of(face: &FaceInfo, family: &str) -> bool {
    face.families.iter().any(|(name, _)| name.to_lowercase() == family.to_lowercase())
}

pub(super) fn is_bold(face: &FaceInfo) -> bool {
    face.weight.0 >= BOLD
}

pub(super) fn is_italic(face: &FaceInfo) -> bool {
    face.style != Style::Normal
}

/// How far a face is from a style: the slope counts most, then the width (normal is wanted), then the weight.
fn distance(face: &FaceInfo, bold: bool, italic: bool) -> (bool, u16, u16) {
    let weight: u16 = if bold { 700 } else { 400 };
    let width = face.stretch.to_number().abs_diff(fontdb::Stretch::Normal.to_number());
    (is_italic(face) != italic, width, face.weight.0.abs_diff(weight))
}

pub(super) fn path(face: &FaceInfo) -> Option<&Path> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}

/// Families whose names are like one, the likest first.
fn near(database: &Database, name: &str) -> Vec<String> {
    let mut families: Vec<&str> =
        database.faces().filter_map(|face| face.families.first()).map(|(family, _)| family.as_str()).collect();
    families.sort_unstable();
    families.dedup();
    let wanted = name.to_lowercase();
    let mut liked: Vec<(u32, &str)> = families
        .into_iter()
        .map(|family| {
            let likeness = strsim::jaro_winkler(&family.to_lowercase(), &wanted);
            // In thousandths, to have an order.
            (if likeness >= LIKENESS { (likeness * 1000.0) as u32 } else { 0 }, family)
        })
        .filter(|(likeness, _)| *likeness > 0)
        .collect();
    liked.sort_by_key(|(likeness, _)| Reverse(*likeness));
    liked.into_iter().take(NEAR).map(|(_, family)| family.to_owned()).collect()
}

/// The names of the families that are installed, in the order of the alphabet.
pub fn installed_families() -> Vec<String> {
    let families = database().faces().filter_map(|face| face.families.first()).map(|(family, _)| family.clone());
    families.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// What the machine gives for the names of a theme: a line a face, with file, size and time of change. A book that was
/// made with other files is another book.
pub fn installed_files(theme: &Theme) -> Vec<String> {
    let faces = theme.families.values().flat_map(|f| [&f.regular, &f.italic, &f.bold, &f.bold_italic]);
    let names = faces.filter_map(|face| name(face));
    let styles = [(false, false), (false, true), (true, false), (true, true)];
    let found = names.flat_map(|name| styles.map(|(bold, italic)| find(name, bold, italic).ok()));
    found
        .flatten()
        .map(|face| {
            let about = std::fs::metadata(&face.path).ok();
            let (size, changed) = (about.as_ref().map(std::fs::Metadata::len), about.and_then(|a| a.modified().ok()));
            format!("{} {} {size:?} {changed:?}", face.path.display(), face.index)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine on which only the project's own fonts are installed.
    fn machine() -> Database {
        let mut database = Database::new();
        database.load_fonts_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts"));
        database
    }

    fn file(name: &str, bold: bool, italic: bool) -> (String, bool) {
        let found = find_in(&machine(), name, bold, italic).expect("installed");
        (found.path.file_name().expect("name").to_string_lossy().into_owned(), found.exact)
    }

    #[test]
    fn families_give_the_face_of_a_style() {
        assert_eq!(file("Source Serif 4", false, false), ("SourceSerif4-Regular.otf".into(), true));
        assert_eq!(file("source serif 4", true, true), ("SourceSerif4-SemiboldIt.otf".into(), true));
        assert_eq!(file("JetBrains Mono", true, false), ("JetBrainsMono-Bold.ttf".into(), true));
        assert!(!file("Noto Emoji", false, true).1, "it has no italic");
        assert_eq!(file("SourceSerif4-It", false, false), ("SourceSerif4-It.otf".into(), true), "by PostScript name");
    }

    #[test]
    fn a_name_that_is_not_there_is_told_with_those_near_it() {
        let error = find_in(&machine(), "Sorce Serif", false, false).expect_err("no such family");
        assert_eq!(
            error.to_string(),
            "font family `Sorce Serif` is not installed; families with a name like it: Source Serif 4, \
             Source Serif 4 SmText, Source Serif 4 Display"
        );
        let error = find_in(&Database::new(), "Garamond", false, false).expect_err("nothing there");
        assert_eq!(error.to_string(), "font family `Garamond` is not installed");
    }
}
