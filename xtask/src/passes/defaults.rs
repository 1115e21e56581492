//! Removes the defaults of a response.
//!
//! For a property with a default, typify generates a field that is not an `Option`. This has two disadvantages:
//!
//! - If the service sends `null`, the client cannot decode the response.
//! - If the service does not send the property, the field contains the default, as if the service had sent it.

use super::Pass;

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass::removing(&["default"]);
