//! Doc comments as people write them: a line each, a space after the slashes.

use syn::{Attribute, File, visit_mut::VisitMut};

use super::{doc, doc_mut};

pub(super) fn apply(file: &mut File) {
    Lines.visit_file_mut(file);
}

struct Lines;

impl VisitMut for Lines {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut lines = Vec::new();
        for mut attribute in attributes.drain(..) {
            let Some(text) = doc_mut(&mut attribute).map(|text| text.value()) else {
                lines.push(attribute);
                continue;
            };
            for line in text.trim_end().split('\n') {
                let line = line.trim_end().trim_end_matches('\r');
                let line = if line.is_empty() || line.starts_with(' ') { line.to_owned() } else { format!(" {line}") };
                lines.push(doc(&line));
            }
        }
        *attributes = lines;
    }
}
