//! The thread on which a blocking client works.

use std::io;
use std::sync::mpsc;
use std::thread::{self, ThreadId};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind};

/// A thread with a runtime. It ends when this is dropped, wherever that happens.
pub(crate) struct Runtime {
    handle: Handle,
    thread: ThreadId,
    _stop: oneshot::Sender<()>,
}

impl Runtime {
    pub(crate) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("heroku-blocking".to_owned())
            .spawn(move || {
                // The sender is never used, only dropped: that is the sign to stop.
                let _closed = runtime.block_on(stopped);
            })?;
        Ok(Self {
            handle,
            thread: thread.thread().id(),
            _stop: stop,
        })
    }

    /// Where work can be started that nobody waits for yet.
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Refuses to wait on the thread itself, which would then wait for ever.
    pub(crate) fn check(&self, operation: &'static str) -> Result<(), Error> {
        if thread::current().id() != self.thread {
            return Ok(());
        }
        let problem = "a callback of a blocking client cannot wait for that client; \
                       hand the work to another thread";
        Err(Error::named(ErrorKind::Request, operation, problem))
    }

    /// Runs `work` on the thread and waits for it.
    pub(crate) fn wait<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        self.check(operation)?;
        let (sender, receiver) = mpsc::sync_channel(1);
        self.handle.spawn(async move {
            let _nobody_waits = sender.send(work.await);
        });
        receiver.recv().unwrap_or_else(|_gone| {
            let problem = "a callback or a transport panicked; the request may have arrived";
            Err(Error::named(ErrorKind::Transport, operation, problem).maybe_sent())
        })
    }
}
