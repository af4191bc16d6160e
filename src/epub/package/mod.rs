//! The package: navigation, package document, style sheet, fonts, and the container that holds all files.

pub mod access;
pub mod container;
pub mod embed;
pub mod nav;
pub mod opf;
pub mod parts;
pub mod style;
