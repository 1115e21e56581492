//! The `dataarts-insight` command. All code is in the library, so that tests can call it.

fn main() -> std::process::ExitCode {
    dataarts_insight_cli::run(std::env::args_os())
}
