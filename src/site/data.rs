//! Data files of a site: what Jekyll keeps in `_data`.

use super::tree::{Tree, below, ending};
use super::values::Values;
use serde_json::{Map, Value};

/// Folders that data files are in.
const FOLDERS: [&str; 3] = ["_data", "src/_data", "docs/_data"];
/// Longest data file that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// The data of a site by the names of its files: `_data/team/people.yml` is `team.people`.
pub fn of_site(tree: &Tree) -> Value {
    let mut all = Map::new();
    for folder in FOLDERS {
        for file in tree.below(folder) {
            let small = std::fs::metadata(tree.path(file)).is_ok_and(|found| found.len() <= LONGEST);
            if !small || !matches!(ending(file).as_str(), "yml" | "yaml" | "json" | "toml") {
                continue;
            }
            let Some(values) = Values::read(tree, file) else { continue };
            let path = below(file, folder);
            let path = path.rsplit_once('.').map_or(path, |(bare, _)| bare);
            put(&mut all, path, values.data().clone());
        }
    }
    Value::Object(all)
}

fn put(into: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('/') {
        None => {
            into.entry(path).or_insert(value);
        }
        Some((first, rest)) => {
            let inner = into.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
