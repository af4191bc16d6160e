//! The key of a unit's file: a checksum of everything that reaches its bytes.

use super::unit::Format;
use crate::document::Book;
use crate::layout::fonts::installed_files;
use crate::project::Settings;
use crate::resolve::Assets;
use crate::resolve::digest::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

/// Keys by what is made: a format's extension, or [`PICTURES`].
pub type Keys = BTreeMap<String, String>;

/// What the key of a book's pictures is found by.
pub const PICTURES: &str = "pictures";

/// The sources that the program was built from (`build.rs`): another build never trusts this one's records.
const BUILD: &str = env!("OFFPRINT_BUILD");

/// The keys of the formats of a run. The resolved book holds the text, its order and what its links found (a sibling's changed
/// title is in it); images, theme, font files, flags and the program itself are added.
pub fn keys(book: &Book, assets: &Assets, settings: &Settings, formats: &[Format], epoch: Option<i64>) -> Keys {
    let mut common = Sum::default();
    common.text(BUILD);
    common.debug(book);
    for (source, asset) in assets.iter() {
        common.text(source);
        common.text(&asset.digest);
    }
    let Settings { theme, layout, embed_fonts, theme_folder, cover, profile, max_size, .. } = settings;
    common.debug(&(theme, epoch));
    for family in theme.families.values() {
        for face in [&family.regular, &family.italic, &family.bold, &family.bold_italic] {
            let file = theme_folder.as_deref().filter(|_| !face.is_empty()).map(|folder| folder.join(face));
            let content = file.and_then(|file| std::fs::read(file).ok());
            common.text(&content.map(|bytes| hex(Sha256::digest(bytes))).unwrap_or_default());
        }
    }
    installed_files(theme).iter().for_each(|file| common.text(file));
    let given_cover = cover.as_ref().map(|cover| (cover.first, &cover.image.digest));
    let key = |format: Format| {
        let mut sum = common.clone();
        match format {
            // An e-book made beside a PDF has its page numbers.
            Format::Epub => {
                sum.debug(&(profile, max_size));
                sum.debug(&(embed_fonts, formats.contains(&Format::Pdf).then_some(layout)));
                sum.debug(&given_cover);
            }
            Format::Pdf => sum.debug(&layout),
        }
        sum.text(format.extension());
        (format.extension().to_owned(), hex(sum.0.finalize()))
    };
    let mut pictures = common.clone();
    pictures.debug(&layout);
    pictures.debug(&given_cover);
    let pictures = (PICTURES.to_owned(), hex(pictures.0.finalize()));
    Format::ALL.into_iter().map(key).chain([pictures]).collect()
}

/// A running checksum.
#[derive(Clone, Default)]
struct Sum(Sha256);

impl Sum {
    /// Adds a text and its length, so that parts cannot run into each other.
    fn text(&mut self, text: &str) {
        self.0.update(text);
        self.0.update((text.len() as u64).to_le_bytes());
    }

    /// Adds a value as its dump. The dump of a volume is long: it is never held.
    fn debug(&mut self, value: &impl Debug) {
        // Adding to a checksum cannot fail.
        let _ = write!(self, "{value:?}");
        self.text("");
    }
}

impl Write for Sum {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
