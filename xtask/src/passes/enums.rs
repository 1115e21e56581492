//! Replaces an enumeration in a response by its plain type.
//!
//! Generated enums are closed: one value that is not yet documented would fail the whole response. The open enums of
//! the wrapper, which are generated from the contract, have the names of the values.

use super::Pass;

/// The pass of this module.
pub const PASS: Pass = Pass::removing(&["enum", "x-enum-varnames", "x-enum-descriptions"]);
