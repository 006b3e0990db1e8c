//! How far a promotion has come on all its apps.

use crate::pipeline_promotion_target::{PipelinePromotionTarget, PipelinePromotionTargetStatus};
use crate::{Page, Progress, State};

/// The targets of a promotion: they succeed together, and fail if one of them does, once none is
/// under way any more.
///
/// A page behind which there are more targets does not tell of them, so it is no end; ask for a
/// larger page then, see [`ListRange::max`](crate::ListRange::max). Nor is a page without any.
impl Progress for Page<PipelinePromotionTarget> {
    fn state(&self) -> State {
        let mut state = State::Succeeded;
        for target in self {
            match target.status {
                PipelinePromotionTargetStatus::Succeeded => {}
                PipelinePromotionTargetStatus::Failed => state = State::Failed,
                PipelinePromotionTargetStatus::Pending
                | PipelinePromotionTargetStatus::Unknown(_) => return State::Pending,
            }
        }
        if self.is_empty() || self.has_more() {
            return State::Pending;
        }
        state
    }

    fn reason(&self) -> Option<String> {
        let failed = self
            .iter()
            .filter(|target| target.status == PipelinePromotionTargetStatus::Failed);
        let reasons: Vec<_> = failed
            .map(|target| {
                let message = target.error_message.as_deref();
                format!(
                    "{}: {}",
                    target.app.id,
                    message.unwrap_or("no reason given")
                )
            })
            .collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }
}
