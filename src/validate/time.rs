//! Points in time and times of day, as people and browsers write them.

/// A time as RFC 3339 in UTC; what people and browsers leave out (seconds, zone, `T`) is put in. The calendar is
/// checked where there is one, on the server.
pub(super) fn instant(text: &str) -> Result<String, String> {
    let wrong = || "Enter a date and time such as 2027-01-31 08:00.".to_owned();
    let mut text = text.trim().replacen(' ', "T", 1);
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let at = |place: usize, byte: u8| text.as_bytes().get(place) == Some(&byte);
    let fits = digits(0..4)
        && at(4, b'-')
        && digits(5..7)
        && at(7, b'-')
        && digits(8..10)
        && at(10, b'T')
        && digits(11..13)
        && at(13, b':')
        && digits(14..16);
    if !fits || text.len() > 35 {
        return Err(wrong());
    }
    if text.len() == 16 || !at(16, b':') {
        text.insert_str(16, ":00");
    }
    if text.len() == 19 {
        text.push('Z');
    }
    Ok(text)
}

/// A time of day as `08:00`, from the forms that people and browsers write.
pub(super) fn clock(text: &str) -> Result<String, String> {
    let read = || {
        let (hour, minute) = text.trim().split_once(':')?;
        let number = |part: &str, most: u8| {
            let fits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|number: &u8| fits && *number <= most)
        };
        // Browsers add seconds where a value had some.
        let minute = minute.strip_suffix(":00").unwrap_or(minute);
        (minute.len() == 2).then_some((number(hour, 23)?, number(minute, 59)?))
    };
    let (hour, minute) = read().ok_or("Enter a time such as 08:00.")?;
    Ok(format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_get_what_people_leave_out() {
        for (given, read) in [
            ("2027-01-31 08:00", "2027-01-31T08:00:00Z"),
            ("2027-01-31T08:00:30", "2027-01-31T08:00:30Z"),
            ("2027-01-31T08:00+02:00", "2027-01-31T08:00:00+02:00"),
            ("2027-01-31T08:00:00.5Z", "2027-01-31T08:00:00.5Z"),
        ] {
            assert_eq!(instant(given).as_deref(), Ok(read));
        }
        for bad in [
            "",
            "tomorrow",
            "2027-01-31",
            "2027-1-31 08:00",
            "éééé-01-31 08:00",
        ] {
            assert!(instant(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_of_day_have_two_digits() {
        for (given, read) in [("8:05", "08:05"), (" 23:59 ", "23:59"), ("06:30:00", "06:30")] {
            assert_eq!(clock(given).as_deref(), Ok(read));
        }
        for bad in ["", "8", "24:00", "12:60", "+1:00", "1:5", "noon", "00:00:30"] {
            assert!(clock(bad).is_err(), "{bad}");
        }
    }
}
