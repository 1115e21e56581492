//! Reads files of a commit with git, and finds commits such as the last release.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use crate::{Error, Project};

/// Returns the text of a file in a commit; `None` if the commit does not have the file.
///
/// # Errors
/// [`Error::NotFound`] if the commit does not exist; [`Error::Io`] if git cannot run.
pub fn file(project: &Project, revision: &str, path: &str) -> Result<Option<String>, Error> {
    let text = git(project.root(), &["show", "--end-of-options", &format!("{revision}:./{path}")])?;
    if text.is_none() {
        commit(project, revision)?;
    }
    Ok(text)
}

/// Returns the text of each Rust file in a folder of a commit, by its path.
///
/// # Errors
/// [`Error::Io`] if git cannot run.
pub fn rust_files(project: &Project, revision: &str, folder: &str) -> Result<BTreeMap<String, String>, Error> {
    let listed = git(project.root(), &["ls-tree", "-r", "--name-only", revision, "--", folder])?.unwrap_or_default();
    let paths: Vec<&str> = listed.lines().filter(|path| path.ends_with(".rs")).collect();
    let names: String = paths.iter().map(|path| format!("{revision}:./{path}\n")).collect();
    let io = |source| Error::Io { action: "run", path: "git".into(), source };
    let mut command = Command::new("git");
    command.arg("-C").arg(project.root()).args(["cat-file", "--batch"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(io)?;
    let input = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // Writes in another thread, because git starts to print before it has read all names. If this thread wrote all
        // names before it read, both pipes could become full, and both processes would wait without end.
        scope.spawn(move || input.map(|mut input| input.write_all(names.as_bytes())));
        child.wait_with_output()
    });
    let output = output.map_err(io)?.stdout;
    let mut rest = output.as_slice();
    let mut files = BTreeMap::new();
    for path in paths {
        // For each file, git prints a line that ends with the size of the file, then the content, and then a line feed.
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
        let (head, body) = rest.split_at(end + 1);
        let size = std::str::from_utf8(head).ok().and_then(|head| head.trim().rsplit(' ').next()?.parse().ok());
        let Some((content, after)) = size.and_then(|size: usize| body.split_at_checked(size)) else { break };
        files.insert(path.to_owned(), String::from_utf8_lossy(content).into_owned());
        rest = after.get(1..).unwrap_or_default();
    }
    Ok(files)
}

/// Returns the text of a file in a commit.
///
/// # Errors
/// [`Error::NotFound`] if the commit or the file does not exist; [`Error::Io`] if git cannot run.
pub fn required_file(project: &Project, revision: &str, path: &str) -> Result<String, Error> {
    file(project, revision, path)?.ok_or_else(|| Error::NotFound(format!("the commit `{revision}` has no file {path}")))
}

/// Returns the last common commit of the current branch and the main branch. Returns `None` if the current branch is
/// the main branch, or if the folder is not in a git repository.
#[must_use]
pub fn merge_base(project: &Project) -> Option<String> {
    let git = |arguments: &[&str]| git(project.root(), arguments).ok().flatten();
    let branch = git(&["symbolic-ref", "--short", "-q", "HEAD"]).unwrap_or_default();
    if ["main", "master"].contains(&branch.trim()) {
        return None;
    }
    let mains = ["origin/HEAD", "main", "master"].into_iter();
    let base = mains.into_iter().find_map(|main| git(&["merge-base", "HEAD", main]))?;
    Some(base.trim().to_owned())
}

/// Returns the tag of the last release, such as `v1.2.0`: the nearest tag on the current commit or on an earlier
/// commit. Returns `None` without such a tag or without a git repository.
#[must_use]
pub fn last_tag(project: &Project) -> Option<String> {
    let tag = git(project.root(), &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]).ok().flatten()?;
    Some(tag.trim().to_owned())
}

/// Returns the last commit that changed a file; `None` if no commit changed the file.
#[must_use]
pub fn last_commit(project: &Project, path: &str) -> Option<String> {
    let commit = git(project.root(), &["log", "-1", "--format=%H", "--", path]).ok().flatten()?;
    Some(commit.trim().to_owned()).filter(|commit| !commit.is_empty())
}

/// Returns whether files or folders differ between two commits, or between one commit and the working tree.
#[must_use]
pub fn differs(project: &Project, commits: &[&str], paths: &[&str]) -> bool {
    let arguments: Vec<&str> = ["diff", "--quiet"].iter().chain(commits).chain(&["--"]).chain(paths).copied().collect();
    matches!(git(project.root(), &arguments), Ok(None))
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
