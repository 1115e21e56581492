//! The public items of generated code, and the differences between two versions.

use std::collections::BTreeMap;

use dataarts_insight_diff::{RustChange, Step};
use quote::ToTokens as _;
use syn::{Attribute, Fields, ImplItem, Item, Visibility};

/// The public items of a crate, by paths such as `types::Task`.
pub type Api = BTreeMap<String, PublicItem>;

/// A public item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicItem {
    /// The declaration without documentation.
    pub declaration: String,
    /// The text of the documentation.
    pub docs: String,
    /// True if a new variant or field of the type breaks callers, because the type is not `#[non_exhaustive]`.
    pub is_exhaustive: bool,
}

/// Returns the public items of a file.
///
/// # Errors
/// If the text is not Rust code.
pub fn list(text: &str) -> Result<Api, syn::Error> {
    let mut api = Api::new();
    items(&mut api, "", &syn::parse_file(text)?.items);
    Ok(api)
}

/// Compares two versions of the public items of a crate.
#[must_use]
pub fn compare(package: &str, old: &Api, new: &Api) -> Vec<RustChange> {
    let mut changes = Vec::new();
    let mut add = |item: &str, step: Step, message: &str| {
        changes.push(RustChange {
            package: package.to_owned(),
            item: item.to_owned(),
            step,
            message: message.to_owned(),
        });
    };
    for (path, item) in old {
        match new.get(path) {
            None => add(path, Step::Major, "is gone"),
            Some(other) if other.declaration != item.declaration => add(path, Step::Major, "has another declaration"),
            Some(other) if other.docs != item.docs => add(path, Step::Patch, "has other documentation"),
            Some(_) => {}
        }
    }
    for (path, item) in new.iter().filter(|(path, _)| !old.contains_key(*path)) {
        let parent = path.rsplit_once("::").is_some_and(|(parent, _)| old.contains_key(parent));
        match item.is_exhaustive && parent {
            true => add(path, Step::Major, "is new in a type that callers may list in full"),
            false => add(path, Step::Minor, "is new"),
        }
    }
    changes.sort_by(|a, b| b.step.cmp(&a.step).then_with(|| a.item.cmp(&b.item)));
    changes
}

fn items(api: &mut Api, module: &str, list: &[Item]) {
    for item in list {
        match item {
            Item::Mod(item) if is_public(&item.vis) => {
                let path = join(module, &item.ident.to_string());
                if let Some((_, inner)) = &item.content {
                    items(api, &path, inner);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let path = join(module, &item.ident.to_string());
                let open = has(&item.attrs, "non_exhaustive");
                let private = item.fields.iter().any(|field| !is_public(&field.vis));
                let shape = match &item.fields {
                    Fields::Named(_) => "{}".to_owned(),
                    Fields::Unnamed(fields) => fields.to_token_stream().to_string(),
                    Fields::Unit => ";".to_owned(),
                };
                add(api, path.clone(), &item.attrs, format!("struct {shape}"), false);
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                        let declaration = field.ty.to_token_stream().to_string();
                        add(api, join(&path, &name), &field.attrs, declaration, !open && !private);
                    }
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let path = join(module, &item.ident.to_string());
                let open = has(&item.attrs, "non_exhaustive");
                add(api, path.clone(), &item.attrs, "enum".to_owned(), false);
                for variant in &item.variants {
                    let declaration = variant.fields.to_token_stream().to_string();
                    add(api, join(&path, &variant.ident.to_string()), &variant.attrs, declaration, !open);
                }
            }
            Item::Fn(item) if is_public(&item.vis) => {
                let declaration = item.sig.to_token_stream().to_string();
                add(api, join(module, &item.sig.ident.to_string()), &item.attrs, declaration, false);
            }
            Item::Const(item) if is_public(&item.vis) => {
                let declaration = item.ty.to_token_stream().to_string();
                add(api, join(module, &item.ident.to_string()), &item.attrs, declaration, false);
            }
            Item::Type(item) if is_public(&item.vis) => {
                let declaration = item.ty.to_token_stream().to_string();
                add(api, join(module, &item.ident.to_string()), &item.attrs, declaration, false);
            }
            Item::Impl(block) => {
                let owner = join(module, &block.self_ty.to_token_stream().to_string().replace(' ', ""));
                if let Some((of, _)) = &block.trait_ {
                    let path = format!("impl {} for {owner}", of.to_token_stream().to_string().replace(' ', ""));
                    add(api, path, &block.attrs, block.generics.to_token_stream().to_string(), false);
                    continue;
                }
                for inner in &block.items {
                    if let ImplItem::Fn(method) = inner
                        && is_public(&method.vis)
                    {
                        let declaration = method.sig.to_token_stream().to_string();
                        add(api, join(&owner, &method.sig.ident.to_string()), &method.attrs, declaration, false);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Adds an item. The declaration includes all attributes except docs.
fn add(api: &mut Api, path: String, attributes: &[Attribute], declaration: String, is_exhaustive: bool) {
    let text = |wanted: bool| -> String {
        let is_wanted = |attribute: &&Attribute| attribute.path().is_ident("doc") == wanted;
        attributes.iter().filter(is_wanted).map(|attribute| attribute.to_token_stream().to_string() + " ").collect()
    };
    let declaration = format!("{}{declaration}", text(false));
    api.insert(path, PublicItem { declaration, docs: text(true), is_exhaustive });
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(old: &str, new: &str) -> Vec<(String, Step)> {
        let changes = compare("c", &list(old).unwrap(), &list(new).unwrap());
        changes.into_iter().map(|change| (change.item, change.step)).collect()
    }

    #[test]
    fn classifies_changes_of_public_items() {
        for (what, old, new, expected) in [
            ("removed", "pub fn a() {}", "", Some(("a", Step::Major))),
            ("added", "", "pub fn a() {}", Some(("a", Step::Minor))),
            (
                "type of a field",
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u16 }",
                Some(("A::x", Step::Major)),
            ),
            (
                "field",
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u8, pub y: u8 }",
                Some(("A::y", Step::Major)),
            ),
            (
                "field of an open type",
                "#[non_exhaustive] pub struct A {}",
                "#[non_exhaustive] pub struct A { pub y: u8 }",
                Some(("A::y", Step::Minor)),
            ),
            ("variant", "pub enum A { X }", "pub enum A { X, Y }", Some(("A::Y", Step::Major))),
            (
                "variant of an open type",
                "#[non_exhaustive] pub enum A { X }",
                "#[non_exhaustive] pub enum A { X, Y }",
                Some(("A::Y", Step::Minor)),
            ),
            ("documentation", "/// Old.\npub fn a() {}", "/// New.\npub fn a() {}", Some(("a", Step::Patch))),
            ("private", "fn a() {}", "struct B;", None),
            (
                "method",
                "pub struct A; impl A { pub fn a(&self) {} }",
                "pub struct A; impl A { pub fn a(&self, x: u8) {} }",
                Some(("A::a", Step::Major)),
            ),
            ("derive", "#[derive(Clone)] pub struct A;", "pub struct A;", Some(("A", Step::Major))),
        ] {
            let found = steps(old, new);
            let found: Vec<(&str, Step)> = found.iter().map(|(item, step)| (item.as_str(), *step)).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{what}");
        }
    }
}
