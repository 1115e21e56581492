//! Prints the results as Markdown, and the machine on which they were measured.

use std::{fs, process::Command};

/// The seconds of each round.
pub(crate) type Times = Vec<f64>;

pub(crate) fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Returns how many times as long one took as the other: the median of the ratios of each round.
pub(crate) fn ratio(long: &[f64], short: &[f64]) -> f64 {
    let ratios: Times = long.iter().zip(short).map(|(long, short)| long / short).collect();
    median(&ratios)
}

/// Returns the range of the rounds as a share of the median.
pub(crate) fn spread(times: &[f64]) -> f64 {
    let (least, most) =
        times.iter().fold((f64::MAX, f64::MIN), |(least, most), time| (least.min(*time), most.max(*time)));
    (most - least) / median(times)
}

/// Prints a table of a column of names and columns of numbers.
pub(crate) fn print(headings: &[&str], rows: &[Vec<String>]) {
    println!("| {} |", headings.join(" | "));
    println!("|---|{}", "--:|".repeat(headings.len() - 1));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
    println!();
}

/// Writes a number with three significant digits.
pub(crate) fn digits(number: f64) -> String {
    match number.abs() {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// A required ratio and its measurement.
pub(crate) struct Bar {
    pub(crate) what: &'static str,
    pub(crate) unit: Unit,
    pub(crate) least: f64,
    pub(crate) good: f64,
    /// `None` if a peer is not installed.
    pub(crate) measured: Option<f64>,
}

#[derive(Clone, Copy)]
pub(crate) enum Unit {
    /// At least so many times as fast.
    Times,
    /// At most this share of the time.
    Share,
    /// At most this memory.
    Mebibytes,
}

impl Bar {
    fn row(&self) -> Vec<String> {
        let show = |number: f64| match self.unit {
            Unit::Times => format!("{}×", digits(number)),
            Unit::Share => format!("1/{number:.0}"),
            Unit::Mebibytes => format!("{} MiB", digits(number)),
        };
        let reaches = |measured: f64, bar: f64| match self.unit {
            Unit::Times | Unit::Share => measured >= bar,
            Unit::Mebibytes => measured <= bar,
        };
        let met = match self.measured {
            None => "not measured",
            Some(measured) if reaches(measured, self.good) => "good",
            Some(measured) if reaches(measured, self.least) => "yes",
            Some(_) => "**no**",
        };
        let measured = self.measured.map_or("—".to_owned(), show);
        vec![self.what.to_owned(), show(self.least), show(self.good), measured, met.to_owned()]
    }
}

pub(crate) fn print_bars(bars: &[Bar]) {
    let rows: Vec<_> = bars.iter().map(Bar::row).collect();
    print(&["what", "at least", "good", "measured", "met"], &rows);
}

/// Prints the machine, the compiler, and the versions of the engines.
pub(crate) fn print_machine(peers: &[String]) {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("unknown");
        found.trim_start_matches([' ', '\t', ':', '=']).trim_matches('"').to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("- {}, {cores} cores, {}", value(&read("/proc/cpuinfo"), "model name"), std::env::consts::ARCH);
    println!(
        "- {}, kernel {}",
        value(&read("/etc/os-release"), "PRETTY_NAME"),
        read("/proc/sys/kernel/osrelease").trim()
    );
    let rustc = Command::new("rustc").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    println!("- {}", String::from_utf8_lossy(&rustc).trim());
    for name in ["serde_json", "jsonschema"] {
        println!("- `{name}` {}", locked(name));
    }
    for line in peers {
        println!("- {line}");
    }
    println!();
}

/// Returns the version of a package in Cargo.lock.
fn locked(name: &str) -> &'static str {
    let lock = include_str!("../../../Cargo.lock");
    let rest = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default()
}
