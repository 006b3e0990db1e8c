"""What the page and the plot hold to. Run: python3 -m unittest discover scripts/bench"""

import copy
import json
import tempfile
import unittest
from pathlib import Path

import digits
import plot
import recorded
import table
from figures import Figures
from goals import GOALS, MET, MISSED, NOT_MEASURED, Goal, Measured, SECONDS

PAGE = (recorded.DOCS / "performance.md").read_text()
PARTS = recorded.read()


def verdict_of(parts, what):
    """What is said of a goal."""
    goal = next(goal for goal in GOALS if goal.what == what)
    return goal.judge(Figures(parts))[1]


def said_of(text):
    """What is said of a file with that text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "performance.json"
        path.write_text(text)
        try:
            recorded.read(path)
        except recorded.Wrong as wrong:
            return str(wrong)
    return ""


class PageTest(unittest.TestCase):
    def test_page_and_plot_show_what_is_recorded(self):
        figures = Figures(PARTS)
        self.assertEqual(table.filled(PAGE, figures), PAGE)
        self.assertEqual(plot.drawn(figures), (recorded.DOCS / "performance.svg").read_text())

    def test_what_is_not_measured_is_a_dash(self):
        page = table.filled(PAGE, Figures({}))
        self.assertIn("| Stripped binary, MB | – | – | – | – |", page)
        self.assertIn("| Stripped binary | ≤ 5 MB | – | not measured |", page)
        self.assertIn("not measured", plot.drawn(Figures({})))

    def test_no_figure_is_missed_by_those_that_are_there(self):
        for name, part in PARTS.items():
            for place in range(len(part["figures"])):
                parts = copy.deepcopy(PARTS)
                del parts[name]["figures"][place]
                table.filled(PAGE, Figures(parts))
                plot.drawn(Figures(parts))

    def test_a_part_of_another_day_is_told_apart(self):
        parts = copy.deepcopy(PARTS)
        parts["build"]["date"] = "2031-01-02"
        page = table.filled(PAGE, Figures(parts))
        self.assertIn("- builds: 2031-01-02; ", page)
        self.assertIn("2031-01-02: builds", plot.drawn(Figures(parts)))

    def test_a_page_without_a_marker_is_refused(self):
        with self.assertRaises(SystemExit):
            table.filled(PAGE.replace("<!-- /heap -->", ""), Figures(PARTS))


class GoalTest(unittest.TestCase):
    def test_without_figures_no_goal_is_met(self):
        self.assertEqual({goal.judge(Figures({}))[1] for goal in GOALS}, {NOT_MEASURED})

    def test_a_limit_may_be_reached_or_not(self):
        for is_below, verdict in ((False, MET), (True, MISSED)):
            goal = Goal("", 2, SECONDS, lambda _: Measured(2.0), is_below)
            self.assertEqual(goal.judge(None), ("2.00 s", verdict))

    def test_rounding_hides_no_miss(self):
        goal = Goal("", 2, SECONDS, lambda _: Measured(2.0004))
        self.assertEqual(goal.judge(None), ("2.0004 s", MISSED))

    def test_one_side_alone_meets_no_goal(self):
        parts = copy.deepcopy(PARTS)
        figures = parts["build"]["figures"]
        figures[:] = [figure for figure in figures if figure.get("program") != "reqwest"]
        self.assertEqual(verdict_of(parts, "Clean release build, CPU"), NOT_MEASURED)

    def test_actions_are_counted_only_if_the_used_one_is_found(self):
        for found, verdict in (("AppList", MET), ("AppList AppInfo", MISSED), ("", NOT_MEASURED)):
            parts = copy.deepcopy(PARTS)
            actions = next(figure for figure in parts["build"]["figures"] if figure["measure"] == "actions")
            actions["found"] = found
            self.assertEqual(verdict_of(parts, "Actions in the binary that it does not use"), verdict)


class RecordedTest(unittest.TestCase):
    def test_what_is_wrong_with_a_file_is_said(self):
        figure = {"measure": "heap", "what": "a clone", "bytes": 0}
        part = {"date": "2026-01-02", "machine": PARTS["build"]["machine"], "figures": [figure]}
        for parts, said in (
            ({"bench": part}, "no part is called `bench`"),
            ({"benches": {**part, "figures": []}}, "has no figures"),
            ({"benches": {**part, "date": "today"}}, "`date` is no date"),
            ({"benches": {**part, "machine": {}}}, "`machine` must have"),
            ({"benches": {**part, "figures": [7]}}, "`measure` must be one of"),
            ({"benches": {**part, "figures": [{**figure, "bytes": "0"}]}}, "`bytes` is no number"),
            ({"benches": {**part, "figures": [{**figure, "bytes": float("nan")}]}}, "`bytes` is no number"),
            ({"benches": {**part, "figures": [{**figure, "bytes": -1}]}}, "`bytes` is -1"),
            ({"benches": {**part, "figures": [figure, figure]}}, "told twice"),
        ):
            self.assertIn(said, said_of(json.dumps({"parts": parts})))
        self.assertEqual(said_of(json.dumps({"parts": {"benches": part}})), "")
        for text in ("", "{", "[]", "{}", '{"parts": []}', '{"parts": {}, "parts": {}}'):
            self.assertTrue(said_of(text))

    def test_what_is_written_is_read_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "performance.json"
            recorded.write(PARTS, path)
            self.assertEqual(path.read_text(), recorded.RECORDED.read_text())


class DigitsTest(unittest.TestCase):
    def test_large_numbers_have_three_digits(self):
        for count, shown in ((0, "0"), (999, "999"), (3_843, "3.84 k"), (999_950, "1.00 M"), (28_532_895, "28.5 M")):
            self.assertEqual(digits.scaled(count).replace(digits.NO_BREAK, " "), shown)


if __name__ == "__main__":
    unittest.main()
