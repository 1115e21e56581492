//! The public items of each library crate, one a line. A change of a snapshot is a change that users see.
//!
//! After an intended change, run `INSTA_UPDATE=always cargo test -p dataarts-insight-tests public_api` and review
//! `git diff`.

use std::path::Path;

use xtask::{
    Input, Project,
    public_api::{Api, list_crate, listing},
};

const LIBRARIES: [&str; 9] =
    ["client", "diff", "iam-client", "insight", "lint", "mock", "openapi", "report", "validator"];

fn api(library: &str) -> Api {
    let project = Project::find(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let folder = format!("crates/{library}");
    let files = Input::Tree.rust_files(&project, &folder).unwrap().unwrap();
    list_crate(&|path| files.get(&format!("{folder}/src/{path}")).cloned()).unwrap()
}

#[test]
fn public_items_of_the_libraries() {
    for library in LIBRARIES {
        insta::assert_snapshot!(library, listing(&api(library)));
    }
}
