//! The public items of a crate, read from its sources, and the differences between two versions.
//!
//! - An item with a `pub use` has the path that callers write, not the path of its private module.
//! - Macros that the crate defines are expanded, because they can make public items.
//! - For a `pub use` of another crate's item, only the name is listed.

mod compare;
mod declaration;
mod expand;
mod modules;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, TraitItem};

pub use self::{
    compare::compare,
    modules::Read,
    record::{read_record, record},
};

use crate::manifest::in_crate;

use self::{
    declaration::{attributes, binding_attributes, derives, docs, has, is_hidden, line, signature},
    modules::{Modules, Target, is_public, join},
};

/// The public items of a crate, by paths such as `types::Task`.
pub type Api = BTreeMap<String, PublicItem>;

/// A public item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicItem {
    /// The declaration with the names of arguments, without documentation and derived traits.
    pub declaration: String,
    /// The declaration without the names of arguments and without `#[deprecated]`. Any change of this text can break
    /// callers.
    pub contract: String,
    /// The derived traits.
    pub derives: BTreeSet<String>,
    /// A hash of the documentation. Empty without documentation.
    pub docs: String,
    /// Whether the item is `#[deprecated]`.
    pub is_deprecated: bool,
    /// Whether the item is `#[non_exhaustive]`.
    pub is_open: bool,
    /// Whether callers can fail to compile if this item is added to an existing type or trait. For example, after an
    /// enum gets a new variant, the `match` of a caller does not compile.
    pub is_exhaustive: bool,
}

/// Returns the public items of a file without its modules.
///
/// # Errors
/// If the text is not Rust code.
pub fn list(text: &str) -> Result<Api, String> {
    list_crate(&|path| (path == "lib.rs").then(|| text.to_owned()))
}

/// Returns the public items of a crate. `read` returns a file of the folder `src`.
///
/// # Errors
/// If there is no `lib.rs`, or if a file is not Rust code.
pub fn list_crate(read: Read<'_>) -> Result<Api, String> {
    let modules = Modules::read("lib.rs", read)?;
    let exposed = modules.exposed();
    let mut lister = Lister { modules: &modules, names: BTreeMap::new(), api: Api::new() };
    for (target, paths) in &exposed.paths {
        // An item can have several public paths. The path with the fewest `::` becomes its name. Each other path is
        // listed as `= name`.
        let Some(name) = paths.iter().min_by_key(|path| (path.matches("::").count(), path.as_str())) else { continue };
        lister.names.insert(*target, name.clone());
        for path in paths.iter().filter(|path| *path != name) {
            lister.add(path.clone(), &[], format!("= {name}"));
        }
    }
    for (path, other) in &exposed.external {
        lister.add(path.clone(), &[], format!("= {other}"));
    }
    for (target, name) in lister.names.clone() {
        match target {
            Target::Item(module, index) => {
                if let Some(item) = modules.all.get(module).and_then(|module| module.items.get(index)) {
                    lister.item(&name, item);
                }
            }
            Target::Module(_) => lister.add(name, &[], "mod".to_owned()),
        }
    }
    for (at, module) in modules.all.iter().enumerate() {
        module.impls.iter().for_each(|block| lister.implementation(at, block));
    }
    Ok(lister.api)
}

/// Returns the public items of the crate in a folder. `sources` contains the Rust files of the crate, by their paths in
/// the workspace. If the crate has no `lib.rs`, each generated file counts as a public module.
///
/// # Errors
/// The path of the first file that is not Rust code, with the reason.
pub fn of_crate(sources: &BTreeMap<String, String>, folder: &str) -> Result<Api, String> {
    let start = format!("{folder}/src/");
    let inner = format!("{}/", in_crate(folder));
    let has_root = sources.contains_key(&format!("{start}lib.rs"));
    let read = |path: &str| match path {
        _ if has_root => sources.get(&format!("{start}{path}")).cloned(),
        "lib.rs" => {
            let names = sources.keys().filter_map(|path| path.strip_prefix(&inner)?.strip_suffix(".rs"));
            Some(names.filter(|name| *name != "mod").map(|name| format!("pub mod {name};")).collect())
        }
        path => sources.get(&format!("{inner}{path}")).cloned(),
    };
    list_crate(&read).map_err(|error| format!("{start}{error}"))
}

/// Returns one line for each public item.
#[must_use]
pub fn listing(api: &Api) -> String {
    let line = |(path, item): (&String, &PublicItem)| {
        let open = if item.is_open { " #[non_exhaustive]" } else { "" };
        let derives: Vec<&str> = item.derives.iter().map(String::as_str).collect();
        let derives = if derives.is_empty() { String::new() } else { format!(" #[derive({})]", derives.join(", ")) };
        let declaration = if item.declaration.is_empty() { String::new() } else { format!(": {}", item.declaration) };
        format!("{path}{declaration}{open}{derives}\n")
    };
    api.iter().map(line).collect()
}

struct Lister<'m> {
    modules: &'m Modules,
    /// The public path of each item.
    names: BTreeMap<Target, String>,
    api: Api,
}

impl Lister<'_> {
    fn item(&mut self, path: &str, item: &Item) {
        match item {
            Item::Struct(item) => {
                let is_open = has(&item.attrs, "non_exhaustive");
                let has_private = item.fields.iter().any(|field| !is_public(&field.vis));
                let shape = match &item.fields {
                    Fields::Named(_) if has_private => " { .. }".to_owned(),
                    Fields::Named(_) => " {}".to_owned(),
                    Fields::Unnamed(fields) => {
                        let part = |field: &syn::Field| match is_public(&field.vis) {
                            true => format!("pub {}", line(&field.ty)),
                            false => "_".to_owned(),
                        };
                        format!("({})", fields.unnamed.iter().map(part).collect::<Vec<_>>().join(", "))
                    }
                    Fields::Unit => String::new(),
                };
                self.add_type(path, &item.attrs, format!("struct{}{shape}", line(&item.generics)));
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis) && !is_hidden(&field.attrs)) {
                        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                        self.add(join(path, &name), &field.attrs, line(&field.ty));
                        self.last(&join(path, &name), |item| item.is_exhaustive = !is_open && !has_private);
                    }
                }
            }
            Item::Enum(item) => {
                let is_open = has(&item.attrs, "non_exhaustive");
                self.add_type(path, &item.attrs, format!("enum{}", line(&item.generics)));
                for variant in &item.variants {
                    let name = join(path, &variant.ident.to_string());
                    let mut fields = variant.fields.clone();
                    let mut attributes = variant.attrs.clone();
                    // The documentation of the fields belongs to the documentation of the variant.
                    for field in &mut fields {
                        let (docs, rest) =
                            field.attrs.drain(..).partition(|attribute| attribute.path().is_ident("doc"));
                        field.attrs = rest;
                        attributes.extend::<Vec<Attribute>>(docs);
                    }
                    let fields = match &fields {
                        Fields::Unit => "variant".to_owned(),
                        fields => format!("variant {}", line(fields)),
                    };
                    self.add(name.clone(), &attributes, fields);
                    self.last(&name, |item| {
                        item.is_exhaustive = !is_open;
                        item.is_open = has(&variant.attrs, "non_exhaustive");
                    });
                }
            }
            Item::Union(item) => self.add_type(path, &item.attrs, format!("union{}", line(&item.generics))),
            Item::Fn(item) => self.function(path.to_owned(), &item.attrs, &item.sig),
            Item::Const(item) => self.constant(path.to_owned(), &item.attrs, &item.ty),
            Item::Static(item) => self.add(path.to_owned(), &item.attrs, format!("static {}", line(&item.ty))),
            Item::Type(item) => {
                let declaration = format!("type{} = {}", line(&item.generics), line(&item.ty));
                self.add(path.to_owned(), &item.attrs, declaration);
            }
            Item::Trait(item) => {
                let bounds = if item.supertraits.is_empty() { String::new() } else { ": ".to_owned() };
                let bounds = bounds + &line(&item.supertraits);
                self.add_type(path, &item.attrs, format!("trait{}{bounds}", line(&item.generics)));
                for inner in &item.items {
                    match inner {
                        TraitItem::Fn(method) => {
                            let name = join(path, &method.sig.ident.to_string());
                            self.function(name.clone(), &method.attrs, &method.sig);
                            self.last(&name, |item| item.is_exhaustive = method.default.is_none());
                        }
                        TraitItem::Type(inner) => {
                            let name = join(path, &inner.ident.to_string());
                            self.add(name.clone(), &inner.attrs, "type".to_owned());
                            self.last(&name, |item| item.is_exhaustive = true);
                        }
                        TraitItem::Const(inner) => {
                            let name = join(path, &inner.ident.to_string());
                            self.add(name.clone(), &inner.attrs, format!("const {}", line(&inner.ty)));
                            self.last(&name, |item| item.is_exhaustive = inner.default.is_none());
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn implementation(&mut self, at: usize, block: &ItemImpl) {
        let target = self.modules.type_target(at, &block.self_ty);
        let owner = match target {
            Some(target) => match self.names.get(&target) {
                Some(name) => name.clone(),
                // The type is not public.
                None => return,
            },
            None => line(&block.self_ty),
        };
        if let Some((of, _)) = &block.trait_ {
            let names: Vec<String> = of.segments.iter().map(|part| part.ident.to_string()).collect();
            let is_private =
                self.modules.resolve(at, &names, 0).is_some_and(|target| !self.names.contains_key(&target));
            let Some(last) = of.segments.last().filter(|_| !is_private) else { return };
            let owner = match (&*block.self_ty, target) {
                (syn::Type::Reference(_), Some(_)) => format!("&{owner}"),
                _ => owner,
            };
            let mut declaration = line(&block.generics.params);
            for inner in &block.items {
                if let ImplItem::Type(inner) = inner {
                    let separator = if declaration.is_empty() { "" } else { "; " };
                    declaration += &format!("{separator}{} = {}", inner.ident, line(&inner.ty));
                }
            }
            return self.add(format!("impl {} for {owner}", line(last)), &block.attrs, declaration);
        }
        if target.is_none() {
            return;
        }
        for inner in &block.items {
            match inner {
                ImplItem::Fn(method) if is_public(&method.vis) && !is_hidden(&method.attrs) => {
                    self.function(join(&owner, &method.sig.ident.to_string()), &method.attrs, &method.sig);
                }
                ImplItem::Const(inner) if is_public(&inner.vis) && !is_hidden(&inner.attrs) => {
                    self.constant(join(&owner, &inner.ident.to_string()), &inner.attrs, &inner.ty);
                }
                _ => {}
            }
        }
    }

    fn function(&mut self, path: String, attributes_of: &[Attribute], declared: &syn::Signature) {
        self.add(path.clone(), attributes_of, signature(declared, true));
        let contract = binding_attributes(attributes_of) + &signature(declared, false);
        self.last(&path, |item| item.contract = contract);
    }

    fn constant(&mut self, path: String, attributes: &[Attribute], of: &syn::Type) {
        let declaration = format!("const {}", line(of));
        self.add(path.clone(), attributes, declaration);
        // `contract` leaves out the length of an array. Otherwise, a new variant of an enum would be reported twice: as
        // a variant, and as another length of the array of all variants.
        if let syn::Type::Array(array) = of {
            let contract = binding_attributes(attributes) + &format!("const [{}; _]", line(&array.elem));
            self.last(&path, |item| item.contract = contract);
        }
    }

    fn add_type(&mut self, path: &str, attributes: &[Attribute], declaration: String) {
        self.add(path.to_owned(), attributes, declaration);
        self.last(path, |item| item.is_open = has(attributes, "non_exhaustive"));
    }

    fn add(&mut self, path: String, attributes_of: &[Attribute], declaration: String) {
        let mut item = PublicItem {
            contract: binding_attributes(attributes_of) + &declaration,
            declaration: attributes(attributes_of) + &declaration,
            is_deprecated: has(attributes_of, "deprecated"),
            derives: derives(attributes_of),
            docs: docs(attributes_of),
            ..PublicItem::default()
        };
        // Two items can have the same path if they have different `cfg` attributes. Lists both declarations.
        if let Some(other) = self.api.get(&path).filter(|other| other.declaration != item.declaration) {
            item.declaration = format!("{} or {}", other.declaration, item.declaration);
            item.contract.clone_from(&item.declaration);
        }
        self.api.insert(path, item);
    }

    fn last(&mut self, path: &str, change: impl FnOnce(&mut PublicItem)) {
        if let Some(item) = self.api.get_mut(path) {
            change(item);
        }
    }
}
