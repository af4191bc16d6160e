//! A panic is a fault of the program, never its answer to an input. It must not take other posts with it.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The program failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("offprint crashed on it; please report it with this input")]
pub struct Fault;

/// Does work that may panic. What it shares with other work must be whole after a panic: locks here are taken for single
/// changes only.
///
/// # Errors
/// The work panicked; the panic hook has reported where.
pub fn isolate<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_its_own_work() {
        assert_eq!(isolate(|| 1), Ok(1));
        assert_eq!(isolate(|| -> u8 { panic!("on purpose") }), Err(Fault));
    }
}
