//! Commands that make no books: `init`, `theme`, `fonts`, `completions`, `man`.

use crate::support::{offprint, run};
use std::fs;
use std::path::Path;

/// Runs the program in a folder; the arguments are words.
fn in_folder(folder: &Path, args: &str) -> (bool, String, String) {
    run(offprint().current_dir(folder).args(args.split_whitespace()))
}

#[test]
fn init_writes_a_configuration_that_the_next_run_reads_and_never_overwrites_one() {
    let folder = tempfile::tempdir().expect("folder");
    let folder = folder.path();
    fs::create_dir_all(folder.join("content/posts")).expect("folders");
    fs::write(folder.join("hugo.toml"), "title = \"A Site\"\nbaseURL = \"https://example.org/\"\n").expect("file");
    fs::write(folder.join("content/posts/one.md"), "+++\ntitle = \"One\"\n+++\nText.\n").expect("file");

    let (ok, shown, _) = in_folder(folder, "init --dry-run");
    assert!(ok && shown.contains("title: A Site") && !folder.join("offprint.yaml").exists(), "{shown}");
    let (ok, written, _) = in_folder(folder, "init");
    assert!(ok && written.trim().ends_with("offprint.yaml"), "{written}");
    assert_eq!(fs::read_to_string(folder.join("offprint.yaml")).expect("file").trim_end(), shown.trim_end());

    let (ok, _, said) = in_folder(folder, "init");
    assert!(!ok && said.starts_with("offprint.yaml: error: the file is there already"), "{said}");
    let (ok, _, said) = in_folder(folder, "batch . --all --epub");
    assert!(ok && folder.join("books").is_dir(), "{said}");
}

#[test]
fn init_says_that_a_folder_is_not_there() {
    let folder = tempfile::tempdir().expect("folder");
    let (ok, _, said) = in_folder(folder.path(), "init nowhere");
    assert!(!ok && said.contains("nowhere is not a folder"), "{said}");
}

#[test]
fn the_theme_that_is_printed_is_the_theme_that_is_used() {
    let folder = tempfile::tempdir().expect("folder");
    let folder = folder.path();
    fs::write(folder.join("post.md"), "# Post\n\nSome text.\n").expect("file");
    in_folder(folder, "export post.md --pdf -o plain.pdf");

    let (ok, built_in, _) = in_folder(folder, "theme --default");
    assert!(ok && built_in.contains('#'), "the built-in theme is printed with its comments");
    fs::write(folder.join("copy.yaml"), &built_in).expect("file");
    in_folder(folder, "export post.md --pdf -o copy.pdf --theme copy.yaml");
    let read = |name: &str| fs::read(folder.join(name)).expect(name);
    assert!(read("plain.pdf") == read("copy.pdf"), "a copy of the built-in theme changes nothing");

    fs::write(folder.join("large.yaml"), "text: { size: 13 }\n").expect("file");
    fs::write(folder.join("offprint.yaml"), "theme: large.yaml\n").expect("file");
    let (ok, effective, said) = in_folder(folder, "theme");
    assert!(ok && effective.contains("size: 13"), "{said}");
    fs::write(folder.join("effective.yaml"), &effective).expect("file");
    in_folder(folder, "export post.md --pdf -o large.pdf");
    in_folder(folder, "export post.md --pdf -o effective.pdf --theme effective.yaml");
    assert!(read("large.pdf") == read("effective.pdf") && read("large.pdf") != read("plain.pdf"));

    let (ok, _, said) = in_folder(folder, "theme none.yaml");
    assert!(!ok && said.contains("none.yaml"), "{said}");
}

#[test]
fn a_theme_with_a_wrong_page_size_is_an_error_with_its_file() {
    let folder = tempfile::tempdir().expect("folder");
    let folder = folder.path();
    fs::write(folder.join("post.md"), "# Post\n\nSome text.\n").expect("file");
    fs::write(folder.join("wrong.yaml"), "page: { trim: quarto }\n").expect("file");
    let (ok, _, said) = in_folder(folder, "export post.md --pdf --theme wrong.yaml");
    assert!(!ok && said.contains("wrong.yaml: page.trim: `quarto` is not a page size"), "{said}");
}

#[test]
fn fonts_lists_what_a_theme_can_name() {
    let folder = tempfile::tempdir().expect("folder");
    let (ok, fonts, _) = in_folder(folder.path(), "fonts");
    assert!(ok && fonts.contains("  source-serif/SourceSerif4-Regular.otf"), "{fonts}");
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().expect("folder");
    let folder = folder.path();
    let (_, help, _) = in_folder(folder, "--help");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 11, "{help}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (ok, script, said) = in_folder(folder, &format!("completions {shell}"));
        assert!(ok, "{said}");
        let lacking: Vec<&&str> = commands.iter().filter(|command| !script.contains(**command)).collect();
        assert!(lacking.is_empty(), "{shell}: {lacking:?}");
    }
    let (ok, page, _) = in_folder(folder, "man");
    assert!(ok && page.contains(".TH offprint 1"), "{page}");
    let (ok, _, said) = in_folder(folder, "man -o pages");
    assert!(ok, "{said}");
    for command in commands {
        let page = fs::read_to_string(folder.join(format!("pages/offprint-{command}.1"))).expect(command);
        assert!(page.contains(".TH") && page.contains("SYNOPSIS"), "{command}");
    }
}
