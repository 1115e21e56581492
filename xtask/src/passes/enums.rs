//! Replaces an enumeration in a response by its plain type.
//!
//! Generated enums are closed: one value that the documentation does not know yet would fail the whole response. The
//! open enums of the wrapper, which are generated from the contract, name the values.

use super::Pass;

/// See the module.
pub const PASS: Pass = Pass::removing(&["enum", "x-enum-varnames", "x-enum-descriptions"]);
