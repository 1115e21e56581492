//! The connection to the service. Flags and environment variables select the service, or `--mock` starts the embedded
//! mock.

use std::path::PathBuf;

use clap::Args;
use dataarts_insight::{Client, ClientBuilder, Region, Setting, Token, credentials::TokenFile, environment};
use dataarts_insight_mock::Mock;

use crate::{demo, failure::Failure};

/// The options for the address of the service and for the credentials.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// Use a mock of the service inside this process instead of the cloud; no other setting is needed
    #[arg(long, conflicts_with_all = ["endpoint", "region", "project_id", "workspace_id", "token_file", "iam_endpoint", "default_chain"])]
    pub(crate) mock: bool,

    #[arg(long, value_name = "URL", help = help("Base URL of the service; takes precedence over a region", &[environment::ENDPOINT]))]
    endpoint: Option<String>,

    #[arg(long, value_name = "ID", help = help("Region, such as cn-north-4", &[environment::REGION]))]
    region: Option<String>,

    #[arg(long, value_name = "ID", help = help(
        "IAM project of the region",
        &[environment::PROJECT_ID, environment::SDK_PROJECT_ID],
    ))]
    project_id: Option<String>,

    #[arg(long, value_name = "ID", help = help(
        "Workspace, which the console calls a project",
        &[environment::WORKSPACE_ID],
    ))]
    workspace_id: Option<String>,

    #[arg(long, value_name = "FILE", help = help(
        &format!("File that holds the user token and nothing else; without it, the token is taken from {}", environment::TOKEN),
        &[environment::TOKEN_FILE],
    ))]
    token_file: Option<PathBuf>,

    #[arg(long, value_name = "URL", help = help(
        "Base URL of IAM, for an IAM user or an unknown project; mandatory with --endpoint",
        &[environment::IAM_ENDPOINT, environment::SDK_IAM_ENDPOINT],
    ))]
    iam_endpoint: Option<String>,

    /// If the environment has no credentials, use the profile ~/.huaweicloud/credentials, or else the agency of this ECS
    /// server
    #[arg(long, conflicts_with = "token_file")]
    default_chain: bool,
}

/// A client, and the mock that the client calls with `--mock`.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) client: Client,
    mock: Option<Mock>,
}

impl Connection {
    /// Makes the client. With `--mock`, also starts the mock. Sends no request.
    pub(crate) async fn open(&self) -> Result<Service, Failure> {
        if self.mock {
            let mock = demo::with_tasks(Mock::builder()).start().await?;
            let client = Client::builder()
                .endpoint(mock.endpoint())
                .project(demo::PROJECT)
                .workspace(mock.workspace())
                .token(Token::new(mock.token())?)
                .build()?;
            return Ok(Service { client, mock: Some(mock) });
        }
        Ok(Service { client: self.client()?, mock: None })
    }

    /// Makes a client from the flags. Environment variables supply the missing settings.
    fn client(&self) -> Result<Client, Failure> {
        let mut builder = if self.default_chain { ClientBuilder::default_chain() } else { ClientBuilder::from_env() };
        if let Some(url) = &self.endpoint {
            builder = builder.endpoint(url);
        }
        if let Some(id) = &self.region {
            builder = builder.region(Region::new(id)?);
        }
        if let Some(id) = &self.project_id {
            builder = builder.project(id);
        }
        if let Some(id) = &self.workspace_id {
            builder = builder.workspace(id);
        }
        if let Some(path) = &self.token_file {
            builder = builder.credentials(TokenFile::new(path)?);
        }
        if let Some(url) = &self.iam_endpoint {
            builder = builder.iam_endpoint(url);
        }
        builder.build().map_err(|error| match error.missing_setting() {
            Some(setting) => missing(setting).unwrap_or_else(|| error.into()),
            None => error.into(),
        })
    }
}

impl Service {
    /// Returns the ID of the task in the contract's example, if the service is a mock.
    pub(crate) fn documented_task(&self) -> Option<String> {
        self.mock.as_ref()?.documented_task()
    }

    /// Stops the mock, if a mock is running.
    pub(crate) async fn close(self) {
        if let Some(mock) = self.mock {
            mock.stop().await;
        }
    }
}

/// Makes the failure for a missing setting. The message names the flags and environment variables of the setting.
fn missing(setting: Setting) -> Option<Failure> {
    let (flags, variables): (_, &[&str]) = match setting {
        Setting::Endpoint => ("--region or --endpoint", &[environment::REGION, environment::ENDPOINT]),
        Setting::Project => ("--project-id", &[environment::PROJECT_ID, environment::SDK_PROJECT_ID]),
        Setting::Workspace => ("--workspace-id", &[environment::WORKSPACE_ID]),
        Setting::Credentials => (
            "--token-file or --default-chain",
            &[environment::TOKEN, environment::TOKEN_FILE, environment::ACCESS_KEY, environment::IAM_USER],
        ),
        Setting::IamEndpoint => ("--iam-endpoint", &[environment::IAM_ENDPOINT, environment::SDK_IAM_ENDPOINT]),
        _ => return None,
    };
    let variables = variables.join(" or ");
    Some(Failure::usage(format!("no {setting} is configured: pass {flags}, or set {variables} (or try --mock)")))
}

fn help(what: &str, variables: &[&str]) -> String {
    format!("{what} [env: {}]", variables.join(", "))
}
