//! Tests of `cargo xtask generate --watch`. The command calls a function to wait before it reads the files again. In
//! the tests, this function edits a file instead of waiting.

use std::fs;

use super::{CLIENT, CONTRACT, edit, workspace};
use crate::{commands::watch::watch, released};

#[test]
fn each_saved_change_is_generated_once() {
    let (_folder, project) = workspace();
    released::record(&project).unwrap();
    let path = project.root().join(CONTRACT);
    let mut pauses = 0;
    let wait = || {
        pauses += 1;
        match pauses {
            1 => edit(&project, CONTRACT, |text| text.replacen("total: {", "sum: {", 1)),
            // Simulates that an editor has written only half of the file.
            4 => {
                let text = project.read(CONTRACT).unwrap();
                fs::write(&path, &text[..text.len() / 2]).unwrap();
            }
            5 => fs::write(&path, "openapi: 3.0.3\npaths: [\n").unwrap(),
            8 => fs::remove_file(&path).unwrap(),
            _ => {}
        }
        pauses < 12
    };
    let mut reports = Vec::new();
    watch(&project, wait, |report| reports.push(report.map_err(|error| error.to_string())));
    assert_eq!(reports.len(), 4, "{reports:?}");
    assert_eq!(reports[0].as_ref().unwrap(), "16 of 16 derived files unchanged\n");
    let renamed = reports[1].as_ref().unwrap();
    assert!(renamed.contains(&format!("\n{CLIENT} ")), "{renamed}");
    let line = "\n  breaking openapi/shop.yaml:112:9  the property `total` is now `sum` (create_order)\n";
    assert!(renamed.contains(line), "{renamed}");
    assert!(renamed.contains("\nnext: `cargo check --workspace`"), "{renamed}");
    assert!(reports[2].as_ref().unwrap_err().contains("error[yaml-syntax]"));
    assert!(reports[3].as_ref().unwrap_err().starts_with("cannot read "));
}
