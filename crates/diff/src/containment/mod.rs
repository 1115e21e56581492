//! Tries to prove that one schema accepts all payloads that another schema accepts.
//!
//! If the result is `true`, there is a proof. If the result is `false`, it is unknown whether the schema accepts all
//! these payloads.

mod facts;
mod prove;

pub(crate) use facts::{Facts, Schema, count, types};
pub(crate) use prove::{Payloads, Prover};
