//! Faster versions of parts of the validation. An optimization must not change a verdict (valid or invalid), so a test
//! compares each optimization with a simple implementation. The first comment of each file names the benchmark or the
//! test that shows why the optimization is needed.

pub(in crate::engine) mod digits;
pub(in crate::engine) mod keys;
pub(in crate::engine) mod near_miss;
pub(in crate::engine) mod passes;
pub(in crate::engine) mod prediction;
pub(in crate::engine) mod seen;
pub(in crate::engine) mod selection;
pub(in crate::engine) mod short_decimal;
pub(in crate::engine) mod strings;
#[cfg(test)]
mod tests;
pub(in crate::engine) mod union;
pub(in crate::engine) mod unknown_properties;
