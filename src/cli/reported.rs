//! The diagnostics that a run has reported: each fault once. A volume has the faults of its posts, and forty posts may have
//! the same one.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Sources;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

/// Where a fault is: a file and a range of its bytes.
type Place = Option<(PathBuf, u32, u32)>;

/// The faults that a run has reported.
#[derive(Debug, Default)]
pub struct Reported {
    /// Whether faults of one kind and message are said at each of their places.
    everywhere: bool,
    said: HashSet<(Code, String, Place)>,
    /// In the order in which they were met first.
    faults: Vec<Fault>,
    /// Index into `faults`.
    known: HashMap<(Code, String), usize>,
}

/// A fault that may be in several places.
#[derive(Debug)]
struct Fault {
    first: Diagnostic,
    more: usize,
    files: BTreeSet<PathBuf>,
}

impl Reported {
    /// For a run that says faults of one kind and message once, and counts the others.
    pub fn once() -> Reported {
        Reported::default()
    }

    /// For a run that says faults at each of their places.
    pub fn everywhere() -> Reported {
        Reported { everywhere: true, ..Reported::default() }
    }

    /// Those of these diagnostics that were not said before.
    pub fn news(&mut self, said: &Diagnostics, sources: &Sources) -> Diagnostics {
        let mut news = Diagnostics::new();
        said.iter().filter(|diagnostic| self.is_new(diagnostic, sources)).for_each(|new| news.push(new.clone()));
        news
    }

    fn is_new(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> bool {
        let file = diagnostic.span.and_then(|span| sources.get(span.source)).map(|file| file.path().to_path_buf());
        let place = diagnostic.span.zip(file.clone()).map(|(span, file)| (file, span.start, span.end));
        let (code, message) = (diagnostic.code, diagnostic.message.clone());
        if !self.said.insert((code, message.clone(), place)) {
            return false;
        }
        let Some(fault) = self.known.get(&(code, message.clone())).and_then(|&index| self.faults.get_mut(index)) else {
            self.known.insert((code, message), self.faults.len());
            let files = file.into_iter().collect();
            self.faults.push(Fault { first: diagnostic.clone(), more: 0, files });
            return true;
        };
        fault.more += 1;
        fault.files.extend(file);
        self.everywhere
    }

    /// A line for each fault that was met again and not said again.
    pub fn repeated(&self, least: Severity) -> Vec<String> {
        if self.everywhere {
            return Vec::new();
        }
        let again = self.faults.iter().filter(|fault| fault.more > 0 && fault.first.severity >= least);
        again.map(Fault::line).collect()
    }
}

impl Fault {
    fn line(&self) -> String {
        let Diagnostic { severity, message, code, .. } = &self.first;
        let files = match self.files.len() {
            0 | 1 => String::new(),
            files => format!(", in {files} files"),
        };
        format!("{}: {message}: and {} more like it{files} [{}]", severity.word(), self.more, code.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Span};

    fn said(at: &[(usize, usize)], sources: &Sources) -> Diagnostics {
        let mut said = Diagnostics::new();
        for (file, start) in at {
            let source = crate::source::SourceId(u32::try_from(*file).expect("small"));
            assert!(sources.get(source).is_some());
            said.warn(Code::UnknownMark, Span::new(source, *start..start + 1), "nothing is known of `x`", "");
        }
        said
    }

    #[test]
    fn a_fault_is_said_once_and_counted() {
        let mut sources = Sources::default();
        for name in ["a.md", "b.md"] {
            sources.add(SourceFile::new(name, "text of a post"));
        }
        let mut reported = Reported::once();
        assert_eq!(reported.news(&said(&[(0, 1), (0, 5)], &sources), &sources).len(), 1);
        assert_eq!(
            reported.news(&said(&[(0, 1), (0, 5), (1, 2)], &sources), &sources).len(),
            0,
            "the volume has them, too"
        );
        let expected = "warning: nothing is known of `x`: and 2 more like it, in 2 files [unknown-mark]";
        assert_eq!(reported.repeated(Severity::Warning), [expected]);
        assert!(reported.repeated(Severity::Error).is_empty());
    }

    #[test]
    fn a_check_says_each_place_once() {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("a.md", "text of a post"));
        let mut reported = Reported::everywhere();
        assert_eq!(reported.news(&said(&[(0, 1), (0, 5), (0, 1)], &sources), &sources).len(), 2);
        assert!(reported.repeated(Severity::Note).is_empty());
    }
}
