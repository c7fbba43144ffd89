//! The students of a course as a set: what changed, and rivals.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::Server;

/// The keys of the students of the first course.
fn attending(server: &Server) -> BTreeSet<i64> {
    let course = server.get("/courses/1").body;
    let students = course["students"].as_array().unwrap();
    students
        .iter()
        .map(|student| student["id"].as_i64().unwrap())
        .collect()
}

fn changed(added: &[i64], removed: &[i64], kept: &[i64]) -> Value {
    json!({"added": added, "removed": removed, "kept": kept})
}

#[test]
fn set_add_and_remove_answer_what_changed() {
    let server = Server::start();
    server.students(&["Ann", "Bob", "Cleo"]);
    server.courses(&["Rust"]);
    let path = "/courses/1/students";

    let set = server.put(path, json!({"students": [1, 2]}));
    assert_eq!((set.status, set.body), (200, changed(&[1, 2], &[], &[])));
    let set = server.put(path, json!({"students": [2, 3]}));
    assert_eq!(set.body, changed(&[3], &[1], &[2]));
    let added = server.post(path, json!({"students": [1, 2, 2]}));
    assert_eq!(added.body, changed(&[1], &[], &[2]));
    let removed = server.delete("/courses/1/students?students=3,1,99");
    assert_eq!(removed.body, changed(&[], &[1, 3], &[]));
    assert_eq!(attending(&server), BTreeSet::from([2]));
    let none = server.put(path, json!({"students": []}));
    assert_eq!(none.body, changed(&[], &[2], &[]));
    assert_eq!(
        server.get("/students").body["rows"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn links_that_stay_keep_their_columns() {
    let server = Server::start();
    server.students(&["Ann", "Bob"]);
    server.courses(&["Rust"]);
    let graded = json!({"enrolled_on": "2026-09-01", "grade": 2});
    assert_eq!(server.put("/courses/1/enrollments/1", graded).status, 201);
    let set = json!({"students": [1, 2], "enrolled_on": "2026-10-01"});
    server.put("/courses/1/students", set);
    let ann = server.get("/courses/1/enrollments/1").body;
    assert_eq!(
        (&ann["enrolled_on"], &ann["grade"]),
        (&json!("2026-09-01"), &json!(2))
    );
    let bob = server.get("/courses/1/enrollments/2").body;
    assert_eq!(
        (&bob["enrolled_on"], &bob["grade"]),
        (&json!("2026-10-01"), &Value::Null)
    );
}

#[test]
fn a_set_with_a_student_who_is_not_there_changes_nothing() {
    let server = Server::start();
    server.students(&["Ann"]);
    server.courses(&["Rust"]);
    server.put("/courses/1/students", json!({"students": [1]}));
    for answer in [
        server.put("/courses/1/students", json!({"students": [99]})),
        server.post("/courses/1/students", json!({"students": [99]})),
    ] {
        assert_eq!(answer.status, 422, "{answer:?}");
    }
    assert_eq!(attending(&server), BTreeSet::from([1]));
    assert_eq!(
        server
            .put("/courses/9/students", json!({"students": [1]}))
            .status,
        404
    );
    assert_eq!(
        server.delete("/courses/1/students?students=one").status,
        400
    );
    assert_eq!(server.delete("/courses/1/students").status, 400);
}

#[test]
fn of_two_that_set_at_one_time_the_result_is_what_one_asked_for() {
    let server = Server::start();
    server.students(&["Ann", "Bob", "Cleo", "Dan", "Eve", "Fay"]);
    server.courses(&["Rust"]);
    let sets = [BTreeSet::from([1, 2, 3]), BTreeSet::from([3, 4, 5, 6])];
    for _ in 0..20 {
        std::thread::scope(|scope| {
            for set in &sets {
                let server = &server;
                scope.spawn(move || {
                    let answer = server.put("/courses/1/students", json!({"students": set}));
                    assert_eq!(answer.status, 200, "{answer:?}");
                });
            }
        });
        let result = attending(&server);
        assert!(sets.contains(&result), "{result:?} is a mixture");
    }
}
