//! The machine's faces for characters that no face of the theme has. Nothing is looked up, and no file is opened, until such a
//! character occurs. A face has the same id in every run on one machine, whatever thread asks first.

use super::face::{Face, FaceId};
use super::scripts::{FontScript, Look};
use super::system;
use fontdb::{Database, FaceInfo};
use skrifa::{FontRef, MetadataProvider};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// The id of the machine's first face; those of the theme's faces are below it.
const FIRST: u16 = 0x4000;

/// Where faces are looked up.
#[derive(Debug, Default)]
enum Source {
    /// Nowhere.
    #[default]
    None,
    /// Among what is installed.
    Installed,
    /// Among these: for tests.
    #[cfg(test)]
    These(Database),
}

/// A face that may be opened.
#[derive(Debug)]
struct Slot {
    path: PathBuf,
    index: u32,
    /// Opened when it is first asked for; `None` if it cannot be used.
    face: OnceLock<Option<Face>>,
}

/// The characters that a face has.
#[derive(Debug)]
struct Coverage {
    /// Index of the face.
    slot: usize,
    bold: bool,
    italic: bool,
    /// Ranges of code points, ends included, in order.
    ranges: Vec<(u32, u32)>,
}

/// What is asked for: a script, a look, bold, italic.
type Wanted = (FontScript, Look, bool, bool);

/// Faces of the machine, each opened when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Machine {
    source: Source,
    slots: OnceLock<Vec<Slot>>,
    /// Indices of the faces of named families for what was asked, the most wanted first.
    named: Mutex<BTreeMap<Wanted, Arc<[usize]>>>,
    /// What all faces have; read when no named family has a character.
    coverage: OnceLock<Vec<Coverage>>,
    /// Files, each read once: a collection holds many faces.
    files: Mutex<BTreeMap<PathBuf, Arc<[u8]>>>,
}

impl Machine {
    /// What is installed.
    pub fn installed() -> Machine {
        Machine { source: Source::Installed, ..Machine::default() }
    }

    /// These faces, as if they were installed.
    #[cfg(test)]
    pub fn of(database: Database) -> Machine {
        Machine { source: Source::These(database), ..Machine::default() }
    }

    /// Whether an id is that of a face of the machine.
    pub fn has_id(id: FaceId) -> bool {
        id.0 >= FIRST
    }

    /// A face by its id, if it was found before.
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        self.slots.get()?.get(usize::from(id.0.checked_sub(FIRST)?))?.face.get()?.as_ref()
    }

    /// The faces that were found so far, in the order of their ids.
    pub fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        let slots = self.slots.get().map_or(&[][..], Vec::as_slice).iter().enumerate();
        slots.filter_map(|(index, slot)| Some((id(index)?, slot.face.get()?.as_ref()?)))
    }

    /// The first face that `serves`: of the families named for the script, else of all that are installed and have the
    /// character `c`.
    pub fn find(&self, wanted: Wanted, c: char, serves: impl Fn(&Face) -> bool) -> Option<FaceId> {
        let database = self.database()?;
        let known = lock(&self.named).get(&wanted).cloned();
        let named = known.unwrap_or_else(|| {
            let found: Arc<[usize]> = self.of_families(database, wanted).into();
            lock(&self.named).insert(wanted, Arc::clone(&found));
            found
        });
        let usable = |index: &usize| self.open(*index).is_some_and(&serves);
        let found = named.iter().copied().find(usable);
        let (.., bold, italic) = wanted;
        found.or_else(|| self.with_character(database, c, (bold, italic)).into_iter().find(usable)).and_then(id)
    }

    fn database(&self) -> Option<&Database> {
        match &self.source {
            Source::None => None,
            Source::Installed => Some(system::database()),
            #[cfg(test)]
            Source::These(database) => Some(database),
        }
    }

    /// All faces, in the order of their files.
    fn slots(&self, database: &Database) -> &[Slot] {
        self.slots.get_or_init(|| {
            let files = database.faces().filter_map(|face| Some((system::path(face)?.to_owned(), face.index)));
            let mut files: Vec<(PathBuf, u32)> = files.collect();
            files.sort_unstable();
            files.dedup();
            files.into_iter().map(|(path, index)| Slot { path, index, face: OnceLock::new() }).collect()
        })
    }

    /// The faces of the families that are named for a script.
    fn of_families(&self, database: &Database, (script, look, bold, italic): Wanted) -> Vec<usize> {
        let slots = self.slots(database);
        let of_family = |family: &String| {
            let found = system::find_in(database, family, bold, italic).ok()?;
            slot(slots, &found.path, found.index)
        };
        script.families(look).iter().filter_map(of_family).collect()
    }

    /// The faces that have a character, those of the style first, then in the order of their files.
    fn with_character(&self, database: &Database, c: char, (bold, italic): (bool, bool)) -> Vec<usize> {
        let coverage = self.coverage.get_or_init(|| {
            let slots = self.slots(database);
            let mut all: Vec<Coverage> = database.faces().filter_map(|face| coverage(database, slots, face)).collect();
            all.sort_by_key(|coverage| coverage.slot);
            all.dedup_by_key(|coverage| coverage.slot);
            all
        });
        let has = |coverage: &&Coverage| {
            let after = coverage.ranges.partition_point(|range| range.0 <= u32::from(c));
            after.checked_sub(1).and_then(|i| coverage.ranges.get(i)).is_some_and(|range| u32::from(c) <= range.1)
        };
        let mut found: Vec<&Coverage> = coverage.iter().filter(has).collect();
        found.sort_by_key(|coverage| (coverage.italic != italic, coverage.bold != bold));
        found.into_iter().map(|coverage| coverage.slot).collect()
    }

    /// The face of a slot, opened if a PDF may hold it.
    fn open(&self, index: usize) -> Option<&Face> {
        let slot = self.slots.get()?.get(index)?;
        let open = || {
            let name = slot.path.display().to_string();
            Face::open(&name, self.read(&slot.path)?, slot.index).ok().filter(Face::can_be_embedded)
        };
        slot.face.get_or_init(open).as_ref()
    }

    fn read(&self, path: &Path) -> Option<Arc<[u8]>> {
        let mut files = lock(&self.files);
        if let Some(data) = files.get(path) {
            return Some(Arc::clone(data));
        }
        let data: Arc<[u8]> = std::fs::read(path).ok()?.into();
        files.insert(path.to_owned(), Arc::clone(&data));
        Some(data)
    }
}

/// What a face has; `None` for one that only shows that a character is missing.
fn coverage(database: &Database, slots: &[Slot], face: &FaceInfo) -> Option<Coverage> {
    const LAST_RESORTS: [&str; 4] = ["LastResort", "Last Resort", "AdobeBlank", "Adobe Blank"];
    if face.families.iter().any(|(name, _)| LAST_RESORTS.iter().any(|last| name.contains(last))) {
        return None;
    }
    let slot = slot(slots, system::path(face)?, face.index)?;
    let mut codes = database.with_face_data(face.id, |data, index| {
        let font = FontRef::from_index(data, index).ok()?;
        Some(font.charmap().mappings().map(|(code, _)| code).collect::<Vec<u32>>())
    })??;
    codes.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for code in codes {
        match ranges.last_mut() {
            Some(last) if code <= last.1.saturating_add(1) => last.1 = code,
            _ => ranges.push((code, code)),
        }
    }
    Some(Coverage { slot, bold: system::is_bold(face), italic: system::is_italic(face), ranges })
}

/// The index of a face by its file.
fn slot(slots: &[Slot], path: &Path, index: u32) -> Option<usize> {
    slots.binary_search_by(|slot| (&*slot.path, slot.index).cmp(&(path, index))).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves the maps whole: entries are only ever added.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn id(index: usize) -> Option<FaceId> {
    u16::try_from(index).ok()?.checked_add(FIRST).map(FaceId)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine on which only the project's own fonts are installed.
    fn machine() -> Machine {
        let mut database = Database::new();
        database.load_fonts_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts"));
        Machine::of(database)
    }

    fn found(machine: &Machine, c: char, look: Look, bold: bool) -> Option<String> {
        let wanted = (FontScript::of(c, "", || None), look, bold, false);
        let id = machine.find(wanted, c, |face| face.has(c))?;
        machine.face(id).map(|face| face.name.clone())
    }

    #[test]
    fn a_script_has_the_family_that_is_named_for_it() {
        let machine = machine();
        assert_eq!(machine.faces().count(), 0, "nothing is opened before it is asked for");
        assert_eq!(found(&machine, 'ב', Look::Sans, false).as_deref(), Some("NotoSerifHebrew-Regular"));
        assert_eq!(found(&machine, 'ב', Look::Serif, true).as_deref(), Some("NotoSerifHebrew-SemiBold"));
        assert_eq!(found(&machine, 'ب', Look::Serif, false).as_deref(), Some("NotoNaskhArabic-Regular"));
        assert_eq!(machine.faces().count(), 3);
        assert!(machine.faces().all(|(id, _)| Machine::has_id(id)));
    }

    #[test]
    fn what_has_no_family_of_its_name_is_looked_for_everywhere() {
        let machine = machine();
        let name = found(&machine, 'Ж', Look::Serif, false);
        assert_eq!(name.as_deref(), Some("JetBrainsMono-Regular"), "the first by file");
        assert_eq!(found(&machine, '漢', Look::Serif, false), None);
        assert_eq!(found(&machine, '∮', Look::Serif, false).as_deref(), Some("NotoSansMath-Regular"));
    }

    #[test]
    fn ids_do_not_depend_on_who_asks_first() {
        let ids = |order: [char; 2]| {
            let machine = machine();
            let id = |c| machine.find((FontScript::of(c, "", || None), Look::Serif, false, false), c, |f| f.has(c));
            let mut ids = order.map(|c| (c, id(c)));
            ids.sort_unstable();
            ids
        };
        assert_eq!(ids(['ב', 'ب']), ids(['ب', 'ב']));
    }

    #[test]
    fn without_a_machine_nothing_is_found() {
        assert_eq!(found(&Machine::default(), 'ב', Look::Serif, false), None);
    }
}
