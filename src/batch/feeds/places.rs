//! Addresses of files and feeds, and names that stay.

use super::super::book::{Kind, Record};
use super::super::manifest::Manifest;
use super::feed::{FOLDER, Syntax};
use crate::document::urn_below;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What must be encoded in a part of a path (RFC 3986, 3.3); bytes beyond ASCII always are.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What must be encoded in a whole address, whose own signs stay.
const ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// An address as it is sent: a site's own may hold any letter.
pub fn address(url: &str) -> String {
    utf8_percent_encode(url, ADDRESS).to_string()
}

/// Where files are served, and names that stay.
pub struct Places {
    /// Address or path of the output folder, without a slash at its end; `None` for addresses relative to the feed.
    pub base: Option<String>,
    /// Address of the site, which names are derived from.
    pub site: Option<String>,
}

impl Places {
    pub fn of(manifest: &Manifest) -> Places {
        let url = manifest.site.url.as_deref().map(|url| url.trim_end_matches('/'));
        let base = manifest.site.downloads.as_deref().map(|place| {
            let place = place.trim_end_matches('/');
            match url {
                _ if place.contains("://") => place.to_owned(),
                Some(url) => format!("{url}/{}", place.trim_start_matches('/')),
                None => format!("/{}", place.trim_start_matches('/')),
            }
        });
        let base = base.map(|base| address(base.trim_end_matches('/')));
        Places { base, site: url.map(str::to_owned) }
    }

    /// The address of a file of the output folder.
    pub fn file(&self, path: &str) -> String {
        let path: Vec<String> = path.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
        format!("{}/{}", self.base.as_deref().unwrap_or(".."), path.join("/"))
    }

    /// The address of a feed.
    pub fn feed(&self, name: &str, syntax: Syntax) -> String {
        let name = format!("{}.{}", utf8_percent_encode(name, SEGMENT), syntax.extension());
        match &self.base {
            Some(base) => format!("{base}/{FOLDER}/{name}"),
            None => name,
        }
    }

    /// A name that is the same at every run.
    pub fn urn(&self, name: &str) -> String {
        urn_below(self.site.as_deref(), name)
    }

    /// Names a feed.
    pub fn feed_id(&self, feed: &str) -> String {
        self.urn(&format!("#feed/{feed}"))
    }

    /// Names what a feed says of a book; the book has a name of its own.
    pub fn entry_id(&self, book: &Record) -> String {
        let kind = if book.kind == Kind::Volume { "volume" } else { "post" };
        self.urn(&format!("#entry/{kind}/{}/{}", book.category, book.id))
    }
}
