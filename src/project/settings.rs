//! What holds for the posts of a site: flags win over the configuration, the configuration over what is built in.

use crate::config::{Config, ConfigError, Contents, ExportSection, FrontMatter, GlossaryFor, MathWhen, Punctuation};
use crate::dialect::{Extension, ExtensionChoice, Syntax};
use crate::epub::{GivenCover, Profile};
use crate::layout::LayoutOptions;
use crate::layout::page::Press;
use crate::layout::trim::parse_trim;
use crate::layout::units::Pt;
use crate::math::{Macros, command};
use crate::resolve::{Asset, FetchBounds, FetchOptions, LinksTo, UrlMap, default_cache_dir};
use crate::theme::{self, Theme, ThemeError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What was typed, in the words of the configuration. Paths are relative to where the program runs.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// Flags that the configuration has, too.
    pub export: ExportSection,
    /// `--theme`.
    pub theme: Option<PathBuf>,
    /// `--lang`.
    pub lang: Option<String>,
    /// `--map-url`.
    pub url_maps: Vec<UrlMap>,
}

/// What posts of one site share.
#[derive(Debug)]
pub struct Settings {
    /// The site's configuration.
    pub config: Config,
    /// `--lang`, which wins over the site's.
    pub lang: Option<String>,
    /// The theme.
    pub theme: Theme,
    /// The theme's file; `None` for the built-in one.
    pub theme_file: Option<PathBuf>,
    /// Folder of the theme file, for fonts beside it.
    pub theme_folder: Option<PathBuf>,
    /// Where images may come from.
    pub fetch: FetchOptions,
    /// What is asked of the pages.
    pub layout: LayoutOptions,
    /// For which readers e-books are made.
    pub profile: Profile,
    /// Most bytes of an e-book.
    pub max_size: Option<usize>,
    /// The cover of every e-book.
    pub cover: Option<GivenCover>,
    /// Whether a batch draws pictures of covers and pages.
    pub pictures: bool,
    /// Whether a batch writes catalogues.
    pub feeds: bool,
    /// Whether the EPUB holds fonts.
    pub embed_fonts: bool,
    /// Which books have a glossary of field notes.
    pub glossary: GlossaryFor,
    /// Where links to posts of the same run lead, if the site has an address too.
    pub link_to: LinksTo,
    /// Whether warnings fail.
    pub strict: bool,
    /// Whether a flag said in which syntax texts are, which counts more than what they say themselves.
    pub syntax_is_typed: bool,
    /// Whether a flag said what is numbered, which counts more than what texts say themselves.
    pub numbering_is_typed: bool,
    /// Extensions switched on and off by the configuration.
    pub extensions: ExtensionChoice,
    /// Extensions switched on and off by flags, which count more than what texts say themselves.
    pub typed_extensions: ExtensionChoice,
    /// Commands that formulas may use.
    pub macros: Arc<Macros>,
    /// Flags over configuration, for what no stage but the caller needs. Paths are relative to where the program runs.
    pub export: ExportSection,
}

/// Why settings cannot be used. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The theme is wrong.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The theme's page size cannot be read.
    #[error("{}: page.trim: {reason}", path.display())]
    Trim {
        /// The theme file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// `marks` without a bleed.
    #[error("--marks needs --bleed (for example --bleed 3mm)")]
    MarksWithoutBleed,
    /// The image of a cover.
    #[error("{}: cannot use it as a cover: {reason}", path.display())]
    Cover {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl Settings {
    /// The settings of a configuration file, or of none, under what was typed.
    pub fn load(file: Option<&Path>, flags: &Flags) -> Result<Settings, SettingsError> {
        let config = file.map(Config::load).transpose()?.unwrap_or_default();
        Settings::new(config, flags)
    }

    /// The settings of a configuration under what was typed.
    pub fn new(config: Config, flags: &Flags) -> Result<Settings, SettingsError> {
        let configured = config.export_here();
        // A cover that was typed is shown before a post's own, one that is configured after it.
        let cover_is_typed = flags.export.cover.is_some();
        let syntax_is_typed = flags.export.syntax.is_some_and(|syntax| syntax != Syntax::Auto);
        let numbering_is_typed = flags.export.numbering.is_some();
        let (extensions, typed_extensions) = (extensions(&configured), extensions(&flags.export));
        let export = flags.export.clone().or(configured);
        let cover = export.cover.as_deref().map(|file| cover(file, cover_is_typed)).transpose()?;
        let theme_file = flags.theme.clone().or_else(|| config.theme.as_deref().map(|file| config.path(file)));
        let theme = match &theme_file {
            Some(file) => theme::load(file)?,
            None => theme::built_in()?,
        };
        if let (Err(reason), Some(path)) = (parse_trim(&theme.page.trim), theme_file.clone()) {
            return Err(SettingsError::Trim { path, reason });
        }
        let press =
            Press { bleed: export.bleed.map_or(Pt::ZERO, |bleed| bleed.0), marks: export.marks.unwrap_or(false) };
        if press.marks && press.bleed <= Pt::ZERO {
            return Err(SettingsError::MarksWithoutBleed);
        }
        let feeds = export.feeds.unwrap_or(false);
        Ok(Settings {
            cover,
            profile: export.profile.unwrap_or_default(),
            max_size: export.max_size.map(|size| size.0),
            lang: flags.lang.clone(),
            theme,
            theme_folder: theme_file.as_deref().and_then(Path::parent).map(Path::to_path_buf),
            theme_file,
            fetch: fetch(&config, &export, &flags.url_maps),
            layout: layout(&export, press),
            // A catalogue shows covers.
            pictures: export.pictures.unwrap_or(false) || feeds,
            feeds,
            glossary: export.glossary.unwrap_or_default(),
            link_to: export.link_to.unwrap_or_default(),
            embed_fonts: export.embed_fonts.unwrap_or(false),
            strict: export.strict.unwrap_or(false),
            syntax_is_typed,
            numbering_is_typed,
            extensions,
            typed_extensions,
            macros: Arc::new(config.macros.iter().map(|(name, text)| (command(name), text.clone())).collect()),
            export,
            config,
        })
    }

    /// Whether a post or a volume has a glossary.
    pub fn has_glossary(&self, volume: bool) -> bool {
        match self.glossary {
            GlossaryFor::None => false,
            GlossaryFor::Volumes => volume,
            GlossaryFor::All => true,
        }
    }
}

/// The extensions that flags or a configuration switch; the words on formulas and punctuation are the more particular ones.
fn extensions(export: &ExportSection) -> ExtensionChoice {
    let choice = export.extensions.map(|choice| choice.0).unwrap_or_default();
    let choice = match export.math {
        Some(MathWhen::On) => choice.set(Extension::Math, true),
        Some(MathWhen::Off) => choice.set(Extension::Math, false),
        Some(MathWhen::Auto) | None => choice,
    };
    match export.punctuation {
        Some(Punctuation::Language) => choice.set(Extension::Smart, true),
        Some(Punctuation::Keep) => choice.set(Extension::Smart, false),
        None => choice,
    }
}

fn layout(export: &ExportSection, press: Press) -> LayoutOptions {
    LayoutOptions {
        trim: export.page.map(|page| page.0),
        contents: match export.contents.unwrap_or_default() {
            Contents::Auto => None,
            Contents::Always => Some(true),
            Contents::Never => Some(false),
        },
        front_matter: match export.front_matter.unwrap_or_default() {
            FrontMatter::Auto => None,
            FrontMatter::Full => Some(true),
            FrontMatter::None => Some(false),
        },
        edition: None,
        open_right: export.open_right.unwrap_or(false),
        press,
        notes: export.notes.unwrap_or_default(),
        page_refs: export.page_refs.unwrap_or_default(),
        print_urls: export.print_urls.unwrap_or_default(),
    }
}

fn fetch(config: &Config, export: &ExportSection, typed: &[UrlMap]) -> FetchOptions {
    let mapped = config.url_maps.iter();
    let mapped = mapped.map(|(prefix, folder)| UrlMap { prefix: prefix.clone(), folder: config.path(folder) });
    FetchOptions {
        offline: export.offline.unwrap_or(false),
        cache: export.cache.clone().or_else(default_cache_dir),
        max_age: export.cache_days.map_or(FetchOptions::default().max_age, days),
        // A typed map comes after the configuration's: of two equal prefixes the last is taken.
        url_maps: mapped.chain(typed.iter().cloned()).collect(),
        bounds: FetchBounds { private_hosts: export.allow_private_hosts.unwrap_or(false), ..FetchBounds::default() },
        allowed: config.reach(),
        ..FetchOptions::default()
    }
}

fn days(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 24 * 60 * 60)
}

/// The image of a cover; `first` if it is shown before a post's own.
fn cover(file: &Path, first: bool) -> Result<GivenCover, SettingsError> {
    let wrong = |reason: String| SettingsError::Cover { path: file.to_path_buf(), reason };
    let bytes = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let image = Asset::read(bytes).map(Arc::new).map_err(wrong)?;
    Ok(GivenCover { image, first })
}
