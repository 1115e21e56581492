//! The compiled operations of a contract. An operation contains the validators of its requests and responses.

use std::{collections::HashMap, ops::Range, sync::Arc};

use dataarts_insight_openapi::{MediaType, Operation};

use super::{accepted_types::AcceptedTypes, form::Field, parameter::Parameter, routes::Routes};
use crate::{Validator, document::Document};

/// A compiled contract.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) document: Arc<Document>,
    pub(super) operations: Vec<CompiledOperation>,
    pub(super) routes: Routes,
    /// The index of each operation by its id. If several operations have the same id, the first is used.
    pub(super) ids: HashMap<String, usize>,
    /// The validators of all operations. A parameter or a body stores the index of its validator in this list.
    pub(super) validators: Vec<Validator>,
}

#[derive(Debug)]
pub(super) struct CompiledOperation {
    pub(super) operation: Operation,
    pub(super) span: Range<usize>,
    pub(super) parameters: Vec<Parameter>,
    /// The byte range in the contract that declares the required credentials.
    pub(super) security: Range<usize>,
    pub(super) body: Option<RequestBody>,
    pub(super) responses: Vec<Response>,
}

/// The request body that an operation accepts.
#[derive(Debug)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    pub(super) content: Content,
}

/// The response that the contract declares for a status.
#[derive(Debug)]
pub(super) struct Response {
    /// The status in the spelling of the contract: `200`, `4XX` or `default`.
    pub(super) status: String,
    pub(super) headers: Vec<Parameter>,
    pub(super) content: Content,
}

/// The media types that a body may have.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) declared: Vec<DeclaredBody>,
    pub(super) span: Range<usize>,
}

/// A media type and its schema.
#[derive(Debug)]
pub(super) struct DeclaredBody {
    pub(super) media_type: MediaType,
    /// The media type in the spelling of the contract.
    pub(super) name: String,
    pub(super) validator: usize,
    /// The types that the schema accepts, such as number and list. `None` for JSON, because JSON text shows the type of
    /// each value. `None` also for a media type without a schema.
    pub(super) types: Option<Arc<AcceptedTypes>>,
    /// The media type and the style of each form field. The key is the name of the field.
    pub(super) fields: HashMap<String, Field>,
}

impl Content {
    pub(super) fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// Returns the names of the media types. Findings contain these names.
    pub(super) fn names(&self) -> Vec<String> {
        self.declared.iter().map(|declared| declared.name.clone()).collect()
    }

    /// Returns the declaration that fits a media type most precisely: `text/plain` is more precise than `text/*`.
    /// Returns the first of several declarations with equal precision.
    pub(super) fn most_precise(&self, given: &MediaType) -> Option<&DeclaredBody> {
        let matching =
            self.declared.iter().filter_map(|declared| Some((declared.media_type.precision(given)?, declared)));
        // Reverses the order, because `max_by_key` returns the last of several equal elements.
        matching.rev().max_by_key(|(precision, _)| *precision).map(|(_, declared)| declared)
    }
}
