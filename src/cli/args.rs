//! What can be typed. Nothing here is checked against the world; [`super::job`] does that once.

use crate::batch::manifest::Shard;
use crate::config::{ByteSize, Contents, Extensions, FrontMatter, GlossaryFor, Length, Order, PageSize, Punctuation};
use crate::dialect::Syntax;
use crate::document::language_tag;
use crate::epub::Profile;
use crate::layout::quality::Gate;
use crate::layout::{NotePlacement, PageRefs};
use crate::resolve::{LinksTo, PrintUrls, UrlMap};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns the posts of a Markdown site into books: EPUB 3 and print-ready PDF.
#[derive(Debug, Parser)]
#[command(name = "offprint", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 an export failed, 2 wrong usage or configuration, 3 warnings under --strict, \
                  4 a limit of check --fail-on is passed."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Export posts, each to its own EPUB and PDF.
    Export(Box<ExportArgs>),
    /// Export whole categories: each post, and with --volume the category as one book.
    Batch(Box<BatchArgs>),
    /// Export whole categories, and again what a saved file touches, until interrupted.
    Watch(Box<WatchArgs>),
    /// Join what shards wrote, in one output folder or in several, into one.
    Merge(MergeArgs),
    /// Do all that an export does but write, and tell what would be amiss: in the text, the accessibility, the setting.
    Check(Box<CheckArgs>),
    /// Report who links to whom on a site, which links lead nowhere, and what nothing links to. Nothing is made.
    Links(LinksArgs),
}

/// `offprint export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Posts: Markdown or plain text files; `-` reads one from standard input.
    #[arg(required = true, value_name = "POST")]
    pub posts: Vec<PathBuf>,

    /// Write only the EPUB (with --pdf: both, as without either).
    #[arg(long)]
    pub epub: bool,

    /// Write only the PDF.
    #[arg(long)]
    pub pdf: bool,

    /// Where to write: a file ending in .epub or .pdf, or a folder for ID.epub and ID.pdf [default: this folder].
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,

    /// The e-book's cover: an image that is shown as it is, in place of one made of thumbnail and title.
    #[arg(long, value_name = "FILE")]
    pub cover: Option<PathBuf>,

    /// What the books are like.
    #[command(flatten)]
    pub book: BookArgs,

    /// How messages are given: human on standard error, json one object a line on standard output.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub message_format: MessageFormat,

    /// Say where the time of the run went.
    #[arg(long)]
    pub timings: bool,

    /// Say nothing but errors; the paths written are not listed either.
    #[arg(short, long)]
    pub quiet: bool,

    /// Instead of exporting, print what the program made of the post so far.
    #[arg(long, value_enum, value_name = "STAGE", conflicts_with_all = ["epub", "pdf", "output"])]
    pub dump: Option<Dump>,
}

/// `offprint check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Posts: Markdown or plain text files; `-` reads one from standard input.
    #[arg(required = true, value_name = "POST")]
    pub posts: Vec<PathBuf>,

    /// Print what a compositor would mark on the proofs, and figures for each post.
    #[arg(long)]
    pub typography: bool,

    /// Fail (exit code 4) when a post has more of these than allowed: NAME for none at all, NAME=N for at most N,
    /// separated by commas, as in widows,orphans,overfull,runts=3,loose=1.5%. `check.fail_on` in offprint.yaml if not
    /// given.
    #[arg(long, value_name = "LIST", value_parser = parse::<Gate>)]
    pub fail_on: Option<Gate>,

    /// Print what the EPUB would claim of its accessibility, and what prevents the rest.
    #[arg(long)]
    pub accessibility: bool,

    /// What the books are like.
    #[command(flatten)]
    pub book: BookArgs,

    /// How findings are given: human (messages on standard error, reports on standard output), json one object a line
    /// on standard output.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub message_format: MessageFormat,

    /// Say where the time of the run went.
    #[arg(long)]
    pub timings: bool,

    /// Say nothing but errors and what was asked to be printed.
    #[arg(short, long)]
    pub quiet: bool,
}

/// What all commands on posts share: how a site is read.
#[derive(Debug, Args)]
pub struct SiteArgs {
    /// The configuration file [default: the nearest offprint.yaml, in the folder of the posts or above].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// How to read the posts: auto, site, commonmark or text [default: text for .txt, else what the post says].
    #[arg(long, value_name = "SYNTAX")]
    pub syntax: Option<Syntax>,

    /// Switch extensions of the syntax on and off, as in math,wikilinks,-smart. docs/dialect.md lists them.
    #[arg(long, value_name = "LIST", value_parser = parse::<Extensions>, allow_hyphen_values = true)]
    pub extensions: Option<Extensions>,

    /// How to set quotation marks, apostrophes and dashes [default: language].
    #[arg(long, value_enum, value_name = "HOW")]
    pub punctuation: Option<Punctuation>,

    /// Include drafts, unpublished posts and posts dated in the future.
    #[arg(long, action = ArgAction::SetTrue)]
    pub drafts: bool,
}

/// What the commands that make books share.
#[derive(Debug, Args)]
pub struct BookArgs {
    /// How the site is read.
    #[command(flatten)]
    pub site: SiteArgs,

    /// Trim size: a4, a5, letter, 6x9, 5x8, 5.5x8.5 (inches), or WIDTHxHEIGHT with mm, in or pt [default: a5].
    #[arg(long, value_name = "SIZE", value_parser = parse::<PageSize>)]
    pub page: Option<PageSize>,

    /// Bleed of the PDF's pages at every side but the spine, as in 3mm; pictures at the page's edge reach into it.
    #[arg(long, value_name = "LENGTH", value_parser = parse::<Length>)]
    pub bleed: Option<Length>,

    /// Crop and registration marks outside the bleed (with --bleed).
    #[arg(long, action = ArgAction::SetTrue)]
    pub marks: bool,

    /// Chapters of a volume open on right pages.
    #[arg(long, action = ArgAction::SetTrue)]
    pub open_right: bool,

    /// Whether the PDF has a table of contents [default: auto].
    #[arg(long, value_enum, value_name = "WHEN")]
    pub contents: Option<Contents>,

    /// Where notes stand in the PDF [default: foot].
    #[arg(long, value_enum, value_name = "PLACE")]
    pub notes: Option<NotePlacement>,

    /// Half title, title page and copyright page in the PDF [default: auto].
    #[arg(long, value_enum, value_name = "WHICH")]
    pub front_matter: Option<FrontMatter>,

    /// For which readers the EPUB is made: generic, kobo, kindle, apple [default: generic].
    #[arg(long, value_name = "READERS", value_parser = parse::<Profile>)]
    pub profile: Option<Profile>,

    /// Most bytes of an EPUB, as in 5MB: pictures are made smaller to stay below.
    #[arg(long, value_name = "SIZE", value_parser = parse::<ByteSize>)]
    pub max_size: Option<ByteSize>,

    /// Whether links within a PDF say the page they lead to, as in "(p. 12)" [default: auto].
    #[arg(long, value_enum, value_name = "WHEN")]
    pub page_refs: Option<PageRefs>,

    /// How the PDF prints the addresses of links [default: none].
    #[arg(long, value_enum, value_name = "HOW")]
    pub print_urls: Option<PrintUrls>,

    /// Put the field notes that posts link to into a glossary at the end of the book; without a value: of volumes in a
    /// batch, of each post in an export [default: none].
    #[arg(long, value_enum, value_name = "BOOKS", num_args = 0..=1, require_equals = true)]
    pub glossary: Option<Option<GlossaryFor>>,

    /// Put the theme's fonts into the EPUB, cut down to what is used.
    #[arg(long, action = ArgAction::SetTrue)]
    pub embed_fonts: bool,

    /// A theme file; it names only the fields it changes.
    #[arg(long, value_name = "FILE")]
    pub theme: Option<PathBuf>,

    /// Language of posts that name none, as in en or es-MX.
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub lang: Option<String>,

    /// Never use the net: images by address come from the cache or from --map-url.
    #[arg(long, action = ArgAction::SetTrue)]
    pub offline: bool,

    /// Fetch images from this machine and from private networks, too. Only for posts that you trust.
    #[arg(long, action = ArgAction::SetTrue)]
    pub allow_private_hosts: bool,

    /// Where fetched images are kept [default: offprint/images in the user's cache folder].
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,

    /// Ask servers whether fetched images kept for longer than N days are still right; 0 always asks [default: 7].
    #[arg(long, value_name = "N")]
    pub cache_days: Option<u32>,

    /// Serve images whose source starts with PREFIX from a folder. May be given several times.
    #[arg(long, value_name = "PREFIX=DIR", value_parser = url_map)]
    pub map_url: Vec<UrlMap>,

    /// Warnings fail: nothing is written for a post that has any.
    #[arg(long, action = ArgAction::SetTrue)]
    pub strict: bool,
}

/// `offprint batch`.
#[derive(Debug, Args)]
pub struct BatchArgs {
    /// Category folders, or the site's content folder with --category or --all.
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,

    /// A category below DIR. May be given several times.
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    pub category: Vec<String>,

    /// Every category below DIR.
    #[arg(long)]
    pub all: bool,

    /// Also make each category's volume: its posts as chapters of one book.
    #[arg(long)]
    pub volume: bool,

    /// Make only the volumes.
    #[arg(long, conflicts_with = "shard")]
    pub volume_only: bool,

    /// Order of a volume's chapters [default: date]; a list `order` in _category.yaml wins.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub order: Option<Order>,

    /// Where links to posts of the same run lead, if the site has an address too [default: site].
    #[arg(long, value_enum, value_name = "WHERE")]
    pub link_to: Option<LinksTo>,

    /// Write only EPUBs (with --pdf: both, as without either).
    #[arg(long)]
    pub epub: bool,

    /// Write only PDFs.
    #[arg(long)]
    pub pdf: bool,

    /// Draw pictures of each book: its cover, large and small, and three of its pages.
    #[arg(long)]
    pub pictures: bool,

    /// Write catalogues that reading programs subscribe to (OPDS 1.2 and 2.0); draws pictures, too.
    #[arg(long)]
    pub feeds: bool,

    /// Where to write: CATEGORY/ID.epub and .pdf, manifest.json and the cache.
    #[arg(short, long, value_name = "DIR", default_value = "out")]
    pub output: PathBuf,

    /// Redo everything.
    #[arg(long)]
    pub force: bool,

    /// Remove the books of posts that are no longer there.
    #[arg(long, conflicts_with = "shard")]
    pub prune: bool,

    /// Units done at once [default: the number of cores].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// Do only every N-th post from the K-th, as in 2/8; volumes are left out. `offprint merge` joins the shards.
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub shard: Option<Shard>,

    /// What the books are like.
    #[command(flatten)]
    pub book: BookArgs,

    /// How messages and the final table are given.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Say nothing but errors.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `offprint watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// What is made, and how.
    #[command(flatten)]
    pub batch: BatchArgs,

    /// Look at the files every so many seconds, where the system does not tell of changes (network drives).
    #[arg(long, value_name = "SECONDS")]
    pub poll: Option<std::num::NonZeroU32>,
}

/// `offprint merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Output folders of `offprint batch`.
    #[arg(required = true, value_name = "OUT")]
    pub folders: Vec<PathBuf>,

    /// The folder that is to hold all [default: the first].
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Remove from the other folders what was joined.
    #[arg(long = "move")]
    pub take: bool,

    /// Write catalogues of the whole, as batch --feeds does.
    #[arg(long)]
    pub feeds: bool,

    /// Join the shards that are there, though some are missing.
    #[arg(long)]
    pub partial: bool,

    /// How messages are given.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Say nothing but errors.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `offprint links`.
#[derive(Debug, Args)]
pub struct LinksArgs {
    /// The site's folder, or the one that holds its categories.
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,

    /// How the site is read.
    #[command(flatten)]
    pub site: SiteArgs,

    /// How the report is given; json is one object, for which docs/links.md gives the fields.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Links that lead nowhere fail.
    #[arg(long, action = ArgAction::SetTrue)]
    pub strict: bool,
}

fn shard(text: &str) -> Result<Shard, String> {
    let shard = text.split_once('/').and_then(|(k, n)| Some(Shard { number: k.parse().ok()?, of: n.parse().ok()? }));
    let right = shard.filter(|shard| (1..=shard.of).contains(&shard.number));
    right.ok_or_else(|| "write K/N, K from 1 to N, as in 2/8".to_owned())
}

/// How messages are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people.
    #[default]
    Human,
    /// For machines.
    Json,
}

/// What can be printed instead of exporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Dump {
    /// The post as read.
    Document,
    /// The post with its links, numbers and highlighting.
    Book,
    /// The pages laid out.
    Pages,
}

fn parse<T: std::str::FromStr<Err = String>>(text: &str) -> Result<T, String> {
    text.parse()
}

fn language(text: &str) -> Result<String, String> {
    language_tag(text).ok_or_else(|| "a language is written as in en, es or pt-BR".to_owned())
}

fn url_map(text: &str) -> Result<UrlMap, String> {
    // The folder is behind the last sign: an address may hold one itself.
    let (prefix, folder) = text.rsplit_once('=').unwrap_or((text, ""));
    if prefix.is_empty() || folder.is_empty() {
        return Err("write PREFIX=DIR, as in https://cdn.example.org=images".to_owned());
    }
    Ok(UrlMap { prefix: prefix.to_owned(), folder: PathBuf::from(folder) })
}
