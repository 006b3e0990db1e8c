//! Acting for users who said yes: the way to their tokens, and renewing these.

mod grant;
#[expect(
    clippy::module_inception,
    reason = "the file holds the type of that name"
)]
mod oauth;
mod scope;
mod session;
mod tokens;

pub use oauth::OAuth;
pub use scope::OAuthScope;
pub use tokens::OAuthTokens;
