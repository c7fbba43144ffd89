//! `.with`: related rows beside each row, by one more statement for all of them.

use throughline::ErrorKind;
use throughline::blocking::Db;

use crate::models::*;

/// Rust has Ann, Bob and Cleo, Logic has Bob, Art has nobody; Ann and Bob are in the chess club.
fn school() -> (Db, [Student; 4], [Course; 3], Club) {
    let db = database();
    let (students, courses, chess) = (students(&db), courses(&db), club(&db));
    courses[0].students().add(&db, &students[..3]).unwrap();
    courses[1].students().add(&db, [&students[1]]).unwrap();
    chess
        .members()
        .add_with(&db, &students[..2], |link| link.joined(date("2026-01-01")))
        .unwrap();
    (db, students, courses, chess)
}

#[test]
fn many_rows_come_by_one_more_statement() {
    let (db, [ann, bob, cleo, _], [rust, logic, art], _) = school();
    let recorder = db.record();
    let courses: Vec<(Course, Vec<Student>)> = Course::objects()
        .order_by(|c| c.id())
        .with(|c| c.students().order_by(|s| s.id()))
        .all(&db)
        .unwrap();
    assert_eq!(
        courses,
        [
            (rust, vec![ann, bob.clone(), cleo]),
            (logic, vec![bob]),
            (art, vec![])
        ]
    );
    crate::database::assert_sent(
        &recorder.statements(),
        &[
            r#"SELECT "id", "title", "teacher_id" FROM "course" ORDER BY "id" ASC"#,
            r#"SELECT "t1"."course_id", "t2"."id", "t2"."name", "t2"."age", "t2"."email" FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t1"."course_id" IN (SELECT "value" FROM json_each(?) AS "t") ORDER BY "t1"."student_id" ASC"#,
        ],
    );
}

#[test]
fn the_other_side_and_a_through_model_and_a_reverse_key() {
    let (db, [ann, ..], [rust, ..], chess) = school();
    let ann_with = Student::objects()
        .filter(|s| s.name().eq("Ann"))
        .with(|s| s.course_set())
        .with(|s| s.clubs())
        .with(|s| s.membership_set())
        .get(&db)
        .unwrap();
    let membership = ann.membership_set().objects().get(&db).unwrap();
    assert_eq!(ann_with, (ann, vec![rust], vec![chess], vec![membership]));
}

#[test]
fn a_foreign_key_gives_a_row_and_a_nullable_one_an_option() {
    let (db, [ann, bob, ..], _, chess) = school();
    let recorder = db.record();
    let courses: Vec<(Course, Option<Teacher>)> = Course::objects()
        .order_by(|c| c.id())
        .with(|c| c.teacher())
        .all(&db)
        .unwrap();
    let names: Vec<_> = courses
        .iter()
        .map(|(_, t)| t.as_ref().map(|t| t.name.as_str()))
        .collect();
    assert_eq!(names, [Some("Eve"), Some("Eve"), None]);
    assert_eq!(recorder.take().len(), 1, "teachers are joined");
    let memberships: Vec<(Membership, Student, Club)> = Membership::objects()
        .order_by(|m| m.student().name())
        .with(|m| m.student())
        .with(|m| m.club())
        .all(&db)
        .unwrap();
    assert_eq!(memberships[0].1, ann);
    assert_eq!((&memberships[1].1, &memberships[1].2), (&bob, &chess));
    assert_eq!(recorder.statements().len(), 1);
}

#[test]
fn counts_do_not_multiply_each_other() {
    let (db, ..) = school();
    let recorder = db.record();
    let counted: Vec<(Student, i64, i64)> = Student::objects()
        .order_by(|s| s.id())
        .with(|s| s.course_set().count())
        .with(|s| s.clubs().count())
        .all(&db)
        .unwrap();
    let counts: Vec<_> = counted
        .iter()
        .map(|(_, courses, clubs)| (*courses, *clubs))
        .collect();
    assert_eq!(counts, [(1, 1), (2, 1), (1, 0), (0, 0)]);
    assert_eq!(recorder.statements().len(), 3);
    let over_21 = Course::objects().with(|c| c.students().filter(|s| s.age().gt(21)).count());
    let over_21: Vec<_> = over_21
        .all(&db)
        .unwrap()
        .into_iter()
        .map(|(c, n)| (c.title, n))
        .collect();
    assert_eq!(
        over_21,
        [
            ("Art".to_owned(), 0),
            ("Logic".to_owned(), 1),
            ("Rust".to_owned(), 1)
        ]
    );
}

#[test]
fn it_nests_and_narrows_at_each_level() {
    let (db, [ann, bob, ..], [rust, logic, _], chess) = school();
    let recorder = db.record();
    let courses = Course::objects()
        .exclude(|c| c.title().eq("Art"))
        .order_by(|c| c.id())
        .with(|c| {
            c.students()
                .filter(|s| s.age().is_not_null())
                .order_by(|s| s.name().desc())
                .with(|s| s.clubs())
        })
        .all(&db)
        .unwrap();
    let in_chess = |student: &Student| (student.clone(), vec![chess.clone()]);
    assert_eq!(
        courses,
        [
            (rust, vec![in_chess(&bob), in_chess(&ann)]),
            (logic, vec![in_chess(&bob)])
        ]
    );
    assert_eq!(recorder.statements().len(), 3, "one for each level");
}

#[test]
fn a_limit_and_an_offset_are_for_each_row() {
    let (db, [ann, bob, cleo, _], ..) = school();
    let first = |limit, offset| {
        let courses = Course::objects()
            .order_by(|c| c.id())
            .with(|c| {
                c.students()
                    .order_by(|s| s.name())
                    .limit(limit)
                    .offset(offset)
            })
            .all(&db)
            .unwrap();
        courses
            .into_iter()
            .map(|(_, students)| students)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        first(2, 0),
        [vec![ann.clone(), bob.clone()], vec![bob.clone()], vec![]]
    );
    assert_eq!(first(2, 1), [vec![bob.clone(), cleo], vec![], vec![]]);
    assert_eq!(first(0, 0), [vec![], vec![], vec![]]);
    // Without an order the primary key decides.
    let one = Course::objects()
        .order_by(|c| c.id())
        .with(|c| c.students().limit(1));
    assert_eq!(one.first(&db).unwrap().unwrap().1, [ann]);
    let (_, sent) = sent(&db, || first(1, 0));
    crate::database::assert_sent(
        &sent[1..],
        &[
            r#"SELECT "t3"."near", "t4"."id", "t4"."name", "t4"."age", "t4"."email" FROM (SELECT "t1"."course_id" AS "near", "t1"."student_id" AS "k0", ROW_NUMBER() OVER ( PARTITION BY "t1"."course_id" ORDER BY "t2"."name" ASC, "t1"."student_id" ASC ) AS "place" FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t1"."course_id" IN (SELECT "value" FROM json_each(?) AS "t")) AS "t3" INNER JOIN "student" AS "t4" ON "t4"."id" = "t3"."k0" WHERE "t3"."place" > ? AND "t3"."place" <= ? + ? ORDER BY "t3"."place" ASC"#,
        ],
    );
}

#[test]
fn where_there_are_no_rows_nothing_more_is_sent() {
    let (db, ..) = school();
    let recorder = db.record();
    let none = Course::objects()
        .filter(|c| c.title().eq("Nothing"))
        .with(|c| c.students().with(|s| s.clubs()))
        .with(|c| c.teacher())
        .with(|c| c.students().count());
    assert_eq!(none.all(&db).unwrap(), []);
    // Where all are sent together nobody waits for the rows.
    let expected = if crate::database::pipelines() { 4 } else { 1 };
    assert_eq!(recorder.statements().len(), expected);
    _ = recorder.take();
    let art = Course::objects().filter(|c| c.title().eq("Art"));
    let (_, students) = art
        .with(|c| c.students().with(|s| s.clubs()))
        .get(&db)
        .unwrap();
    assert_eq!(students, []);
    let expected = if crate::database::pipelines() { 3 } else { 2 };
    assert_eq!(
        recorder.statements().len(),
        expected,
        "no students, so no clubs are looked for"
    );
}

#[test]
fn on_a_related_manager_and_with_filters_after_it() {
    let (db, [ann, ..], [rust, ..], _) = school();
    let students = rust
        .students()
        .objects()
        .with(|s| s.course_set().count())
        .filter(|s| s.age().lt(21))
        .order_by(|s| s.name())
        .limit(5)
        .all(&db)
        .unwrap();
    assert_eq!(students, [(ann, 1)]);
}

#[test]
fn get_first_and_their_errors() {
    let (db, ..) = school();
    let all = || Course::objects().with(|c| c.students());
    assert!(all().get(&db).unwrap_err().is_multiple_found());
    assert!(
        all()
            .filter(|c| c.id().eq(9))
            .get(&db)
            .unwrap_err()
            .is_does_not_exist()
    );
    assert_eq!(all().first(&db).unwrap().unwrap().0.title, "Art");
    assert_eq!(all().filter(|c| c.id().eq(9)).first(&db).unwrap(), None);
    assert_eq!(
        all()
            .order_by(|c| c.id())
            .offset(1)
            .limit(1)
            .all(&db)
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_path_over_several_relations_is_to_be_nested() {
    let (db, ..) = school();
    let error = Course::objects()
        .with(|c| c.students().clubs())
        .all(&db)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.hint().unwrap().contains("nest"), "{error:?}");
}

#[test]
fn a_through_model_with_several_links_gives_each_row_once() {
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Reader {
        id: i64,
    }
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Book {
        id: i64,
        #[field(duplicates)]
        readers: ManyToMany<Reader, Loan>,
    }
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Loan {
        id: i64,
        book: ForeignKey<Book>,
        reader: ForeignKey<Reader>,
    }
    let db = crate::database::empty();
    throughline::create_tables(&db, [Reader::META, Book::META, Loan::META]).unwrap();
    let (reader, book) = (
        Reader::builder().create(&db).unwrap(),
        Book::builder().create(&db).unwrap(),
    );
    for _ in 0..2 {
        Loan::builder()
            .book(&book)
            .reader(&reader)
            .create(&db)
            .unwrap();
    }
    let (_, readers, count, limited) = Book::objects()
        .with(|b| b.readers())
        .with(|b| b.readers().count())
        .with(|b| b.readers().limit(5))
        .get(&db)
        .unwrap();
    assert_eq!((readers.len(), count, limited.len()), (1, 1, 1));
}

#[test]
fn rows_whose_key_has_several_fields_are_counted_each() {
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Pupil {
        id: i64,
    }
    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(primary_key(pupil, subject))]
    struct Mark {
        pupil: ForeignKey<Pupil>,
        subject: String,
    }
    let db = crate::database::empty();
    throughline::create_tables(&db, [Pupil::META, Mark::META]).unwrap();
    let pupil = Pupil::builder().create(&db).unwrap();
    for subject in ["Art", "Logic"] {
        Mark::builder()
            .pupil(&pupil)
            .subject(subject)
            .create(&db)
            .unwrap();
    }
    let (_, count, marks, last) = Pupil::objects()
        .with(|p| p.mark_set().count())
        .with(|p| p.mark_set())
        .with(|p| p.mark_set().offset(1))
        .get(&db)
        .unwrap();
    assert_eq!((count, marks.len()), (2, 2));
    assert_eq!(last[0].subject, "Logic");
}

#[test]
fn values_of_all_types_come_through_a_limit() {
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Album {
        id: Uuid,
        title: String,
    }
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Photo {
        id: Uuid,
        album: ForeignKey<Album>,
        taken: Timestamp,
        day: Date,
        price: Decimal,
        width: i16,
        sharpness: f64,
        sold: bool,
        thumbnail: Vec<u8>,
        tags: throughline::Json<Vec<String>>,
        note: Option<String>,
    }
    let db = crate::database::empty();
    throughline::create_tables(&db, [Album::META, Photo::META]).unwrap();
    let album = Album::builder().title("Zoo").create(&db).unwrap();
    let empty = Album::builder().title("Void").create(&db).unwrap();
    let photo = Photo::builder()
        .album(&album)
        .taken("2026-01-31T12:30:00.25Z".parse::<Timestamp>().unwrap())
        .day(date("2026-01-31"))
        .price("1.50".parse::<Decimal>().unwrap())
        .width(640)
        .sharpness(2.0)
        .sold(true)
        .thumbnail(vec![0, 255])
        .tags(throughline::Json(vec!["ape".to_owned()]))
        .create(&db)
        .unwrap();
    let albums = Album::objects()
        .order_by(|a| a.title().desc())
        .with(|a| a.photo_set())
        .with(|a| a.photo_set().limit(1))
        .with(|a| a.photo_set().count())
        .all(&db)
        .unwrap();
    let photos = vec![photo.clone()];
    assert_eq!(
        albums,
        [
            (album.clone(), photos.clone(), photos, 1),
            (empty, vec![], vec![], 0)
        ]
    );
    let with_album = Photo::objects().with(|p| p.album()).get(&db).unwrap();
    assert_eq!(with_album, (photo, album));
}

#[tokio::test]
async fn it_is_async_too() {
    let db = crate::database::empty_async().await;
    throughline::create_tables(&db, [Student::META, Course::META, Teacher::META])
        .await
        .unwrap();
    let rust = Course::builder().title("Rust").create(&db).await.unwrap();
    rust.students()
        .create(&db, Student::builder().name("Ann"))
        .await
        .unwrap();
    let task = tokio::spawn(async move {
        Course::objects()
            .with(|c| c.students())
            .with(|c| c.teacher())
            .all(&db)
            .await
            .unwrap()
    });
    assert_eq!(task.await.unwrap()[0].1.len(), 1);
}

#[test]
fn rows_come_with_their_links() {
    let (db, [ann, bob, ..], _, _) = school();
    let (clubs, sent) = sent(&db, || {
        Club::objects()
            .with(|c| {
                let members = c.members().order_by(|s| s.name().desc());
                members
                    .with(|s| s.course_set().count())
                    .with_link::<Membership>()
            })
            .all(&db)
            .unwrap()
    });
    let (_, members) = &clubs[0];
    let members: Vec<_> = members
        .iter()
        .map(|((student, courses), link)| (student, *courses, link.role.as_str()))
        .collect();
    assert_eq!(members, [(&bob, 2, "member"), (&ann, 1, "member")]);
    assert_eq!(sent.len(), 3, "clubs, members with their links, numbers");
    let first = Student::objects().with(|s| s.clubs().limit(1).with_link::<Membership>());
    assert_eq!(first.first(&db).unwrap().unwrap().1.len(), 1);
    let wrong = Course::objects().with(|c| c.students().with_link::<Membership>());
    let error = wrong.all(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(
        error.to_string(),
        "`Course.students` is not linked by rows of `Membership`"
    );
}

#[test]
fn rows_to_one_are_joined_and_come_with_more() {
    let (db, [ann, ..], [rust, ..], _) = school();
    type Found = Vec<(Membership, (Student, Vec<Course>, i64))>;
    let (found, sent): (Found, _) = sent(&db, || {
        Membership::objects()
            .order_by(|m| m.student().name())
            .with(|m| {
                let student = m.student().with(|s| s.course_set());
                student.with(|s| s.clubs().count())
            })
            .all(&db)
            .unwrap()
    });
    assert_eq!(found[0].1, (ann, vec![rust.clone()], 1));
    assert_eq!(
        crate::database::plain(&sent[0]),
        r#"SELECT "membership"."student_id", "membership"."club_id", "membership"."joined", "membership"."role", "membership"."student_id", "t1"."name", "t1"."age", "t1"."email" FROM "membership" INNER JOIN "student" AS "t1" ON "t1"."id" = "membership"."student_id" ORDER BY "t1"."name" ASC"#
    );
    assert_eq!(
        sent.len(),
        3,
        "rows with students, their courses, their numbers of clubs"
    );
    let (courses, sent) = self::sent(&db, || {
        Student::objects()
            .filter(|s| s.name().eq("Bob"))
            .with(|s| s.course_set().order_by(|c| c.id()).with(|c| c.teacher()))
            .get(&db)
            .unwrap()
    });
    let names: Vec<_> = courses
        .1
        .iter()
        .map(|(_, t)| t.as_ref().map(|t| &*t.name))
        .collect();
    assert_eq!(names, [Some("Eve"), Some("Eve")]);
    assert_eq!(sent.len(), 2, "the teacher comes with the course");
    let art = Course::objects()
        .filter(|c| c.title().eq("Art"))
        .with(|c| c.teacher().with(|t| t.course_set()));
    let (_, teacher) = art.get(&db).unwrap();
    assert_eq!(teacher, None, "no teacher, no courses of one");
}

#[test]
fn what_is_loaded_may_be_known_at_run_time_alone() {
    use throughline::{BoxedLoad, Load};
    let (db, ..) = school();
    let loads = |c: CoursePath, names: &[&str]| -> Vec<BoxedLoad<String>> {
        let one = |name: &&str| match *name {
            "students" => c
                .students()
                .order_by(|s| s.name())
                .map(|students| {
                    students
                        .iter()
                        .map(|s| &*s.name)
                        .collect::<Vec<_>>()
                        .join("+")
                })
                .boxed(),
            "teacher" => {
                let name = |teacher: Option<Teacher>| teacher.map(|t| t.name).unwrap_or_default();
                c.teacher().map(name).boxed()
            }
            _ => c
                .students()
                .age()
                .max()
                .map(|age| format!("{age:?}"))
                .boxed(),
        };
        names.iter().map(one).collect()
    };
    let (found, sent) = sent(&db, || {
        let names = ["teacher", "students", "oldest"];
        let courses = Course::objects()
            .order_by(|c| c.id())
            .with(|c| loads(c, &names));
        courses.all(&db).unwrap()
    });
    assert_eq!(found[0].1, ["Eve", "Ann+Bob+Cleo", "Some(22)"]);
    assert_eq!(found[2].1, ["", "", "None"]);
    assert_eq!(sent.len(), 3, "courses with teachers, students, numbers");
}

#[test]
fn rows_that_many_owners_share_come_with_each_of_them() {
    let db = database();
    let titles = (0..300).map(|number| Course::builder().title(format!("Course {number}")));
    let courses = Course::objects().bulk_create(&db, titles).unwrap();
    let names = (0..400).map(|number| Student::builder().name(format!("Student {number}")));
    let students = Student::objects().bulk_create(&db, names).unwrap();
    let link = |place: usize, student: usize| (courses[place].id, students[student].id);
    // Each of the first twenty attends 75 courses.
    let often = (0..300).flat_map(|at| (0..5).map(move |nth| (at, (at + 7 * nth) % 20)));
    let often: Vec<_> = often.map(|(at, student)| link(at, student)).collect();
    // Each of the last 300 attends one.
    let once: Vec<_> = (0..300).map(|at| link(at, 100 + at)).collect();
    for links in [often, once] {
        for course in &courses {
            course.students().clear(&db).unwrap();
        }
        let report = Course::objects().link_all(&db, |c| c.students(), links.clone());
        assert_eq!(report.unwrap().added, links.len() as u64);
        let recorder = db.record();
        let loaded = Course::objects()
            .with(|c| c.students())
            .order_by(|c| c.id())
            .all(&db)
            .unwrap();
        // The links are read first where one statement more costs nothing.
        assert_eq!(recorder.statements().len(), crate::database::on(3, 2, 2));
        assert_eq!(loaded.len(), 300);
        for (course, mut with) in loaded {
            let mut alone = course.students().all(&db).unwrap();
            assert!(!alone.is_empty());
            with.sort_by_key(|student| student.id);
            alone.sort_by_key(|student| student.id);
            assert_eq!(with, alone);
        }
        let downwards = Course::objects()
            .with(|c| {
                c.students()
                    .order_by(|s| s.name().desc())
                    .with(|s| s.course_set().count())
            })
            .order_by(|c| c.id());
        for (course, with) in downwards.all(&db).unwrap() {
            let alone = course.students().order_by(|s| s.name().desc()).all(&db);
            let (with, counts): (Vec<_>, Vec<_>) = with.into_iter().unzip();
            assert_eq!(with, alone.unwrap());
            let attended = |student: &Student| {
                let is_theirs = |(_, of): &&(i64, i64)| *of == student.id;
                i64::try_from(links.iter().filter(is_theirs).count()).unwrap()
            };
            assert_eq!(counts, with.iter().map(attended).collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_was_loaded_stays_and_managers_read_anew() {
    let (db, [ann, bob, cleo, dan], [rust, ..], chess) = school();
    let (loaded, students) = Course::objects()
        .filter(|c| c.title().eq("Rust"))
        .with(|c| c.students().order_by(|s| s.id()))
        .get(&db)
        .unwrap();
    loaded.students().add(&db, [&dan]).unwrap();
    assert_eq!(students, [ann, bob, cleo], "no list is changed from afar");
    let (count, sent) = sent(&db, || rust.students().count(&db).unwrap());
    assert_eq!((count, sent.len()), (4, 1), "any handle of the row asks");
    assert_eq!(
        dan.course_set().all(&db).unwrap(),
        [loaded],
        "and so does the other side"
    );
    Membership::builder()
        .student(&dan)
        .club(&chess)
        .joined(date("2026-02-01"))
        .create(&db)
        .unwrap();
    assert!(
        dan.clubs().contains(&db, &chess).unwrap(),
        "a link made as a row is one"
    );
}
