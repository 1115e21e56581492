//! The `dataarts-insight` program, for tests of this package: cargo builds it with them.

fn main() -> std::process::ExitCode {
    dataarts_insight_cli::run(std::env::args_os())
}
