//! Renders the code of the client. progenitor generates the code, and then the steps in `postprocess` change it.

mod dialect;
mod marks;
mod panics;
mod postprocess;

use dataarts_insight_openapi::document::Node;
pub(crate) use marks::escape;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TagStyle};

use super::header;
use crate::{Error, tree};

/// Returns the code of the client's module. Links in the documentation point to the path `contract`.
pub fn render(effective: &Node, contract: &str, sources: &str) -> Result<String, Error> {
    let (mut marked, marks) = marks::mark(effective);
    let aliases = dialect::translate(&mut marked);
    let text = tree::to_json_text(&marked);
    let spec = panics::catch(|| serde_json::from_str::<openapiv3::OpenAPI>(&text))
        .map_err(|panic| Error::Generator(format!("openapiv3 panicked on the effective spec: {panic}")))?
        .map_err(|error| Error::Generator(format!("openapiv3 cannot read the effective spec: {error}")))?;
    let tokens = panics::catch(|| Generator::new(&settings()).generate_tokens(&spec))
        .map_err(|panic| {
            Error::Generator(format!(
                "progenitor panicked on the effective spec ({panic}); `cargo xtask lint` should have said so before: \
                 please report this contract"
            ))
        })?
        .map_err(|error| Error::Generator(format!("progenitor refused the effective spec: {error}")))?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| {
        Error::Generator(format!("progenitor's output is not valid Rust: {error}; please report this"))
    })?;
    postprocess::postprocess(&mut file, effective, contract, &marks, &aliases)?;
    let code = panics::catch(|| prettyplease::unparse(&file))
        .map_err(|panic| Error::Generator(format!("prettyplease panicked: {panic}")))?;
    Ok(header::rust(sources, &code))
}

/// Returns the code of the module `support`, which all operations of a client use. `code` is the code of the
/// operations. The functions for bounds, styles and multipart bodies are added only if `code` calls them.
pub fn support(sources: &str, code: &str) -> String {
    let mut text = include_str!("client/support.rs").to_owned();
    for (name, part) in [
        ("check_bounds(", include_str!("client/support_bounds.rs")),
        ("unescape(", include_str!("client/support_styles.rs")),
        ("multipart_type(", include_str!("client/support_multipart.rs")),
    ] {
        if code.contains(name) {
            text += part;
        }
    }
    header::rust(sources, &text)
}

/// The declaration of the module `support`.
pub const SUPPORT_DECLARATION: &str = "mod support;\n";

/// The declaration of the client's module. rustfmt skips the module, because prettyplease formats code differently.
pub const DECLARATION: &str = "#[rustfmt::skip]\n#[allow(clippy::unwrap_used, reason = \"typify checks the defaults while \
                               it generates, not while compiling\")]\npub(crate) mod client;\n";

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        // With builders, callers write the name of each argument. Otherwise, the arguments of a function would be in
        // alphabetical order, and a caller could easily confuse two strings.
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_derive("PartialEq")
        // The keys of a `BTreeMap` always have the same order. The keys of a `HashMap` have another order in each run.
        .with_map_type("::std::collections::BTreeMap")
        // The keyword `x-rust-type` needs this setting. Only the pass `formats` adds the keyword.
        .with_crate("serde_json", progenitor_impl::CrateVers::Any, None);
    settings
}
