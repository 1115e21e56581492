//! The styles of everything that is written to a terminal.

use anstyle::{AnsiColor, Style};

/// Success.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Warnings and partial success.
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// Errors.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Secondary text.
pub const DIM: Style = Style::new().dimmed();
/// Headings.
pub const STRONG: Style = Style::new().bold();
