//! Rows: builders, `create`, upserts, `save`, `refresh`, `delete`, `bulk_create`.

use throughline::ErrorKind;

use crate::models::*;

#[test]
fn create_gives_the_row_as_the_database_has_it() {
    let db = database();
    let (ann, sent) = sent(&db, || {
        Student::builder().name("Ann").age(20).create(&db).unwrap()
    });
    assert_eq!(
        ann,
        Student {
            id: 1,
            name: "Ann".to_owned(),
            age: Some(20),
            email: None
        }
    );
    crate::database::assert_sent(
        &sent,
        &[
            r#"INSERT INTO "student" ("name", "age") VALUES (?, ?) RETURNING "id", "name", "age", "email""#,
        ],
    );
    let late = Student::builder().id(70).name("Late").create(&db).unwrap();
    assert_eq!(late.id, 70, "a key that is given is taken");
    // The sequence of PostgreSQL does not look at the rows.
    let next = crate::database::on(71, 2, 71);
    assert_eq!(
        Student::builder().name("Next").create(&db).unwrap().id,
        next
    );
}

#[test]
fn an_option_takes_the_value_an_option_or_none() {
    let db = database();
    for (builder, expected) in [
        (Student::builder().name("a").email("x"), Some("x")),
        (Student::builder().name("b").email(Some("y")), Some("y")),
        (Student::builder().name("c").email(None::<&str>), None),
        (Student::builder().name("d"), None),
    ] {
        assert_eq!(builder.create(&db).unwrap().email.as_deref(), expected);
    }
}

#[test]
fn a_broken_constraint_names_the_field() {
    let db = database();
    Student::builder()
        .name("Ann")
        .email("ann@school")
        .create(&db)
        .unwrap();
    let error = Student::builder()
        .name("Other")
        .email("ann@school")
        .create(&db)
        .unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(
        (error.model(), error.field()),
        (Some("Student"), Some("email"))
    );
    let key = match crate::database::is_embedded() {
        true => "student.email",
        false => "student_email_uniq",
    };
    assert_eq!(error.constraint(), Some(key));
    assert!(
        !format!("{error:?}").contains("ann@school"),
        "values stay out of messages"
    );

    let error = Student::builder()
        .name("x".repeat(101))
        .create(&db)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CheckViolation);
    assert_eq!(
        error.to_string(),
        "`name` of `Student` takes at most 100 characters"
    );
    assert_eq!(error.field(), Some("name"));
    Student::builder()
        .name("ä".repeat(100))
        .create(&db)
        .unwrap();

    let error = Course::builder()
        .title("Go")
        .teacher(99)
        .create(&db)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert!(error.to_string().contains("`teacher`"), "{error}");
}

#[test]
fn get_tells_none_from_several() {
    let db = database();
    let [ann, ..] = students(&db);
    assert_eq!(Student::get(&db, 1).unwrap(), ann);
    assert_eq!(
        Student::objects()
            .filter(|s| s.age().lt(21))
            .get(&db)
            .unwrap(),
        ann
    );
    let none = Student::get(&db, 99).unwrap_err();
    assert!(none.is_does_not_exist());
    assert_eq!(none.model(), Some("Student"));
    let several = Student::objects()
        .filter(|s| s.age().eq(22))
        .get(&db)
        .unwrap_err();
    assert!(several.is_multiple_found());
}

#[test]
fn save_writes_all_columns_and_refresh_reads_them() {
    let db = database();
    let [ann, ..] = students(&db);
    let anna = Student {
        name: "Anna".to_owned(),
        age: None,
        ..ann.clone()
    };
    let (_, sent) = sent(&db, || anna.save(&db).unwrap());
    crate::database::assert_sent(
        &sent,
        &[r#"UPDATE "student" SET "name" = ?, "age" = ?, "email" = ? WHERE "id" = ?"#],
    );
    assert_eq!(ann.refresh(&db).unwrap(), anna);
    ann.delete(&db).unwrap();
    assert!(anna.save(&db).unwrap_err().is_does_not_exist());
    assert!(anna.refresh(&db).unwrap_err().is_does_not_exist());
    assert!(anna.delete(&db).unwrap_err().is_does_not_exist());
}

#[test]
fn update_or_create_by_key_tells_created_updated_and_unchanged() {
    let db = database();
    let ([ann, ..], chess) = (students(&db), club(&db));
    let builder = |joined: &str| {
        Membership::builder()
            .student(&ann)
            .club(&chess)
            .joined(date(joined))
    };
    let (row, outcome) = builder("2026-01-01")
        .role("chair")
        .update_or_create(&db)
        .unwrap();
    assert_eq!((outcome, row.role.as_str()), (Outcome::Created, "chair"));

    let recorder = db.record();
    let (row, outcome) = builder("2026-02-02").update_or_create(&db).unwrap();
    assert_eq!(outcome, Outcome::Updated);
    assert_eq!(
        (row.joined, row.role.as_str()),
        (date("2026-02-02"), "chair"),
        "role was not given"
    );
    let sent = recorder.take();
    // On SQLite BEGIN, SELECT, UPDATE, COMMIT.
    assert_eq!(sent.len(), crate::database::on(4, 1, 1), "{sent:#?}");

    let (_, outcome) = builder("2026-02-02").update_or_create(&db).unwrap();
    assert_eq!(outcome, Outcome::Unchanged);
    assert_eq!(recorder.statements().len(), 1);
    let (_, outcome) = builder("2026-03-03").get_or_create(&db).unwrap();
    assert_eq!(outcome, Outcome::Found);
    assert_eq!(
        Membership::objects().get(&db).unwrap().joined,
        date("2026-02-02")
    );
}

#[test]
fn an_upsert_on_a_named_key() {
    let db = database();
    let builder = |name: &str| Student::builder().name(name).email("ann@school");
    let (ann, outcome) = builder("Ann")
        .on(Student::by_email)
        .update_or_create(&db)
        .unwrap();
    assert_eq!(outcome, Outcome::Created);
    let (anna, outcome) = builder("Anna")
        .on(Student::by_email)
        .update_or_create(&db)
        .unwrap();
    assert_eq!(
        (anna.id, anna.name.as_str(), outcome),
        (ann.id, "Anna", Outcome::Updated)
    );
    // A null is equal to no other: there is nothing to find.
    for _ in 0..2 {
        let (_, outcome) = Student::builder()
            .name("Nobody")
            .get_or_create(&db)
            .unwrap();
        assert_eq!(outcome, Outcome::Created);
    }
}

#[test]
fn an_upsert_that_meets_another_unique_key_is_an_error_and_changes_nothing() {
    let db = database();
    Student::builder()
        .id(1)
        .name("Ann")
        .email("a")
        .create(&db)
        .unwrap();
    Student::builder()
        .id(2)
        .name("Bob")
        .email("b")
        .create(&db)
        .unwrap();
    let error = Student::builder()
        .id(2)
        .name("Zed")
        .email("c")
        .on(Student::by_email)
        .update_or_create(&db)
        .unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(Student::objects().count(&db).unwrap(), 2);
}

#[test]
fn an_upsert_by_filter_looks_changes_or_creates() {
    let db = database();
    let [ann, ..] = students(&db);
    let named = |name: &'static str| Student::objects().filter(move |s| s.name().eq(name));
    let new = |name: &str| Student::builder().name(name).age(1);

    let (row, outcome) = named("Ann").get_or_create(&db, new("Ann")).unwrap();
    assert_eq!((row, outcome), (ann.clone(), Outcome::Found));
    let set_30 = |s: StudentPath| s.age().set(30);
    let (row, outcome) = named("Ann")
        .update_or_create(&db, set_30, new("Ann"))
        .unwrap();
    assert_eq!((row.age, outcome), (Some(30), Outcome::Updated));
    let (row, outcome) = named("Ann")
        .update_or_create(&db, set_30, new("Ann"))
        .unwrap();
    assert_eq!((row.age, outcome), (Some(30), Outcome::Unchanged));
    let (row, outcome) = named("Eve")
        .update_or_create(&db, set_30, new("Eve"))
        .unwrap();
    assert_eq!((row.age, outcome), (Some(1), Outcome::Created));

    // Null against a value, and a value against null, are changes.
    let (row, outcome) = named("Ann")
        .update_or_create(&db, |s| s.age().set(None::<i32>), new("Ann"))
        .unwrap();
    assert_eq!((row.age, outcome), (None, Outcome::Updated));

    let two = Student::objects().filter(|s| s.age().eq(22));
    let error = two.update_or_create(&db, set_30, new("Two")).unwrap_err();
    assert!(error.is_multiple_found());
    assert_eq!(Student::objects().count(&db).unwrap(), 5);
}

#[test]
fn bulk_create_makes_all_or_none_in_order() {
    let db = database();
    let new = ["a", "b", "c"].map(|name| Student::builder().name(name).email(name));
    let recorder = db.record();
    let made = Student::objects().bulk_create(&db, new).unwrap();
    assert_eq!(
        made.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(recorder.statements().len(), 1);

    let new = ["d", "a"].map(|name| Student::builder().name(name).email(name));
    assert!(
        Student::objects()
            .bulk_create(&db, new)
            .unwrap_err()
            .is_unique_violation()
    );
    assert_eq!(Student::objects().count(&db).unwrap(), 3);
    let nothing = Vec::<<Student as Model>::Builder>::new()
        .into_iter()
        .map(|b| b.name("x"));
    assert_eq!(Student::objects().bulk_create(&db, nothing).unwrap(), []);
}

#[test]
fn bulk_create_sends_rows_in_batches_and_gives_them_in_order() {
    let db = database();
    // Keys that fall, so that no order of keys is that of the builders. Two values each.
    let new = (1..=1_000_i64).rev();
    let new = new.map(|id| Student::builder().id(id).name(id.to_string()));
    let recorder = db.record();
    let made = Student::objects().bulk_create(&db, new).unwrap();
    let kept = made.iter().map(|s| (s.id, s.name.clone()));
    assert!(kept.eq((1..=1_000).rev().map(|id| (id, id.to_string()))));
    // One that is run for each, or all by arrays, or of 1,000 rows 896 in one statement, then 96 and 8.
    let sent = recorder.statements();
    let shapes: std::collections::HashSet<_> = sent.iter().collect();
    let expected = crate::database::on((1, 1), (1, 1), (3, 3));
    assert_eq!((sent.len(), shapes.len()), expected);
}

#[test]
fn bulk_create_takes_more_text_than_a_server_takes_at_once() {
    let db = database();
    // 20 MiB; MariaDB takes 16 in one message.
    let text = "x".repeat(1024 * 1024);
    let new = (0..20).map(|_| Teacher::builder().name(text.clone()));
    let recorder = db.record();
    let made = Teacher::objects().bulk_create(&db, new).unwrap();
    assert!(made.len() == 20 && made.iter().all(|teacher| teacher.name == text));
    assert_eq!(recorder.statements().len(), crate::database::on(1, 1, 20));
}

#[test]
fn bulk_create_takes_rows_that_are_given_different_fields() {
    let db = database();
    let new = (0..600).map(|n| {
        let email = (n % 300 > 20).then(|| n.to_string());
        let one = Student::builder().name(n.to_string());
        if n < 300 {
            one.email(email)
        } else {
            one.email(email).age(n)
        }
    });
    let made = Student::objects().bulk_create(&db, new).unwrap();
    for (n, student) in (0..600).zip(&made) {
        let email = (n % 300 > 20).then(|| n.to_string());
        assert_eq!((&student.name, &student.email), (&n.to_string(), &email));
        assert_eq!(student.age, (n >= 300).then_some(n));
    }
    assert_eq!(
        Student::objects().order_by(|s| s.id()).all(&db).unwrap(),
        made
    );
}

#[test]
fn bulk_insert_counts_rows_that_nobody_wants_back() {
    let db = database();
    let new = |numbers: std::ops::Range<i32>| {
        numbers.map(|n| Student::builder().name("new").email(n.to_string()).age(n))
    };
    let recorder = db.record();
    let made = Student::objects().bulk_insert(&db, new(0..1_000)).unwrap();
    assert_eq!(made, 1_000);
    let sent = recorder.statements();
    assert_eq!(sent.len(), crate::database::on(1, 1, 3));
    assert!(
        sent.iter().all(|sql| !sql.contains("RETURNING")),
        "{sent:?}"
    );
    let in_order = Student::objects().order_by(|s| s.id());
    let ages = in_order.select(|s| s.age()).all(&db).unwrap();
    assert!(ages.into_iter().eq((0..1_000).map(Some)));

    // Given different fields, and none at all.
    let other = (1_000..1_002).map(|n| {
        let one = Student::builder().name("new").email(n.to_string());
        if n == 1_000 { one } else { one.age(n) }
    });
    assert_eq!(Student::objects().bulk_insert(&db, other).unwrap(), 2);
    let recorder = db.record();
    assert_eq!(Student::objects().bulk_insert(&db, new(0..0)).unwrap(), 0);
    assert_eq!(recorder.statements(), [""; 0]);

    // All or none.
    let taken = (1_100..1_800).map(|n| if n == 1_700 { 7 } else { n });
    let taken = taken.map(|n| Student::builder().name("new").email(n.to_string()));
    let error = Student::objects().bulk_insert(&db, taken).unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(
        (error.model(), error.field()),
        (Some("Student"), Some("email"))
    );
    assert_eq!(Student::objects().count(&db).unwrap(), 1_002);
}

#[test]
fn one_refused_row_of_a_batch_and_bulk_create_keeps_none() {
    let db = database();
    db.transaction(|tx| {
        Student::builder().name("kept").create(&tx)?;
        let new = (0..700).map(|n| {
            let email = if n == 650 { 7 } else { n };
            Student::builder().name("new").email(email.to_string())
        });
        let error = Student::objects().bulk_create(&tx, new).unwrap_err();
        assert!(error.is_unique_violation());
        assert_eq!(error.field(), Some("email"));
        Ok::<_, throughline::Error>(())
    })
    .unwrap();
    assert_eq!(Student::objects().get(&db).unwrap().name, "kept");
}

#[test]
fn update_changes_the_filtered_rows_by_values_and_columns() {
    let db = database();
    students(&db);
    let (changed, sent) = sent(&db, || {
        let twenty_two = Student::objects().filter(|s| s.age().eq(22));
        twenty_two
            .update(&db, |s| (s.age().set(23), s.email().set_to(s.email())))
            .unwrap()
    });
    assert_eq!(changed, 2);
    crate::database::assert_sent(
        &sent,
        &[r#"UPDATE "student" SET "age" = ?, "email" = "email" WHERE "age" = ?"#],
    );
    let first = Student::objects().order_by(|s| s.id()).limit(1);
    let first = Student::objects().filter(|s| s.id().is_in(first.select(|s| s.id())));
    assert_eq!(first.update(&db, |s| s.age().set(1)).unwrap(), 1);
    assert_eq!(Student::get(&db, 1).unwrap().age, Some(1));
}

#[test]
fn an_update_sets_fields_of_its_own_model_only() {
    let db = database();
    let error = Course::objects().filter(|c| c.teacher().name().eq("Eve"));
    let error = error
        .update(&db, |c| Vec::from([c.title().set("x")]))
        .map(drop);
    assert!(error.is_ok());
    let error = Membership::objects()
        .update(&db, |m| m.student().name().set("x"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(
        error.to_string().contains("cannot set `name` of `Student`"),
        "{error}"
    );
}

#[test]
fn a_column_can_be_set_to_one_of_a_row_that_a_key_points_to() {
    let db = database();
    let ([ann, ..], chess) = (students(&db), club(&db));
    chess
        .members()
        .add_with(&db, [&ann], |link| link.joined(date("2026-01-01")))
        .unwrap();
    let changed = Membership::objects().update(&db, |m| m.role().set_to(m.student().name()));
    assert_eq!(changed.unwrap(), 1);
    assert_eq!(Membership::objects().get(&db).unwrap().role, "Ann");
}

#[test]
fn delete_of_a_query_set_gives_the_number_of_rows() {
    let db = database();
    let ([ann, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann]).unwrap();
    assert_eq!(
        Student::objects()
            .filter(|s| s.age().is_null())
            .delete(&db)
            .unwrap(),
        1
    );
    let in_rust = Student::objects().filter(|s| s.course_set().title().eq("Rust"));
    assert_eq!(
        in_rust.delete(&db).unwrap(),
        1,
        "links that cascade are not counted"
    );
    assert_eq!(Teacher::objects().delete(&db).unwrap(), 1);
    assert_eq!(
        rust.refresh(&db).unwrap().teacher,
        None,
        "an optional key becomes null"
    );
}

#[test]
fn an_update_points_a_foreign_key_to_a_row_or_to_none() {
    let db = database();
    let ([ann, bob, ..], chess) = (students(&db), club(&db));
    let [rust, _, art] = courses(&db);
    chess
        .members()
        .add_with(&db, [&ann], |link| link.joined(date("2026-01-01")))
        .unwrap();
    let (changed, sent) = sent(&db, || {
        Membership::objects()
            .filter(|m| m.student().eq(&ann))
            .update(&db, |m| (m.student().set(&bob), m.role().set("chair")))
            .unwrap()
    });
    assert_eq!(changed, 1);
    crate::database::assert_sent(
        &sent,
        &[r#"UPDATE "membership" SET "student_id" = ?, "role" = ? WHERE "student_id" = ?"#],
    );
    assert_eq!(chess.members().all(&db).unwrap(), [bob]);

    let eve = rust.teacher.unwrap();
    let of_art = Course::objects().filter(|c| c.title().eq("Art"));
    let changed = of_art.update(&db, |c| throughline::ops::set(&c.teacher(), eve));
    assert_eq!(changed.unwrap(), 1);
    assert_eq!(art.refresh(&db).unwrap().teacher, Some(eve));
    let changed = Course::objects().update(&db, |c| c.teacher().set_null());
    assert_eq!(changed.unwrap(), 3);
    let without = Course::objects().filter(|c| c.teacher().is_null());
    assert_eq!(without.count(&db).unwrap(), 3);
    let changed = Student::objects().update(&db, |s| s.age().set_null());
    assert_eq!(changed.unwrap(), 4);

    let missing = Course::objects().update(&db, |c| c.teacher().set(99));
    assert_eq!(
        missing.unwrap_err().kind(),
        ErrorKind::ForeignKeyViolation,
        "as for a row that is created"
    );
}

#[test]
fn an_update_points_keys_of_its_own_model_only() {
    let db = database();
    let ann = &students(&db)[0];
    let error = Tagging::objects()
        .update(&db, |t| t.course().teacher().set(1))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(
        error
            .to_string()
            .contains("cannot set `teacher` of `Course`"),
        "{error}"
    );
    // A path of no relation is the row itself, by its key.
    let changed = Student::objects()
        .filter(|s| s.eq(ann))
        .update(&db, |s| s.set(70));
    assert_eq!(changed.unwrap(), 1);
    assert_eq!(Student::get(&db, 70).unwrap().name, "Ann");
}

#[test]
fn bulk_update_or_create_tells_for_each_row_what_was_done() {
    let db = database();
    Student::builder()
        .name("Ann")
        .email("ann")
        .age(20)
        .create(&db)
        .unwrap();
    Student::builder()
        .name("Bob")
        .email("bob")
        .create(&db)
        .unwrap();
    let row = |name: &str, email: &str| Student::builder().name(name).email(email);
    let done = Student::objects()
        .bulk_update_or_create(
            &db,
            [row("Anna", "ann"), row("Bob", "bob"), row("Cleo", "cleo")]
                .map(|row| row.on(Student::by_email)),
        )
        .unwrap();
    let outcomes: Vec<_> = done
        .iter()
        .map(|(row, outcome)| (row.id, *outcome))
        .collect();
    assert_eq!(
        outcomes,
        [
            (1, Outcome::Updated),
            (2, Outcome::Unchanged),
            (3, Outcome::Created)
        ]
    );
    assert_eq!(done[0].0.age, Some(20), "what was not given stays");

    // Those that are given other fields, and one that comes again.
    let mixed = [
        row("Ann", "ann"),
        row("Bob", "bob").age(7),
        row("Cleo", "cleo"),
        row("Dan", "dan").age(8),
        row("Ann", "ann").age(9),
    ];
    let done = Student::objects()
        .bulk_update_or_create(&db, mixed.map(|row| row.on(Student::by_email)))
        .unwrap();
    let told: Vec<_> = done
        .iter()
        .map(|(row, outcome)| (row.name.as_str(), row.age, *outcome))
        .collect();
    assert_eq!(
        told,
        [
            ("Ann", Some(20), Outcome::Updated),
            ("Bob", Some(7), Outcome::Updated),
            ("Cleo", None, Outcome::Unchanged),
            ("Dan", Some(8), Outcome::Created),
            ("Ann", Some(9), Outcome::Updated),
        ]
    );

    // All or none: the second row takes an email that is another's.
    let taken = [row("Anne", "ann").id(1), row("Bob", "new").id(1)];
    let error = Student::objects()
        .bulk_update_or_create(&db, taken.map(|row| row.on(Student::by_email)))
        .unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(Student::get(&db, 1).unwrap().name, "Ann");
}

#[test]
fn an_upsert_by_the_primary_key() {
    let db = database();
    let row = |name: &str| Student::builder().name(name);
    let (ann, outcome) = row("Ann").id(7).on_key().get_or_create(&db).unwrap();
    assert_eq!((ann.id, outcome), (7, Outcome::Created));
    let (same, outcome) = row("Other").id(7).on_key().get_or_create(&db).unwrap();
    assert_eq!((same, outcome), (ann, Outcome::Found));
    let (anna, outcome) = row("Anna").id(7).on_key().update_or_create(&db).unwrap();
    assert_eq!((anna.name.as_str(), outcome), ("Anna", Outcome::Updated));
    let (other, outcome) = row("Anna").on_key().update_or_create(&db).unwrap();
    assert_eq!(
        outcome,
        Outcome::Created,
        "without a key there is nothing to find"
    );
    let all = [row("A").id(7), row("B").id(other.id), row("C").id(9)].map(|row| row.on_key());
    let done = Student::objects().bulk_update_or_create(&db, all).unwrap();
    let created = done
        .iter()
        .filter(|(_, outcome)| outcome.is_created())
        .count();
    assert_eq!((done.len(), created), (3, 1));
}

#[test]
fn bulk_create_ignoring_conflicts_passes_over_rows_that_collide_by_any_key() {
    let db = database();
    let row = |name: &str, email: &str| Student::builder().name(name).email(email);
    row("Ann", "ann").create(&db).unwrap();
    let new = [
        row("By the key", "new").id(1),
        row("By a unique field", "ann").id(2),
        row("Bob", "bob").id(3),
        row("Among the new ones", "bob").id(4),
    ];
    let (created, sent) = sent(&db, || {
        let students = Student::objects();
        students.bulk_create_ignoring_conflicts(&db, new).unwrap()
    });
    crate::database::assert_sent(
        &sent,
        &[concat!(
            r#"INSERT INTO "student" ("id", "name", "email") "#,
            r#"VALUES (?, ?, ?) ON CONFLICT  DO NOTHING RETURNING "id", "name", "age", "email""#
        )],
    );
    assert_eq!(created.len(), 1);
    assert_eq!((created[0].id, created[0].name.as_str()), (3, "Bob"));
    let all = Student::objects().order_by(|s| s.id()).all(&db).unwrap();
    let names: Vec<_> = all.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Ann", "Bob"]);
}

#[test]
fn bulk_create_ignoring_conflicts_keeps_every_other_violation() {
    let db = database();
    let course = |id: i64| Course::builder().id(id).title("Rust");
    course(1).create(&db).unwrap();
    let new = [course(1), course(2).teacher(99)];
    let error = Course::objects()
        .bulk_create_ignoring_conflicts(&db, new)
        .unwrap_err();
    assert!(error.is_foreign_key_violation());
    assert_eq!(Course::objects().count(&db).unwrap(), 1);
}

#[test]
fn bulk_create_updating_conflicts_changes_the_named_fields_alone() {
    let db = database();
    let eve = Teacher::builder().name("Eve").create(&db).unwrap();
    Course::builder()
        .id(1)
        .title("Rust")
        .teacher(&eve)
        .create(&db)
        .unwrap();
    let rows = || {
        [("Go", 1), ("Logic", 2)].map(|(title, id)| Course::builder().id(id).title(title).on_key())
    };
    let courses = Course::objects();
    let done = courses
        .bulk_create_updating_conflicts(&db, rows(), |c| c.title())
        .unwrap();
    let outcomes: Vec<_> = done.iter().map(|(_, outcome)| *outcome).collect();
    assert_eq!(outcomes, [Outcome::Updated, Outcome::Created]);
    assert_eq!(done[0].0.title, "Go");
    assert_eq!(done[0].0.teacher, Some(ForeignKey::new(eve.id)));

    // A field that is named and was not given gets what a new row would have.
    let done = courses
        .bulk_create_updating_conflicts(&db, rows(), |c| (c.title(), c.teacher()))
        .unwrap();
    let outcomes: Vec<_> = done.iter().map(|(_, outcome)| *outcome).collect();
    assert_eq!(outcomes, [Outcome::Updated, Outcome::Unchanged]);
    assert_eq!(done[0].0.teacher, None);

    // A field of another model: nothing is sent.
    let tagging = Tagging::builder().course(1).tag("new");
    let error = Tagging::objects()
        .bulk_create_updating_conflicts(&db, [tagging], |t| t.course().title())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
}

#[test]
fn a_default_that_the_model_does_not_know_is_told_with_the_new_row() {
    let db = database();
    db.execute("ALTER TABLE student ADD COLUMN grade int DEFAULT 5", ())
        .unwrap();
    let ann = Graded::builder().name("Ann").create(&db).unwrap();
    assert_eq!(ann.grade, Some(5));
    let both = ["Bob", "Cleo"].map(|name| Graded::builder().name(name));
    let both = Graded::objects().bulk_create(&db, both).unwrap();
    assert!(both.iter().all(|one| one.grade == Some(5)));
}

/// A student of a table that somebody else has altered.
#[derive(Model, Debug)]
#[model(table = "student")]
struct Graded {
    id: i64,
    name: String,
    grade: Option<i32>,
}

#[test]
fn many_new_rows_have_the_numbers_that_they_are_told_with() {
    let db = database();
    let new = |word: &'static str| {
        (0..200).map(move |number| {
            let name = format!("{word} {number}");
            Student::builder()
                .email(name.clone())
                .name(name)
                .age(number)
        })
    };
    let is_there = |made: Vec<Student>| {
        assert_eq!(made.len(), 200);
        for student in made {
            assert_eq!(Student::get(&db, student.id).unwrap(), student);
        }
    };
    is_there(Student::objects().bulk_create(&db, new("One")).unwrap());
    if crate::database::is_embedded() {
        // Numbers of rows that a trigger makes come in between.
        db.execute(
            "CREATE TRIGGER twin AFTER INSERT ON student WHEN NEW.email IS NOT NULL BEGIN \
             INSERT INTO student (name) VALUES ('Twin of ' || NEW.name); END",
            (),
        )
        .unwrap();
        is_there(Student::objects().bulk_create(&db, new("Two")).unwrap());
        assert_eq!(Student::objects().count(&db).unwrap(), 600);
    }
}
