//! Reports descriptions with blocks that rustdoc compiles as Rust.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "doctest-description",
    severity: Error,
    summary: "A description has no code fence without a language and no line that is indented by four spaces.",
    why: "Descriptions become documentation of the generated client, where rustdoc compiles such a block as a Rust \
          example: `cargo test` fails.",
    failing: &[
        fails(Surroundings::Schema, 5, "type: string\ndescription: |\n  A name, such as\n\n      task-1"),
        fails(Surroundings::Schema, 4, "type: string\ndescription: |\n  A name, such as\n  ```\n  task-1\n  ```"),
    ],
    passing: &[passes(
        Surroundings::Schema,
        "type: string\ndescription: |\n  A name, such as\n  ```text\n  task-1\n  ```\n  - one of\n    many",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.definitions() {
        for key in ["description", "summary", "title"] {
            let Some(node) = object.get(key) else { continue };
            let Some(line) = node.as_str().and_then(code_line) else { continue };
            findings.report(
                place(objects, node, line),
                format!("the {key} has a block that rustdoc takes for Rust code"),
                "open the fence with ```text, or indent by less than four spaces",
            );
        }
    }
}

/// Finds the line that starts the first code block that rustdoc would compile.
fn code_line(text: &str) -> Option<&str> {
    let mut fence = false;
    let mut paragraph = false;
    let mut list = false;
    for line in text.lines() {
        let trimmed = line.trim_start_matches(' ');
        let indent = line.len() - trimmed.len();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            let language = trimmed.trim_start_matches(['`', '~']).trim();
            // rustdoc compiles a block as Rust if all its words are among these.
            let rust = language.split([',', ' ']).all(|word| {
                matches!(word, "" | "rust" | "should_panic" | "no_run" | "compile_fail") || word.starts_with("edition")
            });
            if !fence && rust {
                return Some(line);
            }
            fence = !fence;
            paragraph = false;
            continue;
        }
        if fence {
            continue;
        }
        let tabbed = line.starts_with('\t') || (indent < 4 && trimmed.starts_with('\t'));
        // In Markdown, an indented line is code only if it does not continue a paragraph or a list item.
        if !trimmed.is_empty() && (indent >= 4 || tabbed) && !paragraph && !list {
            return Some(line);
        }
        if trimmed.is_empty() {
            paragraph = false;
        } else {
            let item = trimmed.starts_with(['-', '*', '+']) || trimmed.starts_with(|c: char| c.is_ascii_digit());
            list = item || (list && (indent > 0 || paragraph));
            paragraph = true;
        }
    }
    None
}

/// Finds the bytes of a line in the source of a string. If the source differs, returns the bytes of the whole string.
fn place(objects: &Objects<'_>, node: &Node, line: &str) -> std::ops::Range<usize> {
    let source = objects.document().text().get(node.span.clone()).unwrap_or_default();
    let mut offset = node.span.start;
    for written in source.split_inclusive('\n') {
        let text = written.trim_end();
        if text.trim_start() == line.trim() {
            return offset + (text.len() - text.trim_start().len())..offset + text.len();
        }
        offset += written.len();
    }
    node.span.clone()
}
