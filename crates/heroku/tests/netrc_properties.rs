//! What holds for every `.netrc`, however odd: texts are made of the pieces that matter.

use heroku::{Netrc, NetrcEntry};
use proptest::prelude::*;

const MACHINES: [&str; 5] = ["m", "n", "a b", "#", "login"];

fn texts() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "machine", "machine", "machine", "default", "login", "password", "account", "macdef",
        "port", "m", "m", "n", "M", "\"m\"", "\"a b\"", "#", "# c", "\"", "\\", "\"x", "x\"",
        "\"\\\"", "\"\"", "\u{feff}", "é",
    ]);
    let blanks = prop::sample::select(vec![
        " ", " ", " ", "\n", "\n", "\r\n", "\n\n", "\r\n\r\n", "\t", "\r", "\x0b", "",
    ]);
    let pieces = prop::collection::vec((words, blanks), 0..24);
    pieces.prop_map(|pieces| pieces.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

fn values() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec!["machine", "#", "\"", "\\", "a b", " ", "", "\"x\""]);
    prop_oneof![odd.prop_map(str::to_owned), "[^\n\r\0]{0,12}"]
}

fn machines() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(&MACHINES[..]).prop_map(str::to_owned),
        values()
    ]
}

/// What there is of all machines but one, and of one that is never there: the default.
fn others(netrc: &Netrc, but: &str) -> Vec<Option<NetrcEntry>> {
    let machines = MACHINES.iter().chain(&["nowhere"]);
    let others = machines.filter(|machine| !machine.eq_ignore_ascii_case(but));
    others.map(|machine| netrc.get(machine)).collect()
}

/// The comments, of texts whose lines start with `#` in comments alone.
fn lines_of_comments(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with('#')).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4096) })]

    #[test]
    fn a_text_stays_as_it_is(text in prop_oneof![texts(), any::<String>()]) {
        let netrc = Netrc::parse(text.clone());
        let _shown = format!("{netrc:?}");
        prop_assert_eq!(netrc.to_text(), text);
    }

    #[test]
    fn what_was_set_is_found_and_all_else_as_before(
        text in texts(),
        machine in machines(),
        login in values(),
        password in values(),
    ) {
        let before = Netrc::parse(text);
        let mut after = before.clone();
        after.set(&machine, &login, &password).expect("a value that can be written");
        let entry = after.get(&machine).expect("an entry");
        prop_assert_eq!(entry.login, Some(login.clone()));
        prop_assert_eq!(entry.password.map(heroku::Secret::into_exposed), Some(password.clone()));
        prop_assert_eq!(others(&after, &machine), others(&before, &machine));
        let once = after.to_text();
        after.set(&machine, &login, &password).expect("a value that can be written");
        prop_assert_eq!(after.to_text(), once);
    }

    #[test]
    fn what_was_removed_is_gone_and_all_else_as_before(text in texts(), machine in machines()) {
        let before = Netrc::parse(text);
        let mut after = before.clone();
        let was_there = after.remove(&machine);
        prop_assert_eq!(after.to_text() != before.to_text(), was_there);
        prop_assert_eq!(after.get(&machine), before.get("nowhere"));
        prop_assert_eq!(others(&after, &machine), others(&before, &machine));
        prop_assert!(!after.remove(&machine));
    }

    #[test]
    fn a_new_entry_can_be_taken_out_again(
        entries in prop::collection::vec(("[a-z]{1,3}", "[# a-z]{0,3}", 0_usize..3), 0..5),
        with_default: bool,
    ) {
        let entries = entries.iter().map(|(machine, password, gap)| {
            let gap = "\n# c\n".repeat(*gap);
            format!("machine {machine} password \"{password}\"{gap}\n")
        });
        let mut text: String = entries.collect();
        if with_default {
            text += "# the rest\ndefault password d\n";
        }
        let mut netrc = Netrc::parse(text.clone());
        netrc.set("m.example", "L", "P").expect("a value");
        let with_entry = netrc.to_text();
        prop_assert_eq!(lines_of_comments(&with_entry), lines_of_comments(&text));
        prop_assert!(netrc.remove("M.example"));
        prop_assert_eq!(netrc.to_text(), text);
    }
}
