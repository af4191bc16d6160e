//! What was typed, checked once against the world: files are there, themes and configurations are right. The worker
//! sees only this.

use super::args::{CheckArgs, Dump, ExportArgs, MessageFormat};
use super::destination::{Output, format_of, output};
use super::sites::Sites;
use super::usage::{UsageError, epoch};
use crate::config::{BookWhen, ExportSection, GlossaryFor};
use crate::layout::quality::Limits;
use crate::project::{self, Project};
use crate::site::readable;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Everything a run is to do.
#[derive(Debug)]
pub struct Job {
    /// The posts, in the order given.
    pub posts: Vec<PostJob>,
    /// What is made of each.
    pub task: Task,
    /// How messages are given.
    pub messages: MessageFormat,
    /// Whether the time of each stage is shown.
    pub timings: bool,
    /// Whether only errors are shown.
    pub quiet: bool,
    /// `SOURCE_DATE_EPOCH`, in seconds since 1970.
    pub source_date_epoch: Option<i64>,
}

/// What is made of each post.
#[derive(Debug)]
pub enum Task {
    /// Files.
    Export,
    /// A readable dump of a stage.
    Dump(Dump),
    /// Reports.
    Check(Checks),
}

/// What a check prints and judges beyond the messages of every run.
#[derive(Clone, Debug)]
pub struct Checks {
    /// Whether the typography is printed.
    pub typography: bool,
    /// What fails; without it, what the post's configuration says.
    pub limits: Option<Limits>,
    /// Whether the claims of accessibility are printed.
    pub accessibility: bool,
}

/// One post and what holds for it.
#[derive(Debug)]
pub struct PostJob {
    /// Where its text is.
    pub input: Input,
    /// Where its files go.
    pub output: Output,
    /// The site that it is of, which it shares with other posts.
    pub project: Rc<Project>,
}

/// Where a post's text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file that was there.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A book of several texts.
    Book(BookInput),
}

/// Where the texts of a book are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookInput {
    /// In a file like `book.yaml`.
    Described(PathBuf),
    /// On the command line, with the book's title.
    Files(Vec<PathBuf>, String),
    /// In the list of contents of the site that a folder is of, else in the folder itself; with the book's title if one was
    /// typed.
    Folder(PathBuf, Option<String>),
}

impl Job {
    /// Checks what was typed. `source_date_epoch` is the variable's value, if it is set.
    pub fn new(args: ExportArgs, source_date_epoch: Option<&str>) -> Result<Job, UsageError> {
        let one_book = book(&args)?;
        if args.cover.is_some() && args.posts.len() > 1 && one_book.is_none() {
            let message = "--cover works with one post; name the covers of several in their front matter, as in `cover: cover.png`";
            return Err(UsageError::Flags(message.to_owned()));
        }
        let epoch = epoch(source_date_epoch)?;
        let sites = Sites::new(args.flags(), args.book.site.config.as_deref(), epoch);
        let inputs = match one_book {
            Some(book) => vec![Input::Book(book)],
            None => inputs(&args.posts)?,
        };
        let several = inputs.len();
        Ok(Job {
            posts: posts(inputs, sites, |export| output(&args, several, export.output.clone()))?,
            task: args.dump.map_or(Task::Export, Task::Dump),
            messages: args.report,
            timings: args.timings,
            quiet: args.quiet,
            source_date_epoch: epoch,
        })
    }

    /// The same for a run that only reports.
    pub fn check(args: CheckArgs, source_date_epoch: Option<&str>) -> Result<Job, UsageError> {
        let epoch = epoch(source_date_epoch)?;
        let sites = Sites::new(args.book.flags(GlossaryFor::All), args.book.site.config.as_deref(), epoch);
        let checks = Checks { typography: args.typography, limits: args.fail_on, accessibility: args.accessibility };
        Ok(Job {
            posts: posts(inputs(&args.posts)?, sites, |_| Ok(Output::Nowhere))?,
            task: Task::Check(checks),
            messages: args.report,
            timings: args.timings,
            quiet: args.quiet,
            source_date_epoch: epoch,
        })
    }
}

/// The one book that all arguments make, if they do.
fn book(args: &ExportArgs) -> Result<Option<BookInput>, UsageError> {
    if args.as_book != Some(BookWhen::Always) {
        return match args.title {
            Some(_) => {
                Err(UsageError::Flags("--title is the title of the book that --book makes: add --book".to_owned()))
            }
            None => Ok(None),
        };
    }
    match args.posts.as_slice() {
        [one] if one.is_dir() => Ok(Some(BookInput::Folder(one.clone(), args.title.clone()))),
        [one] if is_summary(one) => Ok(Some(BookInput::Folder(folder(one), args.title.clone()))),
        [_] if args.title.is_none() => Ok(None),
        files => {
            if let Some(wrong) = files.iter().find(|file| is_stdin(file) || project::is_book_file(file)) {
                let message = format!("{} cannot be a chapter of a book; name its files", wrong.display());
                return Err(UsageError::Flags(message));
            }
            let title = args.title.clone().unwrap_or_else(|| title(args, files));
            Ok(Some(BookInput::Files(files.to_vec(), title)))
        }
    }
}

fn is_summary(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "SUMMARY.md")
}

fn folder(file: &Path) -> PathBuf {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_path_buf()
}

/// What a book is called that nobody gave a title: like the file it is written to, else like the folder of its files.
fn title(args: &ExportArgs, files: &[PathBuf]) -> String {
    let written = args.output.as_deref().filter(|output| format_of(output).is_some() && !output.is_dir());
    let name = match written {
        Some(output) => output.file_stem().map(|stem| stem.to_os_string()),
        None => {
            let folder = files.first().map(|file| folder(file)).and_then(|folder| std::path::absolute(folder).ok());
            folder.as_deref().and_then(Path::file_name).map(|name| name.to_os_string())
        }
    };
    let title = readable(&name.unwrap_or_default().to_string_lossy(), "");
    if title.is_empty() { "Book".to_owned() } else { title }
}

/// What was named, each for itself.
fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, UsageError> {
    if paths.iter().filter(|post| is_stdin(post)).count() > 1 {
        return Err(UsageError::Flags("standard input (-) can be read only once".to_owned()));
    }
    let input = |path: &PathBuf| {
        if is_stdin(path) {
            Input::Stdin
        } else if project::is_book_file(path) {
            Input::Book(BookInput::Described(path.clone()))
        } else {
            Input::File(path.clone())
        }
    };
    Ok(paths.iter().map(input).collect())
}

/// Each input with what holds for it.
fn posts(
    inputs: Vec<Input>,
    mut sites: Sites<'_>,
    output: impl Fn(&ExportSection) -> Result<Output, UsageError>,
) -> Result<Vec<PostJob>, UsageError> {
    let mut posts = Vec::new();
    for input in inputs {
        let project = match &input {
            Input::Book(book) => sites.of_folder(&book.folder())?,
            Input::File(_) | Input::Stdin => sites.project(&input.place())?,
        };
        let output = output(&project.settings.export)?;
        posts.push(PostJob { input, output, project });
    }
    Ok(posts)
}

impl Input {
    /// Its file; of standard input the one that it is read as; of a book its folder.
    pub fn place(&self) -> PathBuf {
        match self {
            Input::File(path) => path.clone(),
            Input::Stdin => PathBuf::from("stdin"),
            Input::Book(book) => book.folder(),
        }
    }
}

impl BookInput {
    /// The folder that has all of its texts.
    pub fn folder(&self) -> PathBuf {
        match self {
            BookInput::Described(file) => folder(file),
            BookInput::Folder(folder, _) => folder.clone(),
            BookInput::Files(files, _) => {
                let mut folders = files.iter().filter_map(|file| std::path::absolute(folder(file)).ok());
                let first = folders.next().unwrap_or_default();
                let common = |above: PathBuf, folder: PathBuf| {
                    let shared = above.ancestors().find(|above| folder.starts_with(above));
                    shared.map(Path::to_path_buf).unwrap_or_default()
                };
                folders.fold(first, common)
            }
        }
    }
}

fn is_stdin(post: &Path) -> bool {
    post == Path::new("-")
}

#[cfg(test)]
mod tests {
    use super::super::args::{Cli, Command};
    use super::*;
    use crate::batch::unit::Format;
    use crate::layout::page::Press;
    use crate::layout::units::Pt;
    use clap::Parser;
    use std::time::Duration;

    fn job(line: &str) -> Result<Job, String> {
        let cli = Cli::try_parse_from(["offprint", "export"].into_iter().chain(line.split(' ')));
        let Command::Export(args) = cli.map_err(|e| e.to_string())?.command else {
            return Err("another command".to_owned());
        };
        Job::new(*args, None).map_err(|e| e.to_string())
    }

    fn first_output(line: &str) -> Result<Output, String> {
        job(line).map(|job| job.posts[0].output.clone())
    }

    #[test]
    fn outputs_follow_from_flags_and_endings() {
        use Format::{Epub, Pdf};
        let folder = |path: &str, formats: &[Format]| Ok(Output::Folder(path.into(), formats.to_vec()));
        assert_eq!(first_output("a.md"), folder(".", &[Epub, Pdf]));
        assert_eq!(first_output("a.md --epub"), folder(".", &[Epub]));
        assert_eq!(first_output("a.md --epub --pdf"), folder(".", &[Epub, Pdf]));
        assert_eq!(first_output("a.md -o out --pdf"), folder("out", &[Pdf]));
        assert_eq!(first_output("a.md -o b.PDF"), Ok(Output::File("b.PDF".into(), Pdf)));
        assert!(first_output("a.md -o b.pdf --epub").expect_err("ending").contains("--epub"));
        assert!(first_output("a.md -o b.pdf --epub --pdf").expect_err("one file").contains("name a folder"));
        assert!(first_output("a.md b.md -o b.pdf").expect_err("two posts").contains("2 posts"));
        assert!(first_output("a.md -o b.docx").expect_err("another format").contains(".epub or .pdf"));
        assert_eq!(first_output("a.md -o v1.2"), folder("v1.2", &[Epub, Pdf]));
        assert_eq!(first_output("a.md -o - --pdf"), Ok(Output::Stdout(Pdf)));
        assert!(first_output("a.md -o -").expect_err("two formats").contains("--epub or --pdf"));
        assert!(first_output("a.md b.md -o - --pdf").expect_err("two posts").contains("2 posts"));
        assert!(first_output("a.md -o - --pdf --report json").expect_err("messages").contains("--report json"));
        assert_eq!(first_output("a.md b.md -o b.pdf --book"), Ok(Output::File("b.pdf".into(), Pdf)), "one book");
    }

    #[test]
    fn files_are_one_book_where_that_is_asked_for() {
        let input = |line: &str| job(line).map(|job| job.posts[0].input.clone());
        let files =
            |title: &str| Ok(Input::Book(BookInput::Files(vec!["a.md".into(), "b.md".into()], title.to_owned())));
        assert_eq!(input("a.md b.md -o my-novel.epub --book"), files("My novel"), "named like the file");
        assert_eq!(input("a.md b.md --book --title Pines"), files("Pines"));
        assert_eq!(input("a.md --book"), Ok(Input::File("a.md".into())), "one file is divided");
        assert_eq!(input("book.yaml"), Ok(Input::Book(BookInput::Described("book.yaml".into()))));
        assert_eq!(job("a.md b.md").expect("job").posts.len(), 2);
        assert!(input("a.md b.md --title Pines").expect_err("no book").contains("--book"));
        assert!(input("a.md - --book").expect_err("standard input").contains("chapter"));
        assert!(input("a.md --numbering all").expect_err("numbering").contains("sections"));
    }

    #[test]
    fn wrong_values_say_what_is_right() {
        assert!(job("a.md --page quarto").expect_err("page").contains("5.5x8.5"));
        assert!(job("a.md --bleed 3").expect_err("bleed").contains("as in 3mm"));
        assert!(job("a.md --marks").expect_err("marks without a bleed").contains("--bleed 3mm"));
        assert!(job("a.md --front-matter some").expect_err("front matter").contains("full"));
        assert!(job("a.md --map-url x").expect_err("map").contains("PREFIX=DIR"));
        assert!(job("a.md --lang english").expect_err("language").contains("pt-BR"));
        assert!(job("- -").expect_err("twice").contains("only once"));
    }

    #[test]
    fn a_cover_must_be_an_image_of_one_post() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("cover.png");
        let line = format!("a.md --cover {}", file.display());
        assert!(job(&line).expect_err("no file").contains("cover.png: cannot use it as a cover"));
        std::fs::write(&file, "%PDF-1.7").expect("write");
        assert!(job(&line).expect_err("no image").contains("not PNG, JPEG, WebP, GIF or SVG"));
        assert!(job(&line.replace("a.md", "a.md b.md")).expect_err("two posts").contains("front matter"));
    }

    #[test]
    fn posts_of_one_site_share_it() {
        let folder = tempfile::tempdir().expect("folder");
        let put = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(&path, text).expect("written");
            path.display().to_string()
        };
        put("site/hugo.toml", "title = 'S'\n");
        let posts = ["site/content/a/1.md", "site/content/b/2.md", "alone/3.md", "alone/none.md"];
        let line = posts.map(|path| if path.contains("none") { path.to_owned() } else { put(path, "Text.\n") });
        let line = line.join(" ").replace("alone/none", &folder.path().join("alone/none").display().to_string());
        let job = job(&line).expect("job");
        let [one, two, three, four] = &job.posts[..] else { panic!("four posts") };
        assert!(Rc::ptr_eq(&one.project, &two.project), "one site");
        assert!(!Rc::ptr_eq(&one.project, &three.project), "another");
        assert!(Rc::ptr_eq(&three.project, &four.project), "one folder");
    }

    #[test]
    fn flags_win_over_the_configuration() {
        let folder = tempfile::tempdir().expect("folder");
        let text = "theme: none.yaml\n";
        std::fs::write(folder.path().join("offprint.yaml"), text).expect("write");
        let post = folder.path().join("a.md").display().to_string();
        assert!(job(&post).expect_err("no such theme").contains("none.yaml"));
        let text = "export: { page: 6x9, strict: true, contents: never, front_matter: full, open_right: true, \
            bleed: 3mm, marks: true, cache_days: 1 }\nurl_maps: { 'https://a': img }\n";
        std::fs::write(folder.path().join("offprint.yaml"), text).expect("write");
        let job = job(&format!("{post} --page a4 --map-url https://a=other")).expect("job");
        let settings = &job.posts[0].project.settings;
        assert_eq!(settings.layout.trim.map(|trim| trim.width), Some(Pt::mm(210.0)));
        assert_eq!((settings.strict, settings.layout.contents), (true, Some(false)));
        assert_eq!(settings.fetch.max_age, Duration::from_secs(24 * 60 * 60));
        assert_eq!((settings.layout.front_matter, settings.layout.open_right), (Some(true), true));
        assert_eq!(settings.layout.press, Press { bleed: Pt::mm(3.0), marks: true });
        assert_eq!(settings.fetch.url_maps[0].folder, folder.path().join("img"));
        assert_eq!(settings.fetch.url_maps.last().map(|map| map.folder.clone()), Some("other".into()));
    }
}
