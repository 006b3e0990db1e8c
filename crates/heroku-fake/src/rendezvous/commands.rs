//! The commands that the shell of the fake knows.

use std::time::Duration;

use super::bounds::{LONGEST, TOO_LONG};
use super::environment::{Environment, assignment};
use super::printf::{printf, unescape};

/// The exit status of what is not there.
const NOT_FOUND: i32 = 127;

/// What a command does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It prints this and ends with a status.
    Done(String, i32),
    /// It repeats what is typed.
    Copy,
    /// It does nothing, for so long.
    Sleep(Duration),
    /// It prints this, and the shell ends with a status.
    Exit(String, i32),
    /// Another shell begins, which asks for commands.
    Shell,
    /// Another shell begins, with these commands.
    Run(String),
}

/// Does what a command line says; `status` is that of the command before.
pub(super) fn perform(words: &[String], env: &mut Environment, status: i32) -> Effect {
    let Some((name, arguments)) = words.split_first() else {
        return quiet(0);
    };
    match name.as_str() {
        "echo" => echo(arguments),
        "printf" => print(arguments),
        "env" => print_all(arguments, env),
        "printenv" => print_values(arguments, env),
        "export" => export(arguments, env),
        "unset" => {
            for name in arguments {
                env.unset(name);
            }
            quiet(0)
        }
        "cat" => cat(arguments),
        "true" | ":" | "cd" => quiet(0),
        "false" => quiet(1),
        "pwd" => Effect::Done("/app\n".to_owned(), 0),
        "exit" => exit(arguments, status),
        "sleep" => sleep(arguments),
        "tail" if arguments.iter().any(|flag| is_following(flag)) => Effect::Sleep(Duration::MAX),
        "yes" => Effect::Sleep(Duration::MAX),
        "bash" | "sh" => shell(name, arguments),
        _ => Effect::Done(format!("bash: {name}: command not found\n"), NOT_FOUND),
    }
}

fn quiet(status: i32) -> Effect {
    Effect::Done(String::new(), status)
}

fn failed(trouble: &str) -> Effect {
    Effect::Done(format!("bash: {trouble}\n"), 1)
}

fn echo(arguments: &[String]) -> Effect {
    let is_flag = |word: &&String| {
        word.len() > 1
            && word.starts_with('-')
            && word[1..].chars().all(|flag| "neE".contains(flag))
    };
    let count = arguments.iter().take_while(is_flag).count();
    let (flags, words) = arguments.split_at(count);
    let flags = flags.concat();
    let mut text = words.join(" ");
    if flags.contains('e') {
        text = unescape(&text);
    }
    // The official command line looks for this character, however it was written.
    text = text.replace("\\uFFFF", "\u{ffff}");
    if !flags.contains('n') {
        text.push('\n');
    }
    Effect::Done(text, 0)
}

fn print(arguments: &[String]) -> Effect {
    let Some((format, values)) = arguments.split_first() else {
        return Effect::Done("bash: printf: a format is missing\n".to_owned(), 2);
    };
    let printed = printf(format, values);
    let complain = |value| format!("bash: printf: {value}: invalid number\n");
    let mut complaints: Vec<_> = printed.invalid.iter().map(complain).collect();
    if printed.is_too_long {
        complaints.push(format!("bash: printf: {TOO_LONG}\n"));
    }
    let status = i32::from(!complaints.is_empty());
    Effect::Done(printed.text + &complaints.concat(), status)
}

/// All variables, or a command in their midst. That may be `env` again, any number of times.
fn print_all(arguments: &[String], env: &Environment) -> Effect {
    let mut env = env.clone();
    let mut rest = arguments;
    while let Some((word, behind)) = rest.split_first() {
        match assignment(word) {
            Some((name, value)) => {
                if let Err(trouble) = env.set(name, value) {
                    return failed(&trouble);
                }
            }
            None if word == "env" => {}
            None => return perform(rest, &mut env, 0),
        }
        rest = behind;
    }
    Effect::Done(env.list(), 0)
}

fn print_values(names: &[String], env: &Environment) -> Effect {
    if names.is_empty() {
        return Effect::Done(env.list(), 0);
    }
    let (mut text, mut status) = (String::new(), 0);
    for name in names {
        match env.value(name) {
            Some(value) if text.len() + value.len() > LONGEST => return failed(TOO_LONG),
            Some(value) => text.extend([value, "\n"]),
            None => status = 1,
        }
    }
    Effect::Done(text, status)
}

fn export(arguments: &[String], env: &mut Environment) -> Effect {
    for (name, value) in arguments.iter().filter_map(|word| assignment(word)) {
        if let Err(trouble) = env.set(name, value) {
            return failed(&trouble);
        }
    }
    quiet(0)
}

fn cat(arguments: &[String]) -> Effect {
    let files: Vec<_> = arguments.iter().filter(|word| *word != "-").collect();
    if files.is_empty() {
        return Effect::Copy;
    }
    let missing = |file| format!("cat: {file}: No such file or directory\n");
    Effect::Done(files.into_iter().map(missing).collect(), 1)
}

fn exit(arguments: &[String], status: i32) -> Effect {
    match arguments.first().map(|word| (word, word.parse::<i64>())) {
        None => Effect::Exit(String::new(), status),
        // A status is a byte, so that what is cut off is what is meant.
        Some((_, Ok(number))) => Effect::Exit(String::new(), i32::from(number.to_le_bytes()[0])),
        Some((word, Err(_))) => {
            let text = format!("bash: exit: {word}: numeric argument required\n");
            Effect::Exit(text, 2)
        }
    }
}

fn sleep(arguments: &[String]) -> Effect {
    if arguments.is_empty() {
        return Effect::Done("sleep: missing operand\n".to_owned(), 1);
    }
    let mut all = Duration::ZERO;
    for word in arguments {
        let Some(time) = duration(word) else {
            return Effect::Done(format!("sleep: invalid time interval '{word}'\n"), 1);
        };
        all = all.saturating_add(time);
    }
    Effect::Sleep(all)
}

/// A time such as `1.5`, `2m` or `infinity`.
fn duration(word: &str) -> Option<Duration> {
    if word == "infinity" {
        return Some(Duration::MAX);
    }
    let (number, unit) = match word.char_indices().last()? {
        (at, 's') => (&word[..at], 1.0),
        (at, 'm') => (&word[..at], 60.0),
        (at, 'h') => (&word[..at], 3600.0),
        (at, 'd') => (&word[..at], 86400.0),
        _ => (word, 1.0),
    };
    let seconds: f64 = number.parse().ok()?;
    (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds * unit).unwrap_or(Duration::MAX))
}

fn is_following(flag: &str) -> bool {
    flag == "--follow" || (flag.starts_with('-') && flag.to_lowercase().ends_with('f'))
}

/// `bash`, `bash -c COMMANDS`; other flags make no difference here.
fn shell(name: &str, arguments: &[String]) -> Effect {
    let is_flag = |word: &&String| word.starts_with('-');
    let count = arguments.iter().take_while(is_flag).count();
    let (flags, rest) = arguments.split_at(count);
    let has_commands = flags
        .iter()
        .any(|flag| !flag.starts_with("--") && flag.contains('c'));
    match rest.first() {
        Some(commands) if has_commands => Effect::Run(commands.clone()),
        None if has_commands => {
            Effect::Done(format!("{name}: -c: option requires an argument\n"), 2)
        }
        Some(file) => {
            let text = format!("{name}: {file}: No such file or directory\n");
            Effect::Done(text, NOT_FOUND)
        }
        None => Effect::Shell,
    }
}
