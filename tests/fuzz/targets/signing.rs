//! `cargo fuzz run --fuzz-dir tests/fuzz signing`
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| dataarts_insight_fuzz::signing(data));

#[cfg(not(fuzzing))]
fn main() {}
