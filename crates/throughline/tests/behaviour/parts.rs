//! Pages by number and by cursor, streams: parts of query sets, also within `with`.

use throughline::blocking::Db;
use throughline::{Cursor, ErrorKind};

use crate::models::*;

/// Ninety-nine students of ages 20, 21, 22 and none in turn; the course Rust has all of them.
fn school() -> (Db, Course) {
    let db = database();
    let rows = (0..99).map(|i| {
        let age = (i % 4 < 3).then_some(20 + i % 4);
        Student::builder().name(format!("s{i:02}")).age(age)
    });
    let students = Student::objects().bulk_create(&db, rows).unwrap();
    let course = Course::builder().title("Rust").create(&db).unwrap();
    course.students().add(&db, &students).unwrap();
    (db, course)
}

#[test]
fn a_page_comes_with_the_total() {
    let (db, _) = school();
    let page = |number, size| Student::objects().order_by(|s| s.age()).page(number, size);
    let (third, sent) = sent(&db, || page(3, 10).get(&db).unwrap());
    assert_eq!((third.rows.len(), third.total, third.pages()), (10, 99, 10));
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "id", "name", "age", "email" FROM "student" ORDER BY "age" ASC NULLS LAST, "id" ASC LIMIT ? OFFSET ?"#,
            r#"SELECT COUNT(*) FROM "student""#,
        ],
    );
    // What goes with the page does not wait for it.
    let expected = if crate::database::pipelines() { 2 } else { 1 };
    let last = db.expect_statements(expected, || page(10, 10).get(&db).unwrap());
    assert_eq!(
        (last.rows.len(), last.total),
        (9, 99),
        "what is not full is the last one"
    );
    let behind = page(11, 10).get(&db).unwrap();
    assert_eq!((behind.rows.len(), behind.total), (0, 99));
    assert_eq!(page(u64::MAX, u64::MAX).get(&db).unwrap().rows.len(), 0);
    let all: Vec<_> = (1..=10)
        .flat_map(|number| page(number, 10).get(&db).unwrap().rows)
        .map(|student| student.id)
        .collect();
    let mut once = all.clone();
    once.sort_unstable();
    assert_eq!(once, (1..=99).collect::<Vec<_>>(), "each row once");
}

#[test]
fn a_page_of_columns_and_of_rows_with_others() {
    let (db, _) = school();
    let ages = Student::objects()
        .order_by(|s| s.age())
        .select(|s| s.age())
        .distinct();
    let page = ages.page(2, 3).get(&db).unwrap();
    assert_eq!((page.rows, page.total), (vec![None], 4));
    let courses = Course::objects()
        .with(|c| c.students().count())
        .page(1, 5)
        .get(&db)
        .unwrap();
    assert_eq!((courses.rows[0].1, courses.total), (99, 1));
}

#[test]
fn wrong_pages_are_refused() {
    let (db, _) = school();
    let error = |number, size| Student::objects().page(number, size).get(&db).unwrap_err();
    assert_eq!(error(0, 10).to_string(), "pages are counted from 1");
    assert_eq!(error(1, 0).to_string(), "a page has one row at least");
    let part = Student::objects().limit(5).page(1, 2).get(&db).unwrap_err();
    assert_eq!(part.kind(), ErrorKind::InvalidValue);
    let distinct = Student::objects()
        .select(|s| s.age())
        .distinct()
        .after(None, 5);
    assert_eq!(
        distinct.get(&db).unwrap_err().kind(),
        ErrorKind::InvalidValue
    );
}

#[test]
fn cursors_go_over_all_rows_whatever_the_order() {
    let (db, _) = school();
    for direction in 0..6 {
        let ordered = || {
            Student::objects().order_by(|s| match direction {
                0 => vec![s.age().asc()],
                1 => vec![s.age().desc()],
                2 => vec![s.age().asc().nulls_first(), s.name().desc()],
                3 => vec![s.age().desc().nulls_last(), s.name().asc()],
                4 => vec![s.name().desc()],
                _ => vec![],
            })
        };
        let (mut ids, mut cursor) = (Vec::new(), None::<Cursor>);
        loop {
            // As text, as it comes back in a request.
            let text = cursor.map(|cursor| cursor.to_string());
            let given = text.map(|text| text.parse().unwrap());
            let page = ordered().after(given.as_ref(), 7).get(&db).unwrap();
            ids.extend(page.rows.into_iter().map(|student| student.id));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let expected = ordered().page(1, 1000).get(&db).unwrap().rows;
        let expected: Vec<_> = expected.into_iter().map(|student| student.id).collect();
        assert_eq!(ids, expected, "order {direction}");
    }
}

#[test]
fn a_cursor_begins_at_an_index() {
    let (db, _) = school();
    let by_name = || Student::objects().order_by(|s| s.name());
    let first = by_name().after(None, 2).get(&db).unwrap();
    let (_, sent) = sent(&db, || {
        by_name().after(first.next.as_ref(), 2).get(&db).unwrap()
    });
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "id", "name", "age", "email", "name", "id" FROM "student" WHERE "name" >= ? AND ("name" > ? OR ("name" = ? AND "id" > ?)) ORDER BY "name" ASC, "id" ASC LIMIT ?"#,
        ],
    );
}

#[test]
fn a_cursor_of_another_order_and_one_that_was_changed_are_refused() {
    let (db, _) = school();
    let first = Student::objects()
        .order_by(|s| s.name())
        .after(None, 2)
        .get(&db)
        .unwrap();
    let next = first.next.unwrap();
    let other = Student::objects()
        .order_by(|s| s.age())
        .after(Some(&next), 2);
    let error = other.get(&db).unwrap_err();
    assert_eq!(error.to_string(), "the cursor is that of another order");
    let text = next.to_string().replace('6', "7");
    let error = text.parse::<Cursor>().unwrap_err();
    assert_eq!(error.to_string(), "the text is no cursor, or was changed");
    for text in ["", "é", "0000", "zzzzzzzzzzzzzzzzzzzz", &"0".repeat(10_000)] {
        assert!(text.parse::<Cursor>().is_err());
    }
}

#[test]
fn pages_within_with_have_a_total_and_a_cursor_each() {
    let (db, rust) = school();
    Course::builder().title("Art").create(&db).unwrap();
    let (found, sent) = sent(&db, || {
        Course::objects()
            .with(|c| c.students().order_by(|s| s.name()).page(2, 40))
            .with(|c| c.students().order_by(|s| s.name()).after(None, 98))
            .all(&db)
            .unwrap()
    });
    assert_eq!(sent.len(), 4, "courses, a page, its total, the first ones");
    let (art, page, part) = &found[0];
    assert_eq!(
        (art.title.as_str(), page.total, part.rows.len()),
        ("Art", 0, 0)
    );
    let (_, page, part) = &found[1];
    assert_eq!((page.rows[0].name.as_str(), page.total), ("s40", 99));
    let rest = rust.students().order_by(|s| s.name());
    let rest = rest.after(part.next.as_ref(), 10).get(&db).unwrap();
    assert_eq!(rest.rows.len(), 1);
    assert_eq!(rest.rows[0].name, "s98");
}

#[test]
fn a_stream_gives_all_rows_in_chunks() {
    let db = database();
    let rows = (0..2_500).map(|i| Student::builder().name(format!("s{i:04}")).age(i % 7));
    Student::objects().bulk_create(&db, rows).unwrap();
    let (ids, sent) = sent(&db, || {
        let stream = Student::objects().order_by(|s| s.age()).stream(&db);
        stream
            .map(|student| student.unwrap().id)
            .collect::<Vec<_>>()
    });
    assert_eq!(sent.len(), 3, "each 1,000 rows");
    let all = Student::objects()
        .order_by(|s| (s.age(), s.id()))
        .select(|s| s.id());
    assert_eq!(ids, all.all(&db).unwrap());
    let part = Student::objects()
        .order_by(|s| s.id())
        .offset(10)
        .limit(1_200)
        .stream(&db);
    let part: Vec<_> = part.map(|student| student.unwrap().id).collect();
    assert_eq!((part.len(), part[0], part[1_199]), (1_200, 11, 1_210));
}

#[test]
fn a_stream_loads_what_rows_come_with_for_a_chunk_at_a_time() {
    let (db, rust) = school();
    let (rows, sent) = sent(&db, || {
        let with = rust.students().objects().with(|s| s.course_set().count());
        with.stream(&db)
            .map(|row| row.unwrap().1)
            .collect::<Vec<_>>()
    });
    assert_eq!(
        (rows.len(), rows.iter().sum::<i64>(), sent.len()),
        (99, 99, 2)
    );
    let mut wrong = Student::objects().filter_by("nosuch", 1).stream(&db);
    assert_eq!(
        wrong.next().unwrap().unwrap_err().kind(),
        ErrorKind::InvalidLookup
    );
    assert!(wrong.next().is_none(), "nothing comes behind an error");
}

#[tokio::test]
async fn an_async_stream_can_go_to_another_task() {
    let db = crate::database::empty_async().await;
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let rows = (0..1_500).map(|i| Student::builder().name(format!("s{i}")));
    Student::objects().bulk_create(&db, rows).await.unwrap();
    let mut stream = Student::objects().stream(&db);
    let counted = tokio::spawn(async move {
        let mut count = 0;
        while let Some(student) = stream.next().await {
            student.unwrap();
            count += 1;
        }
        count
    });
    assert_eq!(counted.await.unwrap(), 1_500);
}

#[test]
fn rows_are_locked_in_a_transaction_alone() {
    let (db, _) = school();
    let inside = db.transaction(|tx| Student::objects().for_update().limit(1).all(&tx));
    assert_eq!(inside.unwrap().len(), 1);
    let error = Student::objects().skip_locked().all(&db).unwrap_err();
    assert_eq!(
        error.to_string(),
        "rows are locked until the transaction ends, and there is none"
    );
    assert!(
        error
            .hint()
            .is_some_and(|hint| hint.contains("transaction"))
    );
}
