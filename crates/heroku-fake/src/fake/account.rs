//! An account of the fake, as a test sets it up.

use std::fmt;

use super::Fake;
use crate::access;
use crate::world::World;

/// The account behind a token, to put it into a state that the API has no call for.
///
/// `Debug` does not show the token.
///
/// Each method takes effect at once. Programs in other languages do the same by
/// `PUT /_fake/account`, with the token in the header `Authorization`.
///
/// ```
/// use bytes::Bytes;
/// use heroku_fake::Fake;
/// use http::Request;
///
/// let fake = Fake::new();
/// fake.account("some-token").two_factor("123456");
/// let request = Request::get("/apps")
///     .header("Accept", "application/vnd.heroku+json; version=3")
///     .header("Authorization", "Bearer some-token");
/// let answer = fake.handle(request.body(Bytes::new())?);
/// assert_eq!(answer.status(), 403);
/// assert_eq!(answer.headers()["heroku-two-factor-required"], "true");
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Account {
    fake: Fake,
    token: String,
}

impl Account {
    pub(crate) fn new(fake: Fake, token: &str) -> Self {
        Self {
            fake,
            token: token.to_owned(),
        }
    }

    /// Asks for a second factor from now on: requests need this code in the header
    /// `Heroku-Two-Factor-Code`.
    ///
    /// Without it they are refused with 403 `two_factor`, with another one with 401
    /// `invalid_two_factor_code`. A token that was made with `skip_two_factor` needs no code, and
    /// an app needs none for 30 minutes after `PUT /apps/{app}/pre-authorizations`.
    #[expect(clippy::must_use_candidate, reason = "it takes effect at once")]
    pub fn two_factor(&self, code: &str) -> &Self {
        self.change(|world| access::require_second_factor(world, code))
    }

    /// Suspends the account: all but reading about the account is refused with 403 `suspended`.
    pub fn suspended(&self) -> &Self {
        self.change(access::suspend)
    }

    /// Leaves bills unpaid: what creates or changes anything but the account is refused with
    /// 402 `delinquent`.
    pub fn delinquent(&self) -> &Self {
        self.change(access::leave_unpaid)
    }

    /// Takes all of that back.
    pub fn in_good_standing(&self) -> &Self {
        self.change(access::put_in_good_standing)
    }

    fn change(&self, how: impl FnOnce(&mut World)) -> &Self {
        self.fake.in_world(&self.token, how);
        self
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").finish_non_exhaustive()
    }
}
