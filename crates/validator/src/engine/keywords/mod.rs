//! What the keywords mean, apart from where they stand and how a document is read.

pub(crate) mod bounds;
pub(crate) mod enumeration;
pub(crate) mod format;
pub(crate) mod multiple_of;
pub(crate) mod pattern;
pub(crate) mod unique_items;
