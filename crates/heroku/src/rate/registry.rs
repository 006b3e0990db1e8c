//! The budgets of this process, by whose they are.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use http::HeaderValue;

use super::RateBudget;

/// Whose budget it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    /// Where the requests go: scheme, host, port.
    pub(crate) server: String,
    /// Which of several servers of that name it is, as the transport tells.
    pub(crate) world: u64,
    /// Who is calling, as the `Authorization` header says; `None` for nobody.
    pub(crate) caller: Option<HeaderValue>,
}

static BUDGETS: LazyLock<Mutex<HashMap<Owner, Weak<RateBudget>>>> = LazyLock::new(Mutex::default);

/// The budget of `owner`: the one in use, or a new one.
pub(crate) fn budget_of(owner: Owner) -> Arc<RateBudget> {
    let mut budgets = BUDGETS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(budget) = budgets.get(&owner).and_then(Weak::upgrade) {
        return budget;
    }
    budgets.retain(|_owner, budget| budget.strong_count() > 0);
    let budget = Arc::new(RateBudget::new());
    budgets.insert(owner, Arc::downgrade(&budget));
    budget
}
