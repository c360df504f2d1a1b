//! Libraries that panic over damaged files where they should give an error.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// A panic of this thread is caught, and told as a problem of the file.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Reads through a library; what it panicked with is given as text. What was being read is to be given
/// up then, so that nobody sees it half changed.
pub(super) fn unpanicking<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    result.map_err(|panic| {
        let why = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        why.unwrap_or("its parts contradict each other").to_owned()
    })
}

/// Keeps panics that are told as a problem of a file from being printed as well.
pub fn silence() {
    let printed = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !GUARDED.get() {
            printed(panic);
        }
    }));
}
