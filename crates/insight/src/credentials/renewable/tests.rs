use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use super::*;

const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A source of values that counts the exchanges. An exchange is a request for a new value. It takes one second, and
/// fails if the test sets `is_down` or `refuses`.
#[derive(Debug, Default)]
struct Source {
    exchanges: Arc<AtomicU32>,
    is_down: Arc<AtomicBool>,
    refuses: Arc<AtomicBool>,
}

impl Exchange for Source {
    type Value = u32;

    async fn exchange(&self) -> Result<Issued<u32>, Error> {
        let value = self.exchanges.fetch_add(1, Ordering::Relaxed) + 1;
        sleep(Duration::from_secs(1)).await;
        if self.is_down.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Unavailable, "down").retryable());
        }
        if self.refuses.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Unauthenticated, "wrong password"));
        }
        Ok(Issued { value, life: LIFE })
    }
}

struct Setup {
    value: Arc<Renewable<Source>>,
    exchanges: Arc<AtomicU32>,
    is_down: Arc<AtomicBool>,
    refuses: Arc<AtomicBool>,
}

impl Setup {
    fn new() -> Self {
        let source = Source::default();
        let (exchanges, is_down, refuses) = (source.exchanges.clone(), source.is_down.clone(), source.refuses.clone());
        Self { value: Arc::new(Renewable::new(source)), exchanges, is_down, refuses }
    }

    fn exchanges(&self) -> u32 {
        self.exchanges.load(Ordering::Relaxed)
    }

    fn is_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn concurrent_callers_share_one_exchange_and_a_dropped_caller_does_not_cancel_it() {
    let setup = Setup::new();
    assert!(timeout(Duration::from_millis(10), setup.value.get()).await.is_err());
    let values: BTreeSet<u32> =
        join_all((0..1000).map(|_| setup.value.get())).await.into_iter().map(Result::unwrap).collect();
    assert_eq!((values, setup.exchanges()), (BTreeSet::from([1]), 1));
}

#[tokio::test(start_paused = true)]
async fn value_is_renewed_early_and_without_waiting() {
    let setup = Setup::new();
    setup.value.get().await.unwrap();
    sleep(LIFE.mul_f64(1.0 - RENEWAL * 1.21)).await;
    assert_eq!((setup.value.get().await.unwrap(), setup.exchanges()), (1, 1));
    sleep(LIFE.mul_f64(RENEWAL * 0.42)).await;
    // This call starts the exchange and returns the current value without waiting.
    let started = Instant::now();
    assert_eq!((setup.value.get().await.unwrap(), started.elapsed()), (1, Duration::ZERO));
    sleep(Duration::from_secs(2)).await;
    assert_eq!((setup.value.get().await.unwrap(), setup.exchanges()), (2, 2));
}

/// IAM is down for 30 minutes. When the outage begins, renewal is due, but the value is still valid. Every 90 seconds,
/// `get` is called 10,000 times. All calls return the value.
#[tokio::test(start_paused = true)]
async fn outage_is_not_noticed_while_the_value_is_valid() {
    let setup = Setup::new();
    setup.value.get().await.unwrap();
    sleep(LIFE.mul_f64(1.0 - RENEWAL * 0.5)).await;
    setup.is_down(true);
    let before = setup.exchanges();
    for _ in 0..20 {
        for _ in 0..10_000 {
            assert_eq!(setup.value.get().await.unwrap(), 1);
        }
        sleep(Duration::from_secs(90)).await;
    }
    let during = setup.exchanges() - before;
    assert!((10..=60).contains(&during), "{during} exchanges");
    setup.is_down(false);
    // After the outage, the next exchange may start only when the pause has ended. Then a call of `get` starts the
    // exchange, and the exchange takes one second.
    sleep(LAST_PAUSE).await;
    setup.value.get().await.unwrap();
    sleep(Duration::from_secs(2)).await;
    assert!(setup.value.get().await.unwrap() > 1);
}

/// IAM is down, and no value is stored. Each of 1,000 callers gets an error, waits for its `retry_after`, and calls `get`
/// again.
#[tokio::test(start_paused = true)]
async fn outage_without_a_value_is_not_multiplied_by_its_callers() {
    let setup = Setup::new();
    setup.is_down(true);
    let callers = (0..1000).map(|_| {
        let value = setup.value.clone();
        tokio::spawn(async move {
            loop {
                match value.get().await {
                    Ok(value) => return (value, Instant::now()),
                    Err(error) => {
                        assert!(error.is_retryable());
                        sleep(error.retry_after().unwrap()).await;
                    }
                }
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    sleep(Duration::from_secs(30 * 60)).await;
    let during = setup.exchanges();
    assert!((20..=60).contains(&during), "{during} exchanges");
    setup.is_down(false);
    let up = Instant::now();
    for result in join_all(callers).await {
        assert!(result.unwrap().1 - up <= LAST_PAUSE + Duration::from_secs(2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_exchange_is_not_repeated() {
    let setup = Setup::new();
    setup.refuses.store(true, Ordering::Relaxed);
    for _ in 0..3 {
        assert_eq!(setup.value.get().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
        sleep(LIFE).await;
    }
    assert_eq!(setup.exchanges(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_held_value_survives_a_refused_renewal_until_it_expires() {
    let setup = Setup::new();
    setup.value.get().await.unwrap();
    setup.refuses.store(true, Ordering::Relaxed);
    sleep(LIFE.mul_f64(0.95)).await;
    setup.value.get().await.unwrap();
    sleep(Duration::from_secs(2)).await;
    assert_eq!((setup.value.get().await.unwrap(), setup.exchanges()), (1, 2));
    sleep(LIFE.mul_f64(0.05)).await;
    assert_eq!(setup.value.get().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    assert_eq!(setup.exchanges(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_value_is_renewed_once_a_minute_for_all_callers() {
    let setup = Setup::new();
    let first = setup.value.get().await.unwrap();
    assert!((0..100).all(|_| setup.value.reject(|value| *value == first)));
    let second = setup.value.get().await.unwrap();
    assert_eq!((second, setup.exchanges()), (2, 2));
    // The first value is reported again, after it was replaced. This does not remove the second value.
    assert!(setup.value.reject(|value| *value == first));
    assert_eq!(setup.value.get().await.unwrap(), second);
    assert!(!setup.value.reject(|value| *value == second));
    sleep(REJECTION).await;
    assert!(setup.value.reject(|value| *value == second));
    assert_eq!(setup.value.get().await.unwrap(), 3);
}

#[test]
fn an_exchange_that_dies_with_its_runtime_does_not_block_the_next_one() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let setup = Setup::new();
    let first = runtime();
    first.block_on(async { timeout(Duration::from_millis(1), setup.value.get()).await.unwrap_err() });
    drop(first);
    assert_eq!(runtime().block_on(setup.value.get()).unwrap(), 2);
}
