//! The last resort against panics of the generator, silently.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic in it is an error with the panic's message, and prints nothing.
///
/// # Errors
/// The message of the panic.
pub(super) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // The hook is the process's: it is wrapped once, and only silent for a thread that is in here.
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
    // What `work` has built is dropped with the panic: nothing half-done is seen afterwards.
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
    fn a_panic_is_an_error_with_its_message() {
        assert_eq!(catch(|| 1), Ok(1));
        assert_eq!(catch(|| -> u8 { panic!("no {}", "way") }), Err("no way".to_owned()));
    }
}
