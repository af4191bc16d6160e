//! What can be typed. Nothing here is checked against the world; [`super::job`] does that once.

mod press;
pub mod setup;

pub use press::{PreflightArgs, PrintersArgs};

use super::exit;
use crate::batch::book::Shard;
use crate::config::{
    BookWhen, ByteSize, Contents, Extensions, FrontMatter, GlossaryFor, Length, Order, PageSize, Punctuation,
};
use crate::dialect::Syntax;
use crate::document::{Numbering, language_tag};
use crate::epub::Profile;
use crate::layout::quality::Limits;
use crate::layout::{NotePlacement, PageRefs};
use crate::resolve::{LinksTo, PrintUrls, UrlMap};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns the posts of a Markdown site into books: EPUB 3 and print-ready PDF.
#[derive(Debug, Parser)]
#[command(name = "offprint", version, max_term_width = 100)]
#[command(after_help = exit::HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Export posts, each to its own EPUB and PDF, or with --book all to one book.
    #[command(after_help = exit::HELP)]
    Export(Box<ExportArgs>),
    /// Export whole categories: each post, and with --volume the category as one book.
    #[command(after_help = exit::HELP)]
    Batch(Box<BatchArgs>),
    /// Export posts or categories, and again whenever a file they use is saved. Ctrl-C ends it.
    #[command(after_help = exit::HELP)]
    Watch(Box<WatchArgs>),
    /// Join the output of shards into one folder.
    #[command(after_help = exit::HELP)]
    Merge(MergeArgs),
    /// Run a full export without writing files, and report problems in the text, accessibility and typesetting.
    #[command(after_help = exit::HELP)]
    Check(Box<CheckArgs>),
    /// Report a site's internal links, broken links and orphan pages. Writes no files.
    #[command(after_help = exit::HELP)]
    Links(LinksArgs),
    /// Commands that make no books.
    #[command(flatten)]
    Setup(setup::SetupCommand),
    /// Print what printers ask of a file: trim sizes, bleed, margins, colours, with the source of each figure.
    Printers(PrintersArgs),
    /// Check whether PDF files, of any program, are what a printer asks for. Writes no files.
    #[command(after_help = exit::HELP)]
    Preflight(PreflightArgs),
}

/// `offprint export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Posts: Markdown or plain text files; - reads one from standard input. A book.yaml makes a book of its chapters.
    #[arg(required = true, value_name = "POST")]
    pub posts: Vec<PathBuf>,

    /// Make one book of the files given, in their order, or of a folder's texts [default: auto; without a value: always].
    #[arg(
        long = "book",
        value_enum,
        value_name = "WHEN",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "always"
    )]
    pub as_book: Option<BookWhen>,

    /// Title of the book that --book makes [default: the name of the output file, or of the folder].
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,

    /// Write only the EPUB (with --pdf: both, the default).
    #[arg(long)]
    pub epub: bool,

    /// Write only the PDF (with --epub: both, the default).
    #[arg(long)]
    pub pdf: bool,

    /// Output file (.epub or .pdf), or folder for ID.epub and ID.pdf; - writes one format to standard output [default:
    /// this folder].
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,

    /// Cover image of the EPUB, used as it is. Without it the cover is drawn from thumbnail and title.
    #[arg(long, value_name = "FILE")]
    pub cover: Option<PathBuf>,

    /// What the books are like.
    #[command(flatten)]
    pub book: BookArgs,

    /// Format of messages: human on standard error, or json, one object a line on standard output.
    #[arg(long, alias = "message-format", value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Print the time of each stage.
    #[arg(long)]
    pub timings: bool,

    /// Print only errors, and under --strict warnings. The files written are not listed.
    #[arg(short, long)]
    pub quiet: bool,

    /// Print an intermediate form of the post instead of exporting it.
    #[arg(long, value_enum, value_name = "STAGE", conflicts_with_all = ["epub", "pdf", "output"])]
    pub dump: Option<Dump>,
}

/// `offprint check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Posts: Markdown or plain text files; - reads one from standard input.
    #[arg(required = true, value_name = "POST")]
    pub posts: Vec<PathBuf>,

    /// Print typographic faults with their place, and figures for each post.
    #[arg(long)]
    pub typography: bool,

    /// Fail (exit code 4) when a post has more of these than allowed: NAME for none at all, NAME=N for at most N,
    /// separated by commas, as in widows,orphans,overfull,runts=3,loose=1.5%. `check.fail_on` in offprint.yaml if not
    /// given.
    #[arg(long, value_name = "LIST", value_parser = parse::<Limits>)]
    pub fail_on: Option<Limits>,

    /// Print the accessibility metadata that the EPUB would claim, and why other claims cannot be made.
    #[arg(long)]
    pub accessibility: bool,

    /// What the books are like.
    #[command(flatten)]
    pub book: BookArgs,

    /// Format of messages and reports: human (messages on standard error, reports on standard output), or json, one
    /// object a line on standard output.
    #[arg(long, alias = "message-format", value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Print the time of each stage.
    #[arg(long)]
    pub timings: bool,

    /// Print only errors, under --strict warnings, and the reports that were asked for.
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

    /// Trim size: any ISO A or B size, letter, legal, 6x9, 5x8, 5.5x8.5 (inches), or WIDTHxHEIGHT with mm, cm, in or pt
    /// [default: a5].
    #[arg(long, value_name = "SIZE", value_parser = parse::<PageSize>)]
    pub page: Option<PageSize>,

    /// Bleed of the PDF's pages on every side but the spine, as in 3mm.
    #[arg(long, value_name = "LENGTH", value_parser = parse::<Length>)]
    pub bleed: Option<Length>,

    /// Crop and registration marks outside the bleed (with --bleed).
    #[arg(long, action = ArgAction::SetTrue)]
    pub marks: bool,

    /// Begin the chapters of a volume on right-hand pages.
    #[arg(long, action = ArgAction::SetTrue)]
    pub open_right: bool,

    /// What is numbered, whatever the texts say [default: the chapters of books, and what the texts ask for].
    #[arg(long, value_enum, value_name = "WHAT")]
    pub numbering: Option<Numbering>,

    /// Whether the PDF has a table of contents [default: auto].
    #[arg(long, value_enum, value_name = "WHEN")]
    pub contents: Option<Contents>,

    /// Where the PDF has its notes [default: foot].
    #[arg(long, value_enum, value_name = "PLACE")]
    pub notes: Option<NotePlacement>,

    /// Half title, title page and copyright page in the PDF [default: auto].
    #[arg(long, value_enum, value_name = "WHICH")]
    pub front_matter: Option<FrontMatter>,

    /// Reading systems that the EPUB is for: generic, kobo, kindle, apple [default: generic].
    #[arg(long, value_name = "READERS", value_parser = parse::<Profile>)]
    pub profile: Option<Profile>,

    /// Largest size of an EPUB, as in 5MB: images are reduced to stay below.
    #[arg(long, value_name = "SIZE", value_parser = parse::<ByteSize>)]
    pub max_size: Option<ByteSize>,

    /// Whether links within a PDF show the page they lead to, as in "(p. 12)" [default: auto].
    #[arg(long, value_enum, value_name = "WHEN")]
    pub page_refs: Option<PageRefs>,

    /// How the PDF prints the addresses of links [default: none].
    #[arg(long, value_enum, value_name = "HOW")]
    pub print_urls: Option<PrintUrls>,

    /// Add a glossary with the field notes that posts link to; without a value: to volumes in a batch, to each post in an
    /// export [default: none].
    #[arg(long, value_enum, value_name = "BOOKS", num_args = 0..=1, require_equals = true)]
    pub glossary: Option<Option<GlossaryFor>>,

    /// Embed the theme's fonts in the EPUB, cut down to the characters used.
    #[arg(long, action = ArgAction::SetTrue)]
    pub embed_fonts: bool,

    /// A theme file; it names only the fields it changes.
    #[arg(long, value_name = "FILE")]
    pub theme: Option<PathBuf>,

    /// Language of posts that name none, as in en or es-MX.
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub lang: Option<String>,

    /// Never use the network: remote images come from the cache or from --map-url.
    #[arg(long, action = ArgAction::SetTrue)]
    pub offline: bool,

    /// Also fetch images from this machine and from private networks. Only for posts that you trust.
    #[arg(long, action = ArgAction::SetTrue)]
    pub allow_private_hosts: bool,

    /// Cache of fetched images [default: offprint/images in the user's cache folder].
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,

    /// Days after which a cached image is checked with its server; 0 always checks [default: 7].
    #[arg(long, value_name = "N")]
    pub cache_days: Option<u32>,

    /// Read images whose address starts with PREFIX from a folder. May be given several times.
    #[arg(long, value_name = "PREFIX=DIR", value_parser = url_map)]
    pub map_url: Vec<UrlMap>,

    /// Treat warnings as errors: nothing is written for a post that has any.
    #[arg(long, action = ArgAction::SetTrue)]
    pub strict: bool,
}

/// `offprint batch`.
#[derive(Debug, Args)]
pub struct BatchArgs {
    /// Category folders, posts or files like book.yaml; with --category or --all a folder that categories are in.
    #[arg(required = true, value_name = "DIR|POST")]
    pub folders: Vec<PathBuf>,

    /// A category below DIR. May be given several times.
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    pub category: Vec<String>,

    /// Every category below DIR.
    #[arg(long)]
    pub all: bool,

    /// Also export each category as one book, with its posts as chapters.
    #[arg(long)]
    pub volume: bool,

    /// Export only the volumes.
    #[arg(long, conflicts_with = "shard")]
    pub volume_only: bool,

    /// Order of a volume's chapters [default: date]; a list `order` in _category.yaml wins.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub order: Option<Order>,

    /// Where links to posts of the same run lead, if the site has an address too [default: site].
    #[arg(long, value_enum, value_name = "WHERE")]
    pub link_to: Option<LinksTo>,

    /// Write only EPUBs (with --pdf: both, the default).
    #[arg(long)]
    pub epub: bool,

    /// Write only PDFs (with --epub: both, the default).
    #[arg(long)]
    pub pdf: bool,

    /// Write PNG images of each book: its cover, large and small, and three of its pages.
    #[arg(long)]
    pub pictures: bool,

    /// Write OPDS 1.2 and 2.0 catalogues; implies --pictures.
    #[arg(long)]
    pub feeds: bool,

    /// Output folder: CATEGORY/ID.epub and .pdf, manifest.json, and records of what was done [default: out].
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// List what would be written, and write nothing.
    #[arg(long)]
    pub dry_run: bool,

    /// Export every book again, changed or not.
    #[arg(long)]
    pub force: bool,

    /// Remove the books of posts that no longer exist.
    #[arg(long, conflicts_with = "shard")]
    pub prune: bool,

    /// Number of threads [default: the number of cores].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// Export only every N-th post from the K-th, as in 2/8, and no volumes. `offprint merge` joins the shards.
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub shard: Option<Shard>,

    /// What the books are like.
    #[command(flatten)]
    pub book: BookArgs,

    /// Format of messages and of the final table: human, or json, one object a line on standard output.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Print only errors, and under --strict warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `offprint watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// What is made, and how.
    #[command(flatten)]
    pub batch: BatchArgs,

    /// Check the files every N seconds, where the system does not report changes (network drives).
    #[arg(long, value_name = "N")]
    pub poll: Option<std::num::NonZeroU32>,
}

/// `offprint merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Output folders of `offprint batch`.
    #[arg(required = true, value_name = "OUT")]
    pub folders: Vec<PathBuf>,

    /// Output folder [default: the first OUT].
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Remove the files from the other folders after joining them.
    #[arg(long = "move")]
    pub take: bool,

    /// Write OPDS catalogues of the whole, as batch --feeds does.
    #[arg(long)]
    pub feeds: bool,

    /// Join the shards that exist, though some are missing.
    #[arg(long)]
    pub partial: bool,

    /// Format of messages.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Print only errors, and under --strict warnings.
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

    /// Format of the report; json is one object, described in docs/links.md.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub report: MessageFormat,

    /// Treat broken links as errors (exit code 3).
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
