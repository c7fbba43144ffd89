//! Order, slices, counts, and where a query begins.

use throughline_core::Relation;
use throughline_sql::plan::{Condition, Output, Select, Source};

use crate::golden::golden;
use crate::school::*;

fn related(relation: Relation, owner: impl Into<Literal>) -> Select {
    Select::new(Source::Related(relation, owner.into().0))
}

#[test]
fn all_rows() {
    golden("all_rows", "Student", &all(&STUDENT));
}

#[test]
fn order() {
    golden(
        "order",
        "Student; by name, id descending",
        &Select {
            order: vec![
                ascending(path(&STUDENT, "name")),
                descending(path(&STUDENT, "id")),
            ],
            ..all(&STUDENT)
        },
    );
    golden(
        "order_over_foreign_keys",
        "Membership; by student.name, club.name descending",
        &Select {
            order: vec![
                ascending(path(&MEMBERSHIP, "student.name")),
                descending(path(&MEMBERSHIP, "club.name")),
            ],
            ..all(&MEMBERSHIP)
        },
    );
    golden(
        "order_over_a_nullable_foreign_key",
        "Course; by teacher.name: those without a teacher too",
        &Select {
            order: vec![ascending(path(&COURSE, "teacher.name"))],
            ..all(&COURSE)
        },
    );
    golden(
        "order_over_two_hops",
        "Grade; by course.teacher.name, course.title",
        &Select {
            order: vec![
                ascending(path(&GRADE, "course.teacher.name")),
                ascending(path(&GRADE, "course.title")),
            ],
            ..all(&GRADE)
        },
    );
}

#[test]
fn slices() {
    let by_name = Select {
        order: vec![ascending(path(&STUDENT, "name"))],
        ..filter(&STUDENT, equals(path(&STUDENT, "age"), 20))
    };
    golden(
        "limit",
        "Student, age = 20; by name; at most 10",
        &Select {
            limit: Some(10),
            ..by_name.clone()
        },
    );
    golden(
        "limit_and_offset",
        "Student, age = 20; by name; at most 10 after the first 5",
        &Select {
            limit: Some(10),
            offset: Some(5),
            ..by_name
        },
    );
}

#[test]
fn counts() {
    golden(
        "count",
        "count of Student, age = 20",
        &count(filter(&STUDENT, equals(path(&STUDENT, "age"), 20))),
    );
    golden(
        "count_without_order",
        "count of Membership; by student.name: no order is needed",
        &count(Select {
            order: vec![ascending(path(&MEMBERSHIP, "student.name"))],
            ..all(&MEMBERSHIP)
        }),
    );
    golden(
        "count_of_a_slice",
        "count of Student, age = 20; by name; at most 10 after the first 5",
        &count(Select {
            order: vec![ascending(path(&STUDENT, "name"))],
            limit: Some(10),
            offset: Some(5),
            ..filter(&STUDENT, equals(path(&STUDENT, "age"), 20))
        }),
    );
    golden(
        "exists",
        "any of Student, age = 20; by name; at most 1: no order is needed",
        &Select {
            output: Output::Exists,
            order: vec![ascending(path(&STUDENT, "name"))],
            limit: Some(1),
            ..filter(&STUDENT, equals(path(&STUDENT, "age"), 20))
        },
    );
}

#[test]
fn one_field() {
    golden(
        "field",
        "Student, name",
        &Select {
            output: Output::Columns(vec![path(&STUDENT, "name")]),
            ..all(&STUDENT)
        },
    );
    golden(
        "field_over_a_foreign_key",
        "Membership, student.name; by student.age",
        &Select {
            output: Output::Columns(vec![path(&MEMBERSHIP, "student.name")]),
            order: vec![ascending(path(&MEMBERSHIP, "student.age"))],
            ..all(&MEMBERSHIP)
        },
    );
    golden(
        "field_trimmed",
        "Membership, student.id",
        &Select {
            output: Output::Columns(vec![path(&MEMBERSHIP, "student.id")]),
            ..all(&MEMBERSHIP)
        },
    );
}

#[test]
fn sliced_query_within_another() {
    let oldest = Select {
        output: Output::Columns(vec![path(&STUDENT, "id")]),
        order: vec![descending(path(&STUDENT, "age"))],
        limit: Some(3),
        ..all(&STUDENT)
    };
    golden(
        "in_sliced_select",
        "Membership, student in (Student; by age descending; at most 3; id)",
        &filter(
            &MEMBERSHIP,
            Condition::InSelect(path(&MEMBERSHIP, "student"), Box::new(oldest)),
        ),
    );
}

#[test]
fn rows_at_the_other_end_of_a_relation() {
    golden(
        "related_forward",
        "Course 1 .students",
        &related(relation(&COURSE, "students"), 1),
    );
    golden(
        "related_reverse",
        "Student 1 .course_set",
        &related(relation(&STUDENT, "course_set"), 1),
    );
    golden(
        "related_through_forward",
        "Club 1 .members",
        &related(relation(&CLUB, "members"), 1),
    );
    golden(
        "related_through_reverse",
        "Student 1 .clubs",
        &related(relation(&STUDENT, "clubs"), 1),
    );
    golden(
        "related_self_forward",
        "Person 1 .follows",
        &related(relation(&PERSON, "follows"), 1),
    );
    golden(
        "related_self_reverse",
        "Person 1 .followers",
        &related(relation(&PERSON, "followers"), 1),
    );
    golden(
        "related_by_uuid",
        "Document …1 .readers",
        &related(relation(&DOCUMENT, "readers"), uuid(1)),
    );
    golden(
        "related_reverse_foreign_key",
        "Student 1 .membership_set",
        &related(relation(&STUDENT, "membership_set"), 1),
    );
    golden(
        "related_reverse_nullable_foreign_key",
        "Teacher 1 .course_set",
        &related(relation(&TEACHER, "course_set"), 1),
    );
}

#[test]
fn rows_with_their_links() {
    golden(
        "related_with_link",
        "Club 1 .members with the memberships; by name",
        &Select {
            output: Output::RowsWithLink,
            order: vec![ascending(path(&STUDENT, "name"))],
            ..related(relation(&CLUB, "members"), 1)
        },
    );
    golden(
        "related_with_duplicates",
        "Club 1 .visitors: each once",
        &related(relation(&CLUB, "visitors"), 1),
    );
    golden(
        "related_with_duplicates_and_links",
        "Club 1 .visitors with the visits: one row a visit",
        &Select {
            output: Output::RowsWithLink,
            ..related(relation(&CLUB, "visitors"), 1)
        },
    );
    golden(
        "related_with_duplicates_count",
        "count of Club 1 .visitors, age = 20",
        &count(Select {
            conditions: vec![equals(path(&STUDENT, "age"), 20)],
            ..related(relation(&CLUB, "visitors"), 1)
        }),
    );
    golden(
        "related_symmetrical",
        "Person 1 .friends",
        &related(relation(&PERSON, "friends"), 1),
    );
    golden(
        "related_one_to_one",
        "Student 1 .profile",
        &related(relation(&STUDENT, "profile"), 1),
    );
}

#[test]
fn rows_at_the_other_end_filtered() {
    golden(
        "related_filtered",
        "Course 1 .students, clubs.name = \"Chess\"; by name; at most 2",
        &Select {
            conditions: vec![equals(path(&STUDENT, "clubs.name"), "Chess")],
            order: vec![ascending(path(&STUDENT, "name"))],
            limit: Some(2),
            ..related(relation(&COURSE, "students"), 1)
        },
    );
    golden(
        "related_reverse_foreign_key_filtered",
        "Student 1 .membership_set, club.name = \"Chess\"",
        &Select {
            conditions: vec![equals(path(&MEMBERSHIP, "club.name"), "Chess")],
            ..related(relation(&STUDENT, "membership_set"), 1)
        },
    );
    golden(
        "related_count",
        "count of Course 1 .students, age = 20",
        &count(Select {
            conditions: vec![equals(path(&STUDENT, "age"), 20)],
            ..related(relation(&COURSE, "students"), 1)
        }),
    );
    golden(
        "related_in_select",
        "Membership, student in (Course 1 .students; id)",
        &filter(
            &MEMBERSHIP,
            Condition::InSelect(
                path(&MEMBERSHIP, "student"),
                Box::new(Select {
                    output: Output::Columns(vec![path(&STUDENT, "id")]),
                    ..related(relation(&COURSE, "students"), 1)
                }),
            ),
        ),
    );
}
