//! The settings of a client and their defaults.

use std::{cell::OnceCell, ffi::OsString, fmt, sync::Arc, time::Duration};

use dataarts_insight_client as generated;
use http::{HeaderValue, Uri};
use tokio::sync::Semaphore;

use crate::{
    client::Client,
    counters::Counts,
    credentials::{
        self, AccessKey, Configured, Credentials, IamUser, Source,
        connection::Connection,
        iam::{IamTokens, Scope},
        metadata::ServerKey,
        profile,
    },
    endpoint::{Endpoint, Region},
    environment::{self, Variables},
    error::{Error, ErrorKind, Setting},
    execute::{Budget, Limits, MAX_POLLS, Shared},
    ids::{ProjectId, WorkspaceId},
    pool::Pool,
    project::Project,
    proxy::{Intercept, Proxy},
    retry::RetryPolicy,
    tls::Tls,
    token::Token,
    wait::pacer::Pacer,
};

/// The names of the environment variables for the project ID. If both variables are set, the first is used.
const PROJECT: [&str; 2] = [environment::PROJECT_ID, environment::SDK_PROJECT_ID];

/// The names of the environment variables for the endpoint of IAM. If both variables are set, the first is used.
const IAM_ENDPOINT: [&str; 2] = [environment::IAM_ENDPOINT, environment::SDK_IAM_ENDPOINT];

/// The default `User-Agent`.
const USER_AGENT: &str = concat!("dataarts-insight-rust/", env!("CARGO_PKG_VERSION"));

/// The settings of a [`Client`]. A region or an endpoint, a workspace and credentials are required. All other settings
/// have a default.
///
/// A value that the program sets is used first. If the program sets no value, a builder made by
/// [`ClientBuilder::from_env`] uses the environment. If the environment has no value, the default is used.
/// [`ClientBuilder::build`] checks all values.
#[derive(Clone, Default)]
pub struct ClientBuilder {
    reads_environment: bool,
    uses_chain: bool,
    endpoint: Option<String>,
    region: Option<Region>,
    project: Option<String>,
    workspace: Option<String>,
    credentials: Option<Configured>,
    iam_endpoint: Option<String>,
    user_agent: Option<String>,
    proxy: Proxy,
    allow_http: bool,
    root_certificates: Vec<Vec<u8>>,
    limits: Limits,
    retry: RetryPolicy,
}

impl Client {
    /// Returns a builder without settings. The builder does not read the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Makes a client from the environment variables of [`environment`](crate::environment).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if a variable is missing or invalid. The message contains the name of the variable.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build()
    }
}

impl ClientBuilder {
    /// Returns a builder that also reads the environment variables of [`environment`](crate::environment).
    /// [`ClientBuilder::build`] reads a variable only for a setting that the program has not set.
    pub fn from_env() -> Self {
        Self { reads_environment: true, ..Self::default() }
    }

    /// Returns a builder like [`ClientBuilder::from_env`] that searches for credentials in three places:
    ///
    /// 1. the environment
    /// 2. the file `~/.huaweicloud/credentials` of the official SDKs: the section `[basic]`, or the section `[global]`
    ///    if `[basic]` does not exist
    /// 3. the temporary access key of the ECS server on which the program runs. The server must have an agency, which
    ///    gives the server its permissions.
    ///
    /// The project ID and the endpoint of IAM are also read from the file, if the file contains them.
    ///
    /// If a place has no credentials, the next place is used. Invalid credentials are an error of `build` or of the
    /// first call, because the credentials of the next place could belong to another user. The credentials of the ECS
    /// server are read during the first call, without a proxy.
    pub fn default_chain() -> Self {
        Self { reads_environment: true, uses_chain: true, ..Self::default() }
    }

    /// Sets the region. The client uses the endpoint of the region, unless [`ClientBuilder::endpoint`] is set.
    pub fn region(self, region: Region) -> Self {
        Self { region: Some(region), ..self }
    }

    /// Sets the base URL of the service. The URL must start with `https`. `http` is accepted for the local machine
    /// (`localhost`, `127.0.0.1`, `[::1]`), and for other hosts after [`ClientBuilder::allow_http`].
    ///
    /// If the URL has a path, the path of each operation is appended to this path. A URL with a query, a fragment, a
    /// user name or a password is refused.
    pub fn endpoint(self, url: impl Into<String>) -> Self {
        Self { endpoint: Some(url.into()), ..self }
    }

    /// Sets the ID of the IAM project. Default: the first call asks IAM for the project that has the name of the
    /// region.
    pub fn project(self, id: impl Into<String>) -> Self {
        Self { project: Some(id.into()), ..self }
    }

    /// Sets the ID of the workspace. In the console, a workspace is called a project.
    pub fn workspace(self, id: impl Into<String>) -> Self {
        Self { workspace: Some(id.into()), ..self }
    }

    /// Sets the user token. The token replaces credentials that were set before.
    pub fn token(self, token: Token) -> Self {
        Self { credentials: Some(Configured::Source(Source::Fixed(token.into()))), ..self }
    }

    /// Sets the access key that signs the requests. The key replaces credentials that were set before.
    pub fn access_key(self, key: AccessKey) -> Self {
        Self { credentials: Some(Configured::Source(Source::Fixed(key.into()))), ..self }
    }

    /// Sets a source of credentials that may change over time. The source replaces credentials that were set before.
    pub fn credentials(self, credentials: impl Credentials + 'static) -> Self {
        Self { credentials: Some(Configured::Source(Source::provider(credentials))), ..self }
    }

    /// Sets the IAM user. The client sends the user's password to IAM and gets tokens. The user replaces credentials
    /// that were set before.
    ///
    /// If [`ClientBuilder::endpoint`] is set, [`ClientBuilder::iam_endpoint`] must be set too, because the client
    /// cannot derive the address of IAM from the endpoint.
    pub fn iam_user(self, user: IamUser) -> Self {
        Self { credentials: Some(Configured::IamUser(user)), ..self }
    }

    /// Sets the base URL of IAM. The rules of [`ClientBuilder::endpoint`] apply. Default: the IAM endpoint of the
    /// region.
    pub fn iam_endpoint(self, url: impl Into<String>) -> Self {
        Self { iam_endpoint: Some(url.into()), ..self }
    }

    /// Sets the header `User-Agent`. Default: `dataarts-insight-rust/` and the version of this crate.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: Some(user_agent.into()), ..self }
    }

    /// Sets the proxy. Default: [`Proxy::environment`].
    pub fn proxy(self, proxy: Proxy) -> Self {
        Self { proxy, ..self }
    }

    /// Accepts `http` for every host. **Everyone on the network path can read the token.**
    pub fn allow_http(self) -> Self {
        Self { allow_http: true, ..self }
    }

    /// Adds a certificate authority that the client trusts, as PEM text.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sets the time limit for making a connection, including DNS and TLS. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect = timeout;
        self
    }

    /// Sets the time limit of one attempt. An attempt starts with making a connection and ends with the last byte of
    /// the response. Default: 15 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt = timeout;
        self
    }

    /// Sets the time limit of one call with all its attempts and the pauses between them. Default: 60 seconds.
    ///
    /// The deadline of a wait is set by [`Wait::deadline`](crate::Wait::deadline).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.limits.total = timeout;
        self
    }

    /// Sets how often and when a failed call is repeated. Waits do not use this policy: after a failed poll, a wait
    /// makes its next poll.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { retry: policy, ..self }
    }

    /// Sets the largest size of a response body, in bytes after decompression. Default: 256 KiB. A task usually has
    /// about 1 KiB. A task with every field at its maximum length has less than 100 KiB.
    ///
    /// A body with more than 20,000 JSON values is refused too, because many small values need much more memory than
    /// their text.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Checks all settings and makes the client. No request is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if a setting is missing or invalid. [`Error::missing_setting`] returns the missing
    /// setting.
    pub fn build(self) -> Result<Client, Error> {
        let reads_environment = self.reads_environment;
        self.build_with(&|name| std::env::var_os(name).filter(|_| reads_environment))
    }

    fn build_with(mut self, variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Client, Error> {
        let variables = Variables(variable);
        let (endpoint, default_of) = self.find_endpoint(&variables)?;
        let credentials = self.find_credentials(&variables)?;
        let scope = self.find_scope(&variables, default_of.as_ref())?;
        let names = [environment::WORKSPACE_ID];
        let workspace = match &self.workspace {
            Some(id) => WorkspaceId::new(id)?,
            None => {
                variables.first(&names, WorkspaceId::new)?.ok_or_else(|| Error::missing(Setting::Workspace, &names))?
            }
        };
        workspace.check_header()?;
        // Some clients need no TLS or no connection to IAM. Therefore each of them is made only when it is needed.
        let (tls, connection) = (OnceCell::new(), OnceCell::new());
        let iam = || match connection.get() {
            Some(known) => Ok(Connection::clone(known)),
            None => {
                let made = self.iam(&variables, default_of.as_ref(), &tls)?;
                Ok(connection.get_or_init(|| made).clone())
            }
        };
        let credentials = match credentials.ok_or_else(credentials::environment::missing)? {
            Configured::Source(source) => source,
            Configured::IamUser(user) => Source::provider(IamTokens::new(user, scope.clone(), iam()?)),
        };
        let project = match scope {
            Scope::Project(id) => Project::Known(id),
            Scope::Region(region) => {
                // Without an endpoint of IAM, the client cannot ask IAM for the project ID. Therefore the error says
                // that the project ID is missing.
                let iam = iam().map_err(|error| match error.missing_setting() {
                    Some(_) => Error::missing(Setting::Project, &PROJECT),
                    None => error,
                })?;
                Project::of_region(region, credentials.clone(), iam)
            }
        };
        Ok(Client(Arc::new(Shared {
            pool: self.pool(&endpoint, &tls)?,
            api: generated::Client::new(&*endpoint.base),
            endpoint: endpoint.base.into(),
            project,
            workspace,
            credentials,
            limits: self.limits,
            retry: self.retry,
            budget: Budget::new(),
            counts: Counts::default(),
            polls: Semaphore::new(MAX_POLLS),
            pacer: Pacer::default(),
        })))
    }

    /// Finds the endpoint. The first of these settings is used: the program's endpoint, the program's region, the
    /// variable with the endpoint, the variable with the region. If the endpoint is the default of a region, this
    /// region is returned too.
    fn find_endpoint(&self, variables: &Variables) -> Result<(Endpoint, Option<Region>), Error> {
        let parse = |url: String| Endpoint::parse(&url, self.allow_http);
        let region = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => return Ok((Endpoint::parse(endpoint, self.allow_http)?, None)),
            (None, Some(region)) => region.clone(),
            (None, None) => {
                if let Some(endpoint) = variables.first(&[environment::ENDPOINT], parse)? {
                    return Ok((endpoint, None));
                }
                let region = variables.first(&[environment::REGION], Region::new)?;
                region
                    .ok_or_else(|| Error::missing(Setting::Endpoint, &[environment::REGION, environment::ENDPOINT]))?
            }
        };
        let id = region.as_str().to_ascii_uppercase().replace('-', "_");
        match variables.first(&[&format!("{}{id}", environment::SDK_REGION_ENDPOINT)], parse)? {
            Some(endpoint) => Ok((endpoint, None)),
            None => Ok((Endpoint::parse(&region.endpoint(), false)?, Some(region))),
        }
    }

    /// Finds the credentials. The first of these places that has credentials is used: the program, the environment, the
    /// credentials file, the ECS server. Only `default_chain` uses the last two places.
    fn find_credentials(&mut self, variables: &Variables) -> Result<Option<Configured>, Error> {
        if let Some(credentials) = self.credentials.clone() {
            return Ok(Some(credentials));
        }
        let found = credentials::environment::read(variables)?;
        if found.is_some() || !self.uses_chain {
            return Ok(found);
        }
        let Some(profile) = profile::read(variables)? else {
            return Ok(Some(Configured::Source(Source::provider(ServerKey::new()?))));
        };
        // The project ID and the IAM endpoint from the environment replace the values of the credentials file.
        if variables.first(&PROJECT, Ok)?.is_none() {
            self.project = self.project.take().or(profile.project);
        }
        if variables.first(&IAM_ENDPOINT, Ok)?.is_none() {
            self.iam_endpoint = self.iam_endpoint.take().or(profile.iam_endpoint);
        }
        Ok(Some(Configured::Source(Source::Fixed(profile.key.into()))))
    }

    /// Returns the project ID if it is set. Otherwise returns the region, so that IAM can be asked for the project.
    fn find_scope(&self, variables: &Variables, default_of: Option<&Region>) -> Result<Scope, Error> {
        let id = match &self.project {
            Some(id) => Some(ProjectId::new(id)?),
            None => variables.first(&PROJECT, ProjectId::new)?,
        };
        let region = match (id, default_of.or(self.region.as_ref())) {
            (Some(id), _) => return Ok(Scope::Project(id)),
            (None, Some(region)) => Some(region.clone()),
            (None, None) => variables.first(&[environment::REGION], Region::new)?,
        };
        region.map(Scope::Region).ok_or_else(|| Error::missing(Setting::Project, &PROJECT))
    }

    /// Makes the connection to IAM. The first of these addresses is used: the program's endpoint of IAM, the endpoint
    /// in the environment, the default of `region`.
    fn iam(&self, variables: &Variables, region: Option<&Region>, tls: &OnceCell<Tls>) -> Result<Connection, Error> {
        let parse = |url: String| Endpoint::parse(&url, self.allow_http);
        let set = match &self.iam_endpoint {
            Some(url) => Some(Endpoint::parse(url, self.allow_http).map_err(|error| error.about("IAM"))?),
            None => variables.first(&IAM_ENDPOINT, parse)?,
        };
        let endpoint = match (set, region) {
            (Some(endpoint), _) => endpoint,
            (None, Some(region)) => Endpoint::parse(&region.iam_endpoint(), false)?,
            (None, None) => return Err(Error::missing(Setting::IamEndpoint, &IAM_ENDPOINT)),
        };
        Ok(Connection {
            pool: Arc::new(self.pool(&endpoint, tls)?),
            endpoint: endpoint.base.into(),
            timeout: self.limits.attempt,
        })
    }

    /// Makes the connection pool for an endpoint. `tls` contains the TLS settings for all endpoints of the client.
    fn pool(&self, endpoint: &Endpoint, tls: &OnceCell<Tls>) -> Result<Pool, Error> {
        let refuse = |what: &str| Error::new(ErrorKind::InvalidInput, what);
        let user_agent = HeaderValue::from_str(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            .map_err(|error| refuse("the user agent is not a valid header value").with_source(error))?;
        let uri: Uri =
            endpoint.base.parse().map_err(|error| refuse("the endpoint is not a valid URL").with_source(error))?;
        let proxy = self.proxy.resolve(&uri)?;
        let needs_tls = [Some(&uri), proxy.as_ref().map(Intercept::uri)]
            .iter()
            .flatten()
            .any(|uri| uri.scheme_str() == Some("https"));
        // Reading the system's certificates is slow, so they are read only for https.
        let tls = match (needs_tls, tls.get()) {
            (false, _) => None,
            (true, Some(known)) => Some(known),
            (true, None) => {
                let made = Tls::new(&self.root_certificates)
                    .map_err(|error| refuse("TLS cannot be set up; check the root certificates").with_source(error))?;
                Some(tls.get_or_init(|| made))
            }
        };
        Ok(Pool::new(&uri, tls, proxy.as_ref(), self.limits.connect).with_user_agent(user_agent))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint is not checked yet and may contain a password. Therefore the output does not contain the
        // endpoint.
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("project", &self.project)
            .field("workspace", &self.workspace)
            .field("credentials", &self.credentials)
            .field("proxy", &self.proxy)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
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
        assert_eq!(client(Client::builder(), &sdk).unwrap().project().unwrap().as_str(), "sdk");
        assert_eq!(client(Client::builder(), &own).unwrap().project().unwrap().as_str(), "own");
        assert_eq!(client(Client::builder().project("set"), &own).unwrap().project().unwrap().as_str(), "set");
    }

    #[test]
    fn error_names_the_missing_setting_and_its_variables() {
        let all = [
            (Setting::Endpoint, environment::ENDPOINT, "https://own.example"),
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

    #[test]
    fn chain_goes_on_to_the_profile_and_the_server_but_not_past_broken_credentials() {
        let path = std::env::temp_dir().join(format!("dataarts-insight-chain-{}", std::process::id()));
        std::fs::write(&path, "[basic]\nak = PROFILE\nsk = s\nproject_id = of-profile\n").unwrap();
        let file = (environment::SDK_CREDENTIALS_FILE, path.to_str().unwrap());
        let rest = [(environment::REGION, "cn-north-4"), (environment::WORKSPACE_ID, "w")];
        let home = ("HOME", "/nowhere");
        let build = |more: &[(&str, &str)]| client(ClientBuilder::default_chain(), &[&rest[..], more].concat());
        for (variables, shown, project) in [
            (vec![(environment::TOKEN, "t"), file], "Token(", None),
            (vec![file], "PROFILE", Some("of-profile")),
            (vec![file, (environment::PROJECT_ID, "own")], "PROFILE", Some("own")),
            (vec![home], "169.254.169.254", None),
        ] {
            let client = build(&variables).unwrap();
            assert!(format!("{client:?}").contains(shown), "{client:?}");
            assert_eq!(client.project().as_ref().map(ProjectId::as_str), project);
        }
        std::fs::write(&path, "[basic]\nak = PROFILE\n").unwrap();
        assert!(build(&[file]).unwrap_err().to_string().contains("ak or sk is missing"));
        // A builder of `from_env` reads neither the credentials file nor the access key of the ECS server.
        let error = client(ClientBuilder::from_env(), &[&rest[..], &[home]].concat()).unwrap_err();
        assert_eq!(error.missing_setting(), Some(Setting::Credentials));
        std::fs::remove_file(&path).unwrap();
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
