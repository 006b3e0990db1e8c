//! Months and days, as bills and usage count them.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// A month of a year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::behaviour) struct Month(Date);

impl Month {
    /// The month in which a time lies.
    pub(in crate::behaviour) fn of(time: Timestamp) -> Self {
        Self(day_of(time).first_of_month())
    }

    /// The month that a text names, as in `2026-01`.
    pub(in crate::behaviour) fn parse(text: &str) -> Option<Self> {
        Some(Self(format!("{text}-01").parse().ok()?))
    }

    pub(in crate::behaviour) fn year(self) -> i16 {
        self.0.year()
    }

    /// The number of the month in its year, from 1.
    pub(in crate::behaviour) fn number(self) -> i8 {
        self.0.month()
    }

    /// The month that comes after this one.
    pub(in crate::behaviour) fn next(self) -> Self {
        Self(self.0.saturating_add(1.month()))
    }

    /// The month a number of months ago.
    pub(in crate::behaviour) fn earlier(self, months: i32) -> Self {
        Self(self.0.saturating_sub(months.months()))
    }

    /// When the month begins.
    pub(in crate::behaviour) fn start(self) -> Timestamp {
        start_of(self.0)
    }

    pub(super) fn first_day(self) -> Date {
        self.0
    }

    pub(super) fn last_day(self) -> Date {
        self.0.last_of_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.number())
    }
}

/// The day on which a time lies.
pub(super) fn day_of(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// When a day begins.
pub(super) fn start_of(day: Date) -> Timestamp {
    let midnight = day.to_datetime(Time::midnight());
    let start = Offset::UTC.to_timestamp(midnight);
    start.unwrap_or(Timestamp::MAX)
}

/// A span of time.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Span {
    /// A month.
    pub(super) fn month(month: Month) -> Self {
        Self {
            from: month.start(),
            to: month.next().start(),
        }
    }

    /// A day.
    pub(super) fn day(day: Date) -> Self {
        Self {
            from: start_of(day),
            to: start_of(day.tomorrow().unwrap_or(day)),
        }
    }

    /// How much of the span lies between two times: from 0 for nothing to 1 for all.
    pub(super) fn share(self, from: Timestamp, to: Timestamp) -> f64 {
        let inside = self.to.min(to).duration_since(self.from.max(from));
        let all = self.to.duration_since(self.from);
        let inside = inside.max(SignedDuration::ZERO);
        (inside.as_secs_f64() / all.as_secs_f64().max(1.0)).clamp(0.0, 1.0)
    }
}
