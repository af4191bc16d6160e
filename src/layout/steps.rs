//! Counting of steps, so that tests hold that work grows no faster than the text. Nothing is counted outside of tests.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts steps of this thread.
#[inline(always)]
pub(in crate::layout) fn count(steps: usize) {
    #[cfg(test)]
    STEPS.with(|sum| sum.set(sum.get() + steps));
    #[cfg(not(test))]
    let _ = steps;
}

/// The steps that a call takes.
#[cfg(test)]
pub(in crate::layout) fn of(call: impl FnOnce()) -> usize {
    let before = STEPS.with(Cell::get);
    call();
    STEPS.with(Cell::get) - before
}
