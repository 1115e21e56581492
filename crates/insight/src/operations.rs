//! The operations of the service. Each resource, such as an import task, has a file.

mod import_task;

pub use import_task::ImportTaskHandle;
