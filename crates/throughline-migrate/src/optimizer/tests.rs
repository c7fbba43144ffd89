//! Which operations become fewer, and which do not.

use super::*;
use crate::migration::Migration;
use crate::{read, write};

/// What is there before: students with rows, courses with links to them.
const BEFORE: &str = r#"
[[operation]]
create_model = "Student"
table = "student"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "name", type = "char", max_length = 100, null = true },
]
[[operation]]
create_model = "Course"
table = "course"
fields = [{ name = "id", type = "big_auto", primary_key = true }]
[[operation]]
add_field = "Course.students"
type = "many_to_many"
to = "Student"
join_table = "course_students"
source_column = "course_id"
target_column = "student_id"
"#;

const CLUB: &str = r#"
[[operation]]
create_model = "Club"
table = "club"
fields = [{ name = "id", type = "big_auto", primary_key = true }]
"#;

const MEMBERS: &str = r#"
[[operation]]
add_field = "Club.members"
type = "many_to_many"
to = "Student"
join_table = "club_members"
source_column = "club_id"
target_column = "student_id"
"#;

fn operations(text: &str) -> Vec<Operation> {
    let text = format!("format = 1\n{text}");
    let file = read("0001_test", "0001_test.toml", &text);
    file.unwrap_or_else(|error| panic!("{error}\n{text}"))
        .migration
        .operations
}

/// The text of what these come to, behind `BEFORE`.
fn optimized(parts: &[&str]) -> String {
    let before = operations(BEFORE);
    let from = replay(ProjectState::new(), &before).unwrap().pop().unwrap();
    let operations = operations(&parts.concat());
    replay(from.clone(), &operations).expect("operations that fit");
    let migration = Migration {
        name: "0001_test".to_owned(),
        operations: optimize(&from, operations),
        ..Migration::default()
    };
    let text = write(&migration);
    let (_, operations) = text.split_once("format = 1\n").unwrap();
    operations.trim().to_owned()
}

/// The same text, however it is laid out.
fn assert_comes_to(parts: &[&str], expected: &str) {
    let migration = Migration {
        name: "0001_test".to_owned(),
        operations: operations(expected),
        ..Migration::default()
    };
    let expected = write(&migration);
    let (_, expected) = expected.split_once("format = 1\n").unwrap();
    assert_eq!(optimized(parts), expected.trim());
}

/// None of these becomes less.
fn assert_stays(parts: &[&str]) {
    assert_comes_to(parts, &parts.concat());
}

#[test]
fn a_new_model_takes_all_that_is_done_to_it() {
    assert_comes_to(
        &[
            CLUB,
            "[[operation]]\nadd_field = \"Club.title\"\ntype = \"text\"\nfill = \"none\"\n",
            MEMBERS,
            "[[operation]]\nadd_field = \"Club.code\"\ntype = \"integer\"\nfill = 1\n",
            "[[operation]]\nalter_field = \"Club.code\"\ntype = \"char\"\nmax_length = 9\n",
            "[[operation]]\nadd_unique = \"Club\"\nfields = [\"code\"]\n",
            "[[operation]]\nadd_index = \"Club\"\nfields = [\"title\"]\n",
            "[[operation]]\nrename_field = \"Club.title\"\nto = \"name\"\n",
            "[[operation]]\nadd_check = \"Club\"\nname = \"named\"\ncheck = [\"isnull\", \"name\", false]\n",
            "[[operation]]\nremove_index = \"Club\"\nfields = [\"name\"]\n",
            "[[operation]]\nalter_primary_key = \"Club\"\nfields = [\"code\"]\n",
            "[[operation]]\nremove_unique = \"Club\"\nfields = [\"code\"]\n",
            "[[operation]]\nremove_field = \"Club.id\"\nlossy = true\n",
            "[[operation]]\nalter_table = \"Club\"\ntable = \"clubs\"\n",
        ],
        &(r#"
[[operation]]
create_model = "Club"
table = "clubs"
fields = [
  { name = "name", type = "text" },
  { name = "code", type = "char", max_length = 9, primary_key = true },
]
checks = [{ name = "named", check = ["isnull", "name", false] }]
"#
        .to_owned()
            + MEMBERS),
    );
}

/// Where Django leaves relations to the old name.
#[test]
fn what_points_to_a_new_model_follows_its_new_name() {
    assert_comes_to(
        &[
            CLUB,
            "[[operation]]\ncreate_model = \"Room\"\ntable = \"room\"\nfields = [\n\
             { name = \"id\", type = \"auto\", primary_key = true },\n\
             { name = \"club\", type = \"foreign_key\", to = \"Club\", on_delete = \"cascade\" },\n]\n",
            MEMBERS,
            "[[operation]]\nrename_model = \"Club\"\nto = \"Circle\"\ntable = \"circle\"\n",
            "[[operation]]\nadd_field = \"Circle.name\"\ntype = \"text\"\n",
        ],
        &(CLUB
            .replace("Club", "Circle")
            .replace("club", "circle")
            .replace("true }]", "true }, { name = \"name\", type = \"text\" }]")
            + "[[operation]]\ncreate_model = \"Room\"\ntable = \"room\"\nfields = [\n\
             { name = \"id\", type = \"auto\", primary_key = true },\n\
             { name = \"club\", type = \"foreign_key\", to = \"Circle\", on_delete = \"cascade\" },\n]\n"
            + &MEMBERS.replace("Club", "Circle")),
    );
}

#[test]
fn what_comes_and_goes_is_nothing() {
    let goes = "[[operation]]\nremove_field = \"Club.members\"\nlossy = true\n\
                [[operation]]\ndelete_model = \"Club\"\nlossy = true\n";
    assert_comes_to(&[CLUB, MEMBERS, goes], "");
    assert_comes_to(
        &[
            "[[operation]]\nadd_index = \"Student\"\nfields = [\"name\"]\n",
            CLUB,
            "[[operation]]\nremove_index = \"Student\"\nfields = [\"name\"]\n",
        ],
        CLUB,
    );
    assert_comes_to(
        &[
            "[[operation]]\nrename_field = \"Student.name\"\nto = \"title\"\n",
            "[[operation]]\nrename_field = \"Student.title\"\nto = \"name\"\n",
        ],
        "",
    );
}

#[test]
fn a_new_relation_takes_what_is_done_to_it() {
    assert_comes_to(
        &[
            CLUB,
            MEMBERS,
            "[[operation]]\nrename_field = \"Club.members\"\nto = \"people\"\njoin_table = \"club_people\"\n",
            "[[operation]]\nlinks_to_model = \"Club.people\"\nmodel = \"Membership\"\n\
             through_fields = [\"club\", \"student\"]\ntable = \"membership\"\nfields = [\n\
             { name = \"id\", type = \"auto\", primary_key = true },\n\
             { name = \"club\", type = \"foreign_key\", to = \"Club\", on_delete = \"cascade\" },\n\
             { name = \"student\", type = \"foreign_key\", to = \"Student\", on_delete = \"cascade\" },\n]\n",
            "[[operation]]\nadd_field = \"Membership.role\"\ntype = \"text\"\nfill = \"member\"\n",
        ],
        &(CLUB.to_owned()
            + "[[operation]]\ncreate_model = \"Membership\"\ntable = \"membership\"\nfields = [\n\
               { name = \"id\", type = \"auto\", primary_key = true },\n\
               { name = \"club\", type = \"foreign_key\", to = \"Club\", on_delete = \"cascade\" },\n\
               { name = \"student\", type = \"foreign_key\", to = \"Student\", on_delete = \"cascade\" },\n\
               { name = \"role\", type = \"text\" },\n]\n\
               [[operation]]\nadd_field = \"Club.people\"\ntype = \"many_to_many\"\nto = \"Student\"\n\
               through = \"Membership\"\nthrough_fields = [\"club\", \"student\"]\n"),
    );
}

#[test]
fn the_value_of_rows_that_are_there_stays() {
    let age = "[[operation]]\nadd_field = \"Student.age\"\ntype = \"integer\"\nnull = true\n";
    let altered = "[[operation]]\nalter_field = \"Student.age\"\ntype = \"integer\"\n";
    assert_comes_to(
        &[age, CLUB, &format!("{altered}fill = 7\n")],
        &format!(
            "[[operation]]\nadd_field = \"Student.age\"\ntype = \"integer\"\nfill = 7\n{CLUB}"
        ),
    );
    // A row would have null, and 3 if these were one.
    assert_stays(&[age, &format!("{altered}null = true\ndb_default = 3\n")]);
    // Who knows what 7 is as a text.
    assert_stays(&[
        &format!("{age}fill = 7\n"),
        "[[operation]]\nalter_field = \"Student.age\"\ntype = \"text\"\nnull = true\n",
    ]);
    let short = "[[operation]]\nalter_field = \"Student.name\"\ntype = \"char\"\nmax_length = 9\n";
    assert_comes_to(
        &[
            &format!("{short}fill = \"Ann\"\n"),
            &format!("{short}null = true\n"),
        ],
        &format!("{short}null = true\nfill = \"Ann\"\n"),
    );
    assert_stays(&[short, &format!("{short}null = true\n")]);
    assert_stays(&[short, &short.replace('9', "99")]);
}

#[test]
fn a_field_that_goes_is_not_altered_or_renamed_before() {
    assert_comes_to(
        &[
            "[[operation]]\nalter_field = \"Student.name\"\ntype = \"text\"\nfill = \"x\"\nfill_back = \"y\"\n",
            "[[operation]]\nrename_field = \"Student.name\"\nto = \"title\"\n",
            "[[operation]]\nremove_field = \"Student.title\"\nlossy = true\n",
        ],
        "[[operation]]\nremove_field = \"Student.name\"\nlossy = true\nfill_back = \"y\"\n",
    );
}

#[test]
fn links_that_are_there_are_not_passed() {
    let enrollment = "[[operation]]\ncreate_model = \"Enrollment\"\ntable = \"enrollment\"\nfields = [\n\
             { name = \"id\", type = \"auto\", primary_key = true },\n\
             { name = \"course\", type = \"foreign_key\", to = \"Course\", on_delete = \"cascade\" },\n\
             { name = \"student\", type = \"foreign_key\", to = \"Student\", on_delete = \"cascade\" },\n]\n";
    let through = "[[operation]]\nalter_field = \"Course.students\"\ntype = \"many_to_many\"\nto = \"Student\"\n\
                   through = \"Enrollment\"\nthrough_fields = [\"course\", \"student\"]\n";
    // The links are rows of the new table by then, and get 5.
    assert_stays(&[
        enrollment,
        through,
        "[[operation]]\nadd_field = \"Enrollment.grade\"\ntype = \"integer\"\nfill = 5\n",
    ]);
}

#[test]
fn nothing_passes_what_the_user_runs() {
    let name = "[[operation]]\nadd_field = \"Club.name\"\ntype = \"text\"\nfill = \"none\"\n";
    let index = "[[operation]]\nadd_index = \"Student\"\nfields = [\"name\"]\n";
    let no_index = index.replace("add_", "remove_");
    for own in [
        "[[operation]]\nrun_sql = \"INSERT INTO club DEFAULT VALUES\"\n",
        "[[operation]]\nrun_rust = \"fill_clubs\"\nmodel = \"Club\"\n",
    ] {
        assert_stays(&[CLUB, index, own, name, &no_index]);
        // The column is `title` while it runs.
        let there = "[[operation]]\nrename_field = \"Student.name\"\nto = \"title\"\n";
        let back =
            "[[operation]]\nrename_field = \"Student.title\"\nto = \"name\"\ncolumn = \"title\"\n";
        let column = "[[operation]]\nalter_field = \"Student.name\"\ntype = \"char\"\n\
                      max_length = 100\nnull = true\n";
        assert_stays(&[CLUB, there, back, own, column]);
    }
}

#[test]
fn a_name_is_free_before_it_is_given_again() {
    let waits = "[[operation]]\nalter_table = \"Student\"\ntable = \"pupil\"\n";
    let takes = CLUB.replace("table = \"club\"", "table = \"student\"");
    let returns = "[[operation]]\nalter_table = \"Club\"\ntable = \"club\"\n\
                   [[operation]]\nalter_table = \"Student\"\ntable = \"student\"\n";
    assert_comes_to(&[waits, &takes, returns], CLUB);
    assert_stays(&[waits, &takes]);
    let column = "[[operation]]\nrename_field = \"Student.name\"\nto = \"title\"\n\
                  [[operation]]\nadd_field = \"Student.name\"\ntype = \"text\"\nnull = true\n\
                  [[operation]]\nrename_field = \"Student.title\"\nto = \"label\"\n";
    assert_comes_to(
        &[column],
        "[[operation]]\nrename_field = \"Student.name\"\nto = \"label\"\n\
         [[operation]]\nadd_field = \"Student.name\"\ntype = \"text\"\nnull = true\n",
    );
}

#[test]
fn operations_that_do_not_fit_come_back_as_they_are() {
    let operations = operations(MEMBERS);
    assert_eq!(
        optimize(&ProjectState::new(), operations.clone()),
        operations
    );
}
