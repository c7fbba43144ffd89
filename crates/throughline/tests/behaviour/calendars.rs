//! Dates and times of other crates as fields, and values that no engine can keep.

use std::collections::BTreeMap;

use throughline::{ErrorKind, Json};

use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Note {
    id: i64,
    by_reader: Json<BTreeMap<(u8, u8), String>>,
}

#[test]
fn a_document_that_serde_cannot_write_is_refused() {
    let db = crate::database::empty();
    throughline::create_tables(&db, [Note::META]).unwrap();
    let keys_that_are_no_text = BTreeMap::from([((1, 2), "x".to_owned())]);
    let error = Note::builder()
        .by_reader(Json(keys_that_are_no_text))
        .create(&db)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.to_string().contains("serde"), "{error}");
    Note::builder()
        .by_reader(Json(BTreeMap::new()))
        .create(&db)
        .unwrap();
}

#[cfg(feature = "chrono")]
mod chrono_fields {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Lesson {
        id: i64,
        day: NaiveDate,
        at: Option<NaiveTime>,
        local: NaiveDateTime,
        moment: DateTime<Utc>,
        #[field(auto_now)]
        seen: DateTime<Utc>,
    }

    #[test]
    fn they_come_back_as_they_were_and_are_ordered() {
        let db = crate::database::empty();
        throughline::create_tables(&db, [Lesson::META]).unwrap();
        let start = throughline::jiff::Timestamp::now().as_second();
        let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        let local = day.and_hms_micro_opt(9, 30, 0, 250_000).unwrap();
        let lesson = Lesson::builder()
            .day(day)
            .at(local.time())
            .local(local)
            .moment(local.and_utc())
            .create(&db)
            .unwrap();
        assert_eq!((lesson.day, lesson.at), (day, Some(local.time())));
        assert_eq!((lesson.local, lesson.moment), (local, local.and_utc()));
        assert!(
            lesson.seen.timestamp() >= start,
            "`auto_now` is the present moment"
        );
        let found = Lesson::objects().filter(|l| l.day().ge(day) & l.local().lt(local));
        assert!(!found.exists(&db).unwrap());
    }

    #[test]
    fn a_year_that_engines_do_not_know_is_refused() {
        let db = crate::database::empty();
        throughline::create_tables(&db, [Lesson::META]).unwrap();
        let far = NaiveDate::from_ymd_opt(12_000, 1, 1).unwrap();
        let now = far.and_hms_opt(0, 0, 0).unwrap();
        let lesson = Lesson::builder().day(far).local(now).moment(now.and_utc());
        let error = lesson.create(&db).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        let none = Lesson::objects()
            .filter(|l| l.day().is_in([far]))
            .all(&db)
            .unwrap_err();
        assert_eq!(none.kind(), ErrorKind::InvalidValue);
    }
}

#[cfg(feature = "time")]
mod time_fields {
    use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

    use super::Db;
    use throughline::{CreateExt, Model};

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Lesson {
        id: i64,
        day: Date,
        at: Option<Time>,
        local: PrimitiveDateTime,
        moment: OffsetDateTime,
    }

    #[test]
    fn they_come_back_as_they_were() {
        let db = crate::database::empty();
        throughline::create_tables(&db, [Lesson::META]).unwrap();
        let day = Date::from_calendar_date(2026, Month::February, 28).unwrap();
        let at = Time::from_hms_micro(9, 30, 0, 250_000).unwrap();
        let local = PrimitiveDateTime::new(day, at);
        let lesson = Lesson::builder()
            .day(day)
            .at(at)
            .local(local)
            .moment(local.assume_utc())
            .create(&db)
            .unwrap();
        assert_eq!((lesson.day, lesson.at), (day, Some(at)));
        assert_eq!((lesson.local, lesson.moment), (local, local.assume_utc()));
    }
}
