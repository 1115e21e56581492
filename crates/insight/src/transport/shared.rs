//! The state and limits that all calls of a client share.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use crate::token::Token;

/// How many polls of waits one client runs at a time.
pub(crate) const MAX_POLLS: usize = 64;

/// The state that all calls of a client share.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    pub(crate) endpoint: Arc<str>,
    pub(crate) token: Token,
    pub(crate) limits: Limits,
    /// Limits the polls of waits that run at the same time, and so the number of connections. Each connection takes
    /// about thirty kilobytes.
    pub(crate) polls: Semaphore,
}

/// The limits of a call; the methods of the builder document them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    pub(crate) retries: u32,
    pub(crate) body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(15),
            total: Duration::from_secs(60),
            retries: 3,
            body: 8 * 1024 * 1024,
        }
    }
}
