//! The related rows of many rows at once: what `with` reads beside the rows themselves.

use throughline_core::{ModelDef, Value};
use throughline_sql::plan::{
    ChildOutput, Children, Comparison, Condition, FieldPath, Operand, Output, Owners, Select,
    Source,
};

use crate::golden::golden;
use crate::school::*;

/// The related rows of the rows 1 and 2.
fn children(model: &'static ModelDef, end: &str) -> Children {
    Children::new(relation(model, end), integers(&[1, 2]))
}

#[test]
fn rows_over_links() {
    golden(
        "children",
        "Courses 1 and 2, students of each",
        &children(&COURSE, "students"),
    );
    golden(
        "children_reverse",
        "Students 1 and 2, course_set of each",
        &children(&STUDENT, "course_set"),
    );
    golden(
        "children_through",
        "Clubs 1 and 2, members of each",
        &children(&CLUB, "members"),
    );
    golden(
        "children_through_reverse",
        "Students 1 and 2, clubs of each",
        &children(&STUDENT, "clubs"),
    );
    golden(
        "children_with_duplicates",
        "Clubs 1 and 2, visitors of each: each student once",
        &children(&CLUB, "visitors"),
    );
    golden(
        "children_self",
        "Persons 1 and 2, follows of each",
        &children(&PERSON, "follows"),
    );
    golden(
        "children_self_reverse",
        "Persons 1 and 2, followers of each",
        &children(&PERSON, "followers"),
    );
    golden(
        "children_symmetrical",
        "Persons 1 and 2, friends of each",
        &children(&PERSON, "friends"),
    );
}

#[test]
fn rows_that_hold_the_key() {
    golden(
        "children_of_a_foreign_key",
        "Teachers 1 and 2, course_set of each",
        &children(&TEACHER, "course_set"),
    );
    golden(
        "children_of_a_through_model",
        "Clubs 1 and 2, membership_set of each",
        &children(&CLUB, "membership_set"),
    );
    golden(
        "children_of_a_one_to_one_key",
        "Students 1 and 2, profile of each",
        &children(&STUDENT, "profile"),
    );
    golden(
        "children_of_a_foreign_key_to_itself",
        "Documents …1 and …2, document_set of each",
        &Children::new(relation(&DOCUMENT, "document_set"), vec![uuid(1), uuid(2)]),
    );
}

#[test]
fn owners_and_names_of_other_kinds() {
    let documents = vec![uuid(1), uuid(2)];
    golden(
        "children_of_uuids",
        "Documents …1 and …2, readers of each",
        &Children::new(relation(&DOCUMENT, "readers"), documents),
    );
    golden(
        "children_with_uuids",
        "Students 1 and 2, documents of each",
        &children(&STUDENT, "documents"),
    );
    golden(
        "children_of_none",
        "Courses [], students of each",
        &Children::new(relation(&COURSE, "students"), Vec::new()),
    );
    golden(
        "children_names",
        "Orders 1 and 2, buyers of each",
        &children(&ORDER, "buyers"),
    );
    golden(
        "children_of_the_name_of_an_alias",
        "T1 1 and 2, t1_set of each by next.id, the first",
        &Children {
            order: vec![ascending(path(&T1, "next.next.id"))],
            limit: Some(1),
            ..children(&T1, "t1_set")
        },
    );
}

#[test]
fn conditions() {
    golden(
        "children_filtered",
        "Courses 1 and 2, students of each, age >= 18; name = \"Ann\"",
        &Children {
            conditions: vec![
                compare(path(&STUDENT, "age"), Comparison::GreaterOrEqual, 18),
                equals(path(&STUDENT, "name"), "Ann"),
            ],
            ..children(&COURSE, "students")
        },
    );
    golden(
        "children_filtered_by_key",
        "Courses 1 and 2, students of each, id = 3",
        &Children {
            conditions: vec![equals(path(&STUDENT, "id"), 3)],
            ..children(&COURSE, "students")
        },
    );
    golden(
        "children_filtered_over_many",
        "Courses 1 and 2, students of each, clubs.name = \"Chess\"",
        &Children {
            conditions: vec![equals(path(&STUDENT, "clubs.name"), "Chess")],
            ..children(&COURSE, "students")
        },
    );
    golden(
        "children_filtered_over_foreign_keys",
        "Students 1 and 2, grade_set of each, course.teacher.name = \"Eve\"",
        &Children {
            conditions: vec![equals(path(&GRADE, "course.teacher.name"), "Eve")],
            ..children(&STUDENT, "grade_set")
        },
    );
    golden(
        "children_with_duplicates_filtered",
        "Clubs 1 and 2, visitors of each, visit_set.day = 2026-01-31",
        &Children {
            conditions: vec![equals(path(&STUDENT, "visit_set.day"), date("2026-01-31"))],
            ..children(&CLUB, "visitors")
        },
    );
}

#[test]
fn in_order() {
    golden(
        "children_ordered",
        "Courses 1 and 2, students of each by name, -id",
        &Children {
            order: vec![
                ascending(path(&STUDENT, "name")),
                descending(path(&STUDENT, "id")),
            ],
            ..children(&COURSE, "students")
        },
    );
    golden(
        "children_ordered_over_a_foreign_key",
        "Students 1 and 2, course_set of each by teacher.name",
        &Children {
            order: vec![ascending(path(&COURSE, "teacher.name"))],
            ..children(&STUDENT, "course_set")
        },
    );
}

#[test]
fn a_part_of_each() {
    let by_name = || Children {
        order: vec![ascending(path(&STUDENT, "name"))],
        ..children(&COURSE, "students")
    };
    golden(
        "children_limit",
        "Courses 1 and 2, students of each by name, the first 3",
        &Children {
            limit: Some(3),
            ..by_name()
        },
    );
    golden(
        "children_offset",
        "Courses 1 and 2, students of each by name, without the first 2",
        &Children {
            offset: Some(2),
            ..by_name()
        },
    );
    golden(
        "children_limit_and_offset",
        "Courses 1 and 2, students of each by name, 3 after the first 2, age >= 18",
        &Children {
            conditions: vec![compare(
                path(&STUDENT, "age"),
                Comparison::GreaterOrEqual,
                18,
            )],
            limit: Some(3),
            offset: Some(2),
            ..by_name()
        },
    );
    golden(
        "children_limit_over_a_foreign_key",
        "Students 1 and 2, course_set of each by -teacher.name, the first",
        &Children {
            order: vec![descending(path(&COURSE, "teacher.name"))],
            limit: Some(1),
            ..children(&STUDENT, "course_set")
        },
    );
    golden(
        "children_limit_of_a_foreign_key",
        "Clubs 1 and 2, membership_set of each by -joined, the first 3",
        &Children {
            order: vec![descending(path(&MEMBERSHIP, "joined"))],
            limit: Some(3),
            ..children(&CLUB, "membership_set")
        },
    );
    golden(
        "children_limit_with_duplicates",
        "Clubs 1 and 2, visitors of each by id, the first 3",
        &Children {
            order: vec![ascending(path(&STUDENT, "id"))],
            limit: Some(3),
            ..children(&CLUB, "visitors")
        },
    );
    golden(
        "children_limit_without_order",
        "Documents …1 and …2, readers of each, some 3",
        &Children {
            limit: Some(3),
            ..Children::new(relation(&DOCUMENT, "readers"), vec![uuid(1), uuid(2)])
        },
    );
}

#[test]
fn counted() {
    let counted = |plan: Children| Children {
        output: ChildOutput::Aggregate(rows_of(plan.relation.far().model)),
        ..plan
    };
    golden(
        "children_count",
        "Courses 1 and 2, count of students of each",
        &counted(children(&COURSE, "students")),
    );
    golden(
        "children_count_of_a_foreign_key",
        "Teachers 1 and 2, count of course_set of each",
        &counted(children(&TEACHER, "course_set")),
    );
    golden(
        "children_count_of_a_composite_key",
        "Students 1 and 2, count of grade_set of each",
        &counted(children(&STUDENT, "grade_set")),
    );
    golden(
        "children_count_with_duplicates",
        "Clubs 1 and 2, count of visitors of each: each student once",
        &counted(children(&CLUB, "visitors")),
    );
    golden(
        "children_count_filtered",
        "Courses 1 and 2, count of students of each, age >= 18",
        &counted(Children {
            conditions: vec![compare(
                path(&STUDENT, "age"),
                Comparison::GreaterOrEqual,
                18,
            )],
            ..children(&COURSE, "students")
        }),
    );
    golden(
        "children_count_filtered_over_many",
        "Documents …1 and …2, count of readers of each, clubs.name = \"Chess\"",
        &counted(Children {
            conditions: vec![equals(path(&STUDENT, "clubs.name"), "Chess")],
            ..Children::new(relation(&DOCUMENT, "readers"), vec![uuid(1), Value::Null])
        }),
    );
}

/// The same rows as a query in place of keys: where all is asked for before there are rows.
#[test]
fn children_of_rows_that_are_found_by_their_key() {
    let found = |conditions: Vec<Condition>| {
        let mut found = Select::new(Source::Model(&COURSE));
        found.conditions = conditions;
        found.output = Output::Columns(vec![FieldPath::own(&COURSE.fields[0]).into()]);
        Owners::Found(Box::new(found))
    };
    let students = |owners: Owners| Children::new(relation(&COURSE, "students"), owners);
    let key = || Operand::from(FieldPath::own(&COURSE.fields[0]));
    let up_to = Condition::Compare(
        key(),
        Comparison::LessOrEqual,
        Operand::Value(Value::Int(5)),
    );
    let not_these = Condition::Not(Box::new(Condition::InList(key(), integers(&[2, 3]))));
    golden(
        "children_of_keys_up_to",
        "the students of the courses up to 5, but for 2 and 3",
        &students(found(vec![up_to, not_these])),
    );
    golden(
        "children_of_all",
        "the students of all courses",
        &students(found(Vec::new())),
    );
    golden(
        "children_of_all_ordered",
        "the students of all courses by name",
        &Children {
            order: vec![ascending(path(&STUDENT, "name"))],
            ..students(found(Vec::new()))
        },
    );
    golden(
        "children_of_all_filtered",
        "the students of all courses called Ann: of a part of them, each comes with each of its courses",
        &Children {
            conditions: vec![equals(path(&STUDENT, "name"), "Ann")],
            ..students(found(Vec::new()))
        },
    );
    let title = Operand::from(FieldPath::own(&COURSE.fields[1]));
    let titled = Condition::Compare(title, Comparison::Equal, Operand::Value(text_value("Rust")));
    golden(
        "children_of_titled",
        "the students of the courses of a title: they are looked for",
        &students(found(vec![titled])),
    );
}

#[test]
fn children_of_rows_that_a_query_finds() {
    let mut found = Select::new(Source::Model(&COURSE));
    found.limit = Some(2);
    found.output = Output::Columns(vec![FieldPath::own(&COURSE.fields[0]).into()]);
    let mut students = Children::new(
        relation(&COURSE, "students"),
        Owners::Found(Box::new(found)),
    );
    golden(
        "children_of_found",
        "the students of two courses",
        &students,
    );
    students.only = Some(FieldPath::own(&STUDENT.fields[0]).into());
    let clubs = |students: &Children| {
        let students = Owners::Related(Box::new(students.clone()));
        Children::new(relation(&STUDENT, "clubs"), students)
    };
    let words = "the clubs of the students of two courses";
    golden("children_of_related", words, &clubs(&students));
    students.limit = Some(3);
    let words = "the clubs of three students of each of two courses";
    golden("children_of_sliced", words, &clubs(&students));
}
