//! Changes of tables that hold rows: what is in them before, behind, and on the way back.

use super::*;
use crate::state::*;
use crate::{Answer, Question, Questioner, Target};

/// Knows some renames, says yes to the rest.
#[derive(Default)]
struct Knows {
    models: Vec<(&'static str, &'static str)>,
    fields: Vec<(&'static str, &'static str, &'static str)>,
}

impl Questioner for Knows {
    fn ask(&mut self, question: &Question) -> Result<Option<Answer>> {
        Ok(Some(match question {
            Question::RenameModel { .. } | Question::RenameField { .. } => Answer::No,
            _ => Answer::Yes,
        }))
    }

    fn renamed_models(&self) -> Vec<(String, String)> {
        let pairs = self.models.iter();
        pairs.map(|(a, b)| ((*a).into(), (*b).into())).collect()
    }

    fn renamed_fields(&self) -> Vec<(String, String, String)> {
        let triples = self.fields.iter();
        triples
            .map(|(m, a, b)| ((*m).into(), (*a).into(), (*b).into()))
            .collect()
    }
}

/// A database that goes from one state to another, with rows in it.
struct Journey {
    database: Database,
    graph: Graph,
    before: Vec<String>,
    to: ProjectState,
    descriptions: Vec<String>,
}

impl Journey {
    fn prepare(from: &ProjectState, seed: &str, to: &ProjectState, mut knows: Knows) -> Self {
        let database = memory();
        let first = initial(from);
        let changes = detect(from, to, &FillAll(to), &mut knows).unwrap();
        assert_eq!(changes.questions, []);
        migrate(&database, &graph(&[&first])).unwrap();
        execute_all(&database, seed).unwrap();
        let before = schema(&database);
        let operations = changes.operations.iter();
        let descriptions = operations.map(Operation::description).collect();
        let graph = graph(&[&first, &changes.operations]);
        Journey {
            database,
            graph,
            before,
            to: to.clone(),
            descriptions,
        }
    }

    fn go(&self, target: Target) -> Result<Applied> {
        go(&self.database, &self.graph, target)
    }

    /// Applies it: the schema is that of a new database.
    fn forth(&self) {
        self.go(Target::Latest).unwrap();
        let new = memory();
        migrate(&new, &graph(&[&initial(&self.to)])).unwrap();
        assert_eq!(
            schema(&self.database),
            schema(&new),
            "{:?}",
            self.descriptions
        );
    }

    /// Undoes it: the schema is the earlier one.
    fn back(&self) {
        self.go(Target::Migration("0001".into())).unwrap();
        assert_eq!(schema(&self.database), self.before);
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.database, sql)
    }

    /// The message of the operation that refused; nothing has changed.
    fn refused(&self, target: Target) -> String {
        let before = schema(&self.database);
        let error = self.go(target).unwrap_err();
        assert_eq!(schema(&self.database), before);
        std::error::Error::source(&error).unwrap().to_string()
    }
}

fn change(from: &ProjectState, change: impl FnOnce(&mut ProjectState)) -> ProjectState {
    let mut to = from.clone();
    change(&mut to);
    to
}

fn set(state: &mut ProjectState, model: &str, field: Field) {
    let model = state.model_mut(model).unwrap();
    let at = model.position(&field.name).unwrap();
    model.fields[at] = field;
}

fn surrogate(mut field: Field) -> Field {
    if let Some(relation) = field.many_to_many_mut()
        && let Links::JoinTable { surrogate_id, .. } = &mut relation.links
    {
        *surrogate_id = true;
    }
    field
}

const LINKS: &str = "
INSERT INTO student (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid');
INSERT INTO course (id, title) VALUES (1, 'Rust'), (2, 'SQL');
INSERT INTO course_students (course_id, student_id) VALUES (1, 1), (1, 2), (2, 2);
";

/// Students, and courses with a join table.
fn courses(join: fn(Field) -> Field) -> ProjectState {
    ProjectState::of([
        model("Student", [char("name", 100)]),
        model(
            "Course",
            [
                char("title", 100),
                join(many_to_many("Course", "students", "Student")),
            ],
        ),
    ])
}

/// The same, through a model with a grade and a note.
fn enrollments() -> ProjectState {
    let mut enrollment = model(
        "Enrollment",
        [
            foreign_key("student", "Student"),
            foreign_key("course", "Course"),
            plain("grade", ColumnType::Int),
            null(plain("note", ColumnType::Text)),
        ],
    );
    enrollment.unique.push(list(&["course", "student"]));
    let students = through("students", "Student", "Enrollment", ["course", "student"]);
    ProjectState::of([
        model("Student", [char("name", 100)]),
        model("Course", [char("title", 100), students]),
        enrollment,
    ])
}

/// As Django has it, and as with a foreign key: the keys are those of the new target from now on, or the
/// migration is refused.
#[test]
fn links_lead_to_another_model_that_has_their_keys() {
    let named = |name| model(name, [char("name", 100)]);
    let courses = |to| model("Course", [many_to_many("Course", "members", to)]);
    let state = |to| ProjectState::of([named("Student"), named("Person"), courses(to)]);
    let seed = |people: &str| {
        format!(
            "INSERT INTO student (id, name) VALUES (1, 'Ann'), (2, 'Bob');
             INSERT INTO person (id, name) VALUES {people};
             INSERT INTO course (id) VALUES (1);
             INSERT INTO course_members (course_id, student_id) VALUES (1, 1), (1, 2);"
        )
    };
    let prepare = |people: &str| {
        let (from, to) = (state("Student"), state("Person"));
        Journey::prepare(&from, &seed(people), &to, Knows::default())
    };
    let journey = prepare("(1, 'Ann'), (2, 'Bob'), (3, 'Cleo')");
    assert_eq!(
        journey.descriptions,
        ["~ Alter field members of Course (many-to-many)"]
    );
    journey.forth();
    let links = "SELECT course_id, person_id FROM course_members ORDER BY person_id";
    assert_eq!(journey.rows(links), ["1|1", "1|2"]);
    journey.back();

    let journey = prepare("(1, 'Ann')");
    let error = journey.go(Target::Latest).unwrap_err();
    let nowhere = "`course_members` points to a row of `person` that is not there";
    assert!(error.to_string().ends_with(nowhere), "{error}");
    assert_eq!(schema(&journey.database), journey.before);
    let links = "SELECT course_id, student_id FROM course_members ORDER BY student_id";
    assert_eq!(journey.rows(links), ["1|1", "1|2"]);
}

#[test]
fn a_model_and_its_fields_are_renamed_without_a_copy() {
    let to = ProjectState::of([
        model("Pupil", [char("full_name", 100)]),
        model(
            "Course",
            [
                char("title", 100),
                many_to_many("Course", "pupils", "Pupil"),
            ],
        ),
    ]);
    let knows = Knows {
        models: vec![("Student", "Pupil")],
        fields: vec![
            ("Pupil", "name", "full_name"),
            ("Course", "students", "pupils"),
        ],
    };
    let journey = Journey::prepare(&courses(|field| field), LINKS, &to, knows);
    assert_eq!(
        journey.descriptions,
        [
            "~ Rename model Student to Pupil",
            "~ Rename field students of Course to pupils",
            "~ Rename field name of Pupil to full_name",
            "~ Alter field pupils of Course (many-to-many)",
        ]
    );
    let recorder = journey.database.record();
    journey.forth();
    let copied =
        |sql: &str| sql.contains("throughline_new") || sql.starts_with("INSERT INTO \"course");
    assert!(
        !recorder
            .take()
            .iter()
            .any(|statement| copied(&statement.sql))
    );
    assert_eq!(
        journey.rows("SELECT * FROM course_pupils"),
        ["1|1", "1|2", "2|2"]
    );
    assert_eq!(
        journey.rows("SELECT full_name FROM pupil"),
        ["Ann", "Bob", "Cid"]
    );
    journey.back();
    assert_eq!(
        journey.rows("SELECT * FROM course_students"),
        ["1|1", "1|2", "2|2"]
    );
}

#[test]
fn a_simple_relation_goes_through_a_model_and_back() {
    for join in [|field| field, surrogate] {
        let journey = Journey::prepare(&courses(join), LINKS, &enrollments(), Knows::default());
        assert_eq!(
            journey.descriptions,
            ["~ Turn the links of Course.students into model Enrollment"]
        );
        journey.forth();
        let all = "SELECT id, course_id, student_id, grade, note FROM enrollment";
        assert_eq!(journey.rows(all), ["1|1|1|7|x", "2|1|2|7|x", "3|2|2|7|x"]);
        execute_all(
            &journey.database,
            "INSERT INTO enrollment (course_id, student_id, grade) VALUES (2, 3, 1)",
        )
        .unwrap();
        journey.back();
        let links = "SELECT course_id, student_id FROM course_students ORDER BY 1, 2";
        assert_eq!(journey.rows(links), ["1|1", "1|2", "2|2", "2|3"]);
    }
}

#[test]
fn links_with_nothing_to_fill_are_not_copied_where_they_have_an_id() {
    let to = change(&enrollments(), |state| {
        state.model_mut("Enrollment").unwrap().fields.remove(3);
    });
    let journey = Journey::prepare(&courses(surrogate), LINKS, &to, Knows::default());
    let recorder = journey.database.record();
    journey.forth();
    assert!(
        !recorder
            .take()
            .iter()
            .any(|statement| statement.sql.contains("throughline_new"))
    );
    assert_eq!(
        journey.rows("SELECT count(*) FROM enrollment WHERE note = 'x'"),
        ["3"]
    );
}

#[test]
fn of_several_links_between_two_rows_the_first_stays() {
    let from = change(&enrollments(), |state| {
        state.model_mut("Enrollment").unwrap().unique.clear()
    });
    let seed = LINKS
        .replace(
            "course_students (course_id, student_id)",
            "enrollment (course_id, student_id, grade)",
        )
        .replace(
            "(1, 1), (1, 2), (2, 2)",
            "(2, 2, 1), (1, 1, 1), (2, 2, 3), (1, 1, 4)",
        );
    let journey = Journey::prepare(&from, &seed, &courses(surrogate), Knows::default());
    assert_eq!(
        journey.descriptions,
        ["~ Turn the through model of Course.students into a join table (other values are lost)"]
    );
    journey.forth();
    assert_eq!(
        journey.rows("SELECT id, course_id, student_id FROM course_students"),
        ["1|2|2", "2|1|1"]
    );
    assert!(
        journey
            .refused(Target::Migration("0001".into()))
            .starts_with("2 rows of `enrollment` in the way: they have no value for `grade`")
    );
    execute_all(&journey.database, "DELETE FROM course_students").unwrap();
    journey.back();
}

/// Students with a foreign key to their course.
fn one_course(key: fn(Field) -> Field) -> ProjectState {
    ProjectState::of([
        model(
            "Student",
            [char("name", 100), key(foreign_key("courses", "Course"))],
        ),
        model("Course", [char("title", 100)]),
    ])
}

fn many_courses() -> ProjectState {
    ProjectState::of([
        model(
            "Student",
            [
                char("name", 100),
                many_to_many("Student", "courses", "Course"),
            ],
        ),
        model("Course", [char("title", 100)]),
    ])
}

#[test]
fn a_foreign_key_becomes_many_to_many_and_back() {
    let seed = "
INSERT INTO course (id, title) VALUES (1, 'Rust'), (2, 'SQL');
INSERT INTO student (id, name, courses_id) VALUES (1, 'Ann', 2), (2, 'Bob', NULL), (3, 'Cid', 1);
";
    let journey = Journey::prepare(&one_course(null), seed, &many_courses(), Knows::default());
    assert_eq!(
        journey.descriptions,
        ["~ Alter field courses of Student (many-to-many)"]
    );
    journey.forth();
    assert_eq!(
        journey.rows("SELECT student_id, course_id FROM student_courses ORDER BY 1"),
        ["1|2", "3|1"]
    );
    journey.back();
    assert_eq!(
        journey.rows("SELECT id, courses_id FROM student ORDER BY id"),
        ["1|2", "2|null", "3|1"]
    );
}

#[test]
fn a_foreign_key_has_no_room_for_two_links() {
    let seed = "
INSERT INTO course (id, title) VALUES (1, 'Rust'), (2, 'SQL');
INSERT INTO student (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid');
INSERT INTO student_courses VALUES (1, 1), (1, 2), (2, 1), (2, 2);
";
    let journey = Journey::prepare(
        &many_courses(),
        seed,
        &one_course(|field| field),
        Knows::default(),
    );
    assert_eq!(
        journey.refused(Target::Latest),
        "2 rows of `student` in the way: they have several links, and a foreign key has room for one"
    );
    execute_all(
        &journey.database,
        "DELETE FROM student_courses WHERE course_id = 2",
    )
    .unwrap();
    assert_eq!(
        journey.refused(Target::Latest),
        "1 row of `student` in the way: they have no link, and the foreign key takes no null"
    );
    execute_all(&journey.database, "DELETE FROM student WHERE id = 3").unwrap();
    journey.forth();
    assert_eq!(
        journey.rows("SELECT id, courses_id FROM student ORDER BY id"),
        ["1|1", "2|1"]
    );
}

#[test]
fn a_relation_moves_to_its_other_end() {
    let to = ProjectState::of([
        model(
            "Student",
            [
                char("name", 100),
                many_to_many("Student", "courses", "Course"),
            ],
        ),
        model("Course", [char("title", 100)]),
    ]);
    let journey = Journey::prepare(&courses(|field| field), LINKS, &to, Knows::default());
    assert_eq!(
        journey.descriptions,
        ["~ Move relation Course.students to Student.courses"]
    );
    journey.forth();
    let links = "SELECT student_id, course_id FROM student_courses ORDER BY 1, 2";
    assert_eq!(journey.rows(links), ["1|1", "2|1", "2|2"]);
    journey.back();
    assert_eq!(
        journey.rows("SELECT course_id, student_id FROM course_students"),
        ["1|1", "1|2", "2|2"]
    );
}

#[test]
fn a_through_model_gives_its_links_to_another() {
    let mut other = model(
        "Seat",
        [
            foreign_key("student", "Student"),
            foreign_key("course", "Course"),
        ],
    );
    other.unique.push(list(&["course", "student"]));
    let from = change(&enrollments(), |state| state.add_model(other).unwrap());
    let to = change(&from, |state| {
        set(
            state,
            "Course",
            through("students", "Student", "Seat", ["course", "student"]),
        );
        state.remove_model("Enrollment").unwrap();
    });
    let seed = LINKS
        .replace(
            "course_students (course_id, student_id)",
            "enrollment (course_id, student_id, grade)",
        )
        .replace("(1, 1), (1, 2), (2, 2)", "(1, 1, 1), (2, 2, 3)");
    let seed = format!("{seed}INSERT INTO seat (course_id, student_id) VALUES (2, 2), (2, 3);\n");
    let journey = Journey::prepare(&from, &seed, &to, Knows::default());
    journey.forth();
    assert_eq!(
        journey.rows("SELECT course_id, student_id FROM seat ORDER BY 1, 2"),
        ["1|1", "2|2", "2|3"]
    );
}

#[test]
fn a_relation_that_becomes_symmetrical_gets_the_other_half() {
    let friends = |symmetrical| {
        let mut field = many_to_many("Person", "friends", "Person");
        field.many_to_many_mut().unwrap().symmetrical = symmetrical;
        ProjectState::of([model("Person", [field])])
    };
    let seed = "
INSERT INTO person (id) VALUES (1), (2), (3);
INSERT INTO person_friends VALUES (1, 2), (2, 1), (3, 1);
";
    let journey = Journey::prepare(&friends(false), seed, &friends(true), Knows::default());
    journey.forth();
    let all = "SELECT * FROM person_friends ORDER BY 1, 2";
    assert_eq!(journey.rows(all), ["1|2", "1|3", "2|1", "3|1"]);
    journey.back();
    assert_eq!(journey.rows(all), ["1|2", "1|3", "2|1", "3|1"]);
}

#[test]
fn foreign_keys_follow_another_primary_key() {
    let from = change(&enrollments(), |state| {
        let student = state.model_mut("Student").unwrap();
        student.fields.push(null(foreign_key("buddy", "Student")));
        student.unique.push(list(&["name"]));
    });
    let to = change(&from, |state| {
        let student = state.model_mut("Student").unwrap();
        student.fields.remove(0);
        student.unique.clear();
        student.primary_key = list(&["name"]);
    });
    let seed = "
INSERT INTO student (id, name, buddy_id) VALUES (1, 'Ann', NULL), (2, 'Bob', 1);
INSERT INTO course (id, title) VALUES (1, 'Rust');
INSERT INTO enrollment (course_id, student_id, grade) VALUES (1, 2, 5);
";
    let journey = Journey::prepare(&from, seed, &to, Knows::default());
    journey.forth();
    assert_eq!(
        journey.rows("SELECT * FROM student"),
        ["Ann|null", "Bob|Ann"]
    );
    assert_eq!(
        journey.rows("SELECT student_id, course_id FROM enrollment"),
        ["Bob|1"]
    );
    journey.back();
    assert_eq!(
        journey.rows("SELECT id, name, buddy_id FROM student"),
        ["1|Ann|null", "2|Bob|1"]
    );
    assert_eq!(journey.rows("SELECT student_id FROM enrollment"), ["2"]);
}

#[test]
fn values_are_turned_into_the_new_type_or_counted() {
    let ages = |field: Field| ProjectState::of([model("Student", [field])]);
    let from = ages(null(plain("age", ColumnType::Text)));
    let to = ages(null(plain("age", ColumnType::Int)));
    let seed = "INSERT INTO student (age) VALUES ('17'), (NULL), ('old'), (' 8 ');\n";
    let journey = Journey::prepare(&from, seed, &to, Knows::default());
    assert_eq!(
        journey.refused(Target::Latest),
        "1 row of `student` in the way: their `age` cannot be turned into `integer`"
    );
    execute_all(
        &journey.database,
        "UPDATE student SET age = '99' WHERE age = 'old'",
    )
    .unwrap();
    journey.forth();
    assert_eq!(
        journey.rows("SELECT age FROM student"),
        ["17", "null", "99", "8"]
    );
    journey.back();
    assert_eq!(
        journey.rows("SELECT typeof(age) FROM student"),
        ["text", "null", "text", "text"]
    );
}

#[test]
fn null_is_filled_where_it_is_taken_no_more() {
    let from = ProjectState::of([model("Student", [null(plain("age", ColumnType::Int))])]);
    let to = ProjectState::of([model("Student", [plain("age", ColumnType::Int)])]);
    let seed = "INSERT INTO student (age) VALUES (1), (NULL);\n";
    let journey = Journey::prepare(&from, seed, &to, Knows::default());
    journey.forth();
    assert_eq!(journey.rows("SELECT age FROM student"), ["1", "7"]);
    journey.back();
    assert_eq!(journey.rows("SELECT age FROM student"), ["1", "7"]);
}

#[test]
fn names_are_swapped() {
    let from = ProjectState::of([
        model("A", [char("first", 9), char("last", 9)]),
        model("B", [foreign_key("a", "A")]),
    ]);
    let to = change(&from, |state| {
        let a = state.model("A").unwrap().clone();
        *state = ProjectState::of([
            model("B", [char("first", 9), char("last", 9)]),
            model("A", [foreign_key("a", "B")]),
        ]);
        _ = a;
    });
    let knows = Knows {
        models: vec![("A", "B"), ("B", "A")],
        fields: vec![("B", "first", "last"), ("B", "last", "first")],
    };
    let seed = "INSERT INTO a (id, first, last) VALUES (1, 'x', 'y');\nINSERT INTO b (id, a_id) VALUES (5, 1);\n";
    let journey = Journey::prepare(&from, seed, &to, knows);
    journey.forth();
    assert_eq!(journey.rows("SELECT id, first, last FROM b"), ["1|y|x"]);
    assert_eq!(journey.rows("SELECT * FROM a"), ["5|1"]);
    journey.back();
    assert_eq!(journey.rows("SELECT id, first, last FROM a"), ["1|x|y"]);
}

#[test]
fn several_columns_of_a_table_go_by_one_copy() {
    let from = older_school();
    let journey = Journey::prepare(&from, "", &school(), Knows::default());
    let recorder = journey.database.record();
    journey.forth();
    let copies = recorder
        .take()
        .iter()
        .filter(|s| s.sql.starts_with("INSERT INTO \"throughline_new"))
        .count();
    assert_eq!(copies, 1);
    journey.back();
}

/// A table that is new in a migration gets its foreign keys from the beginning, unless the target has its
/// name only later: SQLite lets foreign keys follow the table that had it before.
#[test]
fn a_new_foreign_key_does_not_follow_the_table_that_had_the_name_before() {
    let old = ProjectState::of([model("Order", [])]);
    let more = ProjectState::of([model("Order", []), model("Lesson", [])]);
    let renamed = ProjectState::of([model("Lesson", []), model("Receipt", [])]);
    let new = ProjectState::of([
        model("Lesson", [foreign_key("order", "Order")]),
        model("Receipt", []),
        model("Order", []),
    ]);
    let mut knows = Knows {
        models: vec![("Order", "Receipt")],
        ..Knows::default()
    };
    let rename = detect(&more, &renamed, &(), &mut knows).unwrap();
    let whole = [
        between(&old, &more),
        rename.operations,
        between(&renamed, &new),
    ]
    .concat();
    let (database, at_once) = (memory(), memory());
    migrate(&database, &graph(&[&initial(&old), &whole])).unwrap();
    migrate(&at_once, &graph(&[&initial(&new)])).unwrap();
    assert_eq!(schema(&database), schema(&at_once));
}

/// By one copy a foreign key goes and comes back, with its index. The unique key that is enough
/// for it takes that index, not the one that went before the copy.
#[test]
fn an_index_goes_comes_back_and_goes_again_in_one_migration() {
    let lessons = |day| {
        ProjectState::of([
            model("Course", []),
            model("Lesson", [day, foreign_key("course", "Course")]),
        ])
    };
    let some_day = lessons(null(plain("day", ColumnType::Int)));
    let with_key = lessons(plain("day", ColumnType::Int));
    let without = change(&with_key, |state| {
        state.model_mut("Lesson").unwrap().fields.truncate(2);
    });
    let unique = change(&with_key, |state| {
        let lesson = state.model_mut("Lesson").unwrap();
        lesson.unique.push(list(&["course", "day"]));
    });
    // The copy is made for the foreign key, or for the day before it.
    for first in [&with_key, &some_day] {
        let whole = [
            between(first, &with_key),
            between(&with_key, &without),
            between(&without, &with_key),
            between(&with_key, &unique),
        ]
        .concat();
        let (database, new) = (memory(), memory());
        let recorder = database.record();
        migrate(&database, &graph(&[&initial(first), &whole])).unwrap();
        let statements = recorder.take().into_iter().map(|statement| statement.sql);
        let indexes: Vec<_> = statements.filter(|sql| sql.contains(" INDEX ")).collect();
        assert_eq!(
            indexes,
            [
                "CREATE INDEX \"lesson_course_id_idx\" ON \"lesson\" (\"course_id\")",
                "DROP INDEX \"lesson_course_id_idx\"",
                "CREATE INDEX \"lesson_course_id_idx\" ON \"lesson\" (\"course_id\")",
                "DROP INDEX \"lesson_course_id_idx\"",
                "CREATE UNIQUE INDEX \"lesson_course_id_day_uniq\" ON \"lesson\" (\"course_id\", \"day\")",
            ]
        );
        migrate(&new, &graph(&[&initial(&unique)])).unwrap();
        assert_eq!(schema(&database), schema(&new));
    }
}

#[test]
fn what_is_lost_says_so() {
    let to = ProjectState::of([model("Student", [])]);
    let journey = Journey::prepare(&school(), SEED_ROWS, &to, Knows::default());
    let lost = "(its values are lost)";
    for expected in [
        format!("- Remove field name from Student {lost}"),
        "- Delete model Course (its rows are lost)".into(),
    ] {
        assert!(
            journey.descriptions.contains(&expected),
            "{:?}",
            journey.descriptions
        );
    }
    journey.forth();
    assert_eq!(journey.rows("SELECT * FROM student"), ["1"]);
    execute_all(&journey.database, "DELETE FROM student").unwrap();
    journey.back();
}

const SEED_ROWS: &str = "
INSERT INTO student (id, name) VALUES (1, 'Ann');
INSERT INTO course (id, title) VALUES (1, 'Rust');
INSERT INTO course_students VALUES (1, 1);
";

/// Profiles whose key is their student's, and badges of profiles.
fn profiles(key: &str) -> ProjectState {
    let mut profile = model("Profile", [foreign_key(key, "Student")]);
    profile.fields.remove(0);
    profile.primary_key = list(&[key]);
    let mut student = model("Student", [char("name", 100)]);
    student.unique.push(list(&["name"]));
    ProjectState::of([
        student,
        profile,
        model("Badge", [foreign_key("profile", "Profile")]),
    ])
}

const PROFILES: &str = "
INSERT INTO student (id, name) VALUES (7, 'Ann'), (8, 'Bob');
INSERT INTO profile (student_id) VALUES (8), (7);
INSERT INTO badge (id, profile_id) VALUES (1, 8);
";

#[test]
fn a_key_that_is_a_foreign_key_is_renamed() {
    let knows = Knows {
        models: vec![],
        fields: vec![("Profile", "student", "pupil")],
    };
    let journey = Journey::prepare(&profiles("student"), PROFILES, &profiles("pupil"), knows);
    journey.forth();
    assert_eq!(
        journey.rows("SELECT pupil_id FROM profile ORDER BY 1"),
        ["7", "8"]
    );
    journey.back();
    assert_eq!(journey.rows("SELECT profile_id FROM badge"), ["8"]);
}

#[test]
fn another_key_is_followed_through_keys_that_are_foreign_keys() {
    let to = change(&profiles("student"), |state| {
        let student = state.model_mut("Student").unwrap();
        student.fields.remove(0);
        student.unique.clear();
        student.primary_key = list(&["name"]);
    });
    let journey = Journey::prepare(&profiles("student"), PROFILES, &to, Knows::default());
    journey.forth();
    assert_eq!(
        journey.rows("SELECT student_id FROM profile ORDER BY 1"),
        ["Ann", "Bob"]
    );
    assert_eq!(journey.rows("SELECT profile_id FROM badge"), ["Bob"]);
    journey.back();
    assert_eq!(
        journey.rows("SELECT id, name FROM student"),
        ["1|Ann", "2|Bob"]
    );
    assert_eq!(journey.rows("SELECT profile_id FROM badge"), ["2"]);
}

#[test]
fn a_model_is_renamed_together_with_all_else() {
    let to = change(&school(), |state| {
        state.rename_model("Membership", "Enlistment").unwrap();
        let model = state.model_mut("Enlistment").unwrap();
        model.table = "enlistment".into();
        model.fields[1] = null(foreign_key("student", "Student"));
        model.unique.clear();
        model.indexes.push(list(&["joined", "role"]));
        model.fields[4] = char("role", 50);
        model.fields.push(plain("rate", ColumnType::Int));
    });
    let seed = SEED.split_once("CREATE INDEX").unwrap().0;
    let knows = Knows {
        models: vec![("Membership", "Enlistment")],
        fields: vec![],
    };
    let journey = Journey::prepare(&school(), seed, &to, knows);
    journey.forth();
    let rows = "SELECT student_id, club_id, role, rate FROM enlistment";
    assert_eq!(journey.rows(rows), ["1|1|member|7"]);
    journey.back();
    assert_eq!(
        journey.rows("SELECT student_id, role FROM membership"),
        ["1|member"]
    );
}
