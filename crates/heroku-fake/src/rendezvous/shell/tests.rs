//! What the shell prints, and what it waits for.

use std::time::Instant;

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

/// The start of what a command prints and its status, where it is done in a moment.
#[track_caller]
fn refuses_at_once(command: &str) {
    let start = Instant::now();
    let (text, status) = play(command);
    assert!(text.len() < 2 * LONGEST, "{} bytes", text.len());
    let begin: String = command.chars().take(40).collect();
    assert!(text.contains("too long\n"), "{begin}");
    assert_ne!(status, 0, "{begin}");
    assert!(start.elapsed() < Duration::from_secs(20), "{begin}");
}

#[test]
fn values_words_and_lines_are_too_long_from_a_mebibyte_on() {
    let doubled = "A=\"$A$A\"; ".repeat(20);
    refuses_at_once(&format!("A=xx; {doubled}false"));
    refuses_at_once(&format!("A=x; {}false", "export A=$A$A; ".repeat(20)));
    refuses_at_once(&format!("true {}", "x".repeat(LONGEST)));
    let large = format!("A={}", "x".repeat(LONGEST / 4));
    refuses_at_once(&format!("{large}; B=$A; C=$A; D=$A; E=$A"));
    refuses_at_once(&format!("{large}; echo $A $A $A $A $A"));
}

#[test]
fn what_is_printed_is_too_long_from_a_mebibyte_on() {
    let large = format!("A={}", "x".repeat(LONGEST / 4));
    refuses_at_once(&format!("{large}; printenv {}", "A ".repeat(100_000)));
    refuses_at_once(&format!("{large}; {}", "printenv A; ".repeat(50_000)));
    let values = "x ".repeat(100_000);
    refuses_at_once(&format!("printf '{}%s' {values}", "y".repeat(10_000)));
    refuses_at_once(&format!("printf '{}'", "%1000s".repeat(100_000)));
}

#[test]
fn commands_that_copy_much_again_and_again_are_ended() {
    let large = format!("A={}", "x".repeat(LONGEST / 4));
    for again in ["env true; ", "B=1 true; ", "true $A; "] {
        refuses_at_once(&format!("{large}; {}", again.repeat(50_000)));
    }
    let within = format!("B='bash -c \"$B\"; {}'", "true;".repeat(100_000));
    refuses_at_once(&format!("export {within}; bash -c \"$B\""));
}

#[test]
fn what_nobody_reads_of_what_is_typed_is_bounded() {
    let mut shell = start("sleep 1; cat");
    for _ in 0..200 {
        shell.input(&[b'x'; 16 * 1024]);
    }
    shell.take_output();
    shell.pass(Duration::from_secs(1));
    assert_eq!(output(&mut shell).len(), LONGEST);
}
