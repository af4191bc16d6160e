//! The generators whose sites are understood.

use std::fmt;

/// What makes a site of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The dialect's own: folders of posts with a `_category.yaml`.
    Dialect,
    /// Astro, Starlight among it.
    Astro,
    /// bookdown and R Markdown.
    Bookdown,
    /// Docusaurus.
    Docusaurus,
    /// Eleventy.
    Eleventy,
    /// A vault of Foam.
    Foam,
    /// Gatsby.
    Gatsby,
    /// An export of Ghost.
    Ghost,
    /// Hexo.
    Hexo,
    /// Hugo.
    Hugo,
    /// Jekyll.
    Jekyll,
    /// A graph of Logseq.
    Logseq,
    /// mdBook.
    MdBook,
    /// MkDocs, Material for MkDocs among it.
    MkDocs,
    /// Next.js with Markdown.
    Next,
    /// Nextra.
    Nextra,
    /// An export of Notion as Markdown.
    Notion,
    /// A vault of Obsidian.
    Obsidian,
    /// Pelican.
    Pelican,
    /// Quarto.
    Quarto,
    /// VitePress and VuePress.
    VitePress,
    /// Zenn.
    Zenn,
    /// Zola.
    Zola,
    /// None of these: a folder of texts.
    #[default]
    Plain,
}

impl Kind {
    /// The name of the generator; for a plain folder what it is.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Dialect => "offprint",
            Kind::Astro => "Astro",
            Kind::Bookdown => "bookdown",
            Kind::Docusaurus => "Docusaurus",
            Kind::Eleventy => "Eleventy",
            Kind::Foam => "Foam",
            Kind::Gatsby => "Gatsby",
            Kind::Ghost => "Ghost",
            Kind::Hexo => "Hexo",
            Kind::Hugo => "Hugo",
            Kind::Jekyll => "Jekyll",
            Kind::Logseq => "Logseq",
            Kind::MdBook => "mdBook",
            Kind::MkDocs => "MkDocs",
            Kind::Next => "Next.js",
            Kind::Nextra => "Nextra",
            Kind::Notion => "Notion",
            Kind::Obsidian => "Obsidian",
            Kind::Pelican => "Pelican",
            Kind::Quarto => "Quarto",
            Kind::VitePress => "VitePress",
            Kind::Zenn => "Zenn",
            Kind::Zola => "Zola",
            Kind::Plain => "plain folder",
        }
    }

    /// Whether the site is a vault of notes that link to each other by name.
    pub fn is_vault(self) -> bool {
        matches!(self, Kind::Obsidian | Kind::Logseq | Kind::Foam)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
