//! The environment variables that configure a client.
//!
//! [`ClientBuilder::from_env`](crate::ClientBuilder::from_env) reads them for the settings that the program does not
//! set. A variable with an empty value counts as unset. A client has one kind of credentials: a token, an access key or
//! an IAM user. If the variables of two kinds are set, that is an error.

use std::ffi::OsString;

use crate::error::{Error, ErrorKind};

/// The token.
pub const TOKEN: &str = "DATAARTS_INSIGHT_TOKEN";
/// A file that holds the token; read if [`TOKEN`] is unset, and again when it changes.
pub const TOKEN_FILE: &str = "DATAARTS_INSIGHT_TOKEN_FILE";
/// ID of an access key (AK), which signs requests instead of a token. Needs [`SECRET_KEY`].
pub const ACCESS_KEY: &str = "DATAARTS_INSIGHT_AK";
/// Secret of the access key (SK).
pub const SECRET_KEY: &str = "DATAARTS_INSIGHT_SK";
/// Security token of a temporary access key.
pub const SECURITY_TOKEN: &str = "DATAARTS_INSIGHT_SECURITY_TOKEN";
/// ID of an access key under the name that the official SDKs use; read if neither [`ACCESS_KEY`] nor [`SECRET_KEY`] is
/// set, together with [`SDK_SECRET_KEY`] and [`SDK_SECURITY_TOKEN`].
pub const SDK_ACCESS_KEY: &str = "HUAWEICLOUD_SDK_AK";
/// Secret of [`SDK_ACCESS_KEY`].
pub const SDK_SECRET_KEY: &str = "HUAWEICLOUD_SDK_SK";
/// Security token of [`SDK_ACCESS_KEY`], if it is temporary.
pub const SDK_SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
/// Name of an IAM user, whose password is exchanged for tokens. Needs [`IAM_PASSWORD_FILE`] and [`IAM_DOMAIN`].
pub const IAM_USER: &str = "DATAARTS_INSIGHT_IAM_USER";
/// A file that holds the password of the IAM user and nothing else.
pub const IAM_PASSWORD_FILE: &str = "DATAARTS_INSIGHT_IAM_PASSWORD_FILE";
/// Name of the account that the IAM user belongs to.
pub const IAM_DOMAIN: &str = "DATAARTS_INSIGHT_IAM_DOMAIN";
/// Base URL of IAM. A region has a default; with [`ENDPOINT`], an IAM user needs it.
pub const IAM_ENDPOINT: &str = "DATAARTS_INSIGHT_IAM_ENDPOINT";
/// Base URL of IAM, under the name that the official SDKs use; read if [`IAM_ENDPOINT`] is unset.
pub const SDK_IAM_ENDPOINT: &str = "HUAWEICLOUD_SDK_IAM_ENDPOINT";
/// A credentials file of the official SDKs, instead of `~/.huaweicloud/credentials`; read by
/// [`ClientBuilder::default_chain`](crate::ClientBuilder::default_chain) only.
pub const SDK_CREDENTIALS_FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// Base URL of the service; takes precedence over [`REGION`].
pub const ENDPOINT: &str = "DATAARTS_INSIGHT_ENDPOINT";
/// Region ID.
pub const REGION: &str = "DATAARTS_INSIGHT_REGION";
/// Workspace ID.
pub const WORKSPACE_ID: &str = "DATAARTS_INSIGHT_WORKSPACE_ID";
/// Project ID.
pub const PROJECT_ID: &str = "DATAARTS_INSIGHT_PROJECT_ID";
/// Project ID, under the name that the official SDKs use; read if [`PROJECT_ID`] is unset.
pub const SDK_PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
/// Start of the official SDKs' variable for the endpoint of one region. The region's ID follows, in upper case and with
/// `_` for `-`. It replaces the endpoint that a region has by default.
pub const SDK_REGION_ENDPOINT: &str = "HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_";

/// The environment variables, read through a function that tests replace.
pub(crate) struct Variables<'a>(pub(crate) &'a dyn Fn(&str) -> Option<OsString>);

impl Variables<'_> {
    /// Returns the value of a variable; `None` if it is unset or empty.
    pub(crate) fn raw(&self, name: &str) -> Option<OsString> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// Converts the value of the first variable that is set. An error names the variable.
    ///
    /// A value that is not UTF-8 is an error: the next variable must not replace it silently.
    pub(crate) fn first<T>(
        &self,
        names: &[&str],
        convert: impl FnOnce(String) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Some((name, value)) = names.iter().find_map(|name| Some((name, self.raw(name)?))) else { return Ok(None) };
        let text = value.into_string().map_err(|_| Error::new(ErrorKind::InvalidInput, "the value is not UTF-8"));
        text.and_then(convert).map(Some).map_err(|error| error.about(name))
    }
}
