//! `cargo xtask release-check`: checks that the crates can be released. Does not publish the crates.

use serde_json::Value;

use crate::{
    Error, ExitCode, Project,
    commands::check::{self, Screen},
};

/// The largest number of output lines that the screen shows for a failed program.
const LINES: usize = 12;

/// The result of a program run.
#[derive(Debug, Clone)]
pub struct Output {
    /// True if the program succeeded.
    pub success: bool,
    /// The text on stdout.
    pub stdout: String,
    /// The text on stderr.
    pub stderr: String,
}

/// The settings of a release check.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// True if the packages are made but not compiled.
    pub no_verify: bool,
}

/// Runs every step of `cargo xtask check`, and then the steps manifests, package, docs, deny and msrv.
///
/// `run` runs a program with its arguments in the root of the workspace, and returns `None` if the program is not
/// installed.
///
/// # Errors
/// If the manifest of the contracts cannot be read.
pub fn run(
    project: &Project,
    options: Options,
    run: &mut dyn FnMut(&[&str]) -> Option<Output>,
) -> Result<Screen, Error> {
    let mut screen = check::run(project, &check::Options::default())?;
    let packages = match packages(run) {
        Ok(packages) => packages,
        Err(message) => {
            screen.failed("manifests", ExitCode::Release, "cargo cannot read the workspace", &[message]);
            return Ok(screen);
        }
    };
    manifests(&mut screen, &packages);
    let selected: Vec<&str> = packages.iter().flat_map(|package| ["-p", package.name.as_str()]).collect();
    let verify: &[&str] = if options.no_verify { &["--no-verify"] } else { &[] };
    let package = [&["cargo", "package", "--quiet"], verify, &selected].concat();
    program(&mut screen, "package", run(&package), &format!("{} crates", packages.len()));
    let docs = [&["cargo", "doc", "--quiet", "--no-deps", "--all-features"], selected.as_slice()].concat();
    program(&mut screen, "docs", run(&docs), "no warnings");
    match run(&["cargo", "deny", "--version"]).filter(|output| output.success) {
        Some(_) => {
            let deny = ["cargo", "deny", "--log-level", "error", "check", "bans", "licenses", "sources"];
            program(&mut screen, "deny", run(&deny), "bans, licences, sources");
        }
        None => screen.skipped("deny", "cargo-deny is not installed"),
    }
    msrv(&mut screen, &packages, run);
    Ok(screen)
}

/// A package to publish.
#[derive(Debug)]
struct Package {
    name: String,
    metadata: Value,
}

/// Returns the packages of the workspace that can be published.
fn packages(run: &mut dyn FnMut(&[&str]) -> Option<Output>) -> Result<Vec<Package>, String> {
    let output = run(&["cargo", "metadata", "--no-deps", "--format-version", "1"]).ok_or("cargo is not installed")?;
    if !output.success {
        return Err(output.stderr);
    }
    let metadata: Value = serde_json::from_str(&output.stdout).map_err(|error| error.to_string())?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    // In the metadata, `publish = false` is an empty list of registries.
    let is_public =
        |package: &&Value| package.get("publish").is_none_or(|registries| *registries != serde_json::json!([]));
    let package = |metadata: &Value| {
        let name = metadata.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Package { name, metadata: metadata.clone() }
    };
    Ok(packages.filter(is_public).map(package).collect())
}

/// Checks that the manifest of each package has the keys that a registry shows, such as `description` and `license`. If
/// a package depends on another crate of the workspace, checks that this crate is published too.
fn manifests(screen: &mut Screen, packages: &[Package]) {
    let mut missing = Vec::new();
    for Package { name, metadata } in packages {
        for (key, pointer) in [
            ("description", "/description"),
            ("license", "/license"),
            ("readme", "/readme"),
            ("rust-version", "/rust_version"),
            ("keywords", "/keywords/0"),
            ("categories", "/categories/0"),
            ("package.metadata.docs.rs", "/metadata/docs/rs"),
        ] {
            if metadata.pointer(pointer).is_none_or(Value::is_null) {
                missing.push(format!("{name} has no `{key}`"));
            }
        }
        let dependencies = metadata.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        for dependency in dependencies {
            let text = |key: &str| dependency.get(key).and_then(Value::as_str).unwrap_or_default();
            let is_local = dependency.get("path").is_some_and(|path| !path.is_null()) && text("kind") != "dev";
            if is_local && text("req") == "*" {
                missing.push(format!("{name}: the dependency {} has no `version`", text("name")));
            }
            if is_local && packages.iter().all(|package| package.name != text("name")) {
                missing.push(format!("{name} depends on {}, which is not published", text("name")));
            }
        }
    }
    match (packages, missing.as_slice()) {
        ([], _) => screen.failed("manifests", ExitCode::Release, "no crate can be published", &[]),
        (_, []) => screen.fine("manifests", format!("{} crates to publish", packages.len())),
        _ => screen.failed("manifests", ExitCode::Release, "incomplete", &missing),
    }
}

/// Checks that every package declares the same `rust-version`, the oldest version of Rust that can compile the package.
/// If this version is installed, compiles the workspace with it.
fn msrv(screen: &mut Screen, packages: &[Package], run: &mut dyn FnMut(&[&str]) -> Option<Output>) {
    let mut versions: Vec<&str> =
        packages.iter().filter_map(|package| package.metadata.get("rust_version")?.as_str()).collect();
    versions.sort_unstable();
    versions.dedup();
    let [version] = versions.as_slice() else {
        let versions = versions.join(", ");
        return screen.failed(
            "msrv",
            ExitCode::Release,
            format!("the crates differ in `rust-version`: {versions}"),
            &[],
        );
    };
    let is_version = |found: &str| {
        found.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', ' ']))
    };
    let toolchains = run(&["rustup", "toolchain", "list"]).map(|output| output.stdout).unwrap_or_default();
    let installed = toolchains.lines().find_map(|line| line.split(' ').next().filter(|name| is_version(name)));
    let current = run(&["rustc", "--version"]).map(|output| output.stdout).unwrap_or_default();
    let current = current.strip_prefix("rustc ").unwrap_or_default();
    let toolchain = installed.map(|name| format!("+{name}"));
    match (&toolchain, is_version(current)) {
        (Some(toolchain), _) => {
            let check = ["cargo", toolchain, "check", "--quiet", "--workspace"];
            program(screen, "msrv", run(&check), &format!("compiles with Rust {version}"));
        }
        (None, true) => {
            let check = run(&["cargo", "check", "--quiet", "--workspace"]);
            program(screen, "msrv", check, &format!("compiles with Rust {version}"));
        }
        (None, false) => screen.skipped("msrv", &format!("Rust {version} is not installed")),
    }
}

/// Adds the result of a program as a step of the screen.
fn program(screen: &mut Screen, step: &'static str, output: Option<Output>, message: &str) {
    match output {
        Some(output) if output.success => screen.fine(step, message),
        None => screen.failed(step, ExitCode::Release, "cargo is not installed", &[]),
        Some(output) => {
            let lines: Vec<String> = output.stderr.lines().map(str::to_owned).collect();
            let first = lines.iter().position(|line| line.starts_with("error")).unwrap_or_default();
            let shown: Vec<String> = lines.into_iter().skip(first).take(LINES).collect();
            screen.failed(step, ExitCode::Release, "", &shown);
        }
    }
}
