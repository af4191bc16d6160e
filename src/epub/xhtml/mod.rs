//! The text of a book as XHTML: whole pages ([`page`]), and the writer of blocks and inlines ([`writer`]).

mod annotations;
mod block;
mod glossary;
mod inline;
pub mod kobo;
mod links;
pub mod page;
mod page_breaks;
mod tables;
pub mod writer;
