//! `.netrc` as people write it: every entry is understood, and a change changes nothing else.

use heroku::{ErrorKind, Netrc};

/// Login and password of `machine`; `-` for what there is not.
fn told(netrc: &Netrc, machine: &str) -> String {
    let Some(entry) = netrc.get(machine) else {
        return "nothing".to_owned();
    };
    let login = entry.login.as_deref().unwrap_or("-");
    let password = entry
        .password
        .as_ref()
        .map_or("-", |secret| secret.expose());
    format!("{login} {password}")
}

#[test]
fn understands_every_way_to_write_an_entry() {
    for (text, expected) in [
        ("machine m login l password p", "l p"),
        ("machine m\n  login l\n  password p\n", "l p"),
        ("machine\nm\nlogin\nl\npassword\np\n", "l p"),
        ("machine\tm\tlogin\tl\tpassword\tp", "l p"),
        ("machine m\r\n  login l\r\n  password p\r\n", "l p"),
        ("\u{feff}machine m login l password p", "l p"),
        ("machine m password p login l", "l p"),
        ("machine m login l account a password p", "l p"),
        ("machine m port 80 login l password p", "l p"),
        ("machine M login l password p", "l p"),
        // Between quotes.
        (r#"machine "m" login "l" password "p""#, "l p"),
        (r#"machine m login l password "pass word""#, "l pass word"),
        (r#"machine m login l password "a\"b\\c""#, r#"l a"b\c"#),
        (r#"machine m login l password a"b\c"#, r#"l a"b\c"#),
        (r#"machine m login "" password """#, " "),
        (r#"machine "m"login "l"password "p""#, "l p"),
        ("machine m login \"l l\npassword p", "l l p"),
        ("machine m login \"l\\\r\npassword p\r\n", "l\\ p"),
        ("machine m password \"", "- "),
        // Comments, and what only looks like one.
        (
            "# machine m password x\nmachine m login l password p",
            "l p",
        ),
        (
            "machine m # login x\nlogin l # password x\npassword p",
            "l p",
        ),
        ("machine m login l password #p", "l #p"),
        ("machine m login l password p#p", "l p#p"),
        ("machine m login l password\n# mine\np", "l p"),
        // Words that are values here.
        ("machine m login login password machine", "login machine"),
        ("machine m login l password default machine n", "l default"),
        ("machine machine machine m login l password p", "l p"),
        // Several that fit.
        ("machine m login l password p machine m password x", "l p"),
        ("machine m password x password p", "- p"),
        (
            "default login d password d machine m login l password p",
            "l p",
        ),
        ("machine n password n\ndefault login l password p", "l p"),
        ("machine n password n default", "- -"),
        // Macros.
        (
            "macdef init\nmachine m password x\n\nmachine m login l password p",
            "l p",
        ),
        (
            "macdef a\r\nmachine m password x\r\n\r\nmachine m password p",
            "- p",
        ),
        ("machine m login l macdef a\n x\n \n\npassword p", "l p"),
        ("macdef a\n\nmachine m login l password p", "l p"),
        ("macdef a\nmachine m password x\n", "nothing"),
        // What is missing.
        ("", "nothing"),
        ("machine n login l password p", "nothing"),
        ("machine", "nothing"),
        ("login l password p", "nothing"),
        ("machine m", "- -"),
        ("machine m login", "- -"),
        ("machine m login l password", "l -"),
        ("machine m login l password # p", "l #"),
        ("machine m\nmachine m login l password p", "- -"),
    ] {
        let netrc = Netrc::parse(text);
        assert_eq!(told(&netrc, "m"), expected, "{text:?}");
        assert_eq!(netrc.to_text(), text);
    }
}

#[test]
fn set_changes_two_words_and_nothing_else() {
    for (text, expected) in [
        (
            "machine m login l password p",
            "machine m login L password P",
        ),
        (
            "machine m\r\n\tpassword p\r\n\tlogin l\r\n",
            "machine m\r\n\tpassword P\r\n\tlogin L\r\n",
        ),
        (
            "\u{feff}machine m login \"a b\" password p",
            "\u{feff}machine m login L password P",
        ),
        (
            "machine m login l password p # old\n#end",
            "machine m login L password P # old\n#end",
        ),
        (
            "machine m login l login l password p",
            "machine m login L login L password P",
        ),
        (
            "machine m login l password p\nmachine m password x",
            "machine m login L password P\nmachine m password x",
        ),
        (
            "machine \"m\"login \"l\"password \"p\"#",
            "machine \"m\"login \"L\"password \"P\"#",
        ),
        (
            "machine m login \"l l\n\npassword p",
            "machine m login L\n\npassword P",
        ),
        (
            "default password d\nmachine m password p login l",
            "default password d\nmachine m password P login L",
        ),
        // What the entry lacks is added in its own manner.
        ("machine m", "machine m login L password P"),
        (
            "machine m\n  password p\n",
            "machine m\n  login L\n  password P\n",
        ),
        (
            "machine m\n  login l # me\nmachine n",
            "machine m\n  login L\n  password P # me\nmachine n",
        ),
        (
            "machine m # mine\npassword p",
            "machine m login L # mine\npassword P",
        ),
        (
            "machine m login \"l\"port 80",
            "machine m login L password P port 80",
        ),
        (
            "machine \"m\"password p",
            "machine \"m\" login L password P",
        ),
        ("machine \"m", "machine \"m\n  login L\n  password P"),
        (
            "machine \"m\n  account a",
            "machine \"m\n  login L\n  password P\n  account a",
        ),
        ("machine m login", "machine m login L password P login"),
        (
            "machine m macdef a\n x\n\n",
            "machine m login L password P macdef a\n x\n\n",
        ),
    ] {
        let mut netrc = Netrc::parse(text);
        netrc.set("m", "L", "P").expect("a value");
        assert_eq!(netrc.to_text(), expected);
        assert_eq!(told(&netrc, "m"), "L P");
    }
}

#[test]
fn a_new_entry_is_put_where_every_program_finds_it() {
    const NEW: &str = "machine m\n  login L\n  password P\n";
    for (text, before, after) in [
        ("", "", ""),
        ("\u{feff}", "\u{feff}", ""),
        ("# mine", "# mine\n", ""),
        ("machine n password p", "machine n password p\n", ""),
        ("machine n password p\n\n", "machine n password p\n\n", ""),
        ("machine n password \"p", "machine n password \"p\n", ""),
        // Nothing behind `default` is read by most.
        ("default password d", "", "default password d"),
        (
            "machine n password p\n\n# All else.\n#\n  default login d\n",
            "machine n password p\n\n",
            "# All else.\n#\n  default login d\n",
        ),
        (
            "machine n password p # n\ndefault",
            "machine n password p # n\n",
            "default",
        ),
        (
            "machine n password p default",
            "machine n password p \n",
            "default",
        ),
        (
            "machine n password \"p\"default",
            "machine n password \"p\"\n",
            "default",
        ),
        ("macdef a\n#\n\n#\ndefault", "macdef a\n#\n\n", "#\ndefault"),
        (
            "machine n login default machine default",
            "machine n login default machine default\n",
            "",
        ),
        // A macro must not swallow the entry.
        ("macdef a", "macdef a\n\n", ""),
        ("macdef a\n x\n", "macdef a\n x\n\n", ""),
        ("macdef a\n x\n\n", "macdef a\n x\n\n", ""),
    ] {
        let mut netrc = Netrc::parse(text);
        netrc.set("m", "L", "P").expect("a value");
        assert_eq!(netrc.to_text(), format!("{before}{NEW}{after}"), "{text:?}");
        assert_eq!(told(&netrc, "m"), "L P");
        assert!(netrc.remove("m"));
        assert_eq!(netrc.to_text(), format!("{before}{after}"), "{text:?}");
    }
}

#[test]
fn a_word_that_lacks_its_value_does_not_take_it_from_a_new_entry() {
    for (text, expected) in [
        ("machine n password", "machine n \n{new}password"),
        ("machine n\n  password\n", "machine n\n{new}  password\n"),
        (
            "machine n\n# c\nmachine\n",
            "machine n\n{new}# c\nmachine\n",
        ),
        ("machine # c\n", "machine # c\n{new}"),
        ("login", "{new}login"),
    ] {
        let mut netrc = Netrc::parse(text);
        netrc.set("m", "L", "P").expect("a value");
        let expected = expected.replace("{new}", "machine m\n  login L\n  password P\n");
        assert_eq!(netrc.to_text(), expected);
        assert_eq!(told(&netrc, "m"), "L P");
        assert_eq!(told(&netrc, "n"), told(&Netrc::parse(text), "n"));
    }
}

#[test]
fn a_new_entry_has_the_line_breaks_of_the_file() {
    let mut netrc = Netrc::parse("machine n password p\r\n");
    netrc.set("m", "L", "P").expect("a value");
    assert_eq!(
        netrc.to_text(),
        "machine n password p\r\nmachine m\r\n  login L\r\n  password P\r\n"
    );
}

#[test]
fn remove_takes_the_words_of_the_machine_and_leaves_the_comments() {
    for (text, expected) in [
        ("machine m login l password p\n", ""),
        (
            "# a\nmachine m\n  login l # b\n\n  # c\n  password p\n\nmachine n\n",
            "# a\n# b\n\n  # c\n\nmachine n\n",
        ),
        ("machine m password p\r\n# a\r\nmachine m\r\n", "# a\r\n"),
        (
            "machine a machine m password p machine b",
            "machine a machine b",
        ),
        (
            "machine a password \"p\"machine m machine b",
            "machine a password \"p\"machine b",
        ),
        (
            "machine a machine m password p\nmachine b",
            "machine a \nmachine b",
        ),
        (
            "\u{feff}machine m password p\nmachine b",
            "\u{feff}machine b",
        ),
        ("machine m password\n# a\np\nmachine b", "# a\nmachine b"),
        ("machine a\nmachine m password", "machine a\n"),
        ("machine m machine M port 80", ""),
        ("machine m\nmacdef init\n  ls\n\nmachine b", "\nmachine b"),
        (
            "macdef a\n  machine m\n\nmachine m\ndefault password d",
            "macdef a\n  machine m\n\ndefault password d",
        ),
    ] {
        let mut netrc = Netrc::parse(text);
        assert!(netrc.remove("m"), "{text:?}");
        assert_eq!(netrc.to_text(), expected, "{text:?}");
        assert!(!netrc.remove("m"), "{text:?}");
        assert_eq!(netrc.to_text(), expected, "{text:?}");
    }
}

#[test]
fn values_are_quoted_only_where_they_must_be() {
    for (value, word) in [
        ("HRKU-0123", "HRKU-0123"),
        ("me@example.com", "me@example.com"),
        ("machine", "machine"),
        ("a#b", "a#b"),
        ("a\"b", "a\"b"),
        ("pässwörd", "pässwörd"),
        ("", r#""""#),
        ("#a", "\"#a\""),
        ("pass word", "\"pass word\""),
        ("a\tb", "\"a\tb\""),
        ("\"", r#""\"""#),
        (r"a\b", r#""a\\b""#),
    ] {
        let mut netrc = Netrc::default();
        netrc.set("m", value, value).expect("a value");
        let expected = format!("machine m\n  login {word}\n  password {word}\n");
        assert_eq!(netrc.to_text(), expected);
        assert_eq!(told(&netrc, "m"), format!("{value} {value}"));
    }
}

#[test]
fn what_no_file_can_hold_is_refused_and_not_repeated() {
    for bad in ["canary\nmachine x", "canary\r", "\0canary"] {
        let mut netrc = Netrc::parse("machine m login l password p");
        for (machine, login, password) in [(bad, "l", "p"), ("m", bad, "p"), ("m", "l", bad)] {
            let error = netrc.set(machine, login, password).expect_err("refused");
            assert_eq!(error.kind(), ErrorKind::Setup);
            let shown = format!("{error} {error:?}");
            assert!(
                shown.contains("line break") && !shown.contains("canary"),
                "{shown}"
            );
        }
        assert_eq!(netrc.to_text(), "machine m login l password p");
    }
}

#[test]
fn debug_shows_whose_entries_there_are() {
    let text = "machine m login l password canary\n# canary\ndefault account canary";
    let netrc = Netrc::parse(text);
    assert_eq!(
        format!("{netrc:?}"),
        r#"Netrc { machines: ["m", "default"] }"#
    );
    let entry = netrc.get("m").expect("an entry");
    assert!(!format!("{entry:?}").contains("canary"));
}

/// Work that grew with the square of the size would take days.
#[test]
fn ten_megabytes_of_anything_are_no_trouble() {
    let many = |piece: &str| piece.repeat(10_000_000 / piece.len());
    for text in [
        many("\""),
        many("\"\\ "),
        many("# comment\n"),
        many("machine m machine n "),
        format!("machine m password \"{}", many("x ")),
        format!("macdef a\n{}", many("machine m\n")),
    ] {
        let mut netrc = Netrc::parse(text);
        netrc.set("m", "L", "P").expect("a value");
        assert_eq!(told(&netrc, "m"), "L P");
        assert!(netrc.remove("m"));
    }
}

#[test]
fn a_megabyte_of_each_oddity_is_no_trouble() {
    let many = |piece: &str| piece.repeat(1_000_000 / piece.len());
    for text in [
        many("\" "),
        many("\"\n"),
        many("\\"),
        many("password \"\\\" "),
        many("#\nmachine #\n"),
        many("machine "),
        many("machine m "),
        many("machine m#\n#"),
        many("machine m password p\n\n"),
        many("machine m machine \"x\"macdef a\n\n"),
        many("default "),
        many("macdef a "),
        many("macdef a\n\n"),
        many("\r"),
        many("\r\n"),
        many(" "),
        many("x"),
        format!("{}machine m password", many("# c\n")),
        format!("machine m{}", many("\nlogin a")),
        format!("machine m{}password p", many("\n#")),
        format!("{}default", many("#\n")),
    ] {
        let mut netrc = Netrc::parse(text);
        netrc.set("other", "L", "P").expect("a value");
        assert_eq!(told(&netrc, "other"), "L P");
        netrc.set("m", "L", "P").expect("a value");
        assert_eq!(told(&netrc, "m"), "L P");
        assert!(netrc.remove("m"));
        assert_eq!(told(&netrc, "other"), "L P");
    }
}
