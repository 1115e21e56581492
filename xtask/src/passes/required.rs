//! Makes every property of a response optional.
//!
//! Without this pass, the client could not decode a response if one required property is absent.

use super::Pass;

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass::removing(&["required"]);
