//! Reads files of a commit with git.

use std::{path::Path, process::Command};

use crate::{Error, Project};

/// Returns the text of a file in a commit; `None` if the commit does not have the file.
///
/// # Errors
/// [`Error::NotFound`] if the commit does not exist; [`Error::Io`] if git cannot run.
pub fn file(project: &Project, revision: &str, path: &str) -> Result<Option<String>, Error> {
    commit(project, revision)?;
    git(project.root(), &["show", &format!("{revision}:{path}")])
}

/// Returns the text of a file in a commit.
///
/// # Errors
/// [`Error::NotFound`] if the commit or the file does not exist; [`Error::Io`] if git cannot run.
pub fn required_file(project: &Project, revision: &str, path: &str) -> Result<String, Error> {
    file(project, revision, path)?.ok_or_else(|| Error::NotFound(format!("the commit `{revision}` has no file {path}")))
}

/// Returns the commit to compare the working tree with. On a branch, this commit is the last common commit with the
/// main branch. On the main branch, this commit is the last release.
///
/// # Errors
/// [`Error::NotFound`] with advice, if neither commit exists.
pub fn base(project: &Project) -> Result<String, Error> {
    let root = project.root();
    let branch = git(root, &["symbolic-ref", "--short", "-q", "HEAD"])?.unwrap_or_default();
    for main in ["origin/HEAD", "main", "master"] {
        if branch.trim() == main || git(root, &["rev-parse", "--verify", "-q", main])?.is_none() {
            continue;
        }
        if ["main", "master"].contains(&branch.trim()) {
            break;
        }
        if let Some(base) = git(root, &["merge-base", "HEAD", main])? {
            return Ok(base.trim().to_owned());
        }
    }
    match git(root, &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"])? {
        Some(tag) => Ok(tag.trim().to_owned()),
        None => Err(Error::NotFound(
            "there is nothing to compare with: this is the main branch and no tag `v…` names a release; name a commit, \
             such as `cargo xtask diff HEAD`"
                .to_owned(),
        )),
    }
}

fn commit(project: &Project, revision: &str) -> Result<(), Error> {
    let name = format!("{revision}^{{commit}}");
    match git(project.root(), &["rev-parse", "--verify", "-q", "--end-of-options", &name])? {
        Some(_) => Ok(()),
        None => Err(Error::NotFound(format!("`{revision}` is neither a file nor a commit of this repository"))),
    }
}

/// Runs git and returns its output; `None` if git fails.
fn git(root: &Path, arguments: &[&str]) -> Result<Option<String>, Error> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|source| Error::Io { action: "run", path: "git".into(), source })?;
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}
