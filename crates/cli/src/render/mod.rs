//! Results as people and scripts read them.

pub(crate) mod task;
pub(crate) mod time;
