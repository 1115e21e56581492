//! The project and the scripted tasks of the mock that the option `--mock` or the command `mock` starts.

use dataarts_insight_mock::Builder;

/// The project ID for users of the mock. The mock accepts any project ID.
pub(crate) const PROJECT: &str = "mock-project";

/// The task that `import-task wait --mock` waits for.
pub(crate) const SUCCEEDING: &str = "task-succeeds";

/// The IDs of the scripted tasks, each with the states that polls return in order.
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
