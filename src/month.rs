//! A month of the Gregorian calendar as a calendar shows it: whole weeks, Monday first.

use std::fmt;

/// A day, by its number since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that a date names, such as `2027-01-31`; what stands behind it does not matter.
    pub fn read(text: &str) -> Option<Self> {
        let month = Month::read(text.get(..7)?)?;
        let day: i64 = text.get(7..10)?.strip_prefix('-')?.parse().ok()?;
        (1..=month.days())
            .contains(&day)
            .then(|| Self(month.first().0 + day - 1))
    }

    /// So many days later, or earlier.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// How many days later than another one it is.
    pub const fn since(self, other: Self) -> i64 {
        self.0 - other.0
    }

    /// The month that it is in.
    pub const fn month(self) -> Month {
        self.parts().0
    }

    /// Its number in the month, from 1.
    pub const fn of_month(self) -> i64 {
        self.parts().1
    }

    /// Days since Monday.
    pub const fn weekday(self) -> i64 {
        // 1970 began with a Thursday.
        (self.0 + 3).rem_euclid(7)
    }

    /// Year and month, and the day in it, by the days of four centuries, which begin in March.
    const fn parts(self) -> (Month, i64) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let (month, later) = if from_march < 10 {
            (from_march + 3, 0)
        } else {
            (from_march - 9, 1)
        };
        let year = year + era * 400 + later;
        (Month(year * 12 + month - 1), day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (month, day) = self.parts();
        write!(f, "{month}-{day:02}")
    }
}

/// A month, by how many there were since the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i64);

impl Month {
    /// The month that a text such as `2027-01` names.
    pub fn read(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, most| part.len() == most && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
        ((1..=12).contains(&month) && year >= 1).then(|| Self(year * 12 + month - 1))
    }

    /// The year.
    pub const fn year(self) -> i64 {
        self.0.div_euclid(12)
    }

    /// From 0, which is January.
    pub fn of_year(self) -> usize {
        usize::try_from(self.0.rem_euclid(12)).unwrap_or_default()
    }

    /// The month after it, or so many before.
    #[must_use]
    pub const fn plus(self, months: i64) -> Self {
        Self(self.0 + months)
    }

    /// Its first day.
    pub const fn first(self) -> Day {
        // Years begin in March here, so that the odd day of a leap year is their last.
        let from_march = (self.0.rem_euclid(12) + 10) % 12;
        let year = if from_march >= 10 {
            self.year() - 1
        } else {
            self.year()
        };
        let of_era = year.rem_euclid(400);
        let days = of_era * 365 + of_era / 4 - of_era / 100 + (153 * from_march + 2) / 5;
        Day(year.div_euclid(400) * 146_097 + days - 719_468)
    }

    /// Days that it has.
    pub const fn days(self) -> i64 {
        self.plus(1).first().0 - self.first().0
    }

    /// The days of its weeks, also those of the months beside it: five or six weeks, or four.
    pub fn weeks(self) -> impl Iterator<Item = Day> {
        let begin = self.first().plus(-self.first().weekday());
        let end = self.first().plus(self.days());
        let days = (end.since(begin) + 6) / 7 * 7;
        (0..days).map(move |day| begin.plus(day))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).expect("a day of the calendar")
    }

    #[test]
    fn days_follow_each_other_through_leap_years_and_centuries() {
        let mut now = day("1899-12-31");
        for text in [
            "1900-01-01",
            "1970-01-01",
            "2000-02-29",
            "2026-12-01",
            "2100-03-01",
            "2400-02-29",
        ] {
            let there = day(text);
            assert!(there > now);
            assert_eq!(there.to_string(), text);
            assert_eq!(there.plus(1).since(there), 1);
            now = there;
        }
        assert_eq!(day("1970-01-01").since(day("1969-12-31")), 1);
        assert_eq!(day("2100-02-28").plus(1).to_string(), "2100-03-01");
        assert_eq!(day("2024-02-28").plus(1).to_string(), "2024-02-29");
        assert_eq!(day("2026-12-01").weekday(), 1);
        for wrong in [
            "2026-02-30",
            "2026-13-01",
            "2026-1-1",
            "soon",
            "",
            "2026-12-00",
            "+026-12-01",
        ] {
            assert_eq!(Day::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let month = Month::read("2026-12").expect("a month");
        let days: Vec<_> = month.weeks().collect();
        assert_eq!((days[0].to_string(), days.len()), ("2026-11-30".into(), 35));
        assert_eq!(days.last().map(ToString::to_string), Some("2027-01-03".into()));
        assert_eq!(
            Month::read("2027-02").map(|month| month.weeks().count()),
            Some(28)
        );
        assert_eq!(month.plus(1).to_string(), "2027-01");
        assert_eq!(month.plus(-12).to_string(), "2025-12");
        assert_eq!((month.days(), month.of_year(), month.year()), (31, 11, 2026));
    }
}
