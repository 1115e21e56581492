//! Optimizations. Each file names the benchmark set that shows the gain. A test compares each optimization with a plain
//! implementation, because an optimization must not change a verdict.

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
