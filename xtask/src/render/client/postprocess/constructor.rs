//! Removes the function `Client::new`, which makes an HTTP client with the default settings.
//!
//! - The default HTTP client follows redirects, and sends the caller's headers to the new address.
//! - `Client::new` panics if TLS cannot start.

use syn::{File, ImplItem, Item};

use super::type_name;

pub(super) fn apply(file: &mut File, has_operations: bool) {
    for item in &mut file.items {
        if let Item::Struct(client) = item
            && client.ident == "Client"
            && !has_operations
        {
            client.attrs.push(syn::parse_quote!(#[allow(dead_code, reason = "there are no operations")]));
        }
        if let Item::Impl(block) = item
            && block.trait_.is_none()
            && type_name(&block.self_ty).is_some_and(|name| name == "Client")
        {
            block.items.retain(|item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"));
        }
    }
}
