//! What goes wrong, as status and body.

use std::time::Duration;

use serde_json::{Value, json};
use service::server::Limits;

use crate::client::{Answer, Server};
use crate::shutdown::Begun;

#[track_caller]
fn assert_problem(answer: &Answer, status: u16, title: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.body["status"], status);
    assert_eq!(answer.body["title"], title);
    assert!(answer.body["detail"].is_string());
}

#[test]
fn each_problem_of_a_request_has_its_status() {
    let server = Server::start();
    server.students(&["Ann"]);
    server.courses(&["Rust"]);
    let student = |email: &str| json!({"name": "Ann", "email": email});

    let missing = server.get("/courses/9");
    assert_problem(&missing, 404, "no such row");
    assert_eq!(missing.body["detail"], "no row of `Course` matches");
    let twice = server.post("/students", student("ann@school.example"));
    assert_problem(&twice, 409, "unique key exists already");
    assert!(
        !twice.body.to_string().contains("ann@"),
        "the value is not repeated: {twice:?}"
    );
    assert_problem(
        &server.get("/courses?id__icontains=1"),
        400,
        "invalid lookup",
    );
    assert_problem(&server.get("/courses?id=one"), 400, "invalid value");
    assert_problem(
        &server.get("/courses?nonsense=1"),
        400,
        "invalid query string",
    );
    let teacher = server.patch("/courses/1", json!({"teacher": 9}));
    assert_problem(&teacher, 422, "foreign key points to no row");
    let long = server.post("/courses", json!({"title": "x".repeat(101)}));
    assert_problem(&long, 422, "check failed");

    assert_problem(&server.get("/nothing"), 404, "no such path");
    assert_problem(&server.get("/courses/one"), 404, "no such path");
    let method = server.delete("/courses");
    assert_problem(&method, 405, "no such method");
    assert_eq!(method.headers["allow"], "GET,HEAD,POST");
}

#[test]
fn a_body_that_is_not_as_it_must_be_is_refused() {
    let server = Server::start();
    assert_problem(&server.post_text("/courses", "{"), 400, "invalid body");
    assert_problem(&server.post("/courses", json!({})), 422, "invalid body");
    let unknown = server.post("/courses", json!({"title": "Rust", "seats": 9}));
    assert_problem(&unknown, 422, "invalid body");
    assert!(unknown.body["detail"].as_str().unwrap().contains("`seats`"));
    let huge = json!({"title": "x".repeat(70_000)});
    assert_problem(&server.post("/courses", huge), 413, "invalid body");
    assert_eq!(server.get("/courses").body["rows"], json!([]));
}

#[test]
fn a_database_that_is_locked_for_too_long_is_a_503() {
    let server = Server::start_with("?busy_timeout=100", Limits::default());
    let db = server.database();
    let writer = db.begin().unwrap();
    let busy = server.post("/courses", json!({"title": "Rust"}));
    assert_problem(&busy, 503, "lock timeout");
    assert_eq!(busy.headers["retry-after"], "1");
    assert_eq!(
        server.get("/courses").status,
        200,
        "who reads is not kept waiting"
    );
    writer.rollback().unwrap();
    assert_eq!(
        server.post("/courses", json!({"title": "Rust"})).status,
        201
    );
}

#[test]
fn a_request_that_takes_too_long_is_a_503() {
    let time = Duration::from_millis(100);
    let limits = Limits {
        time,
        ..Limits::default()
    };
    let server = Server::start_with("", limits);
    let begun = Begun::post(server.address(), "/courses", r#"{"title": "Rust"}"#);
    // The answer comes before the body does.
    assert_eq!(begun.answer(), "HTTP/1.1 503 Service Unavailable");

    let db = server.database();
    let writer = db.begin().unwrap();
    let slow = server.post("/courses", json!({"title": "Rust"}));
    assert_problem(&slow, 503, "timeout");
    writer.rollback().unwrap();
    assert_eq!(
        server.get("/courses").body["rows"],
        json!([]),
        "nothing is done behind its back"
    );
}

#[test]
fn a_fault_inside_is_a_500_that_tells_nothing_of_it() {
    let server = Server::start();
    server.courses(&["Rust"]);
    server
        .database()
        .execute("DROP TABLE enrollment", ())
        .unwrap();
    let fault = server.get("/courses/1");
    assert_problem(&fault, 500, "internal error");
    let expected = json!({
        "status": 500,
        "title": "internal error",
        "detail": "the request could not be answered",
    });
    assert_eq!(fault.body, expected);
    assert_eq!(fault.body["hint"], Value::Null);
}
