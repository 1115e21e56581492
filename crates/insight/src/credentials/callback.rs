//! Credentials that a function of the program returns.

use std::{error, fmt};

use super::{Authorization, Authorizing, Credentials};
use crate::{
    error::{Error, ErrorKind},
    token::Token,
};

/// Makes credentials from a function that returns the current token.
///
/// The client calls the function before every attempt, and again if the service rejects the token. The function should
/// therefore store the token until the token expires.
///
/// ```no_run
/// use dataarts_insight::{Client, Token, credentials};
///
/// # fn example(builder: dataarts_insight::ClientBuilder) -> Result<Client, dataarts_insight::Error> {
/// async fn token_of_the_vault() -> std::io::Result<String> {
///     Ok("MIIF".to_owned())
/// }
/// builder.credentials(credentials::from_fn(|| async { Ok(Token::new(token_of_the_vault().await?)?) })).build()
/// # }
/// ```
pub fn from_fn<F, R>(callback: F) -> impl Credentials
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Result<Token, Box<dyn error::Error + Send + Sync>>> + Send,
{
    Callback(callback)
}

struct Callback<F>(F);

impl<F, R> Credentials for Callback<F>
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Result<Token, Box<dyn error::Error + Send + Sync>>> + Send,
{
    fn authorization(&self) -> Authorizing<'_> {
        Box::pin(async {
            let token = (self.0)().await;
            token.map(Authorization::Token).map_err(|error| {
                Error::new(ErrorKind::Unauthenticated, "the program gives no token").with_source(error)
            })
        })
    }

    fn rejected(&self, _: &Authorization) -> bool {
        true
    }
}

impl<F> fmt::Debug for Callback<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback")
    }
}
