//! What is known of each generator: one file each, most of it data.

mod astro;
mod bookdown;
mod dialect;
mod docusaurus;
mod eleventy;
mod ghost;
mod hexo;
mod hugo;
mod jekyll;
mod listing;
mod mdbook;
mod mkdocs;
mod next;
mod notion;
mod others;
mod quarto;
mod shape;
mod vaults;
mod vitepress;
mod zola;

pub use dialect::CATEGORY_FILE;
pub use docusaurus::without_numbers;
pub use ghost::texts as ghost_texts;
pub use notion::{is_export as is_notion_export, without_number};
pub use quarto::MARKS as QUARTO_MARKS;
pub use shape::{Arrange, Content, Generator, Listed, Listing, Marker, Pages};

use super::kind::Kind;

/// The generators, in the order they are looked for: what more than one file shows before what one file shows.
pub const GENERATORS: &[&Generator] = &[
    &docusaurus::DOCUSAURUS,
    &vitepress::VITEPRESS,
    &next::NEXTRA,
    &astro::ASTRO,
    &others::ZENN,
    &next::NEXT,
    &others::GATSBY,
    &eleventy::ELEVENTY,
    &zola::ZOLA,
    &hugo::HUGO,
    &hexo::HEXO,
    &ghost::GHOST,
    &bookdown::BOOKDOWN,
    &quarto::QUARTO,
    &jekyll::JEKYLL,
    &mdbook::MDBOOK,
    &mkdocs::MKDOCS,
    &others::PELICAN,
    &vaults::OBSIDIAN,
    &vaults::LOGSEQ,
    &vaults::FOAM,
    &notion::NOTION,
    &dialect::DIALECT,
    &others::PLAIN,
];

/// What is known of a kind of site.
pub fn of(kind: Kind) -> &'static Generator {
    GENERATORS.iter().find(|generator| generator.kind == kind).copied().unwrap_or(&others::PLAIN)
}
