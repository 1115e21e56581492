//! Reads the credentials file of the official SDKs, `~/.huaweicloud/credentials`.

use std::{fs, path::PathBuf};

use configparser::ini::Ini;
use zeroize::Zeroizing;

use super::AccessKey;
use crate::{
    environment::{SDK_CREDENTIALS_FILE, Variables},
    error::{Error, ErrorKind},
};

/// The names of the sections. The first section that exists is used.
const SECTIONS: [&str; 2] = ["basic", "global"];

/// The values in a credentials file.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) key: AccessKey,
    pub(crate) project: Option<String>,
    pub(crate) iam_endpoint: Option<String>,
}

/// Reads the credentials file. Returns `None` if the default file does not exist. If a variable sets the path of the
/// file, a missing file is an error.
pub(crate) fn read(variables: &Variables<'_>) -> Result<Option<Profile>, Error> {
    let (path, is_named) = match (variables.raw(SDK_CREDENTIALS_FILE), variables.raw(HOME)) {
        (Some(path), _) => (PathBuf::from(path), true),
        (None, Some(home)) => (PathBuf::from(home).join(".huaweicloud").join("credentials"), false),
        (None, None) => return Ok(None),
    };
    let refuse = |what: &str| {
        Error::new(ErrorKind::InvalidInput, format!("the credentials file {} {what}", path.display()))
            .with_hint("it has a section [basic] with the keys ak and sk")
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => return Ok(None),
        Err(error) => return Err(refuse("cannot be read").with_source(error)),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(&path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0) {
            tracing::warn!(path = %path.display(), "other users can read the credentials file: run chmod 600");
        }
    }
    let mut file = Ini::new();
    // `#` and `;` do not start a comment within a value, because a secret may contain these characters.
    file.set_inline_comment_symbols(Some(&[]));
    // The parser's message contains no secret: it contains the line number, but not the text of the line.
    file.read(text.to_string()).map_err(|error| refuse(&format!("is not an INI file: {error}")))?;
    let Some(name) = SECTIONS.iter().find(|name| file.get_map_ref().contains_key(**name)) else {
        return Err(refuse("has neither a section [basic] nor [global]"));
    };
    profile(|key| file.get(name, key))
        .map(Some)
        .map_err(|error| error.about(&format!("{}, section [{name}]", path.display())))
}

/// Makes the profile from the values of a section.
fn profile(get: impl Fn(&str) -> Option<String>) -> Result<Profile, Error> {
    let value = |key: &str| get(key).filter(|value| !value.is_empty());
    let (Some(id), Some(secret)) = (value("ak"), value("sk")) else {
        let what = match value("idp_id") {
            Some(_) => "federated users (idp_id) are not supported",
            None => "ak or sk is missing",
        };
        return Err(Error::new(ErrorKind::InvalidInput, what).with_hint("give an access key: ak and sk"));
    };
    Ok(Profile {
        key: AccessKey::checked(id, secret, value("security_token"))?,
        project: value("project_id"),
        iam_endpoint: value("iam_endpoint"),
    })
}

/// The environment variable with the home directory.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Option<Profile>, Error> {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("dataarts-insight-profile-{}-{count}", std::process::id()));
        fs::write(&path, text).unwrap();
        let result = read(&Variables(&|name| (name == SDK_CREDENTIALS_FILE).then(|| path.as_os_str().to_owned())));
        fs::remove_file(&path).unwrap();
        result
    }

    #[test]
    fn reads_the_basic_section_first() {
        let basic = "[basic]\nak = AK\nsk = a\\b\"c=#d\nproject_id = p\niam_endpoint = https://iam.example\n";
        let profile = read_text(&format!("[global]\nak = G\nsk = s\n{basic}")).unwrap().unwrap();
        assert_eq!((profile.key.id(), profile.project.as_deref()), ("AK", Some("p")));
        assert_eq!(profile.iam_endpoint.as_deref(), Some("https://iam.example"));
        assert!(profile.key.has_secret("a\\b\"c=#d"));
        let profile = read_text("[global]\nak = G\nsk = s\nsecurity_token = t\n").unwrap().unwrap();
        assert_eq!((profile.key.id(), profile.project), ("G", None));
    }

    #[test]
    fn a_missing_file_is_skipped_unless_it_is_named() {
        let named = Variables(&|name| (name == SDK_CREDENTIALS_FILE).then(|| "/nowhere/credentials".into()));
        assert!(read(&named).unwrap_err().to_string().contains("/nowhere/credentials"));
        assert!(read(&Variables(&|name| (name == HOME).then(|| "/nowhere".into()))).unwrap().is_none());
        assert!(read(&Variables(&|_| None)).unwrap().is_none());
    }

    #[test]
    fn a_broken_file_is_an_error_without_its_secrets() {
        for text in [
            "",
            "ak = a\nsk = hunter2",
            "[other]\nak = a\nsk = hunter2",
            "[basic]\nsk = hunter2",
            "[basic]\nak = a b\nsk = hunter2",
            "[basic]\nidp_id = x\nid_token_file = hunter2",
            "[basic\nsk = hunter2",
            "[basic]\nak = a\nhunter2",
        ] {
            let error = read_text(text).expect_err(text);
            assert!(error.is_invalid_input(), "{error}");
            assert!(!format!("{error}{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
