//! What was found of a site: what makes its pages, how many posts it has, and what was left out.

use crate::project::shown;
use crate::site::{Kind, Site};
use serde_json::{Value, json};
use std::path::Path;

/// What was found, for the end of a run.
pub struct Found<'a> {
    site: &'a Site,
}

impl Found<'_> {
    /// Of a site.
    pub fn of(site: &Site) -> Found<'_> {
        Found { site }
    }

    /// In one line, for people: `Hugo site in blog: 12 posts, 3 field notes; left out: 2 draft, 1 page of a section`.
    pub fn line(&self) -> String {
        let kind = match self.site.kind() {
            Kind::Plain => "plain folder".to_owned(),
            kind => format!("{kind} site"),
        };
        let posts = count(self.site.posts.len(), "post");
        let notes = match self.site.notes.len() {
            0 => String::new(),
            notes => format!(", {}", count(notes, "field note")),
        };
        let left_out = self.site.left_out_counts();
        let left_out: Vec<String> = left_out.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        let left_out = if left_out.is_empty() { String::new() } else { format!("; left out: {}", left_out.join(", ")) };
        let cut = if self.site.is_cut() { "; the folder has more files than are read" } else { "" };
        format!("{kind} in {}: {posts}{notes}{left_out}{cut}", place(&self.site.root))
    }

    /// For machines: each file that was left out with its reason.
    pub fn json(&self) -> Value {
        let left_out = self.site.left_out.iter().map(|left| {
            let (path, why) = (shown(&left.path), left.reason.to_string());
            json!({ "path": path, "reason": left.reason.kind(), "message": why })
        });
        json!({
            "generator": self.site.kind().name(),
            "root": shown(&self.site.root),
            "posts": self.site.posts.len(),
            "notes": self.site.notes.len(),
            "left_out": left_out.collect::<Vec<_>>(),
        })
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A folder for people; the one that the program runs in is `.`.
fn place(folder: &Path) -> String {
    let shown = shown(folder);
    if shown.as_os_str().is_empty() { ".".to_owned() } else { shown.display().to_string() }
}
