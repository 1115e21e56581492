//! Converts a panic of a generator into an error, and prints no panic message to stderr.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`. Converts a panic in `work` into an error with the panic message, and prints nothing.
pub(super) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // All threads share one panic hook, so the first call replaces the hook for the whole process. The new hook prints
    // nothing for a thread that runs this function, and prints as before for other threads.
    static WRAP: Once = Once::new();
    WRAP.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    // After a panic, no code uses a value that `work` changed.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::catch;

    #[test]
    fn panic_becomes_error_with_its_message() {
        assert_eq!(catch(|| 1), Ok(1));
        assert_eq!(catch(|| -> u8 { panic!("no {}", "way") }), Err("no way".to_owned()));
    }
}
