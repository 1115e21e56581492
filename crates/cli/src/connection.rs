//! Which service to talk to: flags before environment variables, or the embedded mock.

use std::{ffi::OsString, path::PathBuf};

use clap::Args;
use dataarts_insight::{Client, Region, Token, environment};
use dataarts_insight_mock::Mock;

use crate::{commands::mock, failure::Failure};

/// The options that say where the service is and who asks.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// Use a mock of the service inside this process instead of the cloud; nothing else need be configured
    #[arg(long, conflicts_with_all = ["endpoint", "region", "project_id", "workspace_id", "token_file"])]
    pub(crate) mock: bool,

    #[arg(long, value_name = "URL", help = help("Base URL of the service; wins over a region", &[environment::ENDPOINT]))]
    endpoint: Option<String>,

    #[arg(long, value_name = "ID", help = help("Region, such as cn-north-4", &[environment::REGION]))]
    region: Option<String>,

    #[arg(long, value_name = "ID", help = help(
        "Project, in the sense of IAM",
        &[environment::PROJECT_ID, environment::SDK_PROJECT_ID],
    ))]
    project_id: Option<String>,

    #[arg(long, value_name = "ID", help = help(
        "Workspace, which the console calls a project",
        &[environment::WORKSPACE_ID],
    ))]
    workspace_id: Option<String>,

    #[arg(long, value_name = "FILE", help = help(
        &format!("File that holds the user token and nothing else; without it, the token is in {}", environment::TOKEN),
        &[environment::TOKEN_FILE],
    ))]
    token_file: Option<PathBuf>,
}

/// A service to talk to; the mock, if it is one, lives as long.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) client: Client,
    mock: Option<Mock>,
}

impl Connection {
    /// Makes the client, and starts the mock if there shall be one. Nothing is sent.
    pub(crate) async fn open(&self) -> Result<Service, Failure> {
        if self.mock {
            let mock = mock::demonstration(Mock::builder()).start().await?;
            let client = Client::builder()
                .endpoint(mock.endpoint())
                .project(mock::PROJECT)
                .workspace(mock.workspace())
                .token(Token::new(mock.token())?)
                .build()?;
            return Ok(Service { client, mock: Some(mock) });
        }
        let client = self.client(|name| std::env::var_os(name))?;
        Ok(Service { client, mock: None })
    }

    fn client(&self, variable: impl Fn(&str) -> Option<OsString>) -> Result<Client, Failure> {
        // A variable that is set to nothing counts as unset.
        let path = |name: &str| variable(name).filter(|value| !value.is_empty());
        let variable = |name: &str| {
            let refuse = |_| Failure::usage(format!("{name}: the value is not UTF-8"));
            path(name).map(|value| value.into_string().map_err(refuse)).transpose()
        };
        let setting = |flag: &Option<String>, names: &[&str]| match flag {
            Some(value) => Ok(Some(value.clone())),
            None => names.iter().find_map(|name| variable(name).transpose()).transpose(),
        };
        let mut builder = Client::builder();

        // A region on the command line wins over an endpoint in the environment.
        let endpoint = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => Some(endpoint.clone()),
            (None, Some(_)) => None,
            (None, None) => variable(environment::ENDPOINT)?,
        };
        let region = setting(&self.region, &[environment::REGION])?;
        match (endpoint, region) {
            (Some(endpoint), _) => builder = builder.endpoint(endpoint),
            (None, Some(region)) => {
                let region = Region::new(region)?;
                let name = format!(
                    "{}{}",
                    environment::SDK_REGION_ENDPOINT,
                    region.as_str().to_ascii_uppercase().replace('-', "_")
                );
                builder = match variable(&name)? {
                    Some(endpoint) => builder.endpoint(endpoint),
                    None => builder.region(region),
                };
            }
            (None, None) => {
                return Err(missing(
                    "region or endpoint",
                    "--region or --endpoint",
                    &[environment::REGION, environment::ENDPOINT],
                ));
            }
        }

        let names = [environment::PROJECT_ID, environment::SDK_PROJECT_ID];
        let project = setting(&self.project_id, &names)?.ok_or_else(|| missing("project", "--project-id", &names))?;
        let names = [environment::WORKSPACE_ID];
        let workspace =
            setting(&self.workspace_id, &names)?.ok_or_else(|| missing("workspace", "--workspace-id", &names))?;

        let token = if let Some(path) = &self.token_file {
            Token::from_file(path)?
        } else if let Some(token) = variable(environment::TOKEN)? {
            Token::new(token).map_err(|error| Failure::from(error).about(environment::TOKEN))?
        } else if let Some(path) = path(environment::TOKEN_FILE) {
            Token::from_file(path).map_err(|error| Failure::from(error).about(environment::TOKEN_FILE))?
        } else {
            return Err(missing("token", "--token-file", &[environment::TOKEN, environment::TOKEN_FILE]));
        };
        Ok(builder.project(project).workspace(workspace).token(token).build()?)
    }
}

impl Service {
    /// The id of the task that the documentation shows, where there is a mock to serve it.
    pub(crate) fn documented_task(&self) -> Option<String> {
        self.mock.as_ref()?.documented_task()
    }

    /// Ends the mock, if there is one.
    pub(crate) async fn close(self) {
        if let Some(mock) = self.mock {
            mock.stop().await;
        }
    }
}

fn missing(what: &str, flags: &str, variables: &[&str]) -> Failure {
    let variables = variables.join(" or ");
    Failure::usage(format!("no {what} is configured: pass {flags}, or set {variables} (or try --mock)"))
}

fn help(what: &str, variables: &[&str]) -> String {
    format!("{what} [env: {}]", variables.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none() -> Connection {
        Connection { mock: false, endpoint: None, region: None, project_id: None, workspace_id: None, token_file: None }
    }

    fn client(connection: &Connection, variables: &[(&str, &str)]) -> Result<Client, Failure> {
        let rest = [(environment::TOKEN, "t"), (environment::SDK_PROJECT_ID, "sdk"), (environment::WORKSPACE_ID, "w")];
        let all: Vec<_> = variables.iter().chain(&rest).collect();
        connection.client(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn flags_win_over_variables_and_endpoints_over_regions() {
        let flag = |text: &str| Some(text.to_owned());
        let region = (environment::REGION, "cn-north-4");
        let endpoint = (environment::ENDPOINT, "https://env.example");
        let sdk = ("HUAWEICLOUD_SDK_REGION_DATAARTSINSIGHT_CN_EAST_3", "https://sdk.example");
        let cn_east_3 = "https://dataartsinsight.cn-east-3.myhuaweicloud.com";
        for (connection, variables, expected) in [
            (Connection { region: flag("cn-east-3"), ..none() }, vec![region, endpoint], cn_east_3),
            (Connection { region: flag("cn-east-3"), ..none() }, vec![endpoint, sdk], "https://sdk.example"),
            (
                Connection { endpoint: flag("https://flag.example"), ..none() },
                vec![region, endpoint],
                "https://flag.example",
            ),
            (none(), vec![region, endpoint], "https://env.example"),
            (none(), vec![(environment::REGION, "cn-east-3"), (environment::ENDPOINT, "")], cn_east_3),
        ] {
            assert_eq!(client(&connection, &variables).unwrap().endpoint(), expected, "{connection:?}");
        }
        let connection = Connection { project_id: flag("flag"), ..none() };
        assert_eq!(client(&connection, &[region]).unwrap().project().as_str(), "flag");
        assert_eq!(client(&none(), &[region]).unwrap().project().as_str(), "sdk");
    }
}
