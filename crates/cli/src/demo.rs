//! The mock that `--mock` and `mock` start: a project and some scripted tasks.

use dataarts_insight_mock::Builder;

/// The project for users of the mock; the mock itself accepts any project.
pub(crate) const PROJECT: &str = "mock-project";

/// The task that `import-task wait --mock` waits for.
pub(crate) const SUCCEEDING: &str = "task-succeeds";

/// The scripted tasks, each with its steps.
pub(crate) const TASKS: [(&str, &str); 4] = [
    (SUCCEEDING, "to-be-processed,being-processed,being-processed,being-processed,succeeded"),
    ("task-succeeds-partially", "to-be-processed,being-processed,being-processed,being-processed,partially-succeeded"),
    ("task-fails", "to-be-processed,being-processed,being-processed,being-processed,failed"),
    ("task-never-ends", "to-be-processed,being-processed"),
];

/// Adds the scripted tasks to a mock.
pub(crate) fn with_tasks(builder: Builder) -> Builder {
    TASKS.iter().filter_map(|(id, steps)| format!("{id}={steps}").parse().ok()).fold(builder, Builder::task)
}
