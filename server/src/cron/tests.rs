//! Schedules over clock changes in zones whose changes differ in size, hour and calendar.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// All times of an expression after `from`, up to `to`.
fn times(cron: &str, zone: &str, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let (mut found, mut now) = (Vec::new(), from);
    loop {
        let then = next(cron, zone, now).expect("it comes");
        assert!(then > now, "{cron} in {zone}: {then} is not after {now}");
        if then > to {
            return found;
        }
        found.push(then);
        now = then;
    }
}

/// Zones with a year in which their clocks change, if ever: by half an hour (Lord Howe), by two (Troll), at midnight (Cairo,
/// Beirut, Santiago, Havana, Tehran), by the moon (Casablanca, Gaza), at a quarter (Chatham), by a day (Apia, Kwajalein).
const ZONES: &[(&str, i32)] = &[
    ("Europe/Berlin", 2026),
    ("Europe/London", 2026),
    ("America/New_York", 2026),
    ("America/Winnipeg", 2021),
    ("America/Santiago", 2025),
    ("America/Havana", 2025),
    ("America/Sao_Paulo", 2017),
    ("America/Asuncion", 2023),
    ("Australia/Lord_Howe", 2026),
    ("Australia/Adelaide", 2026),
    ("Antarctica/Troll", 2026),
    ("Africa/Casablanca", 2026),
    ("Africa/Cairo", 2025),
    ("Asia/Tehran", 2021),
    ("Asia/Beirut", 2025),
    ("Asia/Gaza", 2025),
    ("Asia/Amman", 2021),
    ("Pacific/Chatham", 2026),
    ("Pacific/Apia", 2011),
    ("Pacific/Kwajalein", 1993),
    ("Asia/Kathmandu", 2026),
    ("UTC", 2026),
];

/// Two days around each clock change of the zone's year, and around its middle.
fn windows(zone: &str, year: i32) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let zone = Zone::get(zone).expect("a zone");
    let (mut now, end) = (
        at(&format!("{year}-01-02T00:07:00Z")),
        at(&format!("{year}-12-31T22:00:00Z")),
    );
    let mut moments = vec![at(&format!("{year}-06-15T12:00:00Z"))];
    while let Some(change) = zone.change_after(now).filter(|change| change.at < end) {
        moments.push(change.at);
        now = change.at;
    }
    let day = TimeDelta::hours(47);
    moments.into_iter().map(|at| (at - day, at + day)).collect()
}

#[test]
fn rhythms_have_no_gap_in_any_zone() {
    for (zone, year) in ZONES {
        for (from, to) in windows(zone, *year) {
            for (cron, most) in [
                ("*/15 * * * *", 15),
                ("0 * * * *", 60),
                ("30 * * * *", 60),
                // Its beats are hours of the clock: one more hour may lie between two of them.
                ("0 */2 * * *", 180),
            ] {
                let times = times(cron, zone, from, to);
                let pairs = times.windows(2);
                let widest = pairs.map(|pair| (pair[1] - pair[0]).num_minutes()).max();
                assert!(
                    widest.is_some_and(|gap| gap <= most),
                    "{cron} in {zone} from {from}: {widest:?} minutes"
                );
            }
        }
    }
}

#[test]
fn fixed_times_fire_once_a_day_in_any_zone() {
    for (zone, year) in ZONES {
        let the_zone = Zone::get(zone).expect("a zone");
        // A day that a zone leaves out fires at the first moment of the next one, beside that day's own time.
        let lost = usize::from(matches!(*zone, "Pacific/Apia" | "Pacific/Kwajalein"));
        for (from, to) in windows(zone, *year) {
            for cron in
                (0..24).flat_map(|hour| [0, 15, 30, 59].map(|minute| format!("{minute} {hour} * * *")))
            {
                let times = times(&cron, zone, from, to);
                let mut days: Vec<_> = times
                    .iter()
                    .map(|at| local(*at, the_zone.offset(*at)).date())
                    .collect();
                let count = days.len();
                days.dedup();
                assert!(
                    count - days.len() <= lost,
                    "{cron} in {zone} fires twice a day: {times:?}"
                );
                assert!(
                    (3..=5).contains(&count),
                    "{cron} in {zone} from {from}: {times:?}"
                );
            }
        }
    }
}

#[test]
fn what_the_clock_leaves_out_is_right_after() {
    for (cron, zone, after, comes) in [
        // Reported of other schedulers: they left the day out.
        (
            "15 2 * * 0",
            "America/Winnipeg",
            "2021-03-08T14:15:20Z",
            "2021-03-14T08:00:00Z",
        ),
        (
            "0 */2 * * *",
            "Africa/Cairo",
            "2025-04-24T20:00:00Z",
            "2025-04-24T22:00:00Z",
        ),
        (
            "0 0 * * *",
            "America/Santiago",
            "2025-09-06T05:00:00Z",
            "2025-09-07T04:00:00Z",
        ),
        (
            "30 2 * * *",
            "America/New_York",
            "2021-03-13T08:00:00Z",
            "2021-03-14T07:00:00Z",
        ),
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-28T12:00:00Z",
            "2026-03-29T01:00:00Z",
        ),
        (
            "30 2-23/4 * * *",
            "Australia/Sydney",
            "2019-10-05T14:00:00Z",
            "2019-10-05T16:00:00Z",
        ),
        (
            "30 2-23/4 * * *",
            "Australia/Sydney",
            "2019-10-05T16:00:00Z",
            "2019-10-05T19:30:00Z",
        ),
        (
            "0 2 9 3 *",
            "America/Chicago",
            "2025-01-09T07:00:00Z",
            "2025-03-09T08:00:00Z",
        ),
        // Half an hour: 02:15 is not there, 02:30 is.
        (
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T00:00:00Z",
            "2026-10-03T15:30:00Z",
        ),
        // Two hours: 01:00 becomes 03:00.
        (
            "30 2 * * *",
            "Antarctica/Troll",
            "2026-03-28T12:00:00Z",
            "2026-03-29T01:00:00Z",
        ),
        // A whole day.
        (
            "0 6 30 12 *",
            "Pacific/Apia",
            "2011-12-29T12:00:00Z",
            "2011-12-30T10:00:00Z",
        ),
    ] {
        assert_eq!(next(cron, zone, at(after)), Ok(at(comes)), "{cron} in {zone}");
    }
}

#[test]
fn several_times_of_a_missing_hour_are_one() {
    let (from, to) = (at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z"));
    let found = times("0,20,40 2 * * *", "Europe/Berlin", from, to);
    assert_eq!(found, [at("2026-03-29T01:00:00Z")]);
}

#[test]
fn an_hour_that_comes_twice_fires_fixed_times_the_first_time() {
    for (cron, zone, noon_before, comes) in [
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-24T12:00:00Z",
            "2026-10-25T00:30:00Z",
        ),
        (
            "30 1 * * *",
            "America/New_York",
            "2026-10-31T12:00:00Z",
            "2026-11-01T05:30:00Z",
        ),
        (
            "45 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-03T16:00:00Z",
            "2026-04-04T14:45:00Z",
        ),
        (
            "30 2 * * *",
            "Antarctica/Troll",
            "2026-10-24T12:00:00Z",
            "2026-10-25T00:30:00Z",
        ),
        (
            "30 23 * * *",
            "Africa/Cairo",
            "2025-10-30T12:00:00Z",
            "2025-10-30T20:30:00Z",
        ),
    ] {
        let from = at(noon_before);
        let found = times(cron, zone, from, from + TimeDelta::hours(24));
        assert_eq!(found, [at(comes)], "{cron} in {zone}");
    }
}

#[test]
fn a_scheduler_that_wakes_in_the_second_of_two_hours_does_not_fire_again() {
    // 02:10 for the second time: 02:30 was there an hour ago.
    let found = next("30 2 * * *", "Europe/Berlin", at("2026-10-25T01:10:00Z"));
    assert_eq!(found, Ok(at("2026-10-26T01:30:00Z")));
    // A quarter of an hour goes on.
    let found = next("*/15 * * * *", "Europe/Berlin", at("2026-10-25T01:10:00Z"));
    assert_eq!(found, Ok(at("2026-10-25T01:15:00Z")));
}

#[test]
fn the_next_time_is_later() {
    for (cron, after, comes) in [
        ("0 6 * * 1-5", "2026-01-02T06:00:00Z", "2026-01-05T06:00:00Z"),
        ("*/15 * * * *", "2026-01-02T06:01:00Z", "2026-01-02T06:15:00Z"),
        ("0 0 29 2 *", "2026-01-02T06:01:00Z", "2028-02-29T00:00:00Z"),
    ] {
        assert_eq!(next(cron, "UTC", at(after)), Ok(at(comes)));
    }
    // So rarely that the clocks change often before.
    let leap = next("0 12 29 2 *", "Europe/Berlin", at("2096-03-01T00:00:00Z"));
    assert_eq!(leap, Ok(at("2104-02-29T11:00:00Z")));
}

#[test]
fn a_fraction_of_a_second_is_not_carried_on() {
    let late = at("2026-01-02T06:14:09.731042943Z");
    assert_eq!(next("*/15 * * * *", "UTC", late), Ok(at("2026-01-02T06:15:00Z")));
    let at_once = at("2026-01-02T06:15:00.000001Z");
    assert_eq!(
        next("*/15 * * * *", "UTC", at_once),
        Ok(at("2026-01-02T06:30:00Z"))
    );
    // At a clock change as well.
    let late = at("2026-10-25T00:45:00.5Z");
    assert_eq!(
        next("0 */3 * * *", "Europe/Berlin", late),
        Ok(at("2026-10-25T01:00:00Z"))
    );
}

#[test]
fn nonsense_is_refused() {
    for bad in ["", "x", "* * *", "61 * * * *", "0 0 30 2 *", "* * * * * *"] {
        assert!(next(bad, "UTC", at("2026-01-02T06:00:00Z")).is_err(), "{bad}");
    }
    let unknown = next("0 6 * * *", "Mars/Olympus", at("2026-01-02T06:00:00Z"));
    assert!(unknown.is_err_and(|problem| problem.errors.contains_key("time_zone")));
}
