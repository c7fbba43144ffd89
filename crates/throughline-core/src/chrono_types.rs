//! Dates and times of the crate chrono as fields.
//!
//! They are kept as jiff's are. chrono knows years that jiff and the engines do not: such a
//! value is refused when it is bound.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use crate::as_jiff::as_jiff;

fn date(value: NaiveDate) -> Option<jiff::civil::Date> {
    let (month, day) = (value.month().try_into().ok()?, value.day().try_into().ok()?);
    jiff::civil::Date::new(value.year().try_into().ok()?, month, day).ok()
}

/// A leap second is the second before it, as in jiff.
fn time(value: NaiveTime) -> Option<jiff::civil::Time> {
    let (hour, minute) = (
        value.hour().try_into().ok()?,
        value.minute().try_into().ok()?,
    );
    let second = value.second().try_into().ok()?;
    let nanosecond = value.nanosecond().min(999_999_999).try_into().ok()?;
    jiff::civil::Time::new(hour, minute, second, nanosecond).ok()
}

fn chrono_date(date: jiff::civil::Date) -> Option<NaiveDate> {
    let (month, day) = (date.month().try_into().ok()?, date.day().try_into().ok()?);
    NaiveDate::from_ymd_opt(date.year().into(), month, day)
}

fn chrono_time(time: jiff::civil::Time) -> Option<NaiveTime> {
    let (hour, minute) = (time.hour().try_into().ok()?, time.minute().try_into().ok()?);
    let (second, nano) = (
        time.second().try_into().ok()?,
        time.subsec_nanosecond().try_into().ok()?,
    );
    NaiveTime::from_hms_nano_opt(hour, minute, second, nano)
}

as_jiff! {
    NaiveDate, jiff::civil::Date, Date, "a date (2026-01-31)", date, chrono_date;
    NaiveTime, jiff::civil::Time, Time, "a time (13:30:00)", time, chrono_time;
    NaiveDateTime, jiff::civil::DateTime, DateTime, "a date and time (2026-01-31 13:30:00)",
        |value| Some(date(value.date())?.to_datetime(time(value.time())?)),
        |value| Some(chrono_date(value.date())?.and_time(chrono_time(value.time())?));
    DateTime<Utc>, jiff::Timestamp, Timestamp, "a timestamp (2026-01-31 13:30:00, in UTC)",
        |value| jiff::Timestamp::from_microsecond(value.timestamp_micros()).ok(),
        |value| DateTime::from_timestamp_micros(value.as_microsecond());
}
