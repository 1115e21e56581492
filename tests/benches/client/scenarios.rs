//! What is measured, in a process of its own: each scenario prints its figures, one a line.

use std::{
    fs,
    hint::black_box,
    time::{Duration, Instant},
};

use dataarts_insight::{AccessKey, Client, ClientBuilder, Error, Token, Wait};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use rustix::{
    thread::{CpuSet, sched_setaffinity},
    time::{ClockId, clock_gettime},
};
use serde::Deserialize;

/// The calls that run at the same time.
const CONCURRENCY: usize = 16;
/// The polls of each wait.
pub(crate) const POLLS: usize = 3;
/// The project, and the workspace.
const PROJECT: &str = "0605767e8280d5762fd0c0133f6b5a3a";
const WORKSPACE: &str = "12913c92b2b54f9d8b7f4e1a9c3d5e7f";
const TASK: &str = "2406a337b2b54f9da5b2b01a61d2043b";

/// Heap calls and bytes so far, and the bytes in use.
#[derive(Clone, Copy, Default)]
pub(crate) struct Heap {
    pub(crate) calls: usize,
    pub(crate) bytes: usize,
    pub(crate) in_use: usize,
}

/// What the scenarios need from their process.
pub(crate) struct Context {
    /// The base URL of the server.
    pub(crate) server: String,
    /// Rounds, or waits: see the scenario.
    pub(crate) size: usize,
    pub(crate) heap: fn() -> Heap,
}

/// Runs the scenario that the arguments name: `SCENARIO SERVER SIZE`.
pub(crate) fn run(arguments: &[String], heap: fn() -> Heap) {
    let [scenario, server, size] = arguments else { panic!("the arguments are SCENARIO SERVER SIZE") };
    let context = Context { server: server.clone(), size: size.parse().expect("a number"), heap };
    pin(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        match scenario.as_str() {
            "get" => context.get().await,
            "waits" => context.waits().await,
            "limit" => context.limit().await,
            "faults" => context.faults().await,
            other => panic!("{other} is not a scenario"),
        }
    });
}

/// Keeps this thread on one core, if there are several.
pub(crate) fn pin(core: usize) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut set = CpuSet::new();
    set.set(core % cores);
    let _ = sched_setaffinity(None, &set);
}

fn median(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

/// Prints a figure.
fn report(name: &str, figure: f64) {
    println!("{name} {figure}");
}

/// The processor time of this process.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Returns a figure of `/proc/self/status` in MiB.
fn memory(name: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB"));
    line.and_then(|kibibytes| kibibytes.trim().parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}

impl Context {
    fn builder(&self, mode: &str) -> ClientBuilder {
        Client::builder().endpoint(format!("{}/{mode}", self.server)).project(PROJECT).workspace(WORKSPACE)
    }

    fn client(&self, mode: &str) -> Client {
        self.builder(mode).token(token()).build().expect("the settings are valid")
    }

    /// Single calls, in rounds with a turn for each client.
    async fn get(&self) {
        const CALLS: usize = 4000;
        let ours = self.client("get");
        let key = AccessKey::new("HPUAABCDEFGHIJKLMNOP", "s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3t").expect("a valid key");
        let signed = self.builder("get").access_key(key).build().expect("the settings are valid");
        let raw = reqwest::Client::builder().no_proxy().build().expect("a client");
        for round in 0..=self.size {
            let turns = [
                ("raw", many(CALLS, || raw_get(&raw, &self.server)).await),
                ("ours", many(CALLS, || our_get(&ours)).await),
                ("signed", many(CALLS, || our_get(&signed)).await),
            ];
            // The first round warms up.
            for (name, cpu) in turns.into_iter().filter(|_| round > 0) {
                report(&format!("{name}.{round}"), cpu);
            }
        }
        self.count("raw", || raw_get(&raw, &self.server)).await;
        self.count("ours", || our_get(&ours)).await;
        self.count("signed", || our_get(&signed)).await;
    }

    /// Reports the heap calls and bytes of one call: the median of many, one after the other.
    async fn count<F: Future<Output = ()>>(&self, name: &str, call: impl Fn() -> F) {
        let (mut calls, mut bytes) = (Vec::new(), Vec::new());
        for _ in 0..200 {
            let before = (self.heap)();
            call().await;
            // The connection's task goes back to its read.
            tokio::task::yield_now().await;
            let after = (self.heap)();
            calls.push(after.calls - before.calls);
            bytes.push(after.bytes - before.bytes);
        }
        report(&format!("{name}.allocations"), median(calls) as f64);
        report(&format!("{name}.bytes"), median(bytes) as f64);
    }

    /// Many waits at the same time, each with three polls, one a second.
    async fn waits(&self) {
        let client = self.client("poll");
        let one = self.client("get");
        let (before, task) = {
            let task = one.import_task(TASK).expect("a valid ID").get().await.expect("a task").into_inner();
            let before = (self.heap)().in_use;
            (before, std::sync::Arc::new(task.clone()))
        };
        let heap_of_task = (self.heap)().in_use - before;
        drop((task, one));
        tokio::time::sleep(Duration::from_millis(100)).await;
        let base = (self.heap)().in_use;
        let cpu_before = cpu();
        let waiting = tokio::spawn(wait_for_all(client, self.size, Duration::from_secs(1)));
        // Each wait has had its first poll, and most have not had their second.
        tokio::time::sleep(Duration::from_millis(1000)).await;
        let mut most = 0;
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            most = most.max((self.heap)().in_use.saturating_sub(base));
        }
        let polls = waiting.await.expect("no panic");
        report("heap_per_wait", (most as f64 / self.size as f64) - heap_of_task as f64);
        report("heap_of_task", heap_of_task as f64);
        report("peak", memory("VmHWM:"));
        report("cpu_per_poll", (cpu() - cpu_before).as_secs_f64() * 1e6 / polls as f64);
    }

    /// Many waits on a server that limits the rate of requests.
    async fn limit(&self) {
        let started = Instant::now();
        wait_for_all(self.client("limit"), self.size, Duration::from_secs(1)).await;
        report("seconds", started.elapsed().as_secs_f64());
    }

    /// Memory beyond the limit of a body, and time beyond a deadline.
    async fn faults(&self) {
        const DEADLINE: Duration = Duration::from_millis(300);
        const LIMIT_MIB: f64 = 0.25;
        // The first call starts what every call uses.
        self.client("get").import_task(TASK).expect("a valid ID").get().await.expect("a task");
        let (mut memory_beyond, mut late) = (0_f64, Duration::ZERO);
        for mode in ["endless", "nested", "stall"] {
            let client = self.builder(mode).token(token()).total_timeout(DEADLINE).build().expect("valid settings");
            let handle = client.import_task(TASK).expect("a valid ID");
            // Sets the peak to the memory in use.
            let _ = fs::write("/proc/self/clear_refs", "5");
            let before = memory("VmRSS:");
            let started = Instant::now();
            let result: Result<_, Error> = handle.get().await;
            late = late.max(started.elapsed().saturating_sub(DEADLINE));
            assert!(result.is_err(), "{mode} is a fault");
            memory_beyond = memory_beyond.max(memory("VmHWM:") - before - LIMIT_MIB);
        }
        report("memory_beyond", memory_beyond.max(0.0));
        report("late_ms", late.as_secs_f64() * 1000.0);
    }
}

/// Waits for `count` tasks. Returns the number of polls.
async fn wait_for_all(client: Client, count: usize, interval: Duration) -> usize {
    let ids = (0..count).map(|number| format!("2406a337b2b54f9da5b2{number:012}"));
    let configure = |wait: Wait| wait.interval(interval).max_interval(interval);
    let mut ends = client.wait_all(ids, configure).expect("valid IDs");
    while let Some((id, result)) = ends.next().await {
        result.unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    count * POLLS
}

/// Makes `calls` calls, [`CONCURRENCY`] at a time. Returns the processor time of one, in microseconds.
async fn many<F: Future<Output = ()>>(calls: usize, call: impl Fn() -> F) -> f64 {
    let before = cpu();
    let lane = || async {
        for _ in 0..calls / CONCURRENCY {
            call().await;
        }
    };
    let mut lanes: FuturesUnordered<_> = (0..CONCURRENCY).map(|_| lane()).collect();
    while lanes.next().await.is_some() {}
    (cpu() - before).as_secs_f64() * 1e6 / calls as f64
}

fn token() -> Token {
    Token::new("x".repeat(1000)).expect("a valid token")
}

async fn our_get(client: &Client) {
    let handle = client.import_task(TASK).expect("a valid ID");
    black_box(handle.get().await.expect("a task"));
}

/// The same call with `reqwest` alone, as a program without a client writes it.
async fn raw_get(client: &reqwest::Client, server: &str) {
    let url = format!("{server}/get/v1/{PROJECT}/resource-package/import-tasks/{TASK}");
    let request = client.get(url).header("X-Auth-Token", &*TOKEN).header("X-Workspace-Id", WORKSPACE);
    let response = request.send().await.and_then(reqwest::Response::error_for_status).expect("a response");
    black_box(response.json::<Task>().await.expect("a task"));
}

static TOKEN: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "x".repeat(1000));

/// An import task as a program without a client declares it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields are only decoded")]
struct Task {
    id: Option<String>,
    name: Option<String>,
    project_id: Option<String>,
    workspace_id: Option<String>,
    domain_id: Option<String>,
    status: Option<i64>,
    import_type: Option<String>,
    import_param: Option<String>,
    import_detail: Option<String>,
    obs_bucket: Option<String>,
    obs_object_key: Option<String>,
    error_msg: Option<String>,
    create_user: Option<String>,
    create_user_name: Option<String>,
    create_date: Option<i64>,
    update_date: Option<i64>,
}
