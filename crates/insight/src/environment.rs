//! The environment variables that configure a client.

use std::ffi::OsString;

use crate::{
    builder::ClientBuilder,
    endpoint::Region,
    error::{Error, ErrorKind},
    token::Token,
};

/// The token.
pub const TOKEN: &str = "DATAARTS_INSIGHT_TOKEN";
/// A file that holds the token, read where [`TOKEN`] is not set.
pub const TOKEN_FILE: &str = "DATAARTS_INSIGHT_TOKEN_FILE";
/// Base URL of the service, which wins over a region.
pub const ENDPOINT: &str = "DATAARTS_INSIGHT_ENDPOINT";
/// Region ID.
pub const REGION: &str = "DATAARTS_INSIGHT_REGION";
/// Workspace ID.
pub const WORKSPACE_ID: &str = "DATAARTS_INSIGHT_WORKSPACE_ID";
/// Project ID.
pub const PROJECT_ID: &str = "DATAARTS_INSIGHT_PROJECT_ID";
/// Project ID as the official SDKs name it, read where [`PROJECT_ID`] is not set.
pub const SDK_PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
/// Start of the official SDKs' variable for the endpoint of one region: the region's ID follows, in upper case and
/// with `_` for `-`. It is read where [`ENDPOINT`] is not set.
pub const SDK_REGION_ENDPOINT: &str = "HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_";

/// A builder with whatever the variables say; a variable that is set to nothing counts as unset.
pub(crate) fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<ClientBuilder, Error> {
    let path = |name: &str| variable(name).filter(|value| !value.is_empty());
    // To take a damaged value for an unset variable would let another one win.
    let variable = |name: &str| {
        let refuse = |_| Error::new(ErrorKind::InvalidInput, format!("{name}: the value is not UTF-8"));
        path(name).map(|value| value.into_string().map_err(refuse)).transpose()
    };
    let mut builder = ClientBuilder::new();
    if let Some(token) = variable(TOKEN)? {
        builder = builder.token(Token::new(token).map_err(|error| error.about(TOKEN))?);
    } else if let Some(path) = path(TOKEN_FILE) {
        builder = builder.token(Token::from_file(path).map_err(|error| error.about(TOKEN_FILE))?);
    }
    if let Some(id) = variable(REGION)? {
        let region = Region::new(id).map_err(|error| error.about(REGION))?;
        if let Some(endpoint) = variable(&region_variable(&region))? {
            builder = builder.endpoint(endpoint);
        }
        builder = builder.region(region);
    }
    if let Some(endpoint) = variable(ENDPOINT)? {
        builder = builder.endpoint(endpoint);
    }
    let project = match variable(PROJECT_ID)? {
        Some(id) => Some(id),
        None => variable(SDK_PROJECT_ID)?,
    };
    if let Some(id) = project {
        builder = builder.project(id);
    }
    if let Some(id) = variable(WORKSPACE_ID)? {
        builder = builder.workspace(id);
    }
    Ok(builder)
}

fn region_variable(region: &Region) -> String {
    format!("{SDK_REGION_ENDPOINT}{}", region.as_str().to_ascii_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    fn client(variables: &[(&str, &str)]) -> Result<Client, Error> {
        read(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into()))?.build()
    }

    const REST: [(&str, &str); 3] = [(TOKEN, "t"), (PROJECT_ID, "p"), (WORKSPACE_ID, "w")];

    #[test]
    fn the_endpoint_comes_from_the_most_specific_variable() {
        let region = (REGION, "cn-north-4");
        let sdk = ("HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_CN_NORTH_4", "https://sdk.example");
        let own = (ENDPOINT, "https://own.example");
        for (variables, endpoint) in [
            (vec![region], "https://dataartsinsight.cn-north-4.myhuaweicloud.com"),
            (vec![region, sdk], "https://sdk.example"),
            (vec![region, sdk, own], "https://own.example"),
            (vec![own], "https://own.example"),
        ] {
            let variables: Vec<_> = variables.into_iter().chain(REST).collect();
            assert_eq!(client(&variables).unwrap().endpoint(), endpoint);
        }
    }

    #[test]
    fn the_project_may_come_from_the_official_variable() {
        let variables = [(TOKEN, "t"), (SDK_PROJECT_ID, "p"), (WORKSPACE_ID, "w"), (REGION, "cn-north-4")];
        assert_eq!(client(&variables).unwrap().project().as_str(), "p");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (variables, name) in [
            (vec![], "DATAARTS_INSIGHT_REGION"),
            (vec![(REGION, "")], "DATAARTS_INSIGHT_REGION"),
            (vec![(REGION, "no region")], "DATAARTS_INSIGHT_REGION"),
            (vec![(REGION, "cn-north-4")], "DATAARTS_INSIGHT_PROJECT_ID"),
            (vec![(REGION, "cn-north-4"), (PROJECT_ID, "p")], "DATAARTS_INSIGHT_WORKSPACE_ID"),
            (vec![(TOKEN, "a b")], "DATAARTS_INSIGHT_TOKEN"),
            (vec![(TOKEN_FILE, "/nowhere/token")], "DATAARTS_INSIGHT_TOKEN_FILE"),
            (vec![(REGION, "cn-north-4"), (PROJECT_ID, "p"), (WORKSPACE_ID, "w")], "DATAARTS_INSIGHT_TOKEN"),
        ] {
            let error = client(&variables).unwrap_err();
            assert!(error.is_invalid_input() && error.to_string().contains(name), "{variables:?}: {error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_no_text_is_not_taken_for_unset() {
        use std::os::unix::ffi::OsStringExt as _;

        for name in [TOKEN, REGION, ENDPOINT, PROJECT_ID, SDK_PROJECT_ID, WORKSPACE_ID] {
            let error = read(|asked| (asked == name).then(|| OsString::from_vec(b"\xff".to_vec()))).unwrap_err();
            assert!(error.is_invalid_input() && error.to_string().starts_with(name), "{error}");
        }
    }
}
