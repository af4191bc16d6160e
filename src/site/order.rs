//! The order of posts: the site's list of contents, weights, dates, names.

use super::generators::{Arrange, Generator, Listing};
use super::model::Post;
use super::natural;
use super::rules;
use super::sections::Folders;
use super::tree::folder;
use crate::document::Date;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Where a post lies.
struct Place {
    /// Its place in the list of contents.
    listed: usize,
    /// Weight of each part of its path; `f64::MAX` where none is given.
    weights: Vec<f64>,
    by_date: bool,
}

/// Orders the posts, section by section.
pub fn arrange(posts: &mut Vec<Post>, generator: &Generator, listing: Option<&Listing>, folders: &Folders) {
    let entries = listing.map(|listing| listing.entries.as_slice()).unwrap_or_default();
    let listed: BTreeMap<&str, usize> = entries.iter().enumerate().rev().map(|(at, e)| (e.file.as_str(), at)).collect();
    let weighted: BTreeSet<String> =
        posts.iter().filter(|post| rules::weight(&post.meta).is_some()).map(|post| post.category.clone()).collect();
    let place = |post: &Post| Place {
        listed: listed.get(post.file.as_str()).copied().unwrap_or(usize::MAX),
        weights: weights(post, folders),
        by_date: is_by_date(post, generator, &weighted),
    };
    let mut placed: Vec<(Place, Post)> = std::mem::take(posts).into_iter().map(|post| (place(&post), post)).collect();
    let ranks = if generator.arrange == Arrange::Path { ranks(&placed) } else { BTreeMap::new() };
    placed.sort_by(|(a, post_a), (b, post_b)| {
        let rank = |post: &Post| ranks.get(&post.category).copied();
        let names = || natural::compare(&post_a.category, &post_b.category);
        let categories = || rank(post_a).cmp(&rank(post_b)).then_with(names);
        a.listed.cmp(&b.listed).then_with(categories).then_with(|| between(a, post_a, b, post_b))
    });
    posts.extend(placed.into_iter().map(|(_, post)| post));
}

/// The order of sections that are folders: those nearer to the root first, then as their first posts are ordered.
fn ranks(placed: &[(Place, Post)]) -> BTreeMap<String, usize> {
    let mut first: BTreeMap<&str, (usize, &(Place, Post))> = BTreeMap::new();
    for entry in placed {
        let depth = entry.1.file.matches('/').count();
        let known = first.entry(&entry.1.category).or_insert((depth, entry));
        known.0 = known.0.min(depth);
        if between(&entry.0, &entry.1, &known.1.0, &known.1.1) == Ordering::Less {
            known.1 = entry;
        }
    }
    let mut sections: Vec<_> = first.into_iter().collect();
    sections.sort_by(|(_, (depth_a, (a, post_a))), (_, (depth_b, (b, post_b)))| {
        depth_a.cmp(depth_b).then_with(|| between(a, post_a, b, post_b))
    });
    sections.into_iter().enumerate().map(|(rank, (name, _))| (name.to_owned(), rank)).collect()
}

/// A blog is ordered by date, even beside a documentation.
fn is_by_date(post: &Post, generator: &Generator, weighted: &BTreeSet<String>) -> bool {
    let is_blog = post.category.split('-').next() == Some("blog");
    (generator.arrange == Arrange::Date || is_blog) && !weighted.contains(&post.category)
}

fn between(a: &Place, post_a: &Post, b: &Place, post_b: &Post) -> Ordering {
    if a.by_date && b.by_date {
        let date = |post: &Post| post.date.unwrap_or(Date::MAX);
        let dates = date(post_a).cmp(&date(post_b));
        return dates.then_with(|| natural::compare(&post_a.file, &post_b.file));
    }
    let (parts_a, parts_b) = (parts(&post_a.file), parts(&post_b.file));
    let mut at = 0;
    loop {
        match (parts_a.get(at), parts_b.get(at)) {
            (Some(part_a), Some(part_b)) => {
                let weight = |place: &Place| place.weights.get(at).copied().unwrap_or(f64::MAX);
                // A folder's own page comes before what else is in the folder.
                let first = |part: &str, parts: &[&str]| !(parts.len() == at + 1 && rules::is_index(part));
                let page = first(part_a, &parts_a).cmp(&first(part_b, &parts_b));
                let order =
                    page.then_with(|| weight(a).total_cmp(&weight(b))).then_with(|| natural::compare(part_a, part_b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
        }
        at += 1;
    }
}

/// The parts of a path without its ending: a text comes before those in a folder of the same name.
fn parts(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.split('/').collect();
    if let Some(last) = parts.last_mut() {
        *last = super::tree::stem(last);
    }
    parts
}

/// The weight of each folder of a path, and of the post itself. A folder whose page has a weight has that.
fn weights(post: &Post, folders: &Folders) -> Vec<f64> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in folder(&post.file).split('/').filter(|part| !part.is_empty()) {
        at += part.len() + usize::from(at > 0);
        found.push(folders.weight(post.file.get(..at).unwrap_or("")).unwrap_or(f64::MAX));
    }
    let own = rules::weight(&post.meta).or_else(|| folders.weight(&post.file));
    found.push(own.unwrap_or(f64::MAX));
    found
}
