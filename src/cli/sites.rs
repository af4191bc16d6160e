//! The sites of the posts that were named.

use super::usage::{UsageError, today};
use crate::config;
use crate::document::Date;
use crate::project::{Flags, Project};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The sites that posts are of: posts of one site share it.
pub struct Sites<'a> {
    flags: Flags,
    /// `--config`.
    config: Option<&'a Path>,
    today: Date,
    known: Vec<Rc<Project>>,
    /// Index into `known` by folder.
    folders: BTreeMap<PathBuf, usize>,
}

impl Sites<'_> {
    /// None yet.
    pub fn new(flags: Flags, config: Option<&Path>, epoch: Option<i64>) -> Sites<'_> {
        Sites { flags, config, today: today(epoch), known: Vec::new(), folders: BTreeMap::new() }
    }

    /// The site of a post, which need not be there.
    pub fn project(&mut self, post: &Path) -> Result<Rc<Project>, UsageError> {
        let folder = post.parent().unwrap_or(Path::new("")).to_path_buf();
        let known = self.folders.get(&folder).and_then(|&index| self.known.get(index));
        if let Some(project) = known.or_else(|| self.that_knows(post)) {
            return Ok(Rc::clone(project));
        }
        // A folder that was named in error is not searched.
        let start = folder.join("-");
        let project = Rc::new(Project::open(&start, self.config, &self.flags, Some(self.today))?);
        self.folders.insert(folder, self.known.len());
        self.known.push(Rc::clone(&project));
        Ok(project)
    }

    /// The site of a folder with the texts of a book. Unlike that of a post it holds all texts of the folder, so that they
    /// may link to each other.
    pub fn of_folder(&self, folder: &Path) -> Result<Rc<Project>, UsageError> {
        Ok(Rc::new(Project::open(folder, self.config, &self.flags, Some(self.today))?))
    }

    /// The site that has a post among its texts, if the same configuration holds for both.
    fn that_knows(&self, post: &Path) -> Option<&Rc<Project>> {
        let file = self.config.map(Path::to_path_buf).or_else(|| config::find(post));
        let same = |project: &&Rc<Project>| project.configuration == file && project.knows(post);
        self.known.iter().find(same)
    }
}
