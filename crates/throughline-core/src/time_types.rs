//! Dates and times of the crate time as fields. They are kept as jiff's are.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::as_jiff::as_jiff;

fn jiff_date(value: Date) -> Option<jiff::civil::Date> {
    let month = u8::from(value.month()).try_into().ok()?;
    jiff::civil::Date::new(
        value.year().try_into().ok()?,
        month,
        value.day().try_into().ok()?,
    )
    .ok()
}

fn jiff_time(value: Time) -> Option<jiff::civil::Time> {
    let (hour, minute, second, nano) = value.as_hms_nano();
    let (hour, minute) = (hour.try_into().ok()?, minute.try_into().ok()?);
    jiff::civil::Time::new(hour, minute, second.try_into().ok()?, nano.try_into().ok()?).ok()
}

fn date(value: jiff::civil::Date) -> Option<Date> {
    let month = Month::try_from(u8::try_from(value.month()).ok()?).ok()?;
    Date::from_calendar_date(value.year().into(), month, value.day().try_into().ok()?).ok()
}

fn time(value: jiff::civil::Time) -> Option<Time> {
    let (hour, minute) = (
        value.hour().try_into().ok()?,
        value.minute().try_into().ok()?,
    );
    let second = value.second().try_into().ok()?;
    Time::from_hms_nano(
        hour,
        minute,
        second,
        value.subsec_nanosecond().try_into().ok()?,
    )
    .ok()
}

fn timestamp(value: OffsetDateTime) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_nanosecond(value.unix_timestamp_nanos()).ok()
}

as_jiff! {
    Date, jiff::civil::Date, Date, "a date (2026-01-31)", jiff_date, date;
    Time, jiff::civil::Time, Time, "a time (13:30:00)", jiff_time, time;
    PrimitiveDateTime, jiff::civil::DateTime, DateTime, "a date and time (2026-01-31 13:30:00)",
        |value| Some(jiff_date(value.date())?.to_datetime(jiff_time(value.time())?)),
        |value| Some(PrimitiveDateTime::new(date(value.date())?, time(value.time())?));
    OffsetDateTime, jiff::Timestamp, Timestamp, "a timestamp (2026-01-31 13:30:00, in UTC)",
        timestamp,
        |value| OffsetDateTime::from_unix_timestamp_nanos(value.as_nanosecond()).ok();
}
