//! A shell that plays `bash` and touches nothing: what it prints and waits for, without any I/O.

use std::collections::VecDeque;
use std::time::Duration;

use super::commands::{Effect, perform};
use super::environment::{Environment, assignment};
use super::keyboard::{Keyboard, Pressed, Typed};
use super::syntax::{Command, Joint, parse};

/// What a shell says when it asks for a command, as on a dyno of Heroku.
const PROMPT: &str = "~ $ ";

/// What the official command line adds to a command whose status it wants to know contains this.
const STATUS: &str = "heroku-command-exit-status";

/// More shells in each other than this would be an accident.
const DEEPEST: usize = 50;

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
        let (command, farewell) = part(command);
        let mut shell = Self {
            levels: vec![Level::new(env, command)],
            farewell: farewell.map(str::to_owned),
            status: 0,
            waits_for: WaitsFor::Nothing,
            keyboard: Keyboard::new(is_terminal),
            is_terminal,
            output: Vec::new(),
        };
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
        let depth = self.levels.len();
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let words = match command.fill(&level.env, self.status) {
            Ok(words) => words,
            Err(trouble) => {
                self.print(format!("bash: {trouble}\n").as_bytes());
                self.status = 2;
                return;
            }
        };
        let count = words.iter().map_while(|word| assignment(word)).count();
        let (assignments, words) = words.split_at(count);
        let mut given = level.env.clone();
        for (name, value) in assignments.iter().filter_map(|word| assignment(word)) {
            given.set(name, value);
        }
        let env = if words.is_empty() || assignments.is_empty() {
            level.env = given;
            &mut level.env
        } else {
            &mut given
        };
        let effect = perform(words, env, self.status);
        let env = env.clone();
        let is_too_deep = depth == DEEPEST;
        match effect {
            Effect::Shell | Effect::Run(_) if is_too_deep => {
                self.print(b"bash: too many shells in each other\n");
                self.status = 1;
            }
            Effect::Shell => self.levels.push(Level::interactive(env)),
            Effect::Run(commands) => {
                self.status = 0;
                self.levels.push(Level::new(env, &commands));
            }
            Effect::Done(text, status) => {
                self.print(text.as_bytes());
                self.status = status;
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
mod tests {
    use super::*;

    fn start(command: &str) -> Shell {
        let env = [("GREETING", "hello"), ("PORT", "80")];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Shell::new(command, env.to_vec())
    }

    fn output(shell: &mut Shell) -> String {
        String::from_utf8(shell.take_output()).expect("text")
    }

    /// What a command that needs nothing prints, and its status.
    #[track_caller]
    fn play(command: &str) -> (String, i32) {
        let mut shell = start(command);
        let Needs::End(status) = shell.needs() else {
            panic!("{command} needs {:?}", shell.needs());
        };
        (output(&mut shell), status)
    }

    #[track_caller]
    fn prints(command: &str, text: &str, status: i32) {
        assert_eq!(play(command), (text.to_owned(), status), "{command}");
    }

    #[test]
    fn echo_prints_its_words() {
        prints("echo a  'b  c'", "a b  c\n", 0);
        prints("echo -n a", "a", 0);
        prints(r"echo -e 'a\tb'", "a\tb\n", 0);
        prints("echo", "\n", 0);
        prints("echo - -x -n", "- -x -n\n", 0);
    }

    #[test]
    fn the_exit_status_is_told_as_the_official_command_line_wants_it() {
        let marked = "\u{ffff} heroku-command-exit-status: 3\n";
        let told = "echo \"\u{ffff} heroku-command-exit-status: $?\"";
        prints(&format!("bash -c 'exit 3' ; {told}"), marked, 0);
        prints(&format!("exit 3 ; {told}"), marked, 0);
        prints(&format!("false; bash -c 'exit 3' ; {told}"), marked, 0);
        let told = r#"echo "\uFFFF heroku-command-exit-status: $?""#;
        prints(&format!("bash -c 'exit 3' ; {told}"), marked, 0);
    }

    #[test]
    fn commands_follow_each_other_as_they_are_joined() {
        prints("true && echo a || echo b; echo c", "a\nc\n", 0);
        prints("false && echo a || echo b", "b\n", 0);
        prints("false; echo $?", "1\n", 0);
        prints("false && echo a", "", 1);
        prints("echo a; exit 5; echo b", "a\n", 5);
    }

    #[test]
    fn variables_are_those_of_the_dyno_and_ones_own() {
        prints("echo $GREETING ${PORT} $NONE.", "hello 80 .\n", 0);
        prints("printenv PORT", "80\n", 0);
        prints("printenv NONE", "", 1);
        prints("env", "GREETING=hello\nPORT=80\n", 0);
        prints("A=1 env", "A=1\nGREETING=hello\nPORT=80\n", 0);
        prints("env A=1 printenv A; printenv A", "1\n", 1);
        prints("A=1; export B=$A; echo $A$B; unset B; echo $B", "11\n\n", 0);
        prints("A=1 bash -c 'echo $A'; echo $A.", "1\n.\n", 0);
    }

    #[test]
    fn unknown_commands_are_not_found() {
        prints("rake db:migrate", "bash: rake: command not found\n", 127);
        prints(
            "bash script",
            "bash: script: No such file or directory\n",
            127,
        );
        prints("cat file", "cat: file: No such file or directory\n", 1);
    }

    #[test]
    fn what_needs_a_real_shell_says_so_and_the_rest_goes_on() {
        let text = "bash: the shell of the fake knows no `|`\n2\n";
        prints("ls | wc; echo $?", text, 0);
    }

    #[test]
    fn printf_prints_by_its_format() {
        prints(r"printf '%s-%d\n' a 1", "a-1\n", 0);
        prints("printf %d x", "0bash: printf: x: invalid number\n", 1);
        prints("printf", "bash: printf: a format is missing\n", 2);
    }

    #[test]
    fn exit_takes_a_number() {
        prints("exit", "", 0);
        prints("false; exit", "", 1);
        prints("exit 257", "", 1);
        prints("exit -1", "", 255);
        prints(
            "exit x; echo a",
            "bash: exit: x: numeric argument required\n",
            2,
        );
    }

    #[test]
    fn sleep_waits_for_its_time() {
        let mut shell = start("sleep 1.5; echo awake");
        assert_eq!(shell.needs(), Needs::Time(Duration::from_millis(1500)));
        shell.pass(Duration::from_secs(1));
        assert_eq!(shell.needs(), Needs::Time(Duration::from_millis(500)));
        shell.pass(Duration::from_secs(1));
        assert_eq!(output(&mut shell), "awake\n");
        assert_eq!(shell.needs(), Needs::End(0));
        assert_eq!(
            start("sleep 1m 2s").needs(),
            Needs::Time(Duration::from_secs(62))
        );
        prints("sleep", "sleep: missing operand\n", 1);
        prints("sleep -1", "sleep: invalid time interval '-1'\n", 1);
    }

    #[test]
    fn endless_commands_go_on_until_they_are_interrupted() {
        for command in ["tail -f log", "yes", "sleep infinity"] {
            let mut shell = start(command);
            shell.pass(Duration::from_secs(1_000_000));
            assert!(matches!(shell.needs(), Needs::Time(_)), "{command}");
            shell.input(b"\x03");
            assert_eq!(shell.needs(), Needs::End(130), "{command}");
        }
    }

    #[test]
    fn an_interrupted_command_line_still_tells_its_exit_status() {
        let mut shell = start("sleep 9 && echo never ; echo $?");
        shell.input(b"\x03");
        assert_eq!(output(&mut shell), "130\n");
    }

    #[test]
    fn cat_repeats_what_is_typed_until_its_end() {
        let mut shell = start("cat; echo end");
        shell.input(b"one\ntw");
        assert_eq!(output(&mut shell), "one\ntw");
        assert_eq!(shell.needs(), Needs::Input);
        shell.input(b"o\x04");
        assert_eq!(output(&mut shell), "oend\n");
        assert_eq!(shell.needs(), Needs::End(0));
    }

    #[test]
    fn an_end_that_came_early_is_still_there_for_who_reads() {
        let mut shell = start("sleep 1; cat; cat");
        shell.input(b"\x04");
        shell.pass(Duration::from_secs(1));
        assert_eq!(shell.needs(), Needs::End(0));
    }

    #[test]
    fn a_shell_asks_for_commands_and_runs_them() {
        let mut shell = start("bash");
        assert_eq!(output(&mut shell), "~ $ ");
        shell.input(b"echo a; false\necho $?\n");
        assert_eq!(output(&mut shell), "a\n~ $ 1\n~ $ ");
        shell.input(b"bash\nA=1\nexit 4\necho $?$A\n");
        assert_eq!(output(&mut shell), "~ $ ~ $ ~ $ 4\n~ $ ");
        shell.input(b"exit 3\n");
        assert_eq!(shell.needs(), Needs::End(3));
    }

    #[test]
    fn a_shell_ends_with_its_input() {
        let mut shell = start("bash; echo $?");
        shell.input(b"false\x04");
        assert_eq!(output(&mut shell), "~ $ ~ $ exit\n1\n");
        assert_eq!(shell.needs(), Needs::End(0));
    }

    #[test]
    fn an_interrupt_brings_the_shell_back_that_asks() {
        let mut shell = start("sh");
        shell.input(b"sleep 9; echo never\n");
        assert_eq!(output(&mut shell), "~ $ ");
        shell.input(b"\x03echo $?\n");
        assert_eq!(output(&mut shell), "~ $ 130\n~ $ ");
        shell.input(b"half\x03");
        assert_eq!(output(&mut shell), "~ $ ");
        assert_eq!(shell.needs(), Needs::Input);
    }

    #[test]
    fn a_terminal_shows_what_is_typed_and_returns_at_line_ends() {
        let env = vec![("COLUMNS".to_owned(), "80".to_owned())];
        let mut shell = Shell::new("bash", env);
        shell.input(b"echo x\x7fhi\r");
        assert_eq!(output(&mut shell), "~ $ echo x\x08 \x08hi\r\nhi\r\n~ $ ");
        shell.input(b"sleep 9\r\x03");
        assert_eq!(output(&mut shell), "sleep 9\r\n^C\r\n~ $ ");
    }

    #[test]
    fn shells_in_each_other_come_to_an_end() {
        let mut shell = start("bash");
        for _ in 0..100 {
            shell.input(b"bash\n");
        }
        assert!(output(&mut shell).contains("too many shells"));
        assert!(shell.levels.len() <= DEEPEST);
    }
}
