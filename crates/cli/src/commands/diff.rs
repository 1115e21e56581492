//! `diff`: lists the differences of two contracts, and their effects on clients.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use dataarts_insight_diff::{Report, Verdict, compare, rules};
use dataarts_insight_report::{OutputFormat, Renderer, Tool, escape, render_text};
use dataarts_insight_validator::Contract;

use crate::{
    contract::{self, RefFolder},
    exit::ExitCode,
    failure::Failure,
    terminal,
};

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// The old contract, OpenAPI 3.0 or 3.1 as YAML or JSON; `-` for stdin
    #[arg(required_unless_present = "explain")]
    old: Option<PathBuf>,

    /// The new contract; `-` for stdin
    #[arg(required_unless_present = "explain")]
    new: Option<PathBuf>,

    #[command(flatten)]
    ref_folder: RefFolder,

    /// How to write the changes
    #[arg(long, short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    output: Format,

    /// Exit with 1 if a change has this verdict or a worse verdict
    #[arg(long, value_enum, value_name = "VERDICT")]
    fail_on: Option<FailOn>,

    /// Explain a rule with an example: two contracts and their difference
    #[arg(long, value_name = "RULE", conflicts_with_all = ["old", "new"])]
    explain: Option<String>,
}

/// The output format of changes.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// A table for the comment of a review
    Markdown,
    /// One JSON document
    Json,
    /// Annotations of GitHub Actions, at lines of the new contract
    Github,
    /// SARIF 2.1.0, at lines of the new contract
    Sarif,
}

/// The verdict of `--fail-on`. The command exits with 1 if a change has this verdict or a worse verdict.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    /// Correct clients fail
    Breaking,
    /// Strict clients can fail
    Risky,
    /// Any change that a client can see
    Any,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(id) = &arguments.explain {
        return explain(id);
    }
    let (Some(old), Some(new)) = (&arguments.old, &arguments.new) else {
        return Err(Failure::usage("name two contracts"));
    };
    let is_stdin = |path: &Path| path.as_os_str() == "-";
    if is_stdin(old) && is_stdin(new) {
        return Err(Failure::usage("only one of the contracts can be read from stdin"));
    }
    let (old, new) = (read(old, &arguments.ref_folder)?, read(new, &arguments.ref_folder)?);
    let comparison =
        compare(&old, &new).map_err(|error| Failure::new(ExitCode::Unreadable, escape(&error.to_string())))?;
    let report = Report::of(comparison);
    let text = match arguments.output {
        Format::Human => report.human().lines().map(|line| format!("{}\n", escape(line))).collect(),
        Format::Markdown => report.markdown(),
        Format::Json => report.json(),
        Format::Github => rendered(&report, OutputFormat::Github),
        Format::Sarif => rendered(&report, OutputFormat::Sarif),
    };
    terminal::out(|out| out.write_all(text.as_bytes()))?;
    let limit = match arguments.fail_on {
        None => return Ok(ExitCode::Success),
        Some(FailOn::Breaking) => Verdict::Breaking,
        Some(FailOn::Risky) => Verdict::Risky,
        Some(FailOn::Any) => Verdict::Safe,
    };
    Ok(if report.worst() >= limit { ExitCode::Failed } else { ExitCode::Success })
}

fn read(path: &Path, folder: &RefFolder) -> Result<Contract, Failure> {
    if path.as_os_str() != "-" {
        return contract::read(path, folder);
    }
    let mut text = String::new();
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::new(ExitCode::Unreadable, escape(&format!("<stdin>: {error}")));
    std::io::stdin().read_to_string(&mut text).map_err(|error| unreadable(&error))?;
    Contract::parse("<stdin>", text).map_err(|error| Failure::new(ExitCode::Unreadable, escape(&error.to_string())))
}

fn rendered(report: &Report, format: OutputFormat) -> String {
    let tool = Tool { name: "dataarts-insight diff", version: env!("CARGO_PKG_VERSION"), rules: rules::descriptions() };
    let new = &report.comparison.new;
    render_text(&Renderer::new(format, false, tool), new.name(), new.text(), &report.comparison.changes)
}

fn explain(id: &str) -> Result<ExitCode, Failure> {
    let rule = rules::find(id).ok_or_else(|| {
        let near = dataarts_insight_diff::rules::nearest(id).unwrap_or_default();
        Failure::usage(format!("there is no rule {}{near}", escape(id)))
    })?;
    let (before, after) = rule.example.parts();
    terminal::out(|out| {
        writeln!(out, "{}: {}", rule.id, rule.summary)?;
        writeln!(out, "{}", rule.meaning)?;
        writeln!(out, "In requests: {}. In responses: {}.", rule.request, rule.response)?;
        writeln!(out, "The opposite change: {}", rule.mirror)?;
        writeln!(out, "\nbefore  {}\nafter   {}", before.replace('\n', "\n        "), after.replace('\n', "\n        "))
    })?;
    Ok(ExitCode::Success)
}
