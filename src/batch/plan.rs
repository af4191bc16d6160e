//! What there is to do: the posts of the chosen categories, and a volume of each if asked for, in a stable order.

use super::book::{Kind, Record, Shard};
use super::output;
use super::select::Selected;
use crate::config::Order;
use crate::diagnostics::{Code, Diagnostics, closest};
use crate::project::{ChapterFile, Project, shown};
use crate::resolve::Whole;
use crate::site::{self, Post, Reason, Section, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A book to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The post's id, or the category's name.
    pub id: String,
    /// Category.
    pub category: String,
    /// A post, or a category's volume.
    pub kind: Kind,
    /// Its posts, in the order of chapters; one for a post.
    pub posts: Vec<PathBuf>,
    /// The file that describes it (`book.yaml`), if one does.
    pub described_in: Option<PathBuf>,
    /// Why it must not be made, if that is known before.
    pub refused: Option<String>,
}

/// What is asked of a category.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// A book a post.
    pub posts: bool,
    /// A book of all posts.
    pub volume: bool,
    /// Order of that book's chapters, if one was asked for.
    pub order: Option<Order>,
}

/// What there is to do, and what it leaves out.
#[derive(Debug, Default)]
pub struct Plan {
    /// The books to make, in a stable order.
    pub units: Vec<Unit>,
    /// Which part of the posts they are.
    pub shard: Option<Shard>,
    /// Whether every category of the site was looked at.
    pub whole_site: bool,
    /// Every post that the categories hold, by category, asked for or not.
    pub posts: BTreeMap<String, BTreeSet<String>>,
    /// The posts asked for, by category, those of other shards, too: their books lie beside each other.
    pub beside: BTreeMap<String, BTreeSet<String>>,
    /// What is wrong with the categories' own files.
    pub diagnostics: Diagnostics,
}

impl Unit {
    /// What it is found by: no other has the same.
    pub fn key(&self) -> (&str, Kind, &str) {
        (&self.category, self.kind, &self.id)
    }

    /// Path of its files below the output folder, without their ending.
    fn place(&self) -> PathBuf {
        output::path_in(&output::category_folder(&self.category), &self.id, "")
    }

    /// `CATEGORY/ID`, for messages.
    pub fn name(&self) -> String {
        format!("{}/{}", self.category, self.id)
    }
}

impl Plan {
    /// Adds posts of a section: by id, then the section's volume.
    pub fn add(&mut self, site: &Site, selected: &Selected<'_>, wanted: Wanted) {
        let name = &selected.section.name;
        let mut posts = selected.posts.clone();
        let unread = if selected.whole { unreadable(site, &selected.section) } else { Vec::new() };
        let asked: Vec<String> =
            posts.iter().map(|post| post.id.clone()).chain(unread.iter().map(|(id, _)| id.clone())).collect();
        let known = self.posts.entry(name.clone()).or_default();
        known.extend(site.posts_of(name).map(|post| post.id.clone()));
        known.extend(asked.iter().cloned());
        self.beside.entry(name.clone()).or_default().extend(asked);
        let unit = |id: &str, path: &Path| Unit {
            id: id.to_owned(),
            category: name.clone(),
            kind: Kind::Post,
            posts: vec![path.to_path_buf()],
            described_in: None,
            refused: None,
        };
        if wanted.posts {
            let mut units: Vec<Unit> = posts.iter().map(|post| unit(&post.id, &post.path)).collect();
            units.extend(unread.iter().map(|(id, path)| unit(id, path)));
            units.sort_by(|a, b| (&a.id, &a.posts).cmp(&(&b.id, &b.posts)));
            self.units.extend(units);
        }
        if wanted.volume && selected.whole && !posts.is_empty() {
            let list = &selected.section.order;
            self.complain(&selected.section.folder, list, &posts);
            // A generator's own order is that of the site's list of contents.
            let plain = matches!(site.kind(), site::Kind::Dialect | site::Kind::Plain);
            if let Some(order) = wanted.order.or_else(|| plain.then(Order::default)) {
                arrange(&mut posts, order, list);
            }
            // A volume without one of its posts is no volume: it fails with it.
            let unread = unread.into_iter().map(|(_, path)| path);
            let page = selected.section.page.clone();
            let paths = page.into_iter().chain(posts.iter().map(|post| post.path.clone())).chain(unread).collect();
            let (category, kind) = (name.clone(), Kind::Volume);
            // A post may be called like its section.
            let place = |id: &str| output::folded(&output::path_in(&output::category_folder(name), id, ""));
            let is_taken = posts.iter().any(|post| place(&post.id) == place(name));
            let id = if is_taken && wanted.posts { format!("{name}-volume") } else { name.clone() };
            self.units.push(Unit { id, category, kind, posts: paths, described_in: None, refused: None });
        }
    }

    /// Adds the book that a file describes. What is wrong with the file is said when the book is made; until then it is
    /// called like the file.
    pub fn add_book(&mut self, project: &Project, file: &Path) {
        let folder = std::path::absolute(file).ok().and_then(|file| Some(file.parent()?.to_path_buf()));
        let folder = folder.as_deref().and_then(Path::file_name).unwrap_or_default();
        let category = folder.to_string_lossy().into_owned();
        let described = project.described_book(file, &mut Diagnostics::new()).ok().flatten();
        let id = match described.as_ref().map(|book| &book.plan.whole) {
            Some(Whole::Book(data)) => data.id.clone(),
            _ => file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let files = described.map(|book| book.files).unwrap_or_default();
        let posts = files.into_iter().map(|ChapterFile { path, .. }| path.canonicalize().unwrap_or(path)).collect();
        let known = self.posts.entry(category.clone()).or_default();
        known.extend(project.site.posts_of(&category).map(|post| post.id.clone()));
        known.insert(id.clone());
        let described_in = Some(file.to_path_buf());
        self.units.push(Unit { id, category, kind: Kind::Volume, posts, described_in, refused: None });
    }

    /// An id in the list that no post has is a mistake that would go unseen.
    fn complain(&mut self, folder: &Path, list: &[String], posts: &[&Post]) {
        for id in list.iter().filter(|id| !posts.iter().any(|post| post.id == **id)) {
            let message =
                format!("{}/_category.yaml: `order` names `{id}`, which no post has", shown(folder).display());
            let like = closest(id, posts.iter().map(|post| &post.id));
            let hint = like.map_or_else(|| "name the ids of posts".to_owned(), |id| format!("did you mean `{id}`?"));
            self.diagnostics.warn(Code::BadConfiguration, None, message, hint);
        }
    }

    /// Refuses units whose files would have one name: ids that are equal, or that a disk takes for equal. None of them is
    /// made, since nothing may depend on which comes last. To be called when all are added, before [`Plan::cut`].
    pub fn refuse_clashes(&mut self) {
        let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, unit) in self.units.iter().enumerate() {
            same.entry(output::folded(&unit.place())).or_default().push(index);
        }
        for group in same.into_values().filter(|group| group.len() > 1) {
            let reasons: Vec<String> = group.iter().map(|index| self.clash(*index, &group)).collect();
            for (index, reason) in group.into_iter().zip(reasons) {
                if let Some(unit) = self.units.get_mut(index) {
                    unit.refused = Some(reason);
                }
            }
        }
    }

    /// Why a unit of a group that clashes is refused.
    fn clash(&self, index: usize, group: &[usize]) -> String {
        let own = self.units.get(index);
        let other = group.iter().filter(|other| **other != index).find_map(|other| self.units.get(*other));
        let (Some(own), Some(other)) = (own, other) else { return String::new() };
        let what = match (other.kind, other.posts.first()) {
            (Kind::Post, Some(path)) => shown(path).display().to_string(),
            _ => format!("the volume {}", other.name()),
        };
        let disks = if own.place() == other.place() { "" } else { " on disks that do not tell such names apart" };
        format!("its files would be those of {what}{disks}; give them different ids")
    }

    /// Leaves every `of`-th unit from the `number`-th, counted over all that were added. Volumes are left out: they are
    /// made after the merge, which has all their posts.
    pub fn cut(&mut self, shard: Shard) {
        self.shard = Some(shard);
        let units = std::mem::take(&mut self.units).into_iter().filter(|unit| unit.kind == Kind::Post);
        self.units = units.skip(shard.number.saturating_sub(1)).step_by(shard.of.max(1)).collect();
    }

    /// Whether the source still has what a record describes, as far as this plan looked.
    pub fn holds(&self, record: &Record) -> bool {
        match (self.posts.get(&record.category), record.kind) {
            (None, _) => !self.whole_site,
            (Some(ids), Kind::Post) => ids.contains(&record.id),
            (Some(ids), Kind::Volume) => !ids.is_empty(),
        }
    }
}

/// Posts that the list names come first, in its order; the others after them.
fn arrange(posts: &mut [&Post], order: Order, list: &[String]) {
    let place = |post: &Post| list.iter().position(|id| *id == post.id).unwrap_or(list.len());
    let title = |post: &Post| post.title.clone().unwrap_or_else(|| post.meta.title.clone());
    posts.sort_by(|a, b| {
        let by_order = match order {
            Order::Date => (a.date.is_none(), a.date).cmp(&(b.date.is_none(), b.date)),
            Order::Title => title(a).cmp(&title(b)),
        };
        (place(a).cmp(&place(b)).then(by_order)).then_with(|| (&a.id, &a.path).cmp(&(&b.id, &b.path)))
    });
}

/// Files of a section that cannot be read: they stay units, so that their failure is reported.
fn unreadable(site: &Site, section: &Section) -> Vec<(String, PathBuf)> {
    let left = site.left_out.iter().filter(|left| matches!(left.reason, Reason::Unreadable(_)));
    let left = left.filter(|left| left.path.parent() == Some(&section.folder));
    let id = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    left.map(|left| (id(&left.path), left.path.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::select::{Selection, sections};
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

    fn plan(root: &Path, order: Order, volume: bool) -> Plan {
        let mut plan = Plan::default();
        let mut search = site::Search::from(root);
        search.root = Some(root.to_path_buf());
        let site = site::find(&search);
        let folders = [root.to_path_buf()];
        let selection = Selection { folders: &folders, categories: &[], all: true };
        for selected in sections(&site, &[], selection).expect("posts") {
            plan.add(&site, &selected, Wanted { posts: true, volume, order: Some(order) });
        }
        plan
    }

    fn ids(plan: &Plan) -> Vec<&str> {
        plan.units.iter().map(|unit| unit.id.as_str()).collect()
    }

    fn volume(root: &Path, order: Order) -> Vec<String> {
        let posts = plan(root, order, true).units.last().map(|unit| unit.posts.clone()).unwrap_or_default();
        posts.iter().map(|post| post.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn posts_come_by_id_and_chapters_by_date_title_or_list() {
        let root = site();
        assert_eq!(ids(&plan(root.path(), Order::Date, false)), ["a", "b", "c"]);
        assert_eq!(volume(root.path(), Order::Date), ["2", "1", "3"]);
        assert_eq!(volume(root.path(), Order::Title), ["1", "3", "2"]);
        std::fs::write(root.path().join("_category.yaml"), "name: n\norder: [a, c]\n").expect("written");
        assert_eq!(volume(root.path(), Order::Date), ["3", "1", "2"]);
        assert!(plan(root.path(), Order::Date, true).diagnostics.is_empty());
        std::fs::write(root.path().join("_category.yaml"), "name: n\norder: [none, c]\n").expect("written");
        let said = plan(root.path(), Order::Date, true).diagnostics;
        let said: Vec<_> = said.iter().map(|d| d.message.clone()).collect();
        assert!(matches!(&said[..], [one] if one.contains("`order` names `none`")), "{said:?}");
    }

    #[test]
    fn books_of_one_file_name_are_refused_and_no_other() {
        let unit = |category: &str, id: &str, kind| Unit {
            id: id.into(),
            category: category.into(),
            kind,
            posts: vec![format!("{id}.md").into()],
            described_in: None,
            refused: None,
        };
        let ids = ["c", "b", "a", "b", "A", "한글", "\u{1112}\u{1161}\u{11ab}글", "con", "con-", "x?"];
        let mut units: Vec<Unit> = ids.iter().map(|id| unit("n", id, Kind::Post)).collect();
        units.extend([unit("n", "x!", Kind::Volume), unit("m", "c", Kind::Post)]);
        let mut plan = Plan { units, ..Plan::default() };
        plan.refuse_clashes();
        let why = |index: usize| plan.units[index].refused.as_deref().unwrap_or("not refused");
        let disks = "on disks that do not tell such names apart; give them different ids";
        assert_eq!(why(0), "not refused", "the other is of another category");
        assert_eq!(why(1), "its files would be those of b.md; give them different ids");
        assert_eq!(
            (why(2), why(4)),
            (
                &*format!("its files would be those of A.md {disks}"),
                &*format!("its files would be those of a.md {disks}")
            )
        );
        assert!(why(5).starts_with("its files") && why(6).starts_with("its files"), "composed and decomposed");
        assert_eq!(
            (why(7), why(8)),
            (
                "its files would be those of con-.md; give them different ids",
                "its files would be those of con.md; give them different ids"
            )
        );
        assert_eq!(why(9), "its files would be those of the volume n/x!; give them different ids");
    }

    #[test]
    fn a_post_may_be_called_like_its_section() {
        let root = tempfile::tempdir().expect("folder");
        let folder = root.path().join("notes");
        std::fs::create_dir(&folder).expect("folder");
        std::fs::write(folder.join("Notes.md"), "Text.\n").expect("written");
        let mut plan = plan(&folder, Order::Date, true);
        plan.refuse_clashes();
        assert_eq!(ids(&plan), ["Notes", "notes-volume"]);
        assert!(plan.units.iter().all(|unit| unit.refused.is_none()));
    }

    #[test]
    fn shards_share_the_posts_without_rest() {
        let root = site();
        let shard = |number| {
            let mut plan = plan(root.path(), Order::Date, true);
            plan.cut(Shard { number, of: 2 });
            ids(&plan).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!((shard(1), shard(2)), (vec!["a".to_owned(), "c".to_owned()], vec!["b".to_owned()]));
    }

    #[test]
    fn a_record_is_held_as_long_as_its_post_is_there() {
        let root = site();
        let mut plan = plan(root.path(), Order::Date, false);
        let category = plan.units[0].category.clone();
        let record = |category: &str, kind, id: &str| Record {
            category: category.into(),
            kind,
            id: id.into(),
            ..Record::default()
        };
        assert!(plan.holds(&record(&category, Kind::Post, "a")));
        assert!(!plan.holds(&record(&category, Kind::Post, "gone")));
        assert!(plan.holds(&record(&category, Kind::Volume, &category)));
        assert!(plan.holds(&record("other", Kind::Post, "a")), "not looked at");
        plan.whole_site = true;
        assert!(!plan.holds(&record("other", Kind::Post, "a")));
    }
}
