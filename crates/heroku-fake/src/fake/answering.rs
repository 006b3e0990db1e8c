//! How a request is answered, and by whom.

use std::sync::Mutex;
use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response};

use super::{Fake, lock};
use crate::base::Base;
use crate::doors::{self, Door, Visit};
use crate::exchange::Aim;
use crate::faults::Target;
use crate::journal::Note;
use crate::outcome::{Content, Outcome};
use crate::world::{World, key_of, world_id};
use crate::{control, exchange, pages, window};

impl Fake {
    /// What becomes of one request, told to who carries it.
    pub(crate) fn respond(&self, mut request: Request<Bytes>) -> Outcome {
        if let Some(outcome) =
            control::respond(self, &request).or_else(|| window::respond(&request))
        {
            return outcome;
        }
        let started = Instant::now();
        let asks = exchange::token(request.headers()).map(|token| key_of(&token));
        let world = self.whose(&request, asks.as_deref());
        let aim = Aim::of(&request);
        let action = aim.action();
        let strike = self.shared.faults.strike(&Target {
            action,
            method: aim.method().as_str(),
            path: request.uri().path(),
            world: &world,
            key: asks.as_deref().map(world_id).unwrap_or_default(),
        });
        let outcome = strike.around(&mut request, action, |request| {
            self.carry_out(asks.as_deref(), request, &aim)
        });
        let note = Note {
            action,
            world,
            faults: strike.ids().to_vec(),
            took: started.elapsed(),
        };
        self.shared.journal.note(note, &request, &outcome);
        outcome
    }

    /// Lets a request have its effect: behind a side door, or in the world of its token.
    fn carry_out(&self, asks: Option<&str>, request: &Request<Bytes>, aim: &Aim) -> Outcome {
        let base = self.base();
        if let Some(answer) = self.visit(request, &base) {
            return answer.into();
        }
        let grant = || pages::secret_of_grant(request).unwrap_or_default();
        let world = match asks {
            Some(asks) => self.world(asks),
            None => self.world_of(&grant()),
        };
        let mut world = lock(&world);
        world.base.clone_from(&base);
        let answer = exchange::handle(&mut world, asks, request, aim, &base);
        let settled = self.settle(&mut world);
        drop(world);
        Outcome::at_once(match settled.and_then(|()| self.save_if_due()) {
            Ok(()) => answer,
            Err(error) => exchange::not_kept(&error),
        })
    }

    /// What is behind a side door, if the path leads to one.
    fn visit(&self, request: &Request<Bytes>, base: &Base) -> Option<Response<Content>> {
        if let Some(page) = pages::find(request) {
            let world = self.world_of(&page.secret);
            let visit = Visit {
                request,
                secret: &page.secret,
                base,
            };
            return Some(self.enter(&world, page.open, &visit));
        }
        let (name, key, secret) = doors::split(request.uri().path())?;
        let door = doors::door(name)?;
        let world = lock(&self.shared.worlds).by_key.get(key).cloned()?;
        let visit = Visit {
            request,
            secret,
            base,
        };
        Some(self.enter(&world, door, &visit))
    }

    /// What a world answers to who comes by a side door.
    fn enter(&self, world: &Mutex<World>, door: Door, visit: &Visit<'_>) -> Response<Content> {
        let mut world = lock(world);
        world.base.clone_from(visit.base);
        world.tick();
        let answer = door(&mut world, visit);
        let settled = self.settle(&mut world);
        drop(world);
        match settled.and_then(|()| self.save_if_due()) {
            Ok(()) => answer,
            Err(error) => exchange::not_kept(&error).map(Content::Whole),
        }
    }
}
