//! The `dataarts-insight` command; all of it is in the library, for tests.

fn main() -> std::process::ExitCode {
    dataarts_insight_cli::run(std::env::args_os())
}
