//! Who writes to an output folder: one run, or shards of one.

use super::output;
use super::record;
use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a shard waits for another that is sweeping: much longer than sweeping takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// Holds an output folder until it is dropped. The system lets go of it if the program is killed.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Takes an output folder for one run, or `shared` with other shards, and removes what killed runs left: in the folder
    /// itself, in the records and in the folders of `categories`. The error says what to do. Where a file system knows no
    /// locks, nothing is held and nothing removed.
    pub fn take<'a>(out: &Path, shared: bool, categories: impl Iterator<Item = &'a str>) -> Result<Lock, String> {
        let folder = out.join(record::FOLDER);
        std::fs::create_dir_all(&folder).map_err(|e| output::cannot_make(&folder, &e))?;
        let path = folder.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| output::cannot(&format!("write {}", path.display()), &e))?;
        match file.try_lock() {
            Ok(()) => sweep(out, categories),
            Err(TryLockError::Error(_)) => return Ok(Lock { _file: None }),
            Err(TryLockError::WouldBlock) if shared => {}
            Err(TryLockError::WouldBlock) => return Err(taken(out)),
        }
        if shared {
            share(&file, out)?;
        }
        Ok(Lock { _file: Some(file) })
    }
}

/// Changes to a lock that other shards may have too.
fn share(file: &File, out: &Path) -> Result<(), String> {
    // Whoever takes the folder in between, sweeping it, finds nothing of this run yet.
    let _ = file.unlock();
    let mut waited = Duration::ZERO;
    while let Err(TryLockError::WouldBlock) = file.try_lock_shared() {
        if waited >= PATIENCE {
            return Err(taken(out));
        }
        std::thread::sleep(PAUSE);
        waited += PAUSE;
    }
    Ok(())
}

fn taken(out: &Path) -> String {
    format!("another run is writing to {}; wait until it ends, or choose another folder with --output", out.display())
}

fn sweep<'a>(out: &Path, categories: impl Iterator<Item = &'a str>) {
    let recorded = std::fs::read_dir(out.join(record::FOLDER)).into_iter().flatten().flatten();
    let recorded = recorded.map(|entry| PathBuf::from(entry.file_name()).with_extension(""));
    let folders: BTreeSet<PathBuf> = categories.map(output::category_folder).chain(recorded).collect();
    output::sweep(out, false);
    output::sweep(&out.join(record::FOLDER), true);
    folders.iter().for_each(|folder| output::sweep(&out.join(folder), true));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_or_many_shards_hold_a_folder() {
        let root = tempfile::tempdir().expect("folder");
        let take = |shared| Lock::take(root.path(), shared, std::iter::empty());
        let whole = take(false).expect("free");
        assert!(take(false).expect_err("taken").contains("another run is writing"));
        drop(whole);
        let shards = (take(true).expect("first"), take(true).expect("second"));
        assert!(take(false).is_err(), "shards are writing");
        drop(shards);
        assert!(take(false).is_ok());
    }

    #[test]
    fn leftovers_are_removed_unless_a_shard_is_writing() {
        let root = tempfile::tempdir().expect("folder");
        let left = root.path().join("essays/.offprint-x1");
        let leave = || output::write(&left, b"half").expect("written");
        leave();
        let shard = Lock::take(root.path(), true, ["essays"].into_iter()).expect("free");
        assert!(!left.exists());
        leave();
        Lock::take(root.path(), true, ["essays"].into_iter()).expect("shared");
        assert!(left.exists(), "it may be the other's");
        drop(shard);
        Lock::take(root.path(), false, ["essays"].into_iter()).expect("free");
        assert!(!left.exists());
    }
}
