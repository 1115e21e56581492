//! Replaces an enumeration in a response by its plain type, such as `integer`.
//!
//! typify generates enums without a variant for other values. If the service sends a value that the contract does not
//! document, the client cannot decode the response. The crate in the manifest key `enums` has enums that accept such
//! values.

use super::Pass;

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass::removing(&["enum", "x-enum-varnames", "x-enum-descriptions"]);
