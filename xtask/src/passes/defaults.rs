//! Removes the defaults of a response.
//!
//! With a default, the generated field is not an option: an explicit `null` fails the whole response, and a re-encoded
//! value has fields that the service did not send.

use super::Pass;

/// The pass of this module.
pub const PASS: Pass = Pass::removing(&["default"]);
