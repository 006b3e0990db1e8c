use proptest::prelude::*;
use proptest::sample::Index;

use super::{HISTORY, Seam};
use crate::logs::LogLine;

/// A line of the given tenth of a second.
fn at(tenths: i64, text: &str) -> String {
    let milliseconds = 1_767_225_600_000 + tenths * 100;
    let time = jiff::Timestamp::from_millisecond(milliseconds).expect("a time of this century");
    format!("{time:.6} app[web.1]: {text}")
}

/// What `seam` gives out of `lines`.
fn admitted<'a>(seam: &mut Seam, lines: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let lines = lines.into_iter().map(|line| LogLine::parse(line.as_str()));
    lines
        .filter(|line| seam.admit(line))
        .map(LogLine::into_raw)
        .collect()
}

fn log(tenths: impl IntoIterator<Item = i64>) -> Vec<String> {
    tenths
        .into_iter()
        .map(|tenths| at(tenths, "text"))
        .collect()
}

#[test]
fn gives_all_lines_of_the_first_stream() {
    let lines = [log(0..3), log(0..3)].concat();
    let mut seam = Seam::new();
    assert_eq!(admitted(&mut seam, &lines), lines);
    assert!(!seam.may_have_gap());
}

#[test]
fn leaves_out_what_comes_again() {
    let lines = log(0..10);
    let mut seam = Seam::new();
    admitted(&mut seam, &lines[..6]);
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &lines[3..]), lines[6..]);
    assert!(!seam.may_have_gap());
}

#[test]
fn counts_equal_lines() {
    let line = at(0, "tick");
    let mut seam = Seam::new();
    admitted(&mut seam, [&line, &line]);
    seam.reconnected();
    assert_eq!(admitted(&mut seam, [&line, &line, &line]).len(), 1);
    assert_eq!(admitted(&mut seam, [&line]).len(), 1);
    seam.reconnected();
    assert!(admitted(&mut seam, [&line, &line, &line, &line]).is_empty());
    assert_eq!(admitted(&mut seam, [&line]).len(), 1);
}

#[test]
fn tells_equal_texts_of_other_times_apart() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log(0..1));
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log(0..3)), log(1..3));
}

#[test]
fn does_not_mind_another_order() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log([0, 3, 1, 2]));
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log([1, 4, 0, 2, 5, 3])), log([4, 5]));
    assert!(!seam.may_have_gap());
}

#[test]
fn knows_lines_without_time() {
    let lines = ["a", "b", "a", "c", "b"].map(str::to_owned);
    let mut seam = Seam::new();
    admitted(&mut seam, &lines[..3]);
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &lines), ["c", "b"]);
    assert_eq!(admitted(&mut seam, &lines), lines);
    assert!(!seam.may_have_gap());
}

#[test]
fn stops_leaving_out_after_a_much_later_line() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log([0, 10]));
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log([60, 0])), log([60]));
    assert_eq!(admitted(&mut seam, &log([61, 10])), log([61, 10]));
}

#[test]
fn stops_leaving_out_after_as_many_lines_as_are_kept() {
    let known = at(0, "known");
    let other = at(1, "other");
    for (others, comes_again) in [(HISTORY - 1, 0), (HISTORY, 1)] {
        let mut seam = Seam::new();
        admitted(&mut seam, [&known]);
        seam.reconnected();
        for _ in 0..others {
            assert_eq!(admitted(&mut seam, [&other]).len(), 1);
        }
        assert_eq!(admitted(&mut seam, [&known]).len(), comes_again);
    }
}

#[test]
fn remembers_no_more_lines_than_are_kept() {
    let lines = log(0..5);
    let mut seam = Seam::with_capacity(3);
    admitted(&mut seam, &lines);
    assert_eq!(seam.given.len(), 3);
    seam.reconnected();
    assert!(admitted(&mut seam, &lines[2..]).is_empty());
}

#[test]
fn tells_of_a_gap_before_the_first_line_after_it_is_shown() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log(0..3));
    seam.reconnected();
    assert!(!seam.may_have_gap());
    assert_eq!(admitted(&mut seam, &log([4])), log([4]));
    assert!(seam.may_have_gap());
    admitted(&mut seam, &log([90, 91]));
    assert!(seam.may_have_gap());
    seam.reconnected();
    assert!(!seam.may_have_gap());
}

#[test]
fn tells_of_a_gap_that_is_longer_than_the_slack() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log(0..3));
    seam.reconnected();
    admitted(&mut seam, &log([1000]));
    assert!(seam.may_have_gap());
}

#[test]
fn takes_back_a_gap_when_a_known_line_comes_after_all() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log(0..3));
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log([4, 2])), log([4]));
    assert!(!seam.may_have_gap());
}

#[test]
fn has_no_gap_where_nothing_came_before() {
    let mut seam = Seam::new();
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log(0..3)), log(0..3));
    assert!(!seam.may_have_gap());
}

#[test]
fn leaves_out_what_is_older_than_the_first_stream() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log(5..7));
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log(0..9)), log(7..9));
    assert!(!seam.may_have_gap());
}

#[test]
fn gives_an_old_line_that_is_late() {
    let mut seam = Seam::new();
    admitted(&mut seam, &log(5..7));
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &log([5, 4, 6])), log([4]));
}

#[test]
fn a_backlog_that_breaks_off_is_no_loss() {
    let lines = log(0..10);
    let mut seam = Seam::new();
    let mut shown = admitted(&mut seam, &lines[..5]);
    seam.reconnected();
    shown.extend(admitted(&mut seam, &lines[2..4]));
    seam.reconnected();
    shown.extend(admitted(&mut seam, &lines[3..7]));
    seam.reconnected();
    shown.extend(admitted(&mut seam, &lines[1..]));
    assert_eq!(shown, lines);
}

/// A log in order, with lines that come several times in the same moment.
fn any_log() -> impl Strategy<Value = Vec<String>> {
    let line = (
        prop_oneof![3 => Just(0), 3 => 1..20_i64, 1 => 40..200_i64],
        "[ab]",
    );
    proptest::collection::vec(line, 1..80).prop_map(|lines| {
        let mut tenths = 0;
        let mut log = Vec::new();
        for (pause, text) in lines {
            tenths += pause;
            log.push(at(tenths, &text));
        }
        log
    })
}

/// The start of the moment in which the line at `index` was written.
///
/// A backlog that starts within a moment cannot be told from one that starts at another of its
/// lines, if they are equal.
fn start_of_moment(log: &[String], index: usize) -> usize {
    let time = LogLine::parse(log[index].as_str()).time();
    let before = log[..index].iter().rev();
    index
        - before
            .take_while(|line| LogLine::parse(line.as_str()).time() == time)
            .count()
}

proptest! {
    #[test]
    fn streams_that_overlap_make_up_the_log(
        log in any_log(),
        cuts in proptest::collection::vec(any::<(Index, Index)>(), 0..5),
    ) {
        let mut seam = Seam::new();
        let mut shown = Vec::new();
        let (mut start, mut reached) = (0, 0);
        for (end, backlog) in cuts {
            // A stream may break off before it has repeated all that is known.
            let end = start + end.index(log.len() - start + 1);
            shown.extend(admitted(&mut seam, &log[start..end]));
            prop_assert!(!seam.may_have_gap());
            reached = reached.max(end);
            seam.reconnected();
            if reached > 0 {
                start = start_of_moment(&log, backlog.index(reached));
            }
        }
        shown.extend(admitted(&mut seam, &log[start..]));
        prop_assert!(!seam.may_have_gap());
        prop_assert_eq!(shown, log);
    }

    #[test]
    fn a_short_memory_is_enough_for_a_backlog_of_its_size(
        log in any_log(),
        cut in any::<Index>(),
        size in 1..20_usize,
    ) {
        let cut = cut.index(log.len());
        let start = start_of_moment(&log, cut.saturating_sub(size));
        let mut seam = Seam::with_capacity((cut - start).max(1));
        let mut shown = admitted(&mut seam, &log[..cut]);
        seam.reconnected();
        shown.extend(admitted(&mut seam, &log[start..]));
        prop_assert_eq!(shown, log);
    }

    #[test]
    fn no_line_is_lost_or_repeated_in_another_order(
        log in any_log(),
        cut in any::<Index>(),
        (first, second) in any::<(u64, u64)>(),
    ) {
        let cut = cut.index(log.len() + 1);
        let mut seam = Seam::new();
        let mut shown = admitted(&mut seam, &stirred(&log[..cut], first));
        seam.reconnected();
        shown.extend(admitted(&mut seam, &stirred(&log, second)));
        shown.sort();
        let mut expected = log;
        expected.sort();
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn a_stream_that_starts_later_tells_of_a_gap(
        log in any_log(),
        indices in any::<(Index, Index)>(),
    ) {
        let (one, other) = (indices.0.index(log.len()), indices.1.index(log.len()));
        let (cut, start) = (one.min(other), one.max(other));
        let start = start.max(1);
        let given = &log[..cut.max(1)];
        prop_assume!(!log[start..].iter().any(|line| given.contains(line)) && start < log.len());
        let mut seam = Seam::new();
        admitted(&mut seam, given);
        seam.reconnected();
        prop_assert_eq!(admitted(&mut seam, &log[start..]), &log[start..]);
        prop_assert!(seam.may_have_gap());
    }
}

/// `lines` with neighbours swapped here and there, as far as they are within the slack.
fn stirred(lines: &[String], seed: u64) -> Vec<String> {
    let mut lines = lines.to_vec();
    for index in 1..lines.len() {
        let [one, other] = [index - 1, index].map(|at| LogLine::parse(lines[at].as_str()).time());
        let (Some(one), Some(other)) = (one, other) else {
            continue;
        };
        let is_close = other.duration_since(one).abs() <= super::SLACK / 4;
        if is_close && seed.rotate_left(u32::try_from(index % 64).unwrap_or(0)) & 1 == 1 {
            lines.swap(index - 1, index);
        }
    }
    lines
}

/// So many messages, each with a second line that has no time.
fn traces(count: i64) -> Vec<String> {
    let lines = log(0..count).into_iter();
    lines
        .flat_map(|line| [line, "  at main".to_owned()])
        .collect()
}

#[test]
fn counts_messages_and_not_their_lines() {
    let lines = traces(5);
    let mut seam = Seam::with_capacity(3);
    admitted(&mut seam, &lines);
    seam.reconnected();
    assert!(admitted(&mut seam, &lines[4..]).is_empty());
    assert_eq!(admitted(&mut seam, &lines[8..]), lines[8..]);
}

#[test]
fn a_message_without_end_does_not_fill_the_memory() {
    let mut seam = Seam::with_capacity(3);
    admitted(&mut seam, &log(0..1));
    let line = "  at main".to_owned();
    admitted(&mut seam, std::iter::repeat_n(&line, 1000));
    assert!(seam.given.len() < 100);
}

#[test]
fn leaves_out_lines_without_time_that_are_older_than_the_first_stream() {
    let lines = traces(9);
    let mut seam = Seam::new();
    admitted(&mut seam, &lines[10..14]);
    seam.reconnected();
    assert_eq!(admitted(&mut seam, &lines), lines[14..]);
}
