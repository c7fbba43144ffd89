//! Paths: over foreign keys by joins, over relations to many rows by `IN (SELECT …)`.

use throughline_core::ModelDef;
use throughline_sql::plan::{Comparison, Condition, Select};

use crate::golden::golden;
use crate::school::*;

/// `model`, the column at the end of the path is that.
fn by(name: &str, model: &'static ModelDef, words: &str, value: impl Into<Literal>) {
    golden(
        name,
        &format!("{}, {words} = …", model.name),
        &filter(model, equals(path(model, words), value)),
    );
}

#[test]
fn over_a_foreign_key() {
    by("foreign_key_itself", &MEMBERSHIP, "student", 1);
    by("foreign_key_trimmed", &MEMBERSHIP, "student.id", 1);
    by("foreign_key_joined", &MEMBERSHIP, "student.name", "Ann");
    by("nullable_foreign_key_trimmed", &COURSE, "teacher.id", 1);
    by(
        "nullable_foreign_key_joined",
        &COURSE,
        "teacher.name",
        "Eve",
    );
    by(
        "two_hops_over_foreign_keys",
        &GRADE,
        "course.teacher.name",
        "Eve",
    );
    by("two_hops_trimmed", &GRADE, "course.teacher.id", 1);
    by("to_the_same_table", &DOCUMENT, "parent.parent.id", uuid(1));
}

#[test]
fn nulls_behind_a_nullable_foreign_key() {
    golden(
        "not_equal_behind_a_nullable_foreign_key",
        "Course, teacher.name != \"Eve\"; no teacher is",
        &filter(
            &COURSE,
            compare(path(&COURSE, "teacher.name"), Comparison::NotEqual, "Eve"),
        ),
    );
    golden(
        "no_row_behind_a_nullable_foreign_key",
        "Course, teacher.id is null",
        &filter(
            &COURSE,
            Condition::IsNull(path(&COURSE, "teacher.id"), true),
        ),
    );
    golden(
        "not_behind_a_nullable_foreign_key",
        "Course, not (teacher.name = \"Eve\"); no teacher is",
        &filter(
            &COURSE,
            Condition::Not(Box::new(equals(path(&COURSE, "teacher.name"), "Eve"))),
        ),
    );
    golden(
        "or_over_a_nullable_foreign_key",
        "Course, teacher.name = \"Eve\" or title = \"Art\"",
        &filter(
            &COURSE,
            equals(path(&COURSE, "teacher.name"), "Eve").or(equals(path(&COURSE, "title"), "Art")),
        ),
    );
}

#[test]
fn over_two_foreign_keys() {
    golden(
        "two_foreign_keys",
        "Membership, student.name = \"Ann\" and club.name = \"Chess\" and student.age > 20",
        &filter(
            &MEMBERSHIP,
            equals(path(&MEMBERSHIP, "student.name"), "Ann")
                .and(equals(path(&MEMBERSHIP, "club.name"), "Chess"))
                .and(compare(
                    path(&MEMBERSHIP, "student.age"),
                    Comparison::Greater,
                    20,
                )),
        ),
    );
    golden(
        "columns_behind_two_foreign_keys",
        "Membership, student.name = club.name",
        &filter(
            &MEMBERSHIP,
            Condition::Compare(
                path(&MEMBERSHIP, "student.name"),
                Comparison::Equal,
                path(&MEMBERSHIP, "club.name"),
            ),
        ),
    );
}

#[test]
fn over_a_many_to_many_relation() {
    by("many_forward", &COURSE, "students.name", "Ann");
    by("many_forward_key", &COURSE, "students.id", 1);
    by(
        "many_forward_unique",
        &COURSE,
        "students.email",
        "ann@x.org",
    );
    by("many_reverse", &STUDENT, "course_set.title", "Rust");
    by("many_reverse_key", &STUDENT, "course_set.id", 1);
    by("many_through_forward", &CLUB, "members.name", "Ann");
    by("many_through_reverse", &STUDENT, "clubs.name", "Chess");
    by("many_through_reverse_key", &STUDENT, "clubs.id", 1);
    by("many_self_forward", &PERSON, "follows.name", "Ann");
    by("many_self_reverse", &PERSON, "followers.name", "Ann");
    by("many_self_key", &PERSON, "followers.id", 1);
}

#[test]
fn over_a_foreign_key_in_reverse() {
    by(
        "reverse_foreign_key",
        &STUDENT,
        "membership_set.role",
        "head",
    );
    by("reverse_foreign_key_key", &STUDENT, "membership_set.id", 1);
    by(
        "reverse_nullable_foreign_key",
        &TEACHER,
        "course_set.title",
        "Rust",
    );
    by("reverse_of_a_composite_key", &STUDENT, "grade_set.mark", 1);
}

#[test]
fn over_a_one_to_one_relation() {
    by("one_to_one", &PROFILE, "student.name", "Ann");
    by("one_to_one_reverse", &STUDENT, "profile.motto", "x");
    by("one_to_one_reverse_key", &STUDENT, "profile.id", 1);
    by(
        "one_to_one_reverse_then_back",
        &STUDENT,
        "profile.student.name",
        "Ann",
    );
    golden(
        "one_to_one_reverse_null",
        "Student, profile.id is null: has none",
        &filter(
            &STUDENT,
            Condition::IsNull(path(&STUDENT, "profile.id"), true),
        ),
    );
    golden(
        "one_to_one_reverse_order",
        "Student; by profile.motto",
        &Select {
            order: vec![ascending(path(&STUDENT, "profile.motto"))],
            ..all(&STUDENT)
        },
    );
}

#[test]
fn over_links_that_come_several_times_or_both_ways() {
    by("many_with_duplicates", &CLUB, "visitors.name", "Ann");
    by("many_with_duplicates_key", &CLUB, "visitors.id", 1);
    by("many_symmetrical", &PERSON, "friends.name", "Ann");
    by("many_symmetrical_twice", &PERSON, "friends.friends.id", 1);
}

#[test]
fn over_several_relations() {
    by("three_hops", &COURSE, "students.clubs.members.name", "Ann");
    by(
        "back_over_the_same_table",
        &STUDENT,
        "course_set.students.name",
        "Ann",
    );
    by(
        "back_to_the_same_key",
        &STUDENT,
        "course_set.students.id",
        1,
    );
    by(
        "foreign_key_after_many",
        &STUDENT,
        "membership_set.club.name",
        "Chess",
    );
    by(
        "foreign_key_after_many_trimmed",
        &STUDENT,
        "membership_set.club.id",
        1,
    );
    by(
        "nullable_foreign_key_after_many",
        &STUDENT,
        "course_set.teacher.name",
        "Eve",
    );
    by(
        "nullable_foreign_key_after_many_trimmed",
        &STUDENT,
        "course_set.teacher.id",
        1,
    );
    by(
        "foreign_key_before_many",
        &GRADE,
        "course.students.name",
        "Ann",
    );
    by(
        "nullable_foreign_key_before_many",
        &COURSE,
        "teacher.course_set.title",
        "Rust",
    );
    by(
        "foreign_keys_before_and_after_many",
        &GRADE,
        "course.students.membership_set.club.name",
        "Chess",
    );
    by(
        "two_foreign_keys_before_many",
        &GRADE,
        "course.teacher.course_set.title",
        "Rust",
    );
}

#[test]
fn terms_ask_for_themselves() {
    golden(
        "two_terms_over_many",
        "Course, students.name = \"Ann\" and students.age = 20: perhaps not the same student",
        &filter(
            &COURSE,
            equals(path(&COURSE, "students.name"), "Ann")
                .and(equals(path(&COURSE, "students.age"), 20)),
        ),
    );
    golden(
        "none_over_many",
        "Course, not (students.name = \"Ann\"): no such student",
        &filter(
            &COURSE,
            Condition::Not(Box::new(equals(path(&COURSE, "students.name"), "Ann"))),
        ),
    );
    golden(
        "not_equal_over_many",
        "Course, students.name != \"Ann\": some other student",
        &filter(
            &COURSE,
            compare(path(&COURSE, "students.name"), Comparison::NotEqual, "Ann"),
        ),
    );
    golden(
        "null_over_many",
        "Student, course_set.teacher.id is null: some course without one",
        &filter(
            &STUDENT,
            Condition::IsNull(path(&STUDENT, "course_set.teacher.id"), true),
        ),
    );
    golden(
        "columns_over_many",
        "Student, course_set.title = name: the student's own",
        &filter(
            &STUDENT,
            Condition::Compare(
                path(&STUDENT, "course_set.title"),
                Comparison::Equal,
                path(&STUDENT, "name"),
            ),
        ),
    );
    golden(
        "columns_over_many_and_a_foreign_key",
        "Membership, student.course_set.title between club.name and student.name",
        &filter(
            &MEMBERSHIP,
            Condition::Between(
                path(&MEMBERSHIP, "student.course_set.title"),
                path(&MEMBERSHIP, "club.name"),
                path(&MEMBERSHIP, "student.name"),
            ),
        ),
    );
    golden(
        "columns_of_the_same_table_over_many",
        "Person, follows.name = name: their own",
        &filter(
            &PERSON,
            Condition::Compare(
                path(&PERSON, "follows.name"),
                Comparison::Equal,
                path(&PERSON, "name"),
            ),
        ),
    );
}

#[test]
fn joins_are_shared() {
    golden(
        "one_join_for_filter_and_order",
        "Course, teacher.name = \"Eve\"; by teacher.name, teacher.id, title",
        &Select {
            order: ["teacher.name", "teacher.id", "title"]
                .map(|words| ascending(path(&COURSE, words)))
                .to_vec(),
            ..filter(&COURSE, equals(path(&COURSE, "teacher.name"), "Eve"))
        },
    );
}
