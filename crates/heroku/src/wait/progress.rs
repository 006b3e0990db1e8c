//! What can be waited for.

use crate::Secret;

/// An answer that tells how far a thing has come, so that [`Client::wait_for`] can wait for it.
///
/// It is there for [`Build`], [`Release`], [`AddOn`], [`AppSetup`] and [`Dyno`], and for the
/// targets of a promotion ([`PipelinePromotionTargetList`]). A [`PipelinePromotion`] itself only
/// tells that it is `completed`, be it well or badly, which is no outcome; wait for its targets.
///
/// For what else there is, implement it for a type of your own that a request of your own answers
/// with:
///
/// ```
/// use heroku::{Progress, State};
///
/// struct Import {
///     stage: String,
/// }
///
/// impl Progress for Import {
///     fn state(&self) -> State {
///         match self.stage.as_str() {
///             "done" => State::Succeeded,
///             "broken" => State::Failed,
///             _ => State::Pending,
///         }
///     }
/// }
/// # assert_eq!(Import { stage: "new".to_owned() }.state(), State::Pending);
/// ```
///
/// [`Client::wait_for`]: crate::Client::wait_for
/// [`Build`]: crate::build::Build
/// [`Release`]: crate::release::Release
/// [`AddOn`]: crate::add_on::AddOn
/// [`AppSetup`]: crate::app_setup::AppSetup
/// [`Dyno`]: crate::dyno::Dyno
/// [`PipelinePromotion`]: crate::pipeline_promotion::PipelinePromotion
/// [`PipelinePromotionTargetList`]: crate::pipeline_promotion_target::PipelinePromotionTargetList
pub trait Progress {
    /// How far it has come. What is not known for certain is [`State::Pending`].
    fn state(&self) -> State;

    /// Why it failed, as far as it tells.
    fn reason(&self) -> Option<String> {
        None
    }

    /// Where its log is, in the way of [`Client::output`](crate::Client::output).
    fn log_url(&self) -> Option<&Secret> {
        None
    }
}

/// How far a thing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is under way, or nobody knows.
    Pending,
    /// It is done as it should be.
    Succeeded,
    /// It went wrong.
    Failed,
}
