//! Proves that one schema accepts everything that another accepts.
//!
//! A proof is sound and the search for it is not complete: `false` means "not proved". The validator decides about
//! single values, so that a proof never contradicts it.

mod facts;
mod prove;

pub(crate) use facts::{Facts, Schema, count, types};
pub(crate) use prove::{Payloads, Prover};
