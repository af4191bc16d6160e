//! No file of `src/` imports in a circle: of two files that need each other, what both need goes down into a third.
//!
//! A file imports another when its code or its `use` lines name something that the other defines. Names that a file only
//! passes on (`pub use`) count for whoever uses them, and lead to the file that defines them.

use crate::architecture::{SourceFile, source_files};
use std::collections::{BTreeMap, BTreeSet};

/// A path in the crate, without `crate::`.
type Path = Vec<String>;

/// Names that are passed on are followed this far, so that names passed round in a circle end.
const FARTHEST: usize = 8;

#[test]
fn no_file_imports_in_a_circle() {
    let found: Vec<String> = circles(&imports(&source_files())).iter().map(|files| files.join(", ")).collect();
    assert!(found.is_empty(), "these import each other:\n{}", found.join("\n"));
}

/// What a file names.
#[derive(Default)]
struct Named {
    /// Paths that its code and its own imports name.
    uses: Vec<Path>,
    /// Names it has in scope by `use`, with what they stand for.
    aliases: BTreeMap<String, Path>,
}

/// The files that each file imports, by module path.
fn imports(files: &[SourceFile]) -> BTreeMap<Path, BTreeSet<Path>> {
    let modules: BTreeSet<&Path> = files.iter().map(|file| &file.module).collect();
    let named: BTreeMap<&Path, Named> = files.iter().map(|file| (&file.module, named(file, &modules))).collect();
    let targets = |module: &Path| {
        let uses = named.get(module).into_iter().flat_map(|named| &named.uses);
        uses.map(|path| defining(path, &named, 0)).filter(|file| file != module && !file.is_empty()).collect()
    };
    // The crate's root joins all; what it imports is the facade's.
    files
        .iter()
        .filter(|file| !file.module.is_empty())
        .map(|file| (file.module.clone(), targets(&file.module)))
        .collect()
}

/// The file that defines what a path names.
fn defining(path: &[String], named: &BTreeMap<&Path, Named>, depth: usize) -> Path {
    for length in (0..=path.len()).rev() {
        let (module, rest) = path.split_at(length);
        let Some(file) = named.get(&module.to_vec()) else { continue };
        if let Some((name, rest)) = rest.split_first()
            && let Some(alias) = file.aliases.get(name).filter(|_| depth < FARTHEST)
        {
            return defining(&[alias.as_slice(), rest].concat(), named, depth + 1);
        }
        return module.to_vec();
    }
    Path::new()
}

/// All paths of the crate that a file names.
fn named(file: &SourceFile, modules: &BTreeSet<&Path>) -> Named {
    let mut found = Named::default();
    let tokens = &file.tokens;
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    let child = |name: &str| modules.contains(&[file.module.as_slice(), &[name.to_owned()]].concat());
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map_or("", token);
        let base = match token(at) {
            _ if matches!(before, "::" | "." | "mod") || is_visibility(tokens, at) => None,
            "crate" => Some(Path::new()),
            "super" => Some(file.module[..file.module.len().saturating_sub(1)].to_vec()),
            "self" if token(at + 1) == "::" => Some(file.module.clone()),
            name if (token(at + 1) == "::" || before == "use") && child(name) => {
                Some([file.module.as_slice(), &[name.to_owned()]].concat())
            }
            _ => None,
        };
        let Some(base) = base else {
            at += 1;
            continue;
        };
        let mut paths = Vec::new();
        let end = tree(tokens, at + 1, base, &mut paths);
        let passed_on = before == "use" && matches!(at.checked_sub(2).map_or("", token), "pub" | ")");
        for (path, name) in paths {
            if before == "use" {
                found.aliases.insert(name, path.clone());
            }
            if !passed_on {
                found.uses.push(path);
            }
        }
        at = end.max(at + 1);
    }
    found
}

/// Whether a path says who may see something: `pub(super)`, `pub(in crate::a)`.
fn is_visibility(tokens: &[String], at: usize) -> bool {
    let before = |steps: usize| at.checked_sub(steps).and_then(|at| tokens.get(at)).map_or("", String::as_str);
    before(1) == "in" && before(2) == "(" && before(3) == "pub" || before(1) == "(" && before(2) == "pub"
}

/// Reads a path, or a tree of paths, behind its first part; returns where it ends. Each path comes with its name in scope.
fn tree(tokens: &[String], mut at: usize, mut path: Path, found: &mut Vec<(Path, String)>) -> usize {
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    while token(at) == "::" {
        at += 1;
        match token(at) {
            "{" => return group(tokens, at + 1, &path, found),
            "super" => {
                path.pop();
                at += 1;
            }
            "<" | "" => break,
            part => {
                path.push(part.to_owned());
                at += 1;
            }
        }
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if token(at) == "as" {
        name = token(at + 1).to_owned();
        at += 2;
    }
    found.push((path, name));
    at
}

fn group(tokens: &[String], mut at: usize, path: &[String], found: &mut Vec<(Path, String)>) -> usize {
    while at < tokens.len() && tokens[at] != "}" {
        at = match tokens[at].as_str() {
            "," => at + 1,
            "self" => tree(tokens, at + 1, path.to_vec(), found),
            "super" => tree(tokens, at + 1, path[..path.len().saturating_sub(1)].to_vec(), found),
            part => tree(tokens, at + 1, [path, &[part.to_owned()]].concat(), found),
        };
    }
    at + 1
}

/// Files from which a way of imports leads back to them, each circle's files together: what is left when files that
/// import nothing left, or that nothing left imports, are taken away again and again, by who reaches whom.
fn circles(imports: &BTreeMap<Path, BTreeSet<Path>>) -> Vec<Vec<String>> {
    let reached = |from: &Path| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&Path> = imports.get(from).into_iter().flatten().collect();
        while let Some(file) = next.pop() {
            if seen.insert(file.clone()) {
                next.extend(imports.get(file).into_iter().flatten());
            }
        }
        seen
    };
    let reach: BTreeMap<&Path, BTreeSet<Path>> = imports.keys().map(|file| (file, reached(file))).collect();
    let both_ways = |a: &Path, b: &Path| {
        reach.get(a).is_some_and(|to| to.contains(b)) && reach.get(b).is_some_and(|to| to.contains(a))
    };
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for file in imports.keys().filter(|file| both_ways(file, file)) {
        found.insert(imports.keys().filter(|other| both_ways(file, other)).map(|file| file.join("::")).collect());
    }
    found.into_iter().collect()
}

mod the_finder {
    use super::*;
    use crate::architecture::tokens;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let file = |(module, text): &(&str, &str)| SourceFile {
            name: (*module).to_owned(),
            module: module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            tokens: tokens(text),
            lines: 0,
        };
        let files: Vec<SourceFile> = files.iter().map(file).collect();
        circles(&imports(&files)).iter().map(|files| files.join(" ")).collect()
    }

    #[test]
    fn sees_circles_however_they_are_written() {
        assert_eq!(found(&[("a", "use crate::b::X;"), ("b", "fn f() { crate::a::g() }")]), ["a b"]);
        assert_eq!(found(&[("a", "mod b; fn f() { b::g() } fn h() {}"), ("a::b", "use super::h;")]), ["a a::b"]);
        let three = [("a", "use crate::b::{X, self};"), ("b", "use super::c as d;"), ("c", "use crate::{a::Y};")];
        assert_eq!(found(&three), ["a b c"]);
    }

    #[test]
    fn follows_names_that_are_passed_on() {
        // `a` only passes `X` on: `a::b` and `a::c` use one another's, `a` neither's.
        let files = [("a", "pub use b::X; mod b; mod c;"), ("a::b", "pub struct X;"), ("a::c", "use super::X;")];
        assert_eq!(found(&files), Vec::<String>::new());
        let circle = [("a", "pub use b::X;"), ("a::b", "use super::c::Y;"), ("a::c", "use super::X;")];
        assert_eq!(found(&circle), ["a::b a::c"]);
    }

    #[test]
    fn who_may_see_something_is_no_import() {
        let files = [
            ("a", "mod b; fn f() { b::g() }"),
            ("a::b", "pub(super) fn g() {} pub(in crate::a) struct X; pub(crate) struct Y;"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }

    #[test]
    fn finds_none_where_there_is_none() {
        assert_eq!(found(&[("a", "use crate::b::X; use crate::c::Y;"), ("b", "use crate::c::Z;"), ("c", "")]), [""; 0]);
    }
}
