//! A contract: a document of OpenAPI 3.0 or 3.1 with its operations.

use std::sync::Arc;

use crate::{
    Error, ErrorKind, Operation,
    bundle::ReadFile,
    document::{Document, Node},
    lowering::Purpose,
    operation::operations,
};

/// An OpenAPI contract. If it declares OpenAPI 3.1, its schemas are rewritten to OpenAPI 3.0. Keywords that OpenAPI 3.0
/// cannot express stay as they are.
///
/// ```
/// use dataarts_insight_openapi::{Contract, ErrorKind};
///
/// let error = Contract::parse("broken.yaml", "openapi: 4.0.0").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Unreadable);
/// assert!(error.to_string().starts_with("broken.yaml:1:10: "));
/// ```
#[derive(Debug, Clone)]
pub struct Contract {
    document: Arc<Document>,
    operations: Arc<[Operation]>,
    default_response: Option<(&'static str, u16)>,
}

impl Contract {
    /// Reads a contract from YAML or JSON. Messages show `name`, usually the path of the contract.
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] if the text is not YAML or JSON, or is not a document of OpenAPI 3.0 or 3.1.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Error> {
        Self::parse_with_files(name, text, &mut |_| Err("only this text is read, and no other file".to_owned()))
    }

    /// Reads a contract and the other files to which its `$ref`s lead. See [`Document::parse_with_files`].
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] if the text is not YAML or JSON, or is not a document of OpenAPI 3.0 or 3.1.
    pub fn parse_with_files(
        name: impl Into<String>,
        text: impl Into<String>,
        read: &mut ReadFile<'_>,
    ) -> Result<Self, Error> {
        let (name, text) = (name.into(), text.into());
        let document = Document::parse_with_files(name.clone(), text.clone(), read).map_err(|error| {
            let position = crate::document::position_in(&text, error.offset);
            let message = format!("cannot read the contract: {}", error.message);
            Error::new(ErrorKind::Unreadable, &name, Some(position), message)
        })?;
        Self::from_document(document)
    }

    /// Makes a contract from a parsed document.
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] if the document is not OpenAPI 3.0 or 3.1.
    pub fn from_document(document: impl Into<Arc<Document>>) -> Result<Self, Error> {
        let document = Document::rewritten(document.into(), Purpose::Validation);
        if !document.declares("3.0") && !document.is_lowered() {
            let root = document.root();
            let version = root.get("openapi");
            let message = match version {
                Some(_) => "`openapi` must be a version 3.0.x or 3.1.x: other versions have other rules",
                None if root.get("swagger").is_some() => "this is Swagger 2.0; convert it to OpenAPI 3.0 first",
                None => "this is not an OpenAPI document: `openapi: 3.0.3` is missing",
            };
            let span = version.map_or(0..0, |node| node.span.clone());
            return Err(Error::at(ErrorKind::Unreadable, &document, &span, message));
        }
        let operations = operations(&document).into();
        Ok(Self { document, operations, default_response: None })
    }

    /// Returns the document of the contract.
    #[must_use]
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns all operations, in the order of the contract.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Finds an operation by its `operationId`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] with the most similar id and all ids of the contract.
    pub fn operation(&self, id: &str) -> Result<&Operation, Error> {
        let known = || self.operations.iter().map(|operation| operation.id.as_str());
        let found = self.operations.iter().find(|operation| operation.id == id);
        found.ok_or_else(|| Error::not_found(&self.document, "operation", id, known()))
    }

    /// Returns the default response: the `operationId` and the status that validation uses if the user names no
    /// operation. Only a contract that is embedded in the program can have a default response.
    #[must_use]
    pub fn default_response(&self) -> Option<(&str, u16)> {
        self.default_response
    }

    #[cfg(feature = "embedded")]
    pub(crate) fn with_default_response(self, default_response: Option<(&'static str, u16)>) -> Self {
        Self { default_response, ..self }
    }

    /// Returns the declared response for a status. For 404, tries the keys `404`, `4XX` and `default`, in this order.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] with the declared statuses; [`ErrorKind::Undefined`] if the `$ref` of the response is
    /// broken.
    pub fn response_node(&self, operation: &Operation, status: u16) -> Result<&Node, Error> {
        let responses = self.document.pointer(&operation.pointer).and_then(|node| node.get("responses"));
        match operation.declared_status(status).and_then(|status| responses?.get(status)) {
            Some(node) => self.resolve(node),
            None => {
                let what = format!("response of {}", operation.id);
                let known = operation.statuses.iter().map(String::as_str);
                Err(Error::not_found(&self.document, &what, &status.to_string(), known))
            }
        }
    }

    /// Returns the request body of an operation; `None` if the operation declares none. Follows the `$ref` of the body.
    ///
    /// # Errors
    /// [`ErrorKind::Undefined`] if the `$ref` of the request body is broken.
    pub fn request_body_node(&self, operation: &Operation) -> Result<Option<&Node>, Error> {
        let node = self.document.pointer(&operation.pointer);
        node.and_then(|node| node.get("requestBody")).map(|body| self.resolve(body)).transpose()
    }

    fn resolve<'d>(&'d self, node: &'d Node) -> Result<&'d Node, Error> {
        self.document.resolve(node).map(|resolved| resolved.node).map_err(|broken| {
            Error::at(ErrorKind::Undefined, &self.document, &broken.reference.span, broken.to_string())
        })
    }
}
