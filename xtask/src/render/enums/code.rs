//! The Rust code of an open enum.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::Enumeration;

/// The whole file: the type first, its mechanics after it.
pub(super) fn file(enumeration: &Enumeration) -> syn::Result<syn::File> {
    syn::parse2(if enumeration.integer { integer(enumeration) } else { string(enumeration) })
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The type with its documented variants, and the methods both kinds share.
fn declaration(enumeration: &Enumeration, derives: &TokenStream, wire: &TokenStream) -> TokenStream {
    let name = ident(&enumeration.name);
    let variants: Vec<Ident> = enumeration.variants.iter().map(|variant| ident(&variant.ident)).collect();
    let labels: Vec<&str> = enumeration.variants.iter().map(|variant| variant.ident.as_str()).collect();
    let docs = enumeration.variants.iter().map(|variant| &variant.doc);
    let count = Literal::usize_unsuffixed(variants.len());
    let doc = format!(
        "{}\n\nOpen: the service may answer with values that the documentation does not know yet; they are kept in \
         [`Unknown`](Self::Unknown) and sent back as they came.",
        enumeration.doc
    );
    quote! {
        #[doc = #doc]
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #variants,)*
            /// A value that the contract does not name. Compares unequal to every named variant: make values by
            /// `From`, which never puts a named one here.
            Unknown(#wire),
        }

        impl #name {
            /// Every value that the contract names, in its order.
            pub const KNOWN: [Self; #count] = [#(Self::#variants),*];

            /// The name of the variant, `None` for an unknown value.
            #[must_use]
            pub const fn name(&self) -> Option<&'static str> {
                match self {
                    #(Self::#variants => Some(#labels),)*
                    Self::Unknown(_) => None,
                }
            }

            /// Whether the contract names the value.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }
    }
}

fn integer(enumeration: &Enumeration) -> TokenStream {
    let name = ident(&enumeration.name);
    let variants: Vec<Ident> = enumeration.variants.iter().map(|variant| ident(&variant.ident)).collect();
    let labels: Vec<&str> = enumeration.variants.iter().map(|variant| variant.ident.as_str()).collect();
    let values: Vec<TokenStream> = enumeration
        .variants
        .iter()
        .map(|variant| {
            let value = variant.value.parse::<i64>().unwrap_or_default();
            let number = Literal::u64_unsuffixed(value.unsigned_abs());
            if value < 0 { quote!(-#number) } else { quote!(#number) }
        })
        .collect();
    let derives = quote!(Debug, Clone, Copy, PartialEq, Eq, Hash);
    let declaration = declaration(enumeration, &derives, &quote!(i64));
    quote! {
        use std::{cmp::Ordering, fmt, num::ParseIntError, str::FromStr};

        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #declaration

        impl #name {
            /// The value on the wire.
            #[must_use]
            pub const fn value(self) -> i64 {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    value => Self::Unknown(value),
                }
            }
        }

        impl From<#name> for i64 {
            fn from(value: #name) -> Self {
                value.value()
            }
        }

        /// The order of the contract, unknown values last by number.
        impl Ord for #name {
            fn cmp(&self, other: &Self) -> Ordering {
                let place = |value: &Self| (Self::KNOWN.iter().position(|known| known == value).unwrap_or(Self::KNOWN.len()), value.value());
                place(self).cmp(&place(other))
            }
        }

        impl PartialOrd for #name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        /// The name of the variant; the number of an unknown value.
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => fmt::Display::fmt(&self.value(), f),
                }
            }
        }

        /// Reads the name of a variant or a number.
        impl FromStr for #name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    #(#labels => Ok(Self::#variants),)*
                    text => text.parse::<i64>().map(Self::from),
                }
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.value())
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                i64::deserialize(deserializer).map(Self::from)
            }
        }
    }
}

fn string(enumeration: &Enumeration) -> TokenStream {
    let name = ident(&enumeration.name);
    let variants: Vec<Ident> = enumeration.variants.iter().map(|variant| ident(&variant.ident)).collect();
    let values: Vec<&str> = enumeration.variants.iter().map(|variant| variant.value.as_str()).collect();
    let derives = quote!(Debug, Clone, PartialEq, Eq, Hash);
    let declaration = declaration(enumeration, &derives, &quote!(String));
    quote! {
        use std::{cmp::Ordering, convert::Infallible, fmt, str::FromStr};

        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #declaration

        impl #name {
            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    value => Self::Unknown(value.to_owned()),
                }
            }
        }

        impl From<String> for #name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    #(#values => Self::#variants,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl From<#name> for String {
            fn from(value: #name) -> Self {
                match value {
                    #name::Unknown(value) => value,
                    known => known.as_str().to_owned(),
                }
            }
        }

        /// The order of the contract, unknown values last by their text.
        impl Ord for #name {
            fn cmp(&self, other: &Self) -> Ordering {
                let place = |value: &Self| Self::KNOWN.iter().position(|known| known == value).unwrap_or(Self::KNOWN.len());
                place(self).cmp(&place(other)).then_with(|| self.as_str().cmp(other.as_str()))
            }
        }

        impl PartialOrd for #name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        /// The value on the wire.
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for #name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    }
}
