//! Help pages, completions and exit codes.

use dataarts_insight_cli::ExitCode;

use super::{assert_run, run};

#[test]
fn help_pages() {
    for (name, args) in [
        ("main", &["--help"][..]),
        ("import-task", &["import-task", "--help"]),
        ("import-task-show", &["import-task", "show", "--help"]),
        ("import-task-wait", &["import-task", "wait", "--help"]),
        ("validate", &["validate", "--help"]),
        ("lint", &["lint", "--help"]),
        ("diff", &["diff", "--help"]),
        ("mock", &["mock", "--help"]),
        ("completions", &["completions", "--help"]),
    ] {
        let page = run(args);
        assert_eq!((page.code, page.stderr.as_str()), (0, ""), "{name}");
        // clap writes trailing blanks, which editors remove from snapshots.
        let text: Vec<&str> = page.stdout.lines().map(str::trim_end).collect();
        insta::assert_snapshot!(name, text.join("\n"));
    }
}

#[test]
fn help_names_every_exit_code_and_variable() {
    let page = run(&["import-task", "wait", "--help"]).stdout;
    for (code, meaning) in ExitCode::all() {
        assert!(page.contains(&format!("  {code}  {meaning}")), "{code}");
    }
    use dataarts_insight::environment::*;
    for name in [TOKEN, TOKEN_FILE, ENDPOINT, REGION, WORKSPACE_ID, PROJECT_ID, SDK_PROJECT_ID] {
        assert!(page.contains(name), "{name}");
    }
    let codes: Vec<u8> = ExitCode::all().map(|(code, _)| code).collect();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn no_flag_takes_a_token() {
    for command in ["show", "wait"] {
        let page = run(&["import-task", command, "--help"]).stdout;
        assert!(!page.contains("--token "), "{page}");
    }
    assert_eq!(run(&["import-task", "show", "x", "--token", "secret"]).code, 2);
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert_eq!(script.code, 0, "{shell}");
        for word in ["import-task", "validate", "workspace-id"] {
            assert!(script.stdout.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn suggests_the_right_subcommand() {
    assert_run!("wrong-argument", run(&["import-task", "weit"]));
}
