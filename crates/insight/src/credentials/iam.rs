//! Gets tokens from IAM with the name and the password of an IAM user.

use std::{fs::File, io::Read as _, path::Path, time::Duration};

use dataarts_insight_iam_client::{
    Client,
    builder::CreateToken,
    types::{self, ProjectScopeId, ProjectScopeName},
};
use reqwest::Request;
use zeroize::Zeroizing;

use super::{
    Authorization, Authorizing, Credentials,
    connection::{Connection, life_until, with_trace},
    renewable::{Exchange, Issued, Renewable},
};
use crate::{
    endpoint::Region,
    error::{Error, ErrorKind},
    ids::ProjectId,
    response::RawResponse,
    secret::{Secret, Secrets},
    token::Token,
};

/// The maximum size of the password file, in bytes.
const MAX_PASSWORD: u64 = 4096;
/// The assumed lifetime of a token if the response has no expiry time. It is shorter than the documented lifetime of 24
/// hours, so the token is renewed before it expires.
const UNKNOWN_LIFE: Duration = Duration::from_secs(60 * 60);

/// An IAM user. The client sends the user's password to IAM and gets tokens.
///
/// - The client stores the token. It gets a new token before the stored token expires, and after the service rejects
///   the stored token.
/// - If IAM rejects the password, the client does not send the password again, because IAM locks an account after five
///   failures.
/// - A HUAWEI ID or a federated user cannot get a token with a password. Create an IAM user for the program instead.
///
/// ```
/// use dataarts_insight::IamUser;
///
/// let user = IamUser::new("reporter", "secret", "my-account").unwrap();
/// assert_eq!(format!("{user:?}"), r#"IamUser { name: "reporter", password: <redacted>, account: "my-account" }"#);
/// ```
#[derive(Debug, Clone)]
pub struct IamUser {
    name: String,
    password: Secret,
    account: String,
}

impl IamUser {
    /// Makes a user from its name, its password and the name of its account (the domain).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the name, the password or the account is empty.
    pub fn new(
        name: impl Into<String>,
        password: impl Into<String>,
        account: impl Into<String>,
    ) -> Result<Self, Error> {
        let filled = |what: &str, text: String| match text.is_empty() {
            true => Err(Error::new(ErrorKind::InvalidInput, format!("the {what} is empty"))),
            false => Ok(text),
        };
        Ok(Self {
            name: filled("name of the IAM user", name.into())?,
            password: Secret::any("password of the IAM user", password)?,
            account: filled("account of the IAM user", account.into())?,
        })
    }

    /// Makes a user and reads the password from a file. The file must contain only the password. Line breaks at the end
    /// of the file are ignored.
    pub(crate) fn with_password_file(name: String, file: &Path, account: String) -> Result<Self, Error> {
        let unreadable = |reason: &str| {
            Error::new(ErrorKind::InvalidInput, format!("the password file {} {reason}", file.display()))
        };
        let mut text = Zeroizing::new(String::new());
        let read = File::open(file).and_then(|file| file.take(MAX_PASSWORD + 1).read_to_string(&mut text));
        let size = read.map_err(|error| unreadable("cannot be read").with_source(error))?;
        if u64::try_from(size).is_ok_and(|size| size > MAX_PASSWORD) {
            return Err(unreadable("is larger than 4 KiB").with_hint("name a file that contains only the password"));
        }
        Self::new(name, text.trim_end_matches(['\r', '\n']), account)
    }
}

/// The project for which a token is valid.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    Project(ProjectId),
    /// The project that has the same name as this region.
    Region(Region),
}

/// The request that gets a token for the name and the password of a user.
#[derive(Debug)]
struct PasswordExchange {
    user: IamUser,
    scope: Scope,
    iam: Connection,
}

impl PasswordExchange {
    fn request(&self) -> Result<Request, Error> {
        let user = types::PasswordUser::builder()
            .name(self.user.name.as_str())
            .password(self.user.password.expose())
            .domain(types::DomainName::builder().name(self.user.account.as_str()));
        let identity = types::Identity::builder()
            .methods(vec![types::IdentityMethodsItem::Password])
            .password(types::PasswordMethod::builder().user(user));
        let project = match &self.scope {
            Scope::Project(id) => types::ProjectScope::builder().id(ProjectScopeId::try_from(id.as_str()).ok()),
            Scope::Region(region) => {
                types::ProjectScope::builder().name(ProjectScopeName::try_from(region.as_str()).ok())
            }
        };
        let authentication =
            types::Authentication::builder().identity(identity).scope(types::Scope::builder().project(project));
        let api = Client::new(&*self.iam.endpoint);
        // The error of the generated code may contain the password, so a new error without details is returned.
        api.create_token()
            .nocatalog("true")
            .body(types::TokenRequest::builder().auth(authentication))
            .request()
            .map_err(|_| Error::new(ErrorKind::InvalidInput, "the request for a token cannot be built"))
    }
}

impl Exchange for PasswordExchange {
    type Value = Token;

    async fn exchange(&self) -> Result<Issued<Token>, Error> {
        let operation = CreateToken::OPERATION_ID;
        let secrets = Secrets::new(self.user.password.clone(), None);
        let response = self.iam.send(operation, self.request()?, secrets).await.map_err(advise)?;
        read_token(&response).map_err(|error| error.in_operation(operation, &self.iam.endpoint, 1))
    }
}

/// Adds a hint to an error of IAM. The hint says what the user must check.
fn advise(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Unauthenticated => error.with_hint(
            "check the IAM user, its password and its account; they are not sent again, because five failures lock the \
             account",
        ),
        ErrorKind::Forbidden => error.with_hint("the IAM user may not get tokens: ask its administrator"),
        ErrorKind::NotFound | ErrorKind::Rejected => {
            error.with_hint("check the account, and that the project belongs to it and to this region")
        }
        _ => error,
    }
}

/// Reads the token and its lifetime from a response of IAM.
fn read_token(response: &RawResponse) -> Result<Issued<Token>, Error> {
    let invalid = |what: &str| {
        let error = Error::new(ErrorKind::InvalidResponse, format!("IAM answered without {what}"));
        with_trace(error.with_head(response), response).with_hint("check the IAM endpoint")
    };
    let value = response.headers.get("x-subject-token").and_then(|value| value.to_str().ok());
    let value = value.and_then(|token| Token::new(token).ok()).ok_or_else(|| invalid("a token"))?;
    let body = CreateToken::decode(response.status, &response.headers, &response.body).ok();
    let life = match body.and_then(|body| life_until(&body.token?.expires_at?, response)) {
        Some(life) if life.is_zero() => return Err(invalid("a token that is still valid")),
        Some(life) => life,
        None => UNKNOWN_LIFE,
    };
    Ok(Issued { value, life })
}

#[derive(Debug)]
pub(crate) struct IamTokens(Renewable<PasswordExchange>);

impl IamTokens {
    pub(crate) fn new(user: IamUser, scope: Scope, iam: Connection) -> Self {
        Self(Renewable::new(PasswordExchange { user, scope, iam }))
    }
}

impl Credentials for IamTokens {
    fn authorization(&self) -> Authorizing<'_> {
        Box::pin(async { self.0.get().await.map(Authorization::Token) })
    }

    fn rejected(&self, rejected: &Authorization) -> bool {
        match rejected {
            Authorization::Token(token) => self.0.reject(|held| held == token),
            Authorization::AccessKey(_) => false,
        }
    }
}
