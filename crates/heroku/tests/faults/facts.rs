//! What an error says about its call, in one line.

use heroku::Error;

/// The facts of an error, as in `Api 503, 4 tries, sent, effect`.
///
/// `effect` means that the call may have taken effect, `own` that the refusal may come from an
/// earlier try, and `wait` that it says how long to wait.
pub(crate) fn facts(error: &Error) -> String {
    let status = error.status();
    let status = status.map(|status| format!(" {}", status.as_u16()));
    let wait = error.retry_after();
    let wait = wait.map(|wait| format!(", wait {}", wait.as_secs()));
    format!(
        "{:?}{}, {} {}{}{}{}{}",
        error.kind(),
        status.unwrap_or_default(),
        error.attempts(),
        if error.attempts() == 1 {
            "try"
        } else {
            "tries"
        },
        if error.may_have_been_sent() {
            ", sent"
        } else {
            ""
        },
        if error.may_have_taken_effect() {
            ", effect"
        } else {
            ""
        },
        if error.may_be_own_doing() {
            ", own"
        } else {
            ""
        },
        wait.unwrap_or_default(),
    )
}
