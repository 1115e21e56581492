//! The settings of a client and their defaults.

use std::{ffi::OsString, fmt, sync::Arc, time::Duration};

use dataarts_insight_client::tls;
use http::HeaderValue;
use reqwest::redirect;
use tokio::sync::Semaphore;

use crate::{
    client::Client,
    credentials::{self, AccessKey, Credentials, Source},
    endpoint::{Endpoint, Region},
    environment::{self, Variables},
    error::{Error, ErrorKind, Setting},
    ids::{ProjectId, WorkspaceId},
    proxy::Proxy,
    token::Token,
    transport::{Limits, MAX_POLLS, Shared},
};

/// The default `User-Agent`.
const USER_AGENT: &str = concat!("dataarts-insight-rust/", env!("CARGO_PKG_VERSION"));

/// Makes a [`Client`]. A region or an endpoint, a project, a workspace and credentials are required; everything else has a
/// default.
///
/// A value that the program sets takes precedence over the environment (read by [`ClientBuilder::from_env`] only), and
/// the environment over the default. [`ClientBuilder::build`] checks all values.
#[derive(Clone, Default)]
pub struct ClientBuilder {
    reads_environment: bool,
    endpoint: Option<String>,
    region: Option<Region>,
    project: Option<String>,
    workspace: Option<String>,
    credentials: Option<Source>,
    user_agent: Option<String>,
    proxy: Proxy,
    allow_http: bool,
    root_certificates: Vec<Vec<u8>>,
    limits: Limits,
}

impl Client {
    /// Makes a builder without settings. It does not read the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Makes a client from the environment variables of [`environment`](crate::environment).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`], naming the variable that is missing or refused.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build()
    }
}

impl ClientBuilder {
    /// Makes a builder that reads the environment variables of [`environment`](crate::environment) for each setting that
    /// is not set. [`ClientBuilder::build`] reads them.
    pub fn from_env() -> Self {
        Self { reads_environment: true, ..Self::default() }
    }

    /// Sets the region, whose endpoint is used unless [`ClientBuilder::endpoint`] is set.
    pub fn region(self, region: Region) -> Self {
        Self { region: Some(region), ..self }
    }

    /// Sets the base URL of the service: `https`, or `http` for the local machine (`localhost`, `127.0.0.1`, `[::1]`).
    ///
    /// The path of each operation is appended to its path. A query, fragment, user name or password is refused.
    pub fn endpoint(self, url: impl Into<String>) -> Self {
        Self { endpoint: Some(url.into()), ..self }
    }

    /// Sets the project: the IAM project of the region.
    pub fn project(self, id: impl Into<String>) -> Self {
        Self { project: Some(id.into()), ..self }
    }

    /// Sets the workspace. The console calls a workspace a project.
    pub fn workspace(self, id: impl Into<String>) -> Self {
        Self { workspace: Some(id.into()), ..self }
    }

    /// Sets the user token, instead of any credentials that were set before.
    pub fn token(self, token: Token) -> Self {
        Self { credentials: Some(Source::Fixed(token.into())), ..self }
    }

    /// Sets the access key that signs the requests, instead of any credentials that were set before.
    pub fn access_key(self, key: AccessKey) -> Self {
        Self { credentials: Some(Source::Fixed(key.into())), ..self }
    }

    /// Sets credentials that may change over time, instead of any that were set before.
    pub fn credentials(self, credentials: impl Credentials + 'static) -> Self {
        Self { credentials: Some(Source::provider(credentials)), ..self }
    }

    /// Sets the `User-Agent`. Default: `dataarts-insight-rust/` and the version.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: Some(user_agent.into()), ..self }
    }

    /// Sets the proxy. Default: [`Proxy::environment`].
    pub fn proxy(self, proxy: Proxy) -> Self {
        Self { proxy, ..self }
    }

    /// Accepts plain http for any host. **Everyone on the network path can read the token.**
    pub fn allow_http(self) -> Self {
        Self { allow_http: true, ..self }
    }

    /// Trusts an additional certificate authority, given as PEM text.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sets the time limit of connecting, including DNS and TLS. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect = timeout;
        self
    }

    /// Sets the time limit of one attempt, from connecting to the last byte of the response. Default: 15 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt = timeout;
        self
    }

    /// Sets the time limit of one call, including its attempts and the pauses between them. Default: 60 seconds.
    ///
    /// A wait has its own deadline, see [`Wait::deadline`](crate::Wait::deadline).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.limits.total = timeout;
        self
    }

    /// Sets how often a call is retried after a temporary failure. Default: 3 times.
    ///
    /// Temporary failures are: no connection, a broken or stalled connection, and HTTP 408, 429, 500, 502, 503 and 504.
    /// The pauses double from 200 milliseconds to at most 10 seconds, with a random change of up to a fifth. A longer
    /// `Retry-After` is used instead, if it ends within the call's total time.
    ///
    /// A wait does not retry a poll; its next poll follows instead.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.retries = retries;
        self
    }

    /// Sets the largest body of a response, in bytes after decompression. Default: 8 MiB.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Checks all settings and makes the client. Sends nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`]; [`Error::missing_setting`] shows whether a setting is missing or invalid.
    pub fn build(self) -> Result<Client, Error> {
        let reads_environment = self.reads_environment;
        self.build_with(&|name| std::env::var_os(name).filter(|_| reads_environment))
    }

    fn build_with(self, variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Client, Error> {
        let variables = Variables(variable);
        let endpoint = self.find_endpoint(&variables)?;
        let names = [environment::PROJECT_ID, environment::SDK_PROJECT_ID];
        let project = match &self.project {
            Some(id) => ProjectId::new(id)?,
            None => variables.first(&names, ProjectId::new)?.ok_or_else(|| Error::missing(Setting::Project, &names))?,
        };
        let names = [environment::WORKSPACE_ID];
        let workspace = match &self.workspace {
            Some(id) => WorkspaceId::new(id)?,
            None => {
                variables.first(&names, WorkspaceId::new)?.ok_or_else(|| Error::missing(Setting::Workspace, &names))?
            }
        };
        workspace.check_header()?;
        let credentials = match &self.credentials {
            Some(credentials) => credentials.clone(),
            None => credentials::environment::read(&variables)?.ok_or_else(credentials::environment::missing)?,
        };
        let http = self.http(&endpoint)?;
        let (endpoint, polls) = (endpoint.base.into(), Semaphore::new(MAX_POLLS));
        Ok(Client(Arc::new(Shared { http, endpoint, project, workspace, credentials, limits: self.limits, polls })))
    }

    /// Returns the endpoint: set in the program, or of the program's region, or from the environment.
    fn find_endpoint(&self, variables: &Variables) -> Result<Endpoint, Error> {
        let parse = |url: String| Endpoint::parse(&url, self.allow_http);
        let region = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => return Endpoint::parse(endpoint, self.allow_http),
            (None, Some(region)) => region.clone(),
            (None, None) => {
                if let Some(endpoint) = variables.first(&[environment::ENDPOINT], parse)? {
                    return Ok(endpoint);
                }
                let region = variables.first(&[environment::REGION], Region::new)?;
                region
                    .ok_or_else(|| Error::missing(Setting::Endpoint, &[environment::REGION, environment::ENDPOINT]))?
            }
        };
        let id = region.as_str().to_ascii_uppercase().replace('-', "_");
        match variables.first(&[&format!("{}{id}", environment::SDK_REGION_ENDPOINT)], parse)? {
            Some(endpoint) => Ok(endpoint),
            None => Endpoint::parse(&region.endpoint(), false),
        }
    }

    fn http(&self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
        let refuse = |what: &str| Error::new(ErrorKind::InvalidInput, what);
        let user_agent = HeaderValue::from_str(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            .map_err(|error| refuse("the user agent is not a valid header value").with_source(error))?;
        let builder = reqwest::Client::builder()
            .user_agent(user_agent)
            .redirect(redirect::Policy::none())
            // Only this crate retries; retries by reqwest would multiply the attempts.
            .retry(reqwest::retry::never())
            .connect_timeout(self.limits.connect);
        // Reading the system's certificates takes a while, and only https needs them.
        let builder = if endpoint.secure {
            tls::configure(builder, &self.root_certificates)
                .map_err(|error| refuse("TLS cannot be set up; check the root certificates").with_source(error))?
                .https_only(true)
        } else {
            tls::disable(builder)
        };
        let builder = self.proxy.configure(builder)?;
        builder.build().map_err(|error| refuse("the HTTP client cannot be set up").with_source(error))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint is not shown because it is unchecked and may contain a password.
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("project", &self.project)
            .field("workspace", &self.workspace)
            .field("credentials", &self.credentials)
            .field("proxy", &self.proxy)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(builder: ClientBuilder, variables: &[(&str, &str)]) -> Result<Client, Error> {
        builder.build_with(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn program_settings_take_precedence_over_variables_and_endpoints_over_regions() {
        let region = (environment::REGION, "cn-north-4");
        let own = (environment::ENDPOINT, "https://own.example");
        let sdk = ("HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_CN_NORTH_4", "https://sdk.example");
        let cn_north_4 = "https://dataartsinsight.cn-north-4.myhuaweicloud.com";
        let (none, by_region) = (Client::builder(), Client::builder().region(Region::CN_NORTH_4));
        for (builder, variables, endpoint) in [
            (&none, vec![region], cn_north_4),
            (&none, vec![region, (environment::ENDPOINT, "")], cn_north_4),
            (&none, vec![region, sdk], "https://sdk.example"),
            (&none, vec![region, sdk, own], "https://own.example"),
            (&none, vec![own], "https://own.example"),
            (&by_region, vec![own], cn_north_4),
            (&by_region, vec![own, sdk], "https://sdk.example"),
            (&by_region.clone().endpoint("https://set.example"), vec![own, sdk], "https://set.example"),
        ] {
            let builder = builder.clone().token(Token::new("t").unwrap()).project("p").workspace("w");
            assert_eq!(client(builder, &variables).unwrap().endpoint(), endpoint, "{variables:?}");
        }
    }

    #[test]
    fn program_ids_take_precedence_over_variables() {
        let rest = [(environment::TOKEN, "t"), (environment::WORKSPACE_ID, "w"), (environment::REGION, "cn-north-4")];
        let sdk = [&rest[..], &[(environment::SDK_PROJECT_ID, "sdk")]].concat();
        let own = [&sdk[..], &[(environment::PROJECT_ID, "own")]].concat();
        assert_eq!(client(Client::builder(), &sdk).unwrap().project().as_str(), "sdk");
        assert_eq!(client(Client::builder(), &own).unwrap().project().as_str(), "own");
        assert_eq!(client(Client::builder().project("set"), &own).unwrap().project().as_str(), "set");
    }

    #[test]
    fn error_names_the_missing_setting_and_its_variables() {
        let all = [
            (Setting::Endpoint, environment::REGION, "cn-north-4"),
            (Setting::Project, environment::PROJECT_ID, "p"),
            (Setting::Workspace, environment::WORKSPACE_ID, "w"),
            (Setting::Credentials, environment::TOKEN, "t"),
        ];
        let mut variables = Vec::new();
        for (setting, name, value) in all {
            let error = client(Client::builder(), &variables).unwrap_err();
            assert_eq!((error.is_invalid_input(), error.missing_setting()), (true, Some(setting)), "{error}");
            assert!(error.to_string().contains(name), "{error}");
            variables.push((name, value));
        }
        client(Client::builder(), &variables).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn error_names_the_refused_variable() {
        use std::os::unix::ffi::OsStringExt as _;

        let not_utf8 = OsString::from_vec(b"\xff".to_vec());
        let rest =
            [(environment::REGION, "cn-north-4"), (environment::PROJECT_ID, "p"), (environment::WORKSPACE_ID, "w")];
        for (name, value) in [
            (environment::REGION, "no region"),
            (environment::ENDPOINT, "no URL"),
            ("HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_CN_NORTH_4", "no URL"),
            (environment::PROJECT_ID, ".."),
            (environment::WORKSPACE_ID, ".."),
            (environment::TOKEN, "a b"),
            (environment::TOKEN_FILE, "/nowhere/token"),
        ] {
            for value in [value.into(), not_utf8.clone()] {
                let known = |asked: &str| rest.iter().find(|(name, _)| *name == asked).map(|(_, value)| value.into());
                let variable = |asked: &str| if asked == name { Some(value.clone()) } else { known(asked) };
                let error = Client::builder().build_with(&variable).unwrap_err();
                assert_eq!((error.is_invalid_input(), error.missing_setting()), (true, None), "{error}");
                assert!(error.to_string().starts_with(name), "{error}");
            }
        }
    }
}
