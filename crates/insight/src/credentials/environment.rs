//! Reads credentials from environment variables.

use super::{AccessKey, Configured, IamUser, Source, TokenFile};
use crate::{
    environment::{
        ACCESS_KEY, IAM_DOMAIN, IAM_PASSWORD_FILE, IAM_USER, SDK_ACCESS_KEY, SDK_SECRET_KEY, SDK_SECURITY_TOKEN,
        SECRET_KEY, SECURITY_TOKEN, TOKEN, TOKEN_FILE, Variables,
    },
    error::{Error, ErrorKind, Setting},
    token::Token,
};

#[derive(Clone, Copy)]
enum Kind {
    Token,
    AccessKey,
    IamUser,
}

/// The kinds of credentials, each with the variables that select the kind.
const KINDS: [(Kind, &[&str]); 3] = [
    (Kind::Token, &[TOKEN, TOKEN_FILE]),
    (Kind::AccessKey, &[ACCESS_KEY, SECRET_KEY, SDK_ACCESS_KEY, SDK_SECRET_KEY]),
    (Kind::IamUser, &[IAM_USER, IAM_PASSWORD_FILE, IAM_DOMAIN]),
];

/// Reads the credentials from the environment. Returns `None` if no variable for credentials is set.
pub(crate) fn read(variables: &Variables<'_>) -> Result<Option<Configured>, Error> {
    let set = |names: &[&'static str]| names.iter().copied().find(|name| variables.raw(name).is_some());
    let found: Vec<(Kind, &str)> = KINDS.iter().filter_map(|(kind, names)| Some((*kind, set(names)?))).collect();
    match found.as_slice() {
        [] => Ok(None),
        [(Kind::Token, _)] => token(variables).map(Configured::Source).map(Some),
        [(Kind::AccessKey, _)] => access_key(variables).map(Configured::Source).map(Some),
        [(Kind::IamUser, _)] => iam_user(variables).map(Configured::IamUser).map(Some),
        [(_, one), (_, other), ..] => {
            let message = format!("{one} and {other} are both set, but a client uses one kind of credentials");
            Err(Error::new(ErrorKind::InvalidInput, message).with_hint("unset one of them"))
        }
    }
}

/// Makes the error for a client without credentials.
pub(crate) fn missing() -> Error {
    Error::missing(Setting::Credentials, &[TOKEN, TOKEN_FILE, ACCESS_KEY, IAM_USER])
}

fn token(variables: &Variables<'_>) -> Result<Source, Error> {
    if let Some(token) = variables.first(&[TOKEN], Token::new)? {
        return Ok(Source::Fixed(token.into()));
    }
    let path = variables.raw(TOKEN_FILE).unwrap_or_default();
    TokenFile::new(path).map(Source::provider).map_err(|error| error.about(TOKEN_FILE))
}

/// Reads an access key from the variables `DATAARTS_INSIGHT_*`. If neither the ID nor the secret is set there, reads
/// all parts of the key from the variables of the official SDKs, `HUAWEICLOUD_SDK_*`.
fn access_key(variables: &Variables<'_>) -> Result<Source, Error> {
    let own = [ACCESS_KEY, SECRET_KEY].iter().any(|name| variables.raw(name).is_some());
    let [id, secret, token] = match own {
        true => [ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN],
        false => [SDK_ACCESS_KEY, SDK_SECRET_KEY, SDK_SECURITY_TOKEN],
    };
    let read = |name| variables.first(&[name], Ok);
    match (read(id)?, read(secret)?) {
        (Some(key), Some(secret)) => Ok(Source::Fixed(AccessKey::checked(key, secret, read(token)?)?.into())),
        (known, _) => {
            let (set, unset) = if known.is_some() { (id, secret) } else { (secret, id) };
            Err(Error::new(ErrorKind::InvalidInput, format!("{set} is set, but {unset} is not"))
                .with_hint("an access key needs both"))
        }
    }
}

/// Reads an IAM user. The password is read from a file, because other processes could read an environment variable.
fn iam_user(variables: &Variables<'_>) -> Result<IamUser, Error> {
    let needed = |name, value: Option<String>| {
        value.ok_or_else(|| {
            Error::new(ErrorKind::InvalidInput, format!("{name} is not set"))
                .with_hint(format!("an IAM user needs {IAM_USER}, {IAM_PASSWORD_FILE} and {IAM_DOMAIN}"))
        })
    };
    let user = needed(IAM_USER, variables.first(&[IAM_USER], Ok)?)?;
    let domain = needed(IAM_DOMAIN, variables.first(&[IAM_DOMAIN], Ok)?)?;
    let file = variables.raw(IAM_PASSWORD_FILE);
    let file = file.ok_or(()).or_else(|()| needed(IAM_PASSWORD_FILE, None).map(Into::into))?;
    IamUser::with_password_file(user, file.as_ref(), domain).map_err(|error| error.about(IAM_PASSWORD_FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(variables: &[(&str, &str)]) -> Result<Option<Configured>, Error> {
        read(&Variables(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())))
    }

    #[test]
    fn reads_one_kind_and_prefers_own_names() {
        assert!(read_all(&[]).unwrap().is_none());
        let own = [(ACCESS_KEY, "own"), (SECRET_KEY, "s")];
        let sdk = [(SDK_ACCESS_KEY, "sdk"), (SDK_SECRET_KEY, "s"), (SDK_SECURITY_TOKEN, "t")];
        for (variables, shown) in [
            (vec![(TOKEN, "t")], "Source(Fixed(Token(Token(<redacted>))))"),
            (vec![(TOKEN, "t"), (TOKEN_FILE, "/nowhere")], "Source(Fixed(Token(Token(<redacted>))))"),
            (own.to_vec(), r#"Source(Fixed(AccessKey(AccessKey { id: "own", .. })))"#),
            (sdk.to_vec(), r#"Source(Fixed(AccessKey(AccessKey { id: "sdk", .. })))"#),
            ([&own[..], &sdk].concat(), r#"Source(Fixed(AccessKey(AccessKey { id: "own", .. })))"#),
        ] {
            assert_eq!(format!("{:?}", read_all(&variables).unwrap().unwrap()), shown);
        }
    }

    #[test]
    fn errors_name_two_kinds_and_half_a_key() {
        for (variables, message) in [
            (vec![(TOKEN, "t"), (SDK_ACCESS_KEY, "a")], [TOKEN, SDK_ACCESS_KEY]),
            (vec![(TOKEN_FILE, "f"), (SECRET_KEY, "s")], [TOKEN_FILE, SECRET_KEY]),
            (vec![(ACCESS_KEY, "a")], [ACCESS_KEY, SECRET_KEY]),
            (vec![(SDK_SECRET_KEY, "s")], [SDK_SECRET_KEY, SDK_ACCESS_KEY]),
            (vec![(IAM_USER, "u"), (TOKEN, "t")], [TOKEN, IAM_USER]),
            (vec![(IAM_USER, "u"), (IAM_DOMAIN, "d")], [IAM_PASSWORD_FILE, IAM_USER]),
            (vec![(IAM_PASSWORD_FILE, "/nowhere"), (IAM_USER, "u")], [IAM_DOMAIN, IAM_USER]),
            // The ID is set in a variable of this SDK, but the secret is set in a variable of the official SDKs.
            (vec![(ACCESS_KEY, "a"), (SDK_SECRET_KEY, "s")], [ACCESS_KEY, SECRET_KEY]),
        ] {
            let error = read_all(&variables).unwrap_err();
            assert!(error.is_invalid_input(), "{error}");
            assert!(message.iter().all(|name| error.to_string().contains(name)), "{error}");
        }
    }
}
