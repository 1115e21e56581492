//! Removes the defaults of a response.
//!
//! For a property with a default, typify generates a field that is not an `Option`. An explicit `null` would then fail
//! the whole response. If the service does not send the property, encoding the decoded value would add the default.

use super::Pass;

/// The relaxation pass of this file.
pub const PASS: Pass = Pass::removing(&["default"]);
