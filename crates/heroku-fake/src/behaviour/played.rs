//! What becomes of a command that runs where nobody is attached: nothing is ever executed.

/// What a command came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) lines: Vec<String>,
    pub(super) seconds: i64,
    pub(super) status: i64,
}

/// Plays a command: `echo`, `exit`, `false`, `sleep` and what is joined of them do as they would;
/// a shell without input waits for as long as it may, and whatever else says what it was.
pub(super) fn play(command: &str) -> Run {
    let mut run = Run {
        lines: Vec::new(),
        seconds: 0,
        status: 0,
    };
    for part in command.split([';', '\n']) {
        for part in part.split("&&") {
            let mut words = part.split_whitespace();
            let name = words.next().unwrap_or_default();
            let rest: Vec<&str> = words.collect();
            let number = rest.first().and_then(|word| word.parse().ok());
            match name {
                "" => continue,
                "echo" => run.lines.push(said(&rest, run.status)),
                "sleep" => run.seconds += number.unwrap_or(1),
                "exit" => {
                    run.status = number.unwrap_or(run.status);
                    return run;
                }
                "bash" | "sh" if rest.is_empty() => run.seconds += FOREVER,
                "false" => run.status = 1,
                _ => {
                    run.status = 0;
                    if name != "true" {
                        run.lines.push(format!("The fake played: {}", part.trim()));
                    }
                }
            }
            if run.status != 0 && name != "echo" {
                break;
            }
        }
    }
    run
}

/// Longer than any dyno lives.
const FOREVER: i64 = 1_000_000;

/// What `echo` says of its words: without quotes, and with the status that was before.
fn said(words: &[&str], status: i64) -> String {
    let text = words.join(" ").replace("$?", &status.to_string());
    text.replace(['"', '\''], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_end_as_they_would() {
        for (command, lines, seconds, status) in [
            ("echo 'hello world'", vec!["hello world"], 0, 0),
            ("exit 3", vec![], 0, 3),
            ("false && echo no", vec![], 0, 1),
            ("false ; echo $?", vec!["1"], 0, 1),
            ("sleep 5; true", vec![], 5, 0),
            (
                "rake db:migrate",
                vec!["The fake played: rake db:migrate"],
                0,
                0,
            ),
        ] {
            let run = play(command);
            assert_eq!(
                (run.lines, run.seconds, run.status),
                (
                    lines.into_iter().map(str::to_owned).collect(),
                    seconds,
                    status
                ),
                "{command}"
            );
        }
    }
}
