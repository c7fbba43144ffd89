//! Dates and times as PostgreSQL counts them: days and microseconds since the year 2000.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp};

const EPOCH: Date = Date::constant(2000, 1, 1);
/// The microseconds from 1970 to 2000.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
const SECONDS_OF_DAY: i64 = 86_400;
const MICROS_OF_DAY: i64 = SECONDS_OF_DAY * 1_000_000;

pub(super) fn days(date: Date) -> i32 {
    let days = date.duration_since(EPOCH).as_secs() / SECONDS_OF_DAY;
    // 20,000 years have some seven million days.
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The microseconds since midnight.
pub(super) fn micros(time: Time) -> i64 {
    let seconds = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60;
    (seconds + i64::from(time.second())) * 1_000_000 + i64::from(time.subsec_nanosecond()) / 1_000
}

pub(super) fn civil_micros(moment: DateTime) -> i64 {
    i64::from(days(moment.date())) * MICROS_OF_DAY + micros(moment.time())
}

pub(super) fn timestamp_micros(moment: Timestamp) -> i64 {
    moment.as_microsecond() - EPOCH_MICROS
}

/// The date, if jiff knows it. It knows no `infinity`.
pub(super) fn date(days: i32) -> Option<Date> {
    let days = Span::new().try_days(days).ok()?;
    EPOCH.checked_add(days).ok()
}

/// The time of day, unless it is `24:00:00`.
pub(super) fn time(micros: i64) -> Option<Time> {
    let since_midnight = SignedDuration::from_micros(micros);
    Time::midnight().checked_add(since_midnight).ok()
}

pub(super) fn date_time(micros: i64) -> Option<DateTime> {
    let days = i32::try_from(micros.div_euclid(MICROS_OF_DAY)).ok()?;
    Some(date(days)?.to_datetime(time(micros.rem_euclid(MICROS_OF_DAY))?))
}

pub(super) fn timestamp(micros: i64) -> Option<Timestamp> {
    // By microseconds alone jiff would not reach the end of its last second.
    let micros = micros.checked_add(EPOCH_MICROS)?;
    let nanos = i32::try_from(micros.rem_euclid(1_000_000)).ok()? * 1_000;
    Timestamp::new(micros.div_euclid(1_000_000), nanos).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_calendar_come_back() {
        for day in [Date::MIN, Date::MAX, EPOCH, Date::constant(1999, 12, 31)] {
            assert_eq!(date(days(day)), Some(day));
            let moment = day.to_datetime(Time::constant(23, 59, 59, 999_999_000));
            assert_eq!(date_time(civil_micros(moment)), Some(moment));
        }
        let ends = [
            Timestamp::MIN,
            Timestamp::UNIX_EPOCH,
            Timestamp::constant(1, 1_000),
            Timestamp::constant(Timestamp::MAX.as_second(), 999_999_000),
        ];
        for moment in ends {
            assert_eq!(timestamp(timestamp_micros(moment)), Some(moment));
        }
        assert_eq!(days(Date::constant(1999, 12, 31)), -1);
    }

    #[test]
    fn what_no_calendar_has_is_none() {
        assert_eq!(date(i32::MAX), None);
        assert_eq!(date(i32::MIN), None);
        assert_eq!(time(MICROS_OF_DAY), None);
        for infinity in [i64::MAX, i64::MIN] {
            assert_eq!(date_time(infinity), None);
            assert_eq!(timestamp(infinity), None);
        }
    }
}
