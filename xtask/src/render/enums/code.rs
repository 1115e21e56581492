//! The Rust code of an enum with a variant `Unknown` for values that are not in the contract.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::Enumeration;

/// The code that is different for enums of integers and enums of strings. The first part contains methods and
/// conversions. The second part contains `Display` and `FromStr`.
type OwnCode = (TokenStream, TokenStream);

/// Returns the code of the whole file: the enum first, then its trait implementations.
pub(super) fn file(enumeration: &Enumeration) -> syn::Result<syn::File> {
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
    let (conversions, text) = if enumeration.integer {
        integer(enumeration, &name, &variants, &labels)
    } else {
        string(enumeration, &name, &variants)
    };
    // `error` is the module of the error type of `FromStr`. `copy` is an additional derive. `wire` is the Rust type of
    // the value in JSON. `getter` is the method that returns this value.
    let (error, copy, wire, getter) = if enumeration.integer {
        (quote!(num::ParseIntError), quote!(Copy,), quote!(i64), quote!(value))
    } else {
        (quote!(convert::Infallible), quote!(), quote!(String), quote!(as_str))
    };
    syn::parse2(quote! {
        use std::{cmp::Ordering, #error, fmt, str::FromStr};

        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #[doc = #doc]
        #[derive(Debug, Clone, #copy PartialEq, Eq, Hash)]
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

        #conversions

        /// The order of the contract; unknown values come last, in the order of their values.
        impl Ord for #name {
            fn cmp(&self, other: &Self) -> Ordering {
                let place = |value: &Self| Self::KNOWN.iter().position(|known| known == value).unwrap_or(Self::KNOWN.len());
                (place(self), self.#getter()).cmp(&(place(other), other.#getter()))
            }
        }

        impl PartialOrd for #name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        #text

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.#getter().serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #wire::deserialize(deserializer).map(Self::from)
            }
        }
    })
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn integer(enumeration: &Enumeration, name: &Ident, variants: &[Ident], labels: &[&str]) -> OwnCode {
    let values: Vec<TokenStream> = enumeration
        .variants
        .iter()
        .map(|variant| {
            let value = variant.value.parse::<i64>().unwrap_or_default();
            let number = Literal::u64_unsuffixed(value.unsigned_abs());
            if value < 0 { quote!(-#number) } else { quote!(#number) }
        })
        .collect();
    let conversions = quote! {
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
    };
    let text = quote! {
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
    };
    (conversions, text)
}

fn string(enumeration: &Enumeration, name: &Ident, variants: &[Ident]) -> OwnCode {
    let values: Vec<&str> = enumeration.variants.iter().map(|variant| variant.value.as_str()).collect();
    let conversions = quote! {
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
    };
    let text = quote! {
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
    };
    (conversions, text)
}
