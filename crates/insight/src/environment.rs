//! The environment variables with the settings of a client.
//!
//! [`ClientBuilder::from_env`](crate::ClientBuilder::from_env) uses a variable only if the program has not set the
//! same setting. An empty variable counts as not set.
//!
//! A client uses one kind of credentials: a token, an access key or an IAM user. If the variables of two kinds are set,
//! [`ClientBuilder::build`](crate::ClientBuilder::build) returns an error.

use std::ffi::OsString;

use crate::error::{Error, ErrorKind};

/// A user token.
pub const TOKEN: &str = "DATAARTS_INSIGHT_TOKEN";
/// The path of a file with a user token, used if [`TOKEN`] is not set. The file is read again when it changes.
pub const TOKEN_FILE: &str = "DATAARTS_INSIGHT_TOKEN_FILE";
/// The ID of an access key (AK) that signs the requests. [`SECRET_KEY`] must be set too.
pub const ACCESS_KEY: &str = "DATAARTS_INSIGHT_AK";
/// The secret of the access key (SK).
pub const SECRET_KEY: &str = "DATAARTS_INSIGHT_SK";
/// The security token of a temporary access key.
pub const SECURITY_TOKEN: &str = "DATAARTS_INSIGHT_SECURITY_TOKEN";
/// The ID of an access key. The official SDKs use the same variable. This variable, [`SDK_SECRET_KEY`] and
/// [`SDK_SECURITY_TOKEN`] are used only if neither [`ACCESS_KEY`] nor [`SECRET_KEY`] is set.
pub const SDK_ACCESS_KEY: &str = "HUAWEICLOUD_SDK_AK";
/// The secret of the access key [`SDK_ACCESS_KEY`].
pub const SDK_SECRET_KEY: &str = "HUAWEICLOUD_SDK_SK";
/// The security token of [`SDK_ACCESS_KEY`], if the key is temporary.
pub const SDK_SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
/// The name of an IAM user. The client gets tokens with the user's password. [`IAM_PASSWORD_FILE`] and [`IAM_DOMAIN`]
/// must be set too.
pub const IAM_USER: &str = "DATAARTS_INSIGHT_IAM_USER";
/// The path of a file that contains only the password of the IAM user.
pub const IAM_PASSWORD_FILE: &str = "DATAARTS_INSIGHT_IAM_PASSWORD_FILE";
/// The name of the account of the IAM user.
pub const IAM_DOMAIN: &str = "DATAARTS_INSIGHT_IAM_DOMAIN";
/// The base URL of IAM. Default: the IAM endpoint of the region. If [`ENDPOINT`] and [`IAM_USER`] are set,
/// this variable is required, because the client cannot derive the address of IAM from the endpoint.
pub const IAM_ENDPOINT: &str = "DATAARTS_INSIGHT_IAM_ENDPOINT";
/// The base URL of IAM, used if [`IAM_ENDPOINT`] is not set. The official SDKs use the same variable.
pub const SDK_IAM_ENDPOINT: &str = "HUAWEICLOUD_SDK_IAM_ENDPOINT";
/// The path of a credentials file of the official SDKs. Default: `~/.huaweicloud/credentials`. Only a builder made by
/// [`ClientBuilder::default_chain`](crate::ClientBuilder::default_chain) reads this variable.
pub const SDK_CREDENTIALS_FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// The base URL of the service. If this variable is set, [`REGION`] is not used for the address.
pub const ENDPOINT: &str = "DATAARTS_INSIGHT_ENDPOINT";
/// The ID of the region, such as `cn-north-4`.
pub const REGION: &str = "DATAARTS_INSIGHT_REGION";
/// The ID of the workspace.
pub const WORKSPACE_ID: &str = "DATAARTS_INSIGHT_WORKSPACE_ID";
/// The ID of the project.
pub const PROJECT_ID: &str = "DATAARTS_INSIGHT_PROJECT_ID";
/// The ID of the project, used if [`PROJECT_ID`] is not set. The official SDKs use the same variable.
pub const SDK_PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
/// The first part of the name of a variable that replaces the default endpoint of one region. The name ends with the
/// region: for `cn-north-4`, the variable is `HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_CN_NORTH_4`. The official SDKs use
/// the same variables.
pub const SDK_REGION_ENDPOINT: &str = "HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_";

/// A function that returns the value of an environment variable. Tests use their own function.
pub(crate) struct Variables<'a>(pub(crate) &'a dyn Fn(&str) -> Option<OsString>);

impl Variables<'_> {
    /// Returns the value of a variable. Returns `None` if the variable is not set or is empty.
    pub(crate) fn raw(&self, name: &str) -> Option<OsString> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// Converts the value of the first variable in `names` that is set. The message of an error contains the name of
    /// the variable.
    ///
    /// If this value is not UTF-8, the function returns an error. It does not try the next variable, because then the
    /// user would not notice the mistake.
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
