//! Removes the lengths and patterns of strings and lists in a response.
//!
//! For a length or a pattern, typify generates a newtype that checks the value during deserialization. For equal
//! `minItems` and `maxItems`, typify generates an array of fixed size. If the service sends a value with another
//! length, the client cannot decode the response.

use super::Pass;

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass::removing(&["minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"]);
