//! Reports HTML in descriptions.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "markup-in-description",
    severity: Warning,
    summary: "A description has no HTML.",
    why: "Descriptions are Markdown: readers that do not render HTML show the tags, others may run scripts in them.",
    failing: &[
        fails(Surroundings::Schema, 2, "type: string\ndescription: A name.<br>Nothing else."),
        fails(Surroundings::Schema, 2, "type: string\ndescription: \"A name: <script>alert(1)</script>.\""),
    ],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: \"One of `<b>`, <https://a.test>, <name>, a < b.\"")],
    check,
};

const TAGS: [&str; 40] = [
    "a", "b", "blockquote", "br", "button", "center", "code", "dd", "details", "div", "dl", "dt", "em", "embed", "font", "form",
    "h1", "h2", "h3", "h4", "hr", "i", "iframe", "img", "input", "li", "link", "object", "ol", "p", "pre", "script", "span", "strong",
    "style", "sub", "sup", "table", "u", "ul",
];

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.definitions() {
        for key in ["description", "summary"] {
            if let Some(tag) = object.text(key).and_then(tag) {
                findings.report(object.value_span(key), format!("the {key} has the tag `<{tag}>`"), "write Markdown");
            }
        }
    }
}

/// Returns the first HTML tag. Text between backticks is code, so it is skipped.
fn tag(text: &str) -> Option<&'static str> {
    text.split('`').step_by(2).flat_map(|plain| plain.split('<').skip(1)).find_map(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
        let ends = rest.get(name.len()..)?.starts_with(['>', '/', ' ', '\n']);
        TAGS.into_iter().find(|tag| ends && tag.eq_ignore_ascii_case(name) && rest.contains('>'))
    })
}
