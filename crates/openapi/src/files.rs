//! Reads a contract and its other files from the disk.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

/// The largest size of a contract in bytes, together with all other files to which its `$ref`s lead.
const MAX_BYTES: u64 = 32 << 20;

/// Reads a contract and the other files to which its `$ref`s lead. Reads only regular files inside one folder, and at
/// most 32 MiB in total.
///
/// ```no_run
/// use std::path::Path;
///
/// use dataarts_insight_openapi::{Contract, ContractFiles};
///
/// let mut files = ContractFiles::new(Path::new("api/pets.yaml"), None);
/// let text = files.contract()?;
/// let contract = Contract::parse_with_files("api/pets.yaml", text, &mut |path| files.other(path))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ContractFiles {
    contract: PathBuf,
    allowed: PathBuf,
    left: u64,
}

impl ContractFiles {
    /// Prepares to read a contract. Other files must lie inside the folder `allowed`. Without `allowed`, they must lie
    /// inside the folder of the contract.
    #[must_use]
    pub fn new(contract: &Path, allowed: Option<&Path>) -> Self {
        let folder = folder_of(contract);
        Self { contract: contract.to_owned(), allowed: allowed.unwrap_or(folder).to_owned(), left: MAX_BYTES }
    }

    /// Reads the text of the contract.
    ///
    /// # Errors
    /// A message if the contract cannot be read, is too large, or is not UTF-8.
    pub fn contract(&mut self) -> Result<String, String> {
        let file = File::open(&self.contract).map_err(|error| error.to_string())?;
        self.text(file)
    }

    /// Reads another file of the contract. Returns its name for messages, and its text. `path` is relative to the folder
    /// of the contract.
    ///
    /// # Errors
    /// A message if the file cannot be read, or must not be read.
    pub fn other(&mut self, path: &str) -> Result<(String, String), String> {
        let file = folder_of(&self.contract).join(path);
        let failed = |error: std::io::Error| format!("cannot read {path}: {error}");
        // A symbolic link can lead to any place, so the folder of its target is compared.
        let real = file.canonicalize().map_err(failed)?;
        if !real.starts_with(self.allowed.canonicalize().map_err(failed)?) {
            return Err(outside(path));
        }
        // The check comes before `open`, because to open a named pipe can wait without end.
        if !real.is_file() {
            return Err(format!("{path} is not a regular file: write the path of a file"));
        }
        let text = File::open(&real).map_err(failed).and_then(|file| {
            let text = self.text(file);
            text.map_err(|why| format!("cannot read {path}: {why}"))
        })?;
        Ok((file.display().to_string(), text))
    }

    fn text(&mut self, file: File) -> Result<String, String> {
        let mut text = Vec::new();
        file.take(self.left + 1).read_to_end(&mut text).map_err(|error| error.to_string())?;
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.left = self
            .left
            .checked_sub(length)
            .ok_or_else(|| format!("a contract has at most {} MiB, with all its files", MAX_BYTES >> 20))?;
        String::from_utf8(text).map_err(|error| match error.as_bytes() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16: save it as UTF-8".to_owned(),
            _ => format!("it is not UTF-8 at byte {}", error.utf8_error().valid_up_to()),
        })
    }
}

/// Returns the reason why a file outside of the allowed folder is not read.
#[must_use]
pub fn outside(path: &str) -> String {
    format!(
        "{path} is not inside the folder of the contract: move the file there, or allow a folder that contains it (the \
         option `--ref-folder`, or the key `ref_folder` of the manifest)"
    )
}

fn folder_of(contract: &Path) -> &Path {
    contract.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink, process::Command};

    use super::*;

    #[test]
    fn reads_regular_files_inside_the_allowed_folder_only() {
        let root = std::env::temp_dir().join(format!("contract-files-{}", std::process::id()));
        let (api, secret) = (root.join("api"), root.join("secret"));
        fs::create_dir_all(api.join("sub")).expect("a folder");
        fs::create_dir_all(&secret).expect("a folder");
        for (path, text) in [("api/c.yaml", "a: 1"), ("api/sub/b.yaml", "b: 1"), ("secret/key.yaml", "key: 1")] {
            fs::write(root.join(path), text).expect("a file");
        }
        symlink("../secret/key.yaml", api.join("link.yaml")).expect("a link");
        symlink("sub/b.yaml", api.join("inside.yaml")).expect("a link");
        symlink("/dev/zero", api.join("zero.yaml")).expect("a link");
        Command::new("mkfifo").arg(api.join("pipe.yaml")).status().expect("mkfifo");
        fs::write(api.join("big.yaml"), vec![b'a'; 33 << 20]).expect("a file");
        fs::write(api.join("utf16.yaml"), [0xff, 0xfe, b'a', 0]).expect("a file");

        let mut files = ContractFiles::new(&api.join("c.yaml"), None);
        assert_eq!(files.contract().as_deref(), Ok("a: 1"));
        assert_eq!(files.other("inside.yaml").expect("a file").1, "b: 1");
        for (path, why) in [
            ("link.yaml", "is not inside the folder"),
            ("../secret/key.yaml", "is not inside the folder"),
            ("zero.yaml", "is not inside the folder"),
            ("pipe.yaml", "is not a regular file"),
            ("sub", "is not a regular file"),
            ("gone.yaml", "No such file"),
            ("utf16.yaml", "it is UTF-16"),
            ("big.yaml", "at most 32 MiB"),
        ] {
            let error = files.other(path).expect_err(path);
            assert!(error.contains(why) && error.contains(path), "{path}: {error}");
        }
        let mut files = ContractFiles::new(&api.join("c.yaml"), Some(&root));
        assert_eq!(files.other("../secret/key.yaml").expect("an allowed file").1, "key: 1");
        let zero = ContractFiles::new(Path::new("/dev/zero"), None).contract().expect_err("no end");
        assert!(zero.contains("at most 32 MiB"), "{zero}");
        fs::remove_dir_all(root).expect("removed");
    }
}
