//! What was typed, in the words of the configuration.

use super::args::{BatchArgs, BookArgs, ExportArgs, LinksArgs, SiteArgs};
use crate::config::{ExportSection, GlossaryFor};
use crate::project::Flags;

/// A switch that was not given says nothing.
fn on(switch: bool) -> Option<bool> {
    switch.then_some(true)
}

impl SiteArgs {
    fn export(&self) -> ExportSection {
        ExportSection {
            syntax: self.syntax,
            extensions: self.extensions,
            // Formulas are switched by --extensions.
            math: None,
            punctuation: self.punctuation,
            drafts: on(self.drafts),
            ..ExportSection::default()
        }
    }
}

impl LinksArgs {
    /// The flags of a report of links.
    pub fn flags(&self) -> Flags {
        Flags { export: ExportSection { strict: on(self.strict), ..self.site.export() }, ..Flags::default() }
    }
}

impl BookArgs {
    /// The flags that all commands share. `glossary` is what `--glossary` without a value asks for.
    pub fn flags(&self, glossary: GlossaryFor) -> Flags {
        let export = ExportSection {
            page: self.page,
            bleed: self.bleed,
            marks: on(self.marks),
            open_right: on(self.open_right),
            numbering: self.numbering,
            contents: self.contents,
            notes: self.notes,
            front_matter: self.front_matter,
            page_refs: self.page_refs,
            print_urls: self.print_urls,
            glossary: self.glossary.map(|books| books.unwrap_or(glossary)),
            profile: self.profile,
            max_size: self.max_size,
            embed_fonts: on(self.embed_fonts),
            strict: on(self.strict),
            offline: on(self.offline),
            allow_private_hosts: on(self.allow_private_hosts),
            cache: self.cache.clone(),
            cache_days: self.cache_days,
            ..self.site.export()
        };
        Flags { export, theme: self.theme.clone(), lang: self.lang.clone(), url_maps: self.map_url.clone() }
    }
}

impl ExportArgs {
    /// The flags of an export.
    pub fn flags(&self) -> Flags {
        let mut flags = self.book.flags(GlossaryFor::All);
        flags.export.cover.clone_from(&self.cover);
        flags.export.book = self.as_book;
        flags
    }
}

impl BatchArgs {
    /// The flags of a batch.
    pub fn flags(&self) -> Flags {
        let mut flags = self.book.flags(GlossaryFor::Volumes);
        flags.export = ExportSection {
            link_to: self.link_to,
            pictures: on(self.pictures),
            feeds: on(self.feeds),
            volume: on(self.volume),
            output: self.output.clone(),
            order: self.order,
            ..flags.export
        };
        flags
    }
}
