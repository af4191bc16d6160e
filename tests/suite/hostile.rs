//! What a stranger may put into a post, an image or an answer: `docs/security.md` says what is promised against it.
//! All inputs are made by code.

mod characters;
mod damaged;
mod drawings;
mod links;
mod reach;
mod run;
mod styles;
