//! Everything that a client can be told, and its defaults.

use std::{fmt, sync::Arc, time::Duration};

use dataarts_insight_client::tls;
use http::HeaderValue;
use reqwest::redirect;
use tokio::sync::Semaphore;

use crate::{
    client::Client,
    endpoint::{Endpoint, Region},
    environment,
    error::{Error, ErrorKind},
    ids::{ProjectId, WorkspaceId},
    proxy::Proxy,
    token::Token,
    transport::{Limits, MAX_POLLS, Shared},
};

/// What a client says it is, unless told otherwise.
const USER_AGENT: &str = concat!("dataarts-insight-rust/", env!("CARGO_PKG_VERSION"));

/// Makes a [`Client`]. Needed are a region or an endpoint, a project, a workspace and a token; all else has a default.
///
/// Values are checked by [`build`](ClientBuilder::build), so that calls chain without a `?` each.
#[derive(Clone)]
pub struct ClientBuilder {
    endpoint: Option<String>,
    region: Option<Region>,
    project: Option<String>,
    workspace: Option<String>,
    token: Option<Token>,
    user_agent: Option<String>,
    proxy: Proxy,
    allow_http: bool,
    root_certificates: Vec<Vec<u8>>,
    connect_timeout: Duration,
    limits: Limits,
}

impl ClientBuilder {
    /// A builder with the defaults only.
    pub fn new() -> Self {
        Self {
            endpoint: None,
            region: None,
            project: None,
            workspace: None,
            token: None,
            user_agent: None,
            proxy: Proxy::default(),
            allow_http: false,
            root_certificates: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            limits: Limits {
                attempt: Duration::from_secs(15),
                total: Duration::from_secs(60),
                retries: 3,
                body: 8 * 1024 * 1024,
            },
        }
    }

    /// A builder with what the environment variables of [`environment`] say; calls on it win over them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if a token or region is refused, or the token file cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        environment::read(|name| std::env::var_os(name))
    }

    /// The region whose endpoint to use.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Base URL of the service, which wins over a region: `https`, or `http` for this machine (`localhost`, `127.0.0.1`,
    /// `[::1]`). A path in it comes before that of each operation; a query, fragment, user name or password is refused.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// The project, that is, the IAM project of the region.
    pub fn project(mut self, id: impl Into<String>) -> Self {
        self.project = Some(id.into());
        self
    }

    /// The workspace, which the console calls a project.
    pub fn workspace(mut self, id: impl Into<String>) -> Self {
        self.workspace = Some(id.into());
        self
    }

    /// The user token.
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// What the client says it is. Default: `dataarts-insight-rust/` and the version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Which requests go through a proxy. Default: [`Proxy::environment`].
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }

    /// Takes plain http for any host. **Everyone on the way can read the token.**
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Trusts a further certificate authority, given as PEM text; for an endpoint behind a company's own.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// How long a connection may take, name look-up and TLS included. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the answer. Default: 15 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt = timeout;
        self
    }

    /// How long a call may take with all of its attempts and the pauses between them. Default: 60 seconds.
    ///
    /// A wait has its own deadline instead, see [`Wait::deadline`](crate::Wait::deadline).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.limits.total = timeout;
        self
    }

    /// How often a call is repeated after a failure that may pass: no connection, a broken or stalled one, HTTP 408, 429,
    /// 500, 502, 503 or 504. Default: 3 times, after pauses that double from 200 milliseconds to at most 10 seconds, a
    /// fifth more or less; or after what `Retry-After` says, if that is longer and within the call's total time.
    ///
    /// A wait polls again instead.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.retries = retries;
        self
    }

    /// How large an answer may be, in bytes after decompression. Default: 8 MiB.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`], saying what is missing or refused.
    pub fn build(self) -> Result<Client, Error> {
        let missing = |what: &str, hint: String| {
            Error::new(ErrorKind::InvalidInput, format!("the client has no {what}")).with_hint(hint)
        };
        let endpoint = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => Endpoint::parse(endpoint, self.allow_http)?,
            (None, Some(region)) => Endpoint::parse(&region.endpoint(), false)?,
            (None, None) => {
                let hint = format!(
                    "set a region or endpoint, here or in {} or {}",
                    environment::REGION,
                    environment::ENDPOINT
                );
                return Err(missing("endpoint", hint));
            }
        };
        let hint = |variable: &str| format!("set one, here or in {variable}");
        let project = self.project.as_deref().ok_or_else(|| missing("project", hint(environment::PROJECT_ID)))?;
        let project = ProjectId::new(project)?;
        let workspace =
            self.workspace.as_deref().ok_or_else(|| missing("workspace", hint(environment::WORKSPACE_ID)))?;
        let workspace = WorkspaceId::new(workspace)?;
        workspace.check_header()?;
        let token = self.token.clone().ok_or_else(|| missing("token", hint(environment::TOKEN)))?;
        let http = self.http(&endpoint)?;
        let endpoint: Arc<str> = endpoint.base().into();
        let shared =
            Shared { http, endpoint, token: Some(token), limits: self.limits, polls: Semaphore::new(MAX_POLLS) };
        Ok(Client::new(shared, project, workspace))
    }

    fn http(&self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
        let refuse = |what: &str| Error::new(ErrorKind::InvalidInput, what);
        let user_agent = HeaderValue::from_str(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            .map_err(|error| refuse("the user agent holds what no header may hold").with_source(error))?;
        let builder = reqwest::Client::builder()
            .user_agent(user_agent)
            .redirect(redirect::Policy::none())
            // Attempts are counted and paced here; reqwest's would come on top.
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout);
        // Without https there is nobody to trust, and reading the system's certificates takes a while.
        let builder = if endpoint.is_secure() {
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

impl Default for ClientBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint is not checked yet: it may hold a password.
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("project", &self.project)
            .field("workspace", &self.workspace)
            .field("token", &self.token)
            .field("proxy", &self.proxy)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
