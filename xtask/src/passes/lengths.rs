//! Allows any length and form of strings and lists in a response.
//!
//! typify turns a length or a pattern into a newtype that checks it while deserializing (a name of 129 characters
//! would fail the whole response), and equal bounds of a list into a fixed-size array.

use super::Pass;

/// The pass of this module.
pub const PASS: Pass = Pass::removing(&["minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"]);
