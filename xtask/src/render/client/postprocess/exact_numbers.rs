//! Checks that each property with `x-rust-type` became a field of this Rust type. typify reports no error if it ignores
//! the key `x-rust-type`.

use dataarts_insight_openapi::document::Node;
use quote::ToTokens as _;
use syn::{File, Item};

use super::{module, origins::Origins, wire_name};
use crate::Error;

pub(super) fn check(file: &mut File, origins: &Origins) -> Result<(), Error> {
    for item in module(&mut file.items, &["types"]) {
        let Item::Struct(item) = item else { continue };
        for field in &item.fields {
            let Some(property) = wire_name(field).and_then(|name| origins.property(&item.ident.to_string(), &name))
            else {
                continue;
            };
            let wanted = property.pointer("/x-rust-type/path").and_then(Node::as_str);
            let made = field.ty.to_token_stream().to_string().replace(' ', "");
            if wanted.is_some_and(|wanted| !made.contains(wanted)) {
                let field = wire_name(field).unwrap_or_default();
                return Err(Error::Generator(format!(
                    "`{field}` of `{}` became {made}, not a number of any size: typify ignored x-rust-type",
                    item.ident
                )));
            }
        }
    }
    Ok(())
}
