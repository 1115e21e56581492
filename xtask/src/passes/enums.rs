//! Replaces an enumeration in a response by its plain type, such as `integer`.
//!
//! The enums of typify contain only the documented values. If the service sends another value, the client could not
//! decode the response. Enums that accept all values are generated in another crate (the key `enums` in the manifest).

use super::Pass;

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass::removing(&["enum", "x-enum-varnames", "x-enum-descriptions"]);
