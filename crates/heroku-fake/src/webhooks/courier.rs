//! The thread that carries parcels to subscribers.

use std::sync::OnceLock;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::parcel::{Attempt, Parcel};
use super::post::post;

/// Carries parcels to subscribers, on a thread that starts with the first of them and ends with
/// the courier.
#[derive(Default)]
pub(crate) struct Courier {
    sender: OnceLock<Option<UnboundedSender<Parcel>>>,
}

impl Courier {
    /// Takes parcels; `tell` hears how each of them fared.
    ///
    /// Where no thread can be had nothing is sent: the deliveries stay pending.
    pub(crate) fn take<T>(&self, parcels: Vec<Parcel>, tell: T)
    where
        T: Fn(&Parcel, &Attempt) + Clone + Send + 'static,
    {
        if parcels.is_empty() {
            return;
        }
        if let Some(sender) = self.sender.get_or_init(|| start(tell)) {
            for parcel in parcels {
                // The thread ends with the sender, not before.
                let _ = sender.send(parcel);
            }
        }
    }
}

fn start<T>(tell: T) -> Option<UnboundedSender<Parcel>>
where
    T: Fn(&Parcel, &Attempt) + Clone + Send + 'static,
{
    let runtime = Builder::new_current_thread().enable_all().build().ok()?;
    let (sender, receiver) = unbounded_channel();
    thread::Builder::new()
        .name("heroku-fake-webhooks".to_owned())
        .spawn(move || runtime.block_on(carry(receiver, tell)))
        .ok()?;
    Some(sender)
}

async fn carry<T>(mut parcels: UnboundedReceiver<Parcel>, tell: T)
where
    T: Fn(&Parcel, &Attempt) + Clone + Send + 'static,
{
    while let Some(parcel) = parcels.recv().await {
        let tell = tell.clone();
        tokio::spawn(async move {
            let attempt = post(&parcel).await;
            tell(&parcel, &attempt);
        });
    }
}
