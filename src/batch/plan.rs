//! What there is to do: the posts of the chosen categories, and a volume of each if asked for, in a stable order.

use crate::config::{self, CategoryFile, Config};
use crate::diagnostics::Diagnostics;
use crate::dialect;
use crate::document::Date;
use crate::source::{SourceFile, SourceId};
use std::path::{Path, PathBuf};

/// How a volume's chapters are ordered where `_category.yaml` gives no list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Oldest first; posts without a date come last.
    #[default]
    Date,
    /// By title.
    Title,
}

/// A book to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The post's id, or the category's name.
    pub id: String,
    /// Category.
    pub category: String,
    /// Whether it is a category's volume.
    pub volume: bool,
    /// Its posts, in the order of chapters; one for a post.
    pub posts: Vec<PathBuf>,
}

struct Post {
    path: PathBuf,
    id: String,
    title: String,
    date: Option<Date>,
}

/// The units of a category's folder: its posts by id, then its volume. Field notes are no posts.
pub fn category(config: &Config, folder: &Path, order: Order, volume: bool) -> Vec<Unit> {
    let name = config::category_name(config, folder);
    let mut posts: Vec<Post> = config::posts(folder).into_iter().filter_map(read).collect();
    posts.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    let unit = |post: &Post| Unit {
        id: post.id.clone(),
        category: name.clone(),
        volume: false,
        posts: vec![post.path.clone()],
    };
    let mut units: Vec<Unit> = posts.iter().map(unit).collect();
    if volume && !posts.is_empty() {
        let list = CategoryFile::read(folder, &mut Diagnostics::new()).map(|file| file.order).unwrap_or_default();
        arrange(&mut posts, order, &list);
        let posts = posts.into_iter().map(|post| post.path).collect();
        units.push(Unit { id: name.clone(), category: name, volume: true, posts });
    }
    units
}

/// Posts that the list names come first, in its order; the others after them.
fn arrange(posts: &mut [Post], order: Order, list: &[String]) {
    let place = |post: &Post| list.iter().position(|id| *id == post.id).unwrap_or(list.len());
    posts.sort_by(|a, b| {
        let by_order = match order {
            Order::Date => (a.date.is_none(), a.date).cmp(&(b.date.is_none(), b.date)),
            Order::Title => a.title.cmp(&b.title),
        };
        place(a).cmp(&place(b)).then(by_order)
    });
}

/// A post as its front matter describes it; a file that cannot be read stays a unit, so that its failure is reported.
fn read(path: PathBuf) -> Option<Post> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Some(Post { path, id: stem.clone(), title: stem, date: None });
    };
    let file = SourceFile::new(&path, text);
    let (meta, _) = dialect::front_matter(SourceId::default(), &file);
    meta.field_note.is_none().then_some(Post { path, id: meta.id, title: meta.title, date: meta.date })
}

/// Every `count`-th unit from the `shard`-th (from 1). Volumes are left to the merge, which has all their posts.
pub fn shard(units: Vec<Unit>, shard: usize, count: usize) -> Vec<Unit> {
    let posts = units.into_iter().filter(|unit| !unit.volume);
    posts.skip(shard.saturating_sub(1)).step_by(count.max(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("folder");
        let post = |name: &str, matter: &str| {
            std::fs::write(root.path().join(name), format!("---\n{matter}\n---\nText.\n")).expect("written");
        };
        post("1.md", "id: c\ntitle: A\ndate: 2024-03-01");
        post("2.md", "id: b\ntitle: C\ndate: 2024-01-01");
        post("3.md", "id: a\ntitle: B");
        root
    }

    fn volume(root: &Path, order: Order) -> Vec<String> {
        let units = category(&Config::default(), root, order, true);
        let posts = units.last().map(|unit| unit.posts.clone()).unwrap_or_default();
        posts.iter().map(|post| post.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn posts_come_by_id_and_chapters_by_date_title_or_list() {
        let root = site();
        let units = category(&Config::default(), root.path(), Order::Date, false);
        assert_eq!(units.iter().map(|unit| unit.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(volume(root.path(), Order::Date), ["2", "1", "3"]);
        assert_eq!(volume(root.path(), Order::Title), ["1", "3", "2"]);
        std::fs::write(root.path().join("_category.yaml"), "order: [a, c]\n").expect("written");
        assert_eq!(volume(root.path(), Order::Date), ["3", "1", "2"]);
    }

    #[test]
    fn shards_share_the_posts_without_rest() {
        let root = site();
        let units = category(&Config::default(), root.path(), Order::Date, true);
        let ids = |k| shard(units.clone(), k, 2).into_iter().map(|unit| unit.id).collect::<Vec<_>>();
        assert_eq!((ids(1), ids(2)), (vec!["a".to_owned(), "c".to_owned()], vec!["b".to_owned()]));
    }
}
