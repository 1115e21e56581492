//! Removes the defaults of a response.
//!
//! typify generates a field with a default without `Option`. An explicit `null` would then fail the whole response. A
//! value that is decoded and encoded again would have fields that the service did not send.

use super::Pass;

/// The relaxation pass of this file.
pub const PASS: Pass = Pass::removing(&["default"]);
