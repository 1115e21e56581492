//! The scenarios of the benchmark `client` with an allocator that counts; that benchmark runs this program.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints its figures, and stops when something fails"
)]

#[path = "client/scenarios.rs"]
mod scenarios;

use std::alloc::System;

use scenarios::Heap;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    scenarios::run(arguments.get(1..).unwrap_or_default(), || {
        let stats = ALLOCATOR.stats();
        Heap {
            calls: stats.allocations + stats.reallocations,
            bytes: stats.bytes_allocated,
            in_use: stats.bytes_allocated.saturating_sub(stats.bytes_deallocated),
        }
    });
}
