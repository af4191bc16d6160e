//! A readable dump of the model, for snapshots.
