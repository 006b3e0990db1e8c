//! What a client may spend: calls and retries.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use http::HeaderValue;

use crate::rate::RateBudget;
use crate::retry::RetryBudget;

/// How many budgets of others are kept.
const MOST: usize = 16;

/// What a client and its clones may spend.
#[derive(Default)]
pub(super) struct Spending {
    /// The rate budget of the client's own credentials, once it was used.
    own: OnceLock<Arc<RateBudget>>,
    /// Those of credentials that change or belong to single calls, by whose they are; what was
    /// used last comes first.
    others: Mutex<Vec<(Option<HeaderValue>, Arc<RateBudget>)>>,
    /// `None` if there is no limit.
    retries: Option<RetryBudget>,
}

impl Spending {
    /// As many retries as that, while nothing succeeds.
    pub(super) fn new(retries: Option<u32>) -> Self {
        Self {
            retries: retries.map(RetryBudget::new),
            ..Self::default()
        }
    }

    /// Whether a retry can be paid for.
    pub(super) fn affords_retry(&self) -> bool {
        self.retries.as_ref().is_none_or(RetryBudget::draw)
    }

    /// Takes note of a success, which pays for later retries.
    pub(super) fn repaid(&self) {
        if let Some(retries) = &self.retries {
            retries.pay();
        }
    }

    /// The rate budget of the client's own credentials.
    pub(super) fn own(&self, find: impl FnOnce() -> Arc<RateBudget>) -> Arc<RateBudget> {
        Arc::clone(self.own.get_or_init(find))
    }

    /// The rate budget of somebody else.
    pub(super) fn other(
        &self,
        caller: Option<&HeaderValue>,
        find: impl FnOnce() -> Arc<RateBudget>,
    ) -> Arc<RateBudget> {
        let mut others = self.others();
        let known = others
            .iter()
            .position(|(known, _)| known.as_ref() == caller);
        let entry = match known {
            Some(at) => others.remove(at),
            None => (caller.cloned(), find()),
        };
        let budget = Arc::clone(&entry.1);
        others.truncate(MOST - 1);
        others.insert(0, entry);
        budget
    }

    /// The rate budget of others that was used last.
    pub(super) fn last(&self) -> Option<Arc<RateBudget>> {
        let others = self.others();
        let (_caller, budget) = others.first()?;
        Some(Arc::clone(budget))
    }

    fn others(&self) -> MutexGuard<'_, Vec<(Option<HeaderValue>, Arc<RateBudget>)>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::{Owner, budget_of};

    fn caller(number: usize) -> HeaderValue {
        HeaderValue::from(number)
    }

    fn budget(number: usize) -> Arc<RateBudget> {
        budget_of(Owner {
            server: "spending.test".to_owned(),
            world: 0,
            caller: Some(caller(number)),
        })
    }

    #[test]
    fn what_was_used_last_is_kept_and_the_rest_given_up() {
        let spending = Spending::default();
        for number in 0..=MOST {
            // The first is used again and again, so that the second is the one to go.
            spending.other(Some(&caller(0)), || budget(0));
            spending.other(Some(&caller(number)), || budget(number));
        }
        let is_kept = |number| {
            let mut is_kept = true;
            spending.other(Some(&caller(number)), || {
                is_kept = false;
                budget(number)
            });
            is_kept
        };
        assert!(is_kept(0) && is_kept(MOST) && !is_kept(1));
    }

    #[test]
    fn the_own_budget_is_none_of_others() {
        let spending = Spending::default();
        let own = spending.own(|| budget(0));
        assert!(spending.last().is_none());
        let other = spending.other(Some(&caller(1)), || budget(1));
        assert!(Arc::ptr_eq(&own, &spending.own(|| budget(2))));
        assert!(Arc::ptr_eq(&other, &spending.last().expect("another")));
    }
}
