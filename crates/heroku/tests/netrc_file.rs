//! Reading and writing the file itself: at once or not at all, and for its owner alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use heroku::{ErrorKind, Netrc};

const OLD: &str = "# mine\nmachine n login l password p\n";

fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _not_there = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a scratch folder");
    path
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    names
}

fn changed() -> Netrc {
    let mut netrc = Netrc::parse(OLD);
    netrc.set("m", "L", "P").expect("a value");
    netrc
}

#[test]
fn what_was_written_is_read_and_nothing_is_left_beside_it() {
    let folder = scratch("netrc-written");
    let path = folder.join("netrc");
    let empty = Netrc::read(&path).expect("no file is no error");
    assert_eq!(empty, Netrc::default());
    for netrc in [Netrc::parse(OLD), changed(), empty] {
        netrc.write(&path).expect("written");
        assert_eq!(Netrc::read(&path).expect("read"), netrc);
        assert_eq!(names(&folder), ["netrc"]);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = scratch("netrc-unreadable");
    let path = folder.join("latin");
    fs::write(&path, b"machine m password p\xe4ss-canary").expect("a file");
    for (path, problem) in [(&path, "not UTF-8"), (&folder, "cannot read")] {
        let error = Netrc::read(path).expect_err("unreadable");
        assert_eq!(error.kind(), ErrorKind::Setup);
        let shown = format!("{error:?}");
        assert!(error.to_string().contains(problem), "{shown}");
        assert!(shown.contains(&path.display().to_string()), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[test]
fn what_cannot_be_written_leaves_everything_as_it_was() {
    let folder = scratch("netrc-unwritable");
    let taken = folder.join("taken");
    fs::create_dir(&taken).expect("a folder");
    fs::write(taken.join("netrc"), OLD).expect("a file");
    for path in [
        &taken,
        &folder.join("missing/netrc"),
        &taken.join("netrc/netrc"),
    ] {
        let error = changed().write(path).expect_err("no place for a file");
        assert_eq!(error.kind(), ErrorKind::Setup);
        assert!(error.to_string().contains("cannot write"), "{error}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }
    assert_eq!(names(&folder), ["taken"]);
    assert_eq!(names(&taken), ["netrc"]);
    assert_eq!(
        fs::read_to_string(taken.join("netrc")).expect("a file"),
        OLD
    );
}

/// Runs itself with other variables, since a process cannot change its own safely.
#[test]
fn the_file_is_where_the_variables_say() {
    const EXPECTED: &str = "TEST_EXPECTED";
    if let Some(expected) = std::env::var_os(EXPECTED) {
        let expected = (!expected.is_empty()).then(|| PathBuf::from(expected));
        assert_eq!(Netrc::default_path(), expected);
        return;
    }
    let name = if cfg!(windows) { "_netrc" } else { ".netrc" };
    let home = Path::new("home").join(name).display().to_string();
    for (variables, expected) in [
        (&[("NETRC", "other"), ("HOME", "home")][..], "other"),
        (&[("NETRC", ""), ("HOME", "home")], &home),
        (&[("HOME", ""), ("USERPROFILE", "home")], &home),
        (&[], ""),
    ] {
        let output = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "the_file_is_where_the_variables_say"])
            .env_remove("NETRC")
            .env_remove("HOME")
            .env_remove("USERPROFILE")
            .envs(variables.iter().copied())
            .env(EXPECTED, expected)
            .output();
        let output = output.expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("a file").permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }

    #[test]
    fn the_file_is_for_its_owner_alone() {
        let path = scratch("netrc-mode").join("netrc");
        changed().write(&path).expect("written");
        assert_eq!(mode(&path), 0o600);
        for open in [0o644, 0o400, 0o777] {
            set_mode(&path, open);
            changed().write(&path).expect("written");
            assert_eq!(mode(&path), 0o600);
        }
    }

    #[test]
    fn who_has_the_old_file_open_goes_on_reading_the_old_text() {
        let folder = scratch("netrc-atomic");
        let (path, old) = (folder.join("netrc"), folder.join("old"));
        fs::write(&path, OLD).expect("a file");
        fs::hard_link(&path, &old).expect("a second name for the same file");
        changed().write(&path).expect("written");
        assert_eq!(fs::read_to_string(&old).expect("the old file"), OLD);
        assert_eq!(Netrc::read(&path).expect("the new file"), changed());
    }

    #[test]
    fn a_folder_that_refuses_new_files_keeps_the_old_one() {
        let folder = scratch("netrc-read-only");
        let path = folder.join("netrc");
        fs::write(&path, OLD).expect("a file");
        set_mode(&folder, 0o500);
        let written = changed().write(&path);
        set_mode(&folder, 0o700);
        // Root may write everywhere.
        let expected = match written {
            Ok(()) => changed(),
            Err(_) => Netrc::parse(OLD),
        };
        assert_eq!(Netrc::read(&path).expect("a file"), expected);
        assert_eq!(names(&folder), ["netrc"]);
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = scratch("netrc-link");
        fs::create_dir(folder.join("dotfiles")).expect("a folder");
        let target = folder.join("dotfiles/netrc");
        symlink("dotfiles/netrc", folder.join("second")).expect("a link");
        symlink(folder.join("second"), folder.join("first")).expect("a link");
        for netrc in [Netrc::parse(OLD), changed()] {
            netrc.write(folder.join("first")).expect("written");
            assert!(folder.join("first").is_symlink() && folder.join("second").is_symlink());
            assert!(!target.is_symlink());
            assert_eq!(mode(&target), 0o600);
            assert_eq!(Netrc::read(&target).expect("read"), netrc);
        }
        assert_eq!(names(&folder), ["dotfiles", "first", "second"]);
        assert_eq!(names(&folder.join("dotfiles")), ["netrc"]);
    }

    #[test]
    fn a_circle_of_links_is_an_error() {
        let folder = scratch("netrc-circle");
        symlink("b", folder.join("a")).expect("a link");
        symlink("a", folder.join("b")).expect("a link");
        let error = changed().write(folder.join("a")).expect_err("no file");
        assert!(error.to_string().contains("links"), "{error}");
        assert_eq!(names(&folder), ["a", "b"]);
    }

    #[test]
    fn the_file_keeps_its_owner() {
        let path = scratch("netrc-owner").join("netrc");
        fs::write(&path, OLD).expect("a file");
        // Only root can give a file away; for others it stays with the one it has.
        let _only_root_may = std::os::unix::fs::chown(&path, Some(1234), Some(1234));
        let old = fs::metadata(&path).expect("a file");
        changed().write(&path).expect("written");
        let new = fs::metadata(&path).expect("a file");
        assert_eq!((new.uid(), new.gid()), (old.uid(), old.gid()));
    }

    #[test]
    fn what_a_killed_process_left_is_no_obstacle() {
        let folder = scratch("netrc-leftover");
        let left = folder.join(format!(".netrc-{}-0.tmp", std::process::id()));
        symlink(folder.join("elsewhere"), &left).expect("a link");
        changed().write(folder.join("netrc")).expect("written");
        assert_eq!(Netrc::read(folder.join("netrc")).expect("read"), changed());
        assert!(left.is_symlink() && !folder.join("elsewhere").exists());
    }
}
