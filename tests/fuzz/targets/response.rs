//! `cargo fuzz run --fuzz-dir tests/fuzz response`
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| dataarts_insight_fuzz::response(data));

#[cfg(not(fuzzing))]
fn main() {}
