//! `book.yaml`: a book of files, in the order of its chapters. `docs/books.md` explains every field.

use super::files::{BookOfFiles, ChapterFile};
use crate::config::OneOrMany;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, closest};
use crate::document::{CoverFile, Date, Imprint, Numbering, isbn, language_tag};
use crate::resolve::{BookData, BookPlan, PartPlan, Whole, slug};
use crate::site::readable;
use crate::source::{SourceFile, SourceId, Span};
use serde::Deserialize;
use serde_yaml::{Location, Spanned};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name that a file has if it has no better one: then the folder names the book.
const USUAL_NAME: &str = "book";

/// The fields of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    id: Option<String>,
    title: Option<String>,
    subtitle: Option<String>,
    description: Option<String>,
    #[serde(alias = "author")]
    authors: Option<OneOrMany>,
    #[serde(alias = "language")]
    lang: Option<Spanned<String>>,
    date: Option<Spanned<String>>,
    cover: Option<Spanned<PathBuf>>,
    subjects: Option<OneOrMany>,
    publisher: Option<String>,
    edition: Option<String>,
    isbn: Option<Spanned<String>>,
    rights: Option<String>,
    numbering: Option<Spanned<String>>,
    front_matter: Vec<Spanned<Entry>>,
    chapters: Vec<Spanned<Entry>>,
    parts: Vec<Spanned<PartFields>>,
    back_matter: Vec<Spanned<Entry>>,
}

/// A part and its chapters.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PartFields {
    title: String,
    chapters: Vec<Spanned<Entry>>,
}

/// A chapter: its file, or its file and a title.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Entry {
    File(PathBuf),
    Titled(TitledEntry),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitledEntry {
    file: PathBuf,
    title: Option<String>,
}

/// Whether a path is that of a file that describes a book.
pub fn is_book_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"))
}

/// Reads a book's file. What is wrong is an error with its place; then there is no book.
pub fn read(source: SourceId, file: &SourceFile, folder: &Path, said: &mut Diagnostics) -> Option<BookOfFiles> {
    let mut reader = Reader { source, text: file.text(), folder, said, seen: BTreeMap::new(), failed: false };
    let is_empty = reader.text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    let fields = if is_empty { Fields::default() } else { reader.fields()? };
    let book = reader.book(fields, file.path());
    (!reader.failed).then_some(book)
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    /// Paths of the file are relative to this.
    folder: &'a Path,
    said: &'a mut Diagnostics,
    /// Files of chapters, with the places that name them.
    seen: BTreeMap<PathBuf, Span>,
    failed: bool,
}

impl Reader<'_> {
    fn fields(&mut self) -> Option<Fields> {
        match serde_yaml::from_str(self.text) {
            Ok(fields) => Some(fields),
            Err(error) => {
                let error: serde_yaml::Error = error;
                let error = error.without_snippet();
                let at = error.location().map_or(0..0, |place| self.range(place));
                let (message, hint) = explained(&error.to_string());
                self.error(self.span(at), message, hint);
                None
            }
        }
    }

    fn book(&mut self, fields: Fields, path: &Path) -> BookOfFiles {
        let title = fields.title.clone().unwrap_or_else(|| self.name(path));
        let mut files = Vec::new();
        self.add(fields.front_matter.as_slice(), &mut files);
        let front = files.len();
        self.add(fields.chapters.as_slice(), &mut files);
        let mut parts = Vec::new();
        for Spanned { value: part, referenced, .. } in &fields.parts {
            let start = files.len();
            self.add(part.chapters.as_slice(), &mut files);
            let title = part.title.trim().to_owned();
            if title.is_empty() || part.chapters.is_empty() {
                let missing = if title.is_empty() { "title" } else { "chapters" };
                let at = self.span(self.range(*referenced));
                self.error(at, format!("a part has no {missing}"), format!("write `{missing}:` in it"));
            }
            parts.push(PartPlan { title, documents: start..files.len() });
        }
        let body = files.len();
        self.add(fields.back_matter.as_slice(), &mut files);
        if body == front {
            let hint = "name its files: `chapters: [one.md, two.md]`".to_owned();
            self.error(self.span(0..0), "the book has no chapters".to_owned(), hint);
        }
        let numbering = fields.numbering.as_ref().and_then(|name| self.numbering(name));
        let back = files.len() - body;
        let whole = Whole::Book(Box::new(self.data(fields, title)));
        BookOfFiles { files, plan: BookPlan { whole, parts, front, back, numbering, ..BookPlan::default() } }
    }

    fn data(&mut self, fields: Fields, title: String) -> BookData {
        let list = |names: Option<OneOrMany>| names.map(|names| names.to_vec()).unwrap_or_default();
        let id = fields.id.clone().unwrap_or_else(|| slug(&title));
        BookData {
            id: if id.is_empty() { USUAL_NAME.to_owned() } else { id },
            title,
            subtitle: fields.subtitle,
            description: fields.description,
            authors: list(fields.authors),
            lang: fields.lang.as_ref().and_then(|tag| self.lang(tag)),
            date: fields.date.as_ref().and_then(|date| self.date(date)),
            imprint: Imprint {
                publisher: fields.publisher,
                edition: fields.edition,
                isbn: fields.isbn.map(|isbn| self.isbn(isbn)),
                rights: fields.rights,
            },
            subjects: list(fields.subjects),
            cover: fields.cover.as_ref().and_then(|cover| self.cover(cover)),
        }
    }

    /// The name of a book without a title: that of its file, or of its folder.
    fn name(&self, path: &Path) -> String {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let folder = std::path::absolute(self.folder).ok();
        let folder = folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        readable(&folder.filter(|_| stem == USUAL_NAME).unwrap_or(stem), "")
    }

    /// Adds the chapters of a list whose files are there.
    fn add(&mut self, entries: &[Spanned<Entry>], files: &mut Vec<ChapterFile>) {
        for entry in entries {
            let (file, title) = match &entry.value {
                Entry::File(file) => (file, None),
                Entry::Titled(TitledEntry { file, title }) => (file, title.clone()),
            };
            let span = self.span(self.range(entry.referenced));
            let path = self.folder.join(file);
            if !path.is_file() {
                self.error(span, format!("there is no file `{}`", file.display()), looked_for(&path));
                continue;
            }
            if self.seen.insert(path.clone(), span).is_some() {
                let message = format!("`{}` is in the book twice", file.display());
                self.error(span, message, "take one of them out".to_owned());
                continue;
            }
            files.push(ChapterFile { path, title });
        }
    }

    fn numbering(&mut self, name: &Spanned<String>) -> Option<Numbering> {
        match name.value.parse() {
            Ok(numbering) => Some(numbering),
            Err(error) => {
                let error: crate::document::UnknownNumbering = error;
                self.error(self.span(self.range(name.referenced)), error.to_string(), String::new());
                None
            }
        }
    }

    fn lang(&mut self, tag: &Spanned<String>) -> Option<String> {
        let known = language_tag(&tag.value);
        if known.is_none() {
            let message = format!("`{}` is not the tag of a language", tag.value);
            let hint = "write its code, for example en, es or pt-BR".to_owned();
            self.error(self.span(self.range(tag.referenced)), message, hint);
        }
        known
    }

    fn date(&mut self, date: &Spanned<String>) -> Option<Date> {
        let known = date.value.trim().parse().ok();
        if known.is_none() {
            let message = format!("`{}` is not a date", date.value);
            let hint = "write it as YYYY-MM-DD, for example 2026-02-05".to_owned();
            self.error(self.span(self.range(date.referenced)), message, hint);
        }
        known
    }

    /// A wrong ISBN is a warning: the book can be made, but a shop would refuse it.
    fn isbn(&mut self, isbn: Spanned<String>) -> String {
        if let Err(reason) = isbn::check(&isbn.value) {
            let span = self.span(self.range(isbn.referenced));
            let message = format!("`{}` is not an ISBN: {reason}", isbn.value);
            self.said.warn(Code::BadConfiguration, span, message, "copy it from the agency's letter");
        }
        isbn.value
    }

    fn cover(&mut self, cover: &Spanned<PathBuf>) -> Option<CoverFile> {
        let span = self.span(self.range(cover.referenced));
        let path = self.folder.join(&cover.value);
        if !path.is_file() {
            self.error(span, format!("there is no file `{}`", cover.value.display()), looked_for(&path));
            return None;
        }
        let path = std::path::absolute(&path).unwrap_or(path);
        Some(CoverFile { source: path.to_string_lossy().into_owned(), span })
    }

    fn error(&mut self, span: Span, message: String, hint: String) {
        self.failed = true;
        self.said.push(Diagnostic {
            code: Code::BadConfiguration,
            severity: Severity::Error,
            message,
            span: Some(span),
            hint: Some(hint).filter(|hint| !hint.is_empty()),
        });
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, range)
    }

    /// The bytes of a value, to the end of its line at most.
    fn range(&self, place: Location) -> std::ops::Range<usize> {
        let number = |n: u64| usize::try_from(n).unwrap_or(0).saturating_sub(1);
        let line: usize = self.text.split_inclusive('\n').take(number(place.line())).map(str::len).sum();
        let rest = self.text.get(line..).unwrap_or("");
        let rest = rest.lines().next().unwrap_or("");
        let column = rest.char_indices().nth(number(place.column())).map_or(rest.len(), |(at, _)| at);
        line + column..line + rest.trim_end().len().max(column)
    }
}

/// The YAML reader's complaint in our words, and what to do.
fn explained(error: &str) -> (String, String) {
    let line = error.lines().next().unwrap_or("").trim_start_matches("error: ");
    let message = match line.split_once(": ") {
        Some((place, reason)) if place.starts_with("line ") => reason,
        _ => line,
    };
    let message = message.split(" at line ").next().unwrap_or(message);
    if message.contains("untagged") {
        let hint = "write its path, or `file:` and `title:`";
        return ("this is no chapter".to_owned(), hint.to_owned());
    }
    let Some((name, known)) = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) else {
        return (message.to_owned(), String::new());
    };
    let known = known.trim_start_matches(", expected ").trim_start_matches("one of ").replace(" or ", ", ");
    let known: Vec<&str> = known.split(", ").map(|name| name.trim_matches('`')).collect();
    let hint = match closest(name, &known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("the fields here are {}", known.join(", ")),
    };
    (format!("there is no field `{name}`"), hint)
}

/// Where a file was looked for, and which one of the same folder may have been meant.
fn looked_for(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let wanted = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let meant = closest(&wanted, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    format!("looked for {}{meant}", path.display())
}

#[cfg(test)]
mod tests {
    use super::explained;

    #[test]
    fn an_unknown_field_names_the_one_that_is_like_it() {
        let said = |error: &str| explained(error);
        let (message, hint) = said("unknown field `titel`, expected one of id, title, lang at line 1, column 1");
        assert_eq!((message.as_str(), hint.as_str()), ("there is no field `titel`", "did you mean `title`?"));
        let (_, hint) = said("line 2 column 3: unknown field `zzz`, expected `file` or `title`");
        assert_eq!(hint, "the fields here are file, title");
        assert_eq!(said("expected a string"), ("expected a string".to_owned(), String::new()));
    }
}
