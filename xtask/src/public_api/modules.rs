//! The modules of a crate, read from its sources, and the paths by which callers name its items.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use syn::{Item, ItemImpl, Type, UseTree, Visibility};

use super::{declaration::is_hidden, expand::expand};

/// Reads a source file by its path, relative to the folder `src`; `None` if there is no such file.
pub type Read<'r> = &'r dyn Fn(&str) -> Option<String>;

/// A module with its items.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) items: Vec<Item>,
    parent: Option<usize>,
    /// The modules inside this module: the name, the index in [`Modules::all`], and whether the module is public.
    children: Vec<(String, usize, bool)>,
    uses: Vec<Use>,
    pub(super) impls: Vec<ItemImpl>,
}

/// One name in a `use` declaration.
#[derive(Debug, Clone)]
struct Use {
    path: Vec<String>,
    /// The name that the item gets in this module, or `*` for `use path::*`.
    name: String,
    is_public: bool,
}

/// The module or item that a path such as `types::Task` refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Module(usize),
    /// The index of the module in [`Modules::all`], and the index of the item in the module.
    Item(usize, usize),
}

/// The modules of a crate.
#[derive(Debug, Default)]
pub(super) struct Modules {
    pub(super) all: Vec<Module>,
}

/// The items and modules that callers of the crate can use, with their public paths.
#[derive(Debug, Default)]
pub(super) struct Exposed {
    /// The public paths of each item and module.
    pub(super) paths: BTreeMap<Target, BTreeSet<String>>,
    /// Items of other crates with a `pub use` in this crate: the public path here, and the path in the other crate.
    pub(super) external: Vec<(String, String)>,
}

impl Modules {
    /// Reads all modules of a crate.
    ///
    /// # Errors
    /// If a file is not Rust code. The message starts with the path of the file.
    pub(super) fn read(root: &str, read: Read<'_>) -> Result<Self, String> {
        let mut modules = Self::default();
        let text = read(root).ok_or_else(|| format!("there is no file {root}"))?;
        modules.file(root, &text, None, "", read)?;
        modules.expand_macros();
        Ok(modules)
    }

    /// Adds the module of the file `path`. The files of the modules inside it are in `folder`.
    fn file(
        &mut self,
        path: &str,
        text: &str,
        parent: Option<usize>,
        folder: &str,
        read: Read<'_>,
    ) -> Result<usize, String> {
        let file = syn::parse_file(text).map_err(|error| format!("{path}: {error}"))?;
        self.module(file.items, parent, folder, read)
    }

    fn module(
        &mut self,
        items: Vec<Item>,
        parent: Option<usize>,
        folder: &str,
        read: Read<'_>,
    ) -> Result<usize, String> {
        let at = self.all.len();
        self.all.push(Module { parent, ..Module::default() });
        let mut own = Module { parent, ..Module::default() };
        for item in items {
            match item {
                Item::Mod(item) if is_hidden(&item.attrs) => {}
                Item::Mod(mut item) => {
                    let name = item.ident.to_string();
                    let inner = format!("{folder}{name}/");
                    let child = match item.content.take() {
                        Some((_, items)) => self.module(items, Some(at), &inner, read)?,
                        None => {
                            let files = [format!("{folder}{name}.rs"), format!("{inner}mod.rs")];
                            let found = files.iter().find_map(|path| Some((path, read(path)?)));
                            let Some((path, text)) = found else { continue };
                            self.file(path, &text, Some(at), &inner, read)?
                        }
                    };
                    own.children.push((name, child, is_public(&item.vis)));
                    own.items.push(Item::Mod(item));
                }
                Item::Use(item) => uses(&item.tree, &mut Vec::new(), is_public(&item.vis), &mut own.uses),
                Item::Impl(block) if !is_hidden(&block.attrs) => own.impls.push(block),
                other => own.items.push(other),
            }
        }
        if let Some(module) = self.all.get_mut(at) {
            *module = own;
        }
        Ok(at)
    }

    /// Expands the calls of this crate's macros, and adds the resulting items to the modules.
    fn expand_macros(&mut self) {
        let mut rules: BTreeMap<String, TokenStream> = BTreeMap::new();
        for item in self.all.iter().flat_map(|module| &module.items) {
            if let Item::Macro(item) = item
                && let Some(name) = &item.ident
            {
                rules.insert(name.to_string(), item.mac.tokens.clone());
            }
        }
        for module in &mut self.all {
            let mut made = Vec::new();
            for item in &module.items {
                let Item::Macro(item) = item else { continue };
                let name = item.mac.path.get_ident().map(ToString::to_string);
                let rules = name.and_then(|name| rules.get(&name));
                let tokens = rules.and_then(|rules| expand(rules.clone(), item.mac.tokens.clone()));
                made.extend(tokens.and_then(|tokens| syn::parse2::<syn::File>(tokens).ok()).map(|file| file.items));
            }
            for item in made.into_iter().flatten() {
                match item {
                    Item::Impl(block) => module.impls.push(block),
                    other => module.items.push(other),
                }
            }
        }
    }

    /// Returns the items and modules that callers of the crate can use.
    pub(super) fn exposed(&self) -> Exposed {
        let mut exposed = Exposed::default();
        self.expose(0, "", &mut exposed, 0);
        exposed
    }

    fn expose(&self, at: usize, prefix: &str, exposed: &mut Exposed, depth: usize) {
        let Some(module) = self.all.get(at).filter(|_| depth < 20) else { return };
        for (index, item) in module.items.iter().enumerate() {
            if let Some((name, true)) = named(item) {
                self.add(Target::Item(at, index), &join(prefix, &name), exposed, depth);
            }
        }
        for (name, child, is_public) in &module.children {
            if *is_public {
                self.add(Target::Module(*child), &join(prefix, name), exposed, depth);
            }
        }
        for used in module.uses.iter().filter(|used| used.is_public) {
            let target = self.resolve(at, &used.path, 0);
            match (target, used.name.as_str()) {
                (Some(Target::Module(inner)), "*") => self.expose(inner, prefix, exposed, depth + 1),
                (Some(target), name) if name != "*" => self.add(target, &join(prefix, name), exposed, depth),
                (_, name) => {
                    let path = used.path.join("::") + if name == "*" { "::*" } else { "" };
                    exposed.external.push((join(prefix, if name == "*" { &path } else { name }), path.clone()));
                }
            }
        }
    }

    fn add(&self, target: Target, path: &str, exposed: &mut Exposed, depth: usize) {
        if exposed.paths.entry(target).or_default().insert(path.to_owned())
            && let Target::Module(at) = target
        {
            self.expose(at, path, exposed, depth + 1);
        }
    }

    /// Finds the item or module of this crate that `path` refers to, if code in the module `at` contains this path.
    pub(super) fn resolve(&self, at: usize, path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Target::Module(0),
            "self" => Target::Module(at),
            "super" => Target::Module(self.all.get(at)?.parent?),
            name => self.name(at, name, depth)?,
        };
        rest.iter().try_fold(start, |target, name| match (target, name.as_str()) {
            (Target::Module(at), "super") => Some(Target::Module(self.all.get(at)?.parent?)),
            (Target::Module(at), name) => self.name(at, name, depth),
            (Target::Item(..), _) => None,
        })
    }

    fn name(&self, at: usize, name: &str, depth: usize) -> Option<Target> {
        if depth > 20 {
            return None;
        }
        let module = self.all.get(at)?;
        if let Some((_, child, _)) = module.children.iter().find(|(child, ..)| child == name) {
            return Some(Target::Module(*child));
        }
        let is_it = |item: &Item| named(item).is_some_and(|(own, _)| own == name);
        if let Some(index) = module.items.iter().position(is_it) {
            return Some(Target::Item(at, index));
        }
        let exact = module.uses.iter().filter(|used| used.name == name && used.path != [name]);
        if let Some(found) = exact.into_iter().find_map(|used| self.resolve(at, &used.path, depth + 1)) {
            return Some(found);
        }
        module.uses.iter().filter(|used| used.name == "*").find_map(|used| {
            match self.resolve(at, &used.path, depth + 1)? {
                Target::Module(inner) if inner != at => self.name(inner, name, depth + 1),
                _ => None,
            }
        })
    }

    /// Finds the item of this crate that a type in the module `at` refers to. For example, `&Task` refers to `Task`.
    pub(super) fn type_target(&self, at: usize, kind: &Type) -> Option<Target> {
        match kind {
            Type::Path(path) if path.qself.is_none() && path.path.leading_colon.is_none() => {
                let names: Vec<String> = path.path.segments.iter().map(|part| part.ident.to_string()).collect();
                self.resolve(at, &names, 0)
            }
            Type::Reference(reference) => self.type_target(at, &reference.elem),
            _ => None,
        }
    }
}

/// Returns the name of an item and whether it is public; `None` for items without a name, and for hidden items.
fn named(item: &Item) -> Option<(String, bool)> {
    let (name, attributes, visibility) = match item {
        Item::Struct(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Enum(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Union(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.attrs, &item.vis),
        Item::Const(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Static(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Type(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Trait(item) => (&item.ident, &item.attrs, &item.vis),
        _ => return None,
    };
    (!is_hidden(attributes)).then(|| (name.to_string(), is_public(visibility)))
}

fn uses(tree: &UseTree, path: &mut Vec<String>, is_public: bool, found: &mut Vec<Use>) {
    let mut add = |path: &[String], last: String, name: String| {
        let mut path = path.to_vec();
        match last.as_str() {
            "self" | "*" => {}
            _ => path.push(last),
        }
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
        found.push(Use { path, name, is_public });
    };
    match tree {
        UseTree::Path(part) => {
            path.push(part.ident.to_string());
            uses(&part.tree, path, is_public, found);
            path.pop();
        }
        UseTree::Name(part) => add(path, part.ident.to_string(), part.ident.to_string()),
        UseTree::Rename(part) => add(path, part.ident.to_string(), part.rename.to_string()),
        UseTree::Glob(_) => add(path, "*".to_owned(), "*".to_owned()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| uses(tree, path, is_public, found)),
    }
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

pub(super) fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}
