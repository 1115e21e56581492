//! The operations of the service, a file for each thing that they are about.

mod import_task;

pub use import_task::ImportTaskHandle;
