//! A value that is renewed before it expires, such as a token. An exchange is the request that gets a new value.
//!
//! | state | result of `get` |
//! |---|---|
//! | no value, or the value has expired | The first caller starts an exchange. All callers wait for the new value. |
//! | a valid value, renewal not yet due | the value |
//! | a valid value, renewal due | The value at once. The first caller starts an exchange. |
//! | the last exchange failed | The value while it is valid. Later the error, until a pause has ended. |
//! | the last exchange was refused (a wrong password) | The value while it is valid. Later always the error. |
//!
//! An exchange runs in its own tokio task. If the caller that started the exchange is dropped, the exchange continues
//! for the other callers.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch, time::Instant};

use crate::{
    error::{Error, ErrorKind},
    execute::{Backoff, after},
};

/// The part of the lifetime that is left when a value is renewed. The actual part is a random number between 0.12 and
/// 0.18, so that many processes do not renew their values at the same time.
const RENEWAL: f64 = 0.15;
/// The pause after the first failed exchange. Each later pause is twice as long as the previous pause, up to
/// [`LAST_PAUSE`]. Up to a quarter of a pause is subtracted at random, so that many processes do not send requests at
/// the same time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(60);
/// The minimum time between two rejected values. If a new value is rejected sooner, it is not renewed, because IAM
/// locks an account after five rejections in a row.
const REJECTION: Duration = Duration::from_secs(60);

/// A source of new values, such as IAM for tokens.
pub(crate) trait Exchange: fmt::Debug + Send + Sync + 'static {
    type Value: Clone + fmt::Debug + Send + Sync + 'static;

    /// Gets a new value. An implementation must have a time limit, and return an error if the limit is exceeded.
    fn exchange(&self) -> impl Future<Output = Result<Issued<Self::Value>, Error>> + Send;
}

/// A new value and its lifetime.
#[derive(Debug, Clone)]
pub(crate) struct Issued<T> {
    pub(crate) value: T,
    pub(crate) life: Duration,
}

/// A value that is renewed before it expires. If several callers need a new value, only one request is sent.
pub(crate) struct Renewable<E: Exchange>(Arc<Inner<E>>);

struct Inner<E: Exchange> {
    source: E,
    state: Mutex<State<E::Value>>,
    /// A sender that wakes the waiting callers after each exchange.
    finished: watch::Sender<()>,
}

struct State<T> {
    held: Option<Held<T>>,
    is_running: bool,
    /// The last failure, and the time from which a new exchange may start.
    failure: Option<(Error, Instant)>,
    pauses: Backoff,
    /// The error of an exchange that must not be repeated, for example after a wrong password.
    refusal: Option<Error>,
    rejected_at: Option<Instant>,
}

struct Held<T> {
    value: T,
    renewal: Instant,
    expiry: Instant,
}

impl<E: Exchange> Renewable<E> {
    pub(crate) fn new(source: E) -> Self {
        let state = State {
            held: None,
            is_running: false,
            failure: None,
            pauses: Backoff::new(FIRST_PAUSE, LAST_PAUSE, 2.0),
            refusal: None,
            rejected_at: None,
        };
        Self(Arc::new(Inner { source, state: Mutex::new(state), finished: watch::Sender::new(()) }))
    }

    /// Returns the stored value while it is valid. Otherwise waits until the source has returned a new value.
    pub(crate) async fn get(&self) -> Result<E::Value, Error> {
        if let Some(result) = self.try_get() {
            return result;
        }
        // `subscribe` must be called before `try_get` is called again. Otherwise the exchange could end between the two
        // calls, and this caller would wait forever.
        let mut finished = self.0.finished.subscribe();
        loop {
            if let Some(result) = self.try_get() {
                return result;
            }
            // This call cannot fail, because `self` holds the sender.
            let _ = finished.changed().await;
        }
    }

    /// Returns the stored value if it has not expired.
    pub(crate) fn held(&self) -> Option<E::Value> {
        let state = self.0.lock();
        state.held.as_ref().filter(|held| Instant::now() < held.expiry).map(|held| held.value.clone())
    }

    /// Removes the stored value if `is_rejected` returns `true` for it. Returns whether `get` may then return another
    /// value.
    pub(crate) fn reject(&self, is_rejected: impl Fn(&E::Value) -> bool) -> bool {
        let now = Instant::now();
        let mut state = self.0.lock();
        if state.refusal.is_some() {
            return false;
        }
        // If another caller has already reported the rejected value, the stored value is newer and is kept.
        if state.held.as_ref().is_some_and(|held| is_rejected(&held.value)) {
            if state.rejected_at.is_some_and(|at| now < at + REJECTION) {
                return false;
            }
            state.rejected_at = Some(now);
            state.held = None;
        }
        true
    }

    /// Returns the stored value, or the error of the last exchange. Returns `None` if the caller must wait for an
    /// exchange. If renewal is due and a new exchange is allowed, starts an exchange.
    fn try_get(&self) -> Option<Result<E::Value, Error>> {
        let now = Instant::now();
        let mut state = self.0.lock();
        let held = state.held.as_ref().filter(|held| now < held.expiry);
        let is_due = held.is_none_or(|held| now >= held.renewal);
        let value = held.map(|held| held.value.clone());
        let may_start = state.refusal.is_none() && state.failure.as_ref().is_none_or(|(_, pause)| now >= *pause);
        if is_due && may_start && !state.is_running {
            let Ok(runtime) = Handle::try_current() else {
                return Some(value.ok_or_else(|| Error::new(ErrorKind::InvalidInput, "there is no tokio runtime")));
            };
            state.is_running = true;
            let running = Running(self.0.clone());
            runtime.spawn(async move {
                let result = running.0.source.exchange().await;
                running.0.keep(result);
            });
        }
        match (value, &state.refusal, &state.failure) {
            (Some(value), ..) => Some(Ok(value)),
            _ if state.is_running => None,
            (None, Some(refusal), _) => Some(Err(refusal.clone())),
            (None, None, Some((error, pause))) => Some(Err(error.clone().retry_after_at_least(*pause - now))),
            (None, None, None) => None,
        }
    }
}

impl<E: Exchange> Inner<E> {
    fn lock(&self) -> MutexGuard<'_, State<E::Value>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores the result of an exchange.
    fn keep(&self, result: Result<Issued<E::Value>, Error>) {
        let mut state = self.lock();
        match result {
            Ok(Issued { value, life }) => {
                let early = life.mul_f64(RENEWAL * (0.8 + 0.4 * fastrand::f64()));
                state.held = Some(Held { value, renewal: after(life - early), expiry: after(life) });
                state.failure = None;
                state.pauses = Backoff::new(FIRST_PAUSE, LAST_PAUSE, 2.0);
            }
            Err(error) if is_refusal(&error) => state.refusal = Some(error),
            Err(error) => {
                let asked = error.retry_after().unwrap_or_default().min(LAST_PAUSE);
                let pause = state.pauses.next().mul_f64(0.75 + 0.25 * fastrand::f64()).max(asked);
                tracing::warn!(%error, ?pause, "credentials were not renewed");
                state.failure = Some((error, after(pause)));
            }
        }
    }
}

/// Returns whether a repeated exchange would be refused too. For example, a wrong password must not be sent again,
/// because IAM would lock the account.
fn is_refusal(error: &Error) -> bool {
    use ErrorKind::{Forbidden, InvalidInput, NotFound, Rejected, Unauthenticated, WrongEndpoint};
    let kinds = [Unauthenticated, Forbidden, NotFound, Rejected, WrongEndpoint, InvalidInput];
    !error.is_retryable() && kinds.contains(&error.kind())
}

/// A guard that marks the exchange as ended when it is dropped. The guard is also dropped if the runtime cancels the
/// task of the exchange.
struct Running<E: Exchange>(Arc<Inner<E>>);

impl<E: Exchange> Drop for Running<E> {
    fn drop(&mut self) {
        self.0.lock().is_running = false;
        self.0.finished.send_replace(());
    }
}

impl<E: Exchange> fmt::Debug for Renewable<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.source.fmt(f)
    }
}

#[cfg(test)]
mod tests;
