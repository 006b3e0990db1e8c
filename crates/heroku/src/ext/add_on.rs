//! How far an add-on has come.

use crate::add_on::{AddOn, AddOnState};
use crate::{Progress, State};

/// Waits until the add-on is `provisioned`. One that could not be set up is `deprovisioned`.
impl Progress for AddOn {
    fn state(&self) -> State {
        match self.state {
            AddOnState::Provisioned => State::Succeeded,
            AddOnState::Deprovisioned | AddOnState::Deprovisioning => State::Failed,
            AddOnState::Provisioning | AddOnState::Suspended | AddOnState::Unknown(_) => {
                State::Pending
            }
        }
    }

    fn reason(&self) -> Option<String> {
        (Progress::state(self) == State::Failed).then(|| format!("the add-on is {}", self.state))
    }
}
