//! `Client::new` goes: it follows redirects, with the caller's headers, and panics where TLS cannot start. What is left
//! is `new_with_client`, for which somebody has decided both.

use syn::{File, ImplItem, Item, Type};

pub(super) fn apply(file: &mut File) {
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        let client = matches!(&*block.self_ty, Type::Path(path) if path.path.is_ident("Client"));
        if client && block.trait_.is_none() {
            block.items.retain(|item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"));
        }
    }
}
