//! All integration tests: one crate, so that they are linked once. A module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)] // helpers fail as tests do

mod architecture;
mod assets;
mod batch;
mod check;
mod cli;
mod conformance;
mod corpus;
mod determinism;
mod dialect_properties;
mod epub_files;
mod epub_fonts;
mod epub_profiles;
mod epub_readers;
mod epub_support;
mod epub_tools;
mod fonts;
mod front_door;
mod hostile;
mod killed;
mod lone_images;
mod notes;
mod page_list;
mod pages;
mod pdf_speech;
mod pdf_structure;
mod pdf_tools;
mod pictures;
mod site;
mod site_files;
mod sites;
mod source_words;
mod spec;
mod support;
mod watch;
mod words;
