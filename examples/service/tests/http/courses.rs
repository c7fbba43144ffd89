//! Courses: to make, to read, to change, to delete; with the teacher and the students inside.

use serde_json::{Value, json};

use crate::client::Server;

#[test]
fn a_course_is_made_read_changed_and_deleted() {
    let server = Server::start();
    assert_eq!(server.post("/teachers", json!({"name": "Eve"})).status, 201);

    let made = server.post("/courses", json!({"title": "Rust", "teacher": 1}));
    let expected = json!({
        "id": 1,
        "title": "Rust",
        "teacher": {"id": 1, "name": "Eve"},
        "students": [],
    });
    assert_eq!((made.status, &made.body), (201, &expected));
    assert_eq!(made.headers["location"], "/courses/1");
    assert_eq!(server.get("/courses/1").body, expected);

    let changed = server.patch("/courses/1", json!({"title": "Rust for two"}));
    assert_eq!(changed.status, 200);
    assert_eq!(changed.body["title"], "Rust for two");
    assert_eq!(
        changed.body["teacher"]["name"], "Eve",
        "what was not given stays"
    );

    let deleted = server.delete("/courses/1");
    assert_eq!((deleted.status, deleted.body), (204, Value::Null));
    assert_eq!(server.get("/courses/1").status, 404);
    assert_eq!(server.delete("/courses/1").status, 404);
}

#[test]
fn null_takes_the_teacher_away_and_an_empty_body_changes_nothing() {
    let server = Server::start();
    server.post("/teachers", json!({"name": "Eve"}));
    server.post("/courses", json!({"title": "Rust", "teacher": 1}));

    let same = server.patch("/courses/1", json!({}));
    assert_eq!((same.status, &same.body["teacher"]["id"]), (200, &json!(1)));
    let without = server.patch("/courses/1", json!({"teacher": null}));
    assert_eq!(
        (without.status, &without.body["teacher"]),
        (200, &Value::Null)
    );
    let again = server.patch("/courses/1", json!({"teacher": 1}));
    assert_eq!(again.body["teacher"]["name"], "Eve");

    assert_eq!(server.delete("/teachers/1").status, 204);
    assert_eq!(server.get("/courses/1").body["teacher"], Value::Null);
    assert_eq!(
        server.patch("/courses/9", json!({"title": "x"})).status,
        404
    );
    assert_eq!(server.patch("/courses/9", json!({})).status, 404);
}

#[test]
fn related_rows_come_inside_with_the_columns_of_the_link() {
    let server = Server::start();
    server.students(&["Ann", "Bob"]);
    server.post("/teachers", json!({"name": "Eve"}));
    server.post("/courses", json!({"title": "Rust", "teacher": 1}));
    let body = json!({"students": [2, 1], "enrolled_on": "2026-09-01"});
    server.put("/courses/1/students", body);
    server.put(
        "/courses/1/enrollments/2",
        json!({"enrolled_on": "2026-09-02", "grade": 1}),
    );

    let ann = json!({
        "id": 1, "name": "Ann", "email": "ann@school.example",
        "enrolled_on": "2026-09-01", "grade": null,
    });
    let bob = json!({
        "id": 2, "name": "Bob", "email": "bob@school.example",
        "enrolled_on": "2026-09-02", "grade": 1,
    });
    assert_eq!(server.get("/courses/1").body["students"], json!([ann, bob]));

    let of_ann = server.get("/students/1").body;
    let course = json!({"id": 1, "title": "Rust", "teacher": {"id": 1, "name": "Eve"}});
    assert_eq!(of_ann["courses"], json!([course]));
    let listed = server.get("/courses").body;
    let row = json!({
        "id": 1, "title": "Rust",
        "teacher": {"id": 1, "name": "Eve"}, "student_count": 2,
    });
    assert_eq!(listed, json!({"rows": [row], "next": null}));
}
