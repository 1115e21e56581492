//! Tries to prove that one schema accepts all payloads that another schema accepts.
//!
//! The result `true` is always correct; `false` means "not proved". The validator decides about single values, so
//! proofs and validator agree.

mod facts;
mod prove;

pub(crate) use facts::{Facts, Schema, count, types};
pub(crate) use prove::{Payloads, Prover};
