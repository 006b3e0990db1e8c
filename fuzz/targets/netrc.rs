//! `.netrc`: no byte is lost, what is set is found, what is removed is gone, and no other entry
//! changes by it.

#![no_main]

use heroku::{Netrc, NetrcEntry, Secret};
use libfuzzer_sys::fuzz_target;

const MACHINES: [&str; 4] = ["m", "api.heroku.com", "machine", ""];

fn others(netrc: &Netrc, but: &str) -> Vec<Option<NetrcEntry>> {
    let others = MACHINES
        .iter()
        .filter(|machine| !machine.eq_ignore_ascii_case(but));
    others.map(|machine| netrc.get(machine)).collect()
}

// Three lines of arguments, and the file.
fuzz_target!(|input: &str| {
    let mut lines = input.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (machine, login, password, text) = (line(), line(), line(), line());

    let before = Netrc::parse(text);
    assert_eq!(before.to_text(), text);
    let _shown = format!("{before:?}");

    let mut with = before.clone();
    if with.set(machine, login, password).is_ok() {
        let entry = with.get(machine).expect("what was set");
        assert_eq!(entry.login.as_deref(), Some(login));
        assert_eq!(entry.password.as_ref().map(Secret::expose), Some(password));
        let once = with.to_text();
        with.set(machine, login, password).expect("as before");
        assert_eq!(with.to_text(), once);
    } else {
        assert!([machine, login, password].concat().contains(['\r', '\0']));
        assert!(with == before);
    }
    assert_eq!(others(&with, machine), others(&before, machine));

    let mut without = with;
    without.remove(machine);
    assert!(!without.remove(machine));
    assert_eq!(
        without.get(machine),
        without.get("a name that no file has\0")
    );
    assert_eq!(others(&without, machine), others(&before, machine));
});
