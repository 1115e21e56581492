//! What progenitor leaves out, added to the syntax tree of its output.

use dataarts_insight_contract::document::Node;
use syn::File;

use super::notes::Notes;
use crate::Error;

mod docs;

/// Runs the passes in order.
pub(super) fn finish(file: &mut File, _effective: &Node, notes: &Notes) -> Result<(), Error> {
    docs::apply(file, notes);
    Ok(())
}
