//! `#[derive(Row)]`: structs from the columns of a result, and from tuples.

use throughline::ErrorKind;

use crate::models::*;

#[derive(Row, Debug, PartialEq)]
struct Pupil {
    name: String,
    #[field(column = "years")]
    age: Option<i32>,
    r#type: i64,
}

/// More fields than the longest tuple.
#[derive(Row, Debug, PartialEq)]
struct Nine {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
    f: i64,
    g: i64,
    h: i64,
    i: i64,
}

/// Not of field types: for tuples alone.
#[derive(Row, Debug, PartialEq)]
struct Taught {
    course: Course,
    teacher: Option<Teacher>,
    students: Vec<Student>,
}

#[test]
fn a_struct_is_read_by_the_names_of_the_columns() {
    let db = database();
    students(&db);
    let sql = "SELECT id AS type, age AS years, 1 AS other, name FROM student ORDER BY id LIMIT 2";
    let (found, sent) = sent(&db, || db.query_as::<Pupil>(sql, ()).unwrap());
    let pupil = |name: &str, age, r#type| Pupil {
        name: name.to_owned(),
        age: Some(age),
        r#type,
    };
    assert_eq!(found, [pupil("Ann", 20, 1), pupil("Bob", 22, 2)]);
    crate::database::assert_sent(&sent, &[sql]);
}

#[test]
fn a_missing_column_is_named_as_the_attribute_says() {
    let db = database();
    students(&db);
    let sql = "SELECT name, age FROM student";
    let error = db.query_as::<Pupil>(sql, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "`Pupil` reads a column `years`, and the result has 2 columns: `name`, `age`"
    );
}

#[test]
fn a_value_of_another_type_names_the_field() {
    let db = database();
    let sql = "SELECT 'x' AS name, 'old' AS years, 1 AS type";
    let error = db.query_as::<Pupil>(sql, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "field `age` of `Pupil`: expected a 32-bit integer, found text"
    );
}

#[test]
fn there_may_be_more_fields_than_a_tuple_has_parts() {
    let db = database();
    let sql = "SELECT 9 AS i, 8 AS h, 7 AS g, 6 AS f, 5 AS e, 4 AS d, 3 AS c, 2 AS b, 1 AS a";
    let [nine] = &db.query_as::<Nine>(sql, ()).unwrap()[..] else {
        panic!("one row")
    };
    assert_eq!((nine.a, nine.i), (1, 9));
}

#[test]
fn a_struct_is_made_from_the_tuple_of_its_fields() {
    let db = database();
    let [ann, ..] = students(&db);
    let [rust, ..] = courses(&db);
    rust.students().add(&db, [&ann]).unwrap();
    let rows = Course::objects()
        .filter(|c| c.id().eq(rust.id))
        .with(|c| c.teacher())
        .with(|c| c.students())
        .all(&db)
        .unwrap();
    let taught: Vec<Taught> = rows.into_iter().map(Taught::from).collect();
    let eve = Teacher::get(&db, 1).unwrap();
    assert_eq!(
        taught,
        [Taught {
            course: rust,
            teacher: Some(eve),
            students: vec![ann],
        }]
    );
    let pupil: Pupil = ("Ann".to_owned(), None, 1).into();
    assert_eq!(pupil.name, "Ann");
}
