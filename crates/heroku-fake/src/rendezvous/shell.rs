//! A shell that plays `bash` and touches nothing: what it prints and waits for, without any I/O.

use std::collections::VecDeque;
use std::time::Duration;

use super::bounds::{Effort, LONGEST, TOO_LONG};
use super::commands::{Effect, perform};
use super::environment::{Environment, assignment};
use super::keyboard::{Keyboard, Pressed, Typed};
use super::syntax::{Command, Joint, parse};

/// What a shell says when it asks for a command, as on a dyno of Heroku.
const PROMPT: &str = "~ $ ";

/// What the official command line adds to a command whose status it wants to know contains this.
const STATUS: &str = "heroku-command-exit-status";

/// More shells in each other than this would be an accident.
const DEEPEST: usize = 20;

/// A shell that plays `bash` and touches nothing.
///
/// An interrupt ends the command that runs, with status 130; what is joined to it by `;` goes on,
/// so that a command line that tells its exit status does so here as well.
pub(super) struct Shell {
    /// The shells, each of which runs in the one before.
    levels: Vec<Level>,
    /// What is still run when all else has ended, however it did.
    farewell: Option<String>,
    /// The status of the latest command.
    status: i32,
    waits_for: WaitsFor,
    keyboard: Keyboard,
    is_terminal: bool,
    output: Vec<u8>,
    effort: Effort,
}

/// A shell among those that run in each other.
struct Level {
    env: Environment,
    commands: VecDeque<(Joint, Command)>,
    is_interactive: bool,
}

enum WaitsFor {
    Nothing,
    /// The next line of commands.
    Line,
    /// Whatever is typed, which is repeated.
    Input,
    Time(Duration),
}

/// What a shell needs to go on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Needs {
    Input,
    /// Input, or so much time.
    Time(Duration),
    /// Nothing: it has ended with a status.
    End(i32),
}

impl Shell {
    /// A shell that runs a command line.
    ///
    /// Where the variables tell how wide the screen is, there is a terminal: what is typed is
    /// shown, and lines end as terminals want it.
    pub(super) fn new(command: &str, env: Vec<(String, String)>) -> Self {
        let env = Environment::new(env);
        let is_terminal = env.value("COLUMNS").is_some();
        let is_too_long = command.len() > LONGEST;
        let (command, farewell) = part(if is_too_long { "" } else { command });
        let mut shell = Self {
            levels: vec![Level::new(env, command)],
            farewell: farewell.map(str::to_owned),
            status: 0,
            waits_for: WaitsFor::Nothing,
            keyboard: Keyboard::new(is_terminal),
            is_terminal,
            output: Vec::new(),
            effort: Effort::default(),
        };
        if is_too_long || !shell.effort.spend(command.len()) {
            shell.give_up();
        }
        shell.go_on();
        shell
    }

    /// What was printed since this was last asked.
    pub(super) fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// What it needs to go on.
    pub(super) fn needs(&self) -> Needs {
        match self.waits_for {
            WaitsFor::Nothing => Needs::End(self.status),
            WaitsFor::Line | WaitsFor::Input => Needs::Input,
            WaitsFor::Time(time) => Needs::Time(time),
        }
    }

    /// Types something.
    pub(super) fn input(&mut self, bytes: &[u8]) {
        self.effort = Effort::default();
        for byte in bytes {
            match self.keyboard.press(*byte) {
                Pressed::Shown(bytes) => self.print(&bytes),
                Pressed::Signal(number) => self.signal(number),
            }
        }
        self.go_on();
    }

    /// Lets time go by.
    pub(super) fn pass(&mut self, passed: Duration) {
        if let WaitsFor::Time(left) = &mut self.waits_for {
            *left = left.saturating_sub(passed);
            if left.is_zero() {
                self.done(0);
                self.go_on();
            }
        }
    }

    fn go_on(&mut self) {
        while self.step() {}
    }

    /// Goes on for one step; says whether there may be another.
    fn step(&mut self) -> bool {
        match self.waits_for {
            WaitsFor::Nothing => self.next_command(),
            WaitsFor::Time(_) => false,
            WaitsFor::Input => match self.keyboard.take() {
                Some(Typed::Bytes(bytes)) => {
                    self.print(&bytes);
                    true
                }
                Some(Typed::End) => self.done(0),
                None => false,
            },
            WaitsFor::Line => match self.keyboard.take_line() {
                Some(Typed::Bytes(line)) => self.take_line(&line),
                Some(Typed::End) => {
                    self.print(b"exit\n");
                    self.leave()
                }
                None => false,
            },
        }
    }

    /// A command has ended.
    fn done(&mut self, status: i32) -> bool {
        self.status = status;
        self.waits_for = WaitsFor::Nothing;
        true
    }

    /// The shell within has ended.
    fn leave(&mut self) -> bool {
        self.levels.pop();
        if self.levels.is_empty() {
            let farewell = self.farewell.take();
            let last = farewell.map(|last| Level::new(Environment::default(), &last));
            self.levels.extend(last);
        }
        self.done(self.status)
    }

    /// Ends all shells: they were told to do more than they take on.
    fn give_up(&mut self) {
        self.print(format!("bash: {TOO_LONG}\n").as_bytes());
        self.levels.truncate(1);
        self.status = 1;
        self.effort = Effort::default();
        self.leave();
    }

    fn take_line(&mut self, line: &[u8]) -> bool {
        if let Some(level) = self.levels.last_mut() {
            level.commands.extend(parse(&String::from_utf8_lossy(line)));
        }
        self.waits_for = WaitsFor::Nothing;
        true
    }

    fn next_command(&mut self) -> bool {
        let Some(level) = self.levels.last_mut() else {
            return false;
        };
        let Some((joint, command)) = level.commands.pop_front() else {
            if !level.is_interactive {
                return self.leave();
            }
            self.print(PROMPT.as_bytes());
            self.waits_for = WaitsFor::Line;
            return true;
        };
        let is_meant = match joint {
            Joint::Always => true,
            Joint::AfterSuccess => self.status == 0,
            Joint::AfterFailure => self.status != 0,
        };
        if is_meant {
            self.run(&command);
        }
        true
    }

    fn run(&mut self, command: &Command) {
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let words = match command.fill(&level.env, self.status) {
            Ok(words) => words,
            Err(trouble) => return self.complain(&trouble, 2),
        };
        let size: usize = words.iter().map(|word| word.len() + 1).sum();
        let count = words.iter().map_while(|word| assignment(word)).count();
        let (assignments, words) = words.split_at(count);
        // Who is given variables of its own gets a copy of all of them, and so does `env`.
        let copies = !assignments.is_empty() || words.first().is_some_and(|word| word == "env");
        let more = if copies { level.env.size() } else { 0 };
        if !self.effort.spend(size + more) {
            return self.give_up();
        }
        if words.is_empty() {
            let done = give(&mut level.env, assignments);
            self.status = 0;
            return done.unwrap_or_else(|trouble| self.complain(&trouble, 1));
        }
        if assignments.is_empty() {
            let effect = perform(words, &mut level.env, self.status);
            return self.take_effect(effect, None);
        }
        let mut given = level.env.clone();
        match give(&mut given, assignments) {
            Ok(()) => {
                let effect = perform(words, &mut given, self.status);
                self.take_effect(effect, Some(given));
            }
            Err(trouble) => self.complain(&trouble, 1),
        }
    }

    /// Says what is wrong with a command, which ends it.
    fn complain(&mut self, trouble: &str, status: i32) {
        self.print(format!("bash: {trouble}\n").as_bytes());
        self.status = status;
    }

    /// Does what a command does; `given` are its variables, where they are not those of the shell.
    fn take_effect(&mut self, effect: Effect, given: Option<Environment>) {
        match effect {
            Effect::Shell => self.enter(given, None),
            Effect::Run(commands) => self.enter(given, Some(&commands)),
            Effect::Done(text, status) => {
                self.status = status;
                self.say(&text);
            }
            Effect::Exit(text, status) => {
                self.print(text.as_bytes());
                self.status = status;
                self.leave();
            }
            Effect::Copy => self.waits_for = WaitsFor::Input,
            Effect::Sleep(time) => self.waits_for = WaitsFor::Time(time),
        }
    }

    /// Begins another shell within this one, which asks for commands where it is given none.
    fn enter(&mut self, given: Option<Environment>, commands: Option<&str>) {
        let own = || self.levels.last().map(|level| level.env.clone());
        let env = given.or_else(own).unwrap_or_default();
        if self.levels.len() == DEEPEST {
            return self.complain("too many shells in each other", 1);
        }
        if !self.effort.spend(commands.map_or(0, str::len) + env.size()) {
            return self.give_up();
        }
        let level = match commands {
            Some(commands) => {
                self.status = 0;
                Level::new(env, commands)
            }
            None => Level::interactive(env),
        };
        self.levels.push(level);
    }

    /// Prints what a command says, unless that is more than is printed at once.
    fn say(&mut self, text: &str) {
        if self.output.len() + text.len() > LONGEST || !self.effort.spend(text.len()) {
            return self.give_up();
        }
        self.print(text.as_bytes());
    }

    /// Ends what runs, by a signal of this number.
    fn signal(&mut self, number: i32) {
        if self.levels.is_empty() {
            return;
        }
        if self.is_terminal {
            self.print(if number == 2 { b"^C\n" } else { b"^\\\n" });
        }
        if let Some(level) = self.levels.last_mut().filter(|level| level.is_interactive) {
            level.commands.clear();
        }
        self.done(128 + number);
        self.go_on();
    }

    fn print(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\n' && self.is_terminal {
                self.output.push(b'\r');
            }
            self.output.push(*byte);
        }
    }
}

impl Level {
    fn new(env: Environment, commands: &str) -> Self {
        Self {
            env,
            commands: parse(commands).into(),
            is_interactive: false,
        }
    }

    fn interactive(env: Environment) -> Self {
        Self {
            env,
            commands: VecDeque::new(),
            is_interactive: true,
        }
    }
}

/// Sets variables as words such as `NAME=VALUE` say.
fn give(env: &mut Environment, assignments: &[String]) -> Result<(), String> {
    let mut sides = assignments.iter().filter_map(|word| assignment(word));
    sides.try_for_each(|(name, value)| env.set(name, value))
}

/// A command line, and what was added to it to tell its status.
///
/// The command may end the shell, and the status is to be told all the same.
fn part(command: &str) -> (&str, Option<&str>) {
    match command.rsplit_once(';') {
        Some((command, last)) if last.contains(STATUS) => (command, Some(last)),
        _ => (command, None),
    }
}

#[cfg(test)]
mod tests;
