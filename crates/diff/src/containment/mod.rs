//! Tries to prove that one schema accepts all payloads that another schema accepts.
//!
//! The result `true` is always correct; `false` means "not proved". If a proof needs the verdict about one value, such
//! as an item of an `enum`, the validator validates the value.

mod facts;
mod prove;

pub(crate) use facts::{Facts, Schema, count, types};
pub(crate) use prove::{Payloads, Prover};
