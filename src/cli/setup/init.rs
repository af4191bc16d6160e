//! `offprint init`: a first `offprint.yaml`, with what was found of the site.

use crate::batch::output;
use crate::cli::args::setup::InitArgs;
use crate::cli::exit::Exit;
use crate::cli::found::Found;
use crate::cli::messages::{Messenger, out};
use crate::config;
use crate::site::{self, Search, Section, Site};
use std::path::{Path, PathBuf};

/// Writes the file, or with `--dry-run` prints it. A file that is there is never overwritten.
pub fn run(args: &InitArgs) -> Exit {
    let messenger = Messenger::new(Default::default(), false);
    if !args.folder.is_dir() {
        messenger.failure(None, &format!("{} is not a folder", args.folder.display()), None);
        return Exit::Usage;
    }
    let site = site::find(&Search::from(&args.folder));
    let text = configuration(&site);
    if args.dry_run {
        out(text.trim_end());
        return Exit::Done;
    }
    let here = args.folder == Path::new(".");
    let file = if here { PathBuf::from(config::FILE_NAME) } else { args.folder.join(config::FILE_NAME) };
    if file.exists() {
        let hint = "edit it, or print what init would write with --dry-run";
        messenger.failure(Some(&file), "the file is there already", Some(hint));
        return Exit::Usage;
    }
    match output::write(&file, text.as_bytes()) {
        Ok(()) => {
            messenger.written(&file);
            messenger.note(&Found::of(&site).line());
            Exit::Done
        }
        Err(error) => {
            messenger.failure(None, &error, None);
            Exit::Failed
        }
    }
}

/// What is known is set; what is not is in comments, to be filled in.
fn configuration(site: &Site) -> String {
    let about = &site.about;
    let mut text = format!(
        "# How offprint makes books of this site. Every setting is optional.\n# Found: {}\n\n",
        Found::of(site).line()
    );
    text += "site:\n";
    text += &setting(1, "title", about.title.as_deref(), "The Title of the Site", "printed in each book");
    text +=
        &setting(1, "url", about.url.as_deref(), "https://example.org", "links to posts outside of a book lead here");
    let author = Some(about.authors.join(", ")).filter(|names| !names.is_empty());
    text += &setting(1, "author", author.as_deref(), "Your Name", "of posts that name none");
    text += &setting(1, "rights", None, "CC BY 4.0", "printed on the copyright page");
    text += &setting(0, "lang", about.lang.as_deref(), "en", "of posts that name none");
    text += &sections(&site.sections);
    text += "\nexport:\n";
    text += &setting(1, "page", Some("a5"), "", "a4, a5, letter, 6x9, or WIDTHxHEIGHT");
    text += &setting(1, "notes", Some("foot"), "", "foot, end or margin");
    text += &setting(1, "output", Some("books"), "", "the folder of a batch's books");
    text += "  # volume: true  # each section also as one book\n";
    text
}

/// The sections that have a name, with the titles that the site gives them.
fn sections(sections: &[Section]) -> String {
    let named: Vec<&Section> = sections.iter().filter(|section| !section.name.is_empty()).collect();
    if named.is_empty() {
        return String::new();
    }
    let mut text = "\ncategories:\n".to_owned();
    for section in named {
        text += &format!("  {}:\n", quoted(&section.name));
        text += &setting(2, "title", section.title.as_deref(), &section.name, "shown to readers");
        text += &setting(2, "description", section.description.as_deref(), "What it is about.", "");
    }
    text
}

/// A line of the file: a setting, or in a comment what could be set.
fn setting(depth: usize, name: &str, value: Option<&str>, example: &str, about: &str) -> String {
    let indent = "  ".repeat(depth);
    let about = if about.is_empty() { String::new() } else { format!("  # {about}") };
    match value {
        Some(value) => format!("{indent}{name}: {}{about}\n", quoted(value)),
        None => format!("{indent}# {name}: {}{about}\n", quoted(example)),
    }
}

/// A text as a YAML scalar: plain where every reader takes it for this text, else as a JSON string, which YAML has too.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '/' | '-' | '_');
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "~", ""];
    let is_text = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(plain)
        && !reserved.contains(&text.to_lowercase().as_str());
    let is_address = text.starts_with("http") && !text.contains([' ', '#', '"']) && !text.ends_with(':');
    if is_text || is_address { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn written(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().expect("folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folders");
            std::fs::write(path, text).expect("file");
        }
        configuration(&site::find(&Search::from(folder.path())))
    }

    fn read_back(text: &str) -> Config {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join(config::FILE_NAME);
        std::fs::write(&file, text).expect("file");
        Config::load(&file).expect("a configuration")
    }

    #[test]
    fn what_the_site_says_is_set_and_the_rest_is_a_comment() {
        let text = written(&[
            (
                "hugo.toml",
                "title = \"Notes: a \\\"site\\\"\"\nbaseURL = \"https://example.org/blog/\"\nlanguageCode = \"es\"\n",
            ),
            ("content/essays/one.md", "---\ntitle: One\n---\nText.\n"),
        ]);
        assert!(text.contains("  title: \"Notes: a \\\"site\\\"\"  #"), "{text}");
        assert!(text.contains("  url: https://example.org/blog  #"), "{text}");
        assert!(text.contains("lang: es  #"), "{text}");
        assert!(text.contains("  # author: Your Name  #"), "{text}");
        assert!(text.contains("  essays:\n"), "{text}");
        let read = read_back(&text);
        assert_eq!(read.site.title.as_deref(), Some("Notes: a \"site\""));
    }

    #[test]
    fn a_plain_folder_gives_a_configuration_too() {
        let text = written(&[("one.md", "# One\n\nText.\n")]);
        let read = read_back(&text);
        assert_eq!(read.site.title, None);
    }

    #[test]
    fn a_scalar_reads_back_as_the_text_it_was() {
        for text in
            ["plain", "yes", "12", "a: b", "- c", "# d", "\"", "https://example.org/a", "línea", " x", "a#b", "{x}"]
        {
            let read: std::collections::BTreeMap<String, String> =
                serde_yaml::from_str(&format!("key: {}\n", quoted(text))).expect(text);
            assert_eq!(read.get("key").map(String::as_str), Some(text));
        }
    }
}
