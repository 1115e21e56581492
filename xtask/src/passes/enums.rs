//! Replaces an enumeration in a response by its plain type, such as `integer`.
//!
//! Generated enums are closed: a value that is not documented yet would fail the whole response. The wrapper has open
//! enums with the names of the values. These enums are generated from the strict contract.

use super::Pass;

/// The relaxation pass of this file.
pub const PASS: Pass = Pass::removing(&["enum", "x-enum-varnames", "x-enum-descriptions"]);
