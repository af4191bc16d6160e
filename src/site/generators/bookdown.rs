//! bookdown: the R Markdown files of a folder, `index.Rmd` first, or those that `_bookdown.yml` names.

use super::quarto::MARKS;
use super::shape::{Arrange, Content, Generator, Listed, Listing, Marker, Pages, about, by_path};
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::natural;
use crate::site::tree::{Tree, ending, name};
use crate::site::values::Values;

/// What is known of it.
pub const BOOKDOWN: Generator = Generator {
    kind: Kind::Bookdown,
    markers: &[&[Marker::File("_bookdown.yml")], &[Marker::Holds("index.Rmd", "bookdown")]],
    config: &["_bookdown.yml", "index.Rmd"],
    endings: &["rmd", "md"],
    content,
    listing,
    listed_only: true,
    statics: &[""],
    aliases: &[],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_book,
    address: by_path,
    extensions: MARKS,
};

fn content(_: &Tree, _: &Values) -> Vec<Content> {
    vec![Content::section("", "book")]
}

fn about_book(values: &Values) -> About {
    about(values, &["title", "book_title"], &["url"], &["lang"], &["author"])
}

fn listing(tree: &Tree, values: &Values) -> Option<Listing> {
    let mut listing = Listing::default();
    let named = values.texts("rmd_files");
    let files: Vec<String> = if named.is_empty() {
        let is_chapter = |file: &&str| !file.contains('/') && ending(file) == "rmd" && !name(file).starts_with('_');
        let mut files: Vec<String> = tree.files().filter(is_chapter).map(str::to_owned).collect();
        files.sort_by(|a, b| natural::compare(a, b));
        let (first, rest): (Vec<String>, Vec<String>) =
            files.into_iter().partition(|f| f.eq_ignore_ascii_case("index.rmd"));
        first.into_iter().chain(rest).collect()
    } else {
        named
    };
    for file in files {
        match tree.find(&file) {
            Some(found) => {
                let numbered = !name(found).eq_ignore_ascii_case("index.rmd");
                listing.entries.push(Listed { file: found.to_owned(), numbered, ..Listed::default() });
            }
            None => listing.missing.push(("_bookdown.yml".to_owned(), file)),
        }
    }
    Some(listing)
}
