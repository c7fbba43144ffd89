//! Lists: filters, order, pages, and what they refuse.

use serde_json::{Value, json};

use crate::client::{Answer, Server};

/// The titles of a list of courses.
fn titles(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.body["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| row["title"].as_str().unwrap())
        .collect()
}

/// Three courses. Ann is in the first and the second one, Anna in the second, Bob in the third.
fn school() -> Server {
    let server = Server::start();
    server.students(&["Ann", "Anna", "Bob"]);
    server.courses(&["Chess", "Logic", "Rust"]);
    for (course, students) in [(1, json!([1])), (2, json!([1, 2])), (3, json!([3]))] {
        let path = format!("/courses/{course}/students");
        let body = json!({"students": students, "enrolled_on": "2026-09-01"});
        assert_eq!(server.put(&path, body).status, 200);
    }
    let grade = json!({"enrolled_on": "2026-09-01", "grade": 1});
    assert_eq!(server.put("/courses/3/enrollments/3", grade).status, 200);
    server
}

#[test]
fn words_of_the_query_string_filter_and_order() {
    let server = school();
    for (query, expected) in [
        ("", &["Chess", "Logic", "Rust"][..]),
        ("?order=-title", &["Rust", "Logic", "Chess"]),
        (
            "?students__name__icontains=ANN&order=-title",
            &["Logic", "Chess"],
        ),
        ("?students__name=Ann&students=2", &[]),
        ("?students__name=Anna&students=2", &["Logic"]),
        ("?title__in=Rust,Chess", &["Chess", "Rust"]),
        ("?id__gt=1&id__lte=2", &["Logic"]),
        (
            "?teacher__name__isnull=true&order=-id",
            &["Rust", "Logic", "Chess"],
        ),
        ("?enrollment_set__grade__lte=2", &["Rust"]),
        ("?order=teacher__name,-id", &["Rust", "Logic", "Chess"]),
    ] {
        assert_eq!(
            titles(&server.get(&format!("/courses{query}"))),
            expected,
            "{query}"
        );
    }
}

#[test]
fn pages_go_to_the_end_and_no_row_comes_twice_or_not_at_all() {
    let server = Server::start();
    let names: Vec<_> = (0..23)
        .map(|number| format!("Student {number:02}"))
        .collect();
    for (at, name) in names.iter().enumerate() {
        // Two of each name: the key decides between them.
        for half in ["a", "b"] {
            let email = format!("{half}{at}@school.example");
            let made = server.post("/students", json!({"name": name, "email": email}));
            assert_eq!(made.status, 201);
        }
    }
    let mut path = "/students?order=-name&limit=5".to_owned();
    let (mut found, mut pages) = (Vec::new(), 0);
    loop {
        let page = server.get(&path);
        let rows = page.body["rows"].as_array().unwrap();
        found.extend(
            rows.iter()
                .map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        pages += 1;
        assert!(rows.len() <= 5);
        let Value::String(next) = &page.body["next"] else {
            break;
        };
        // A row that comes meanwhile, before the place, moves nothing.
        let email = format!("new{pages}@school.example");
        server.post("/students", json!({"name": "Student 99", "email": email}));
        path = format!("/students?order=-name&limit=5&after={next}");
    }
    let expected: Vec<_> = names.iter().rev().flat_map(|name| [name, name]).collect();
    assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    assert_eq!(pages, 10);
}

#[test]
fn a_page_has_the_filters_and_the_related_rows_of_the_list() {
    let server = school();
    let first = server.get("/courses?students__name__startswith=A&limit=1");
    assert_eq!(titles(&first), ["Chess"]);
    assert_eq!(first.body["rows"][0]["student_count"], 1);
    let next = first.body["next"].as_str().unwrap();
    let path = format!("/courses?students__name__startswith=A&limit=1&after={next}");
    let second = server.get(&path);
    assert_eq!(titles(&second), ["Logic"]);
    assert_eq!(second.body["rows"][0]["student_count"], 2);
    assert_eq!(second.body["next"], Value::Null);
}

#[test]
fn what_is_not_allowed_is_a_400_that_says_what_is() {
    let server = school();
    for query in [
        "titel=Rust",
        "title__regex=.*",
        "title__nonsense=1",
        "titleX=1",
        "students__email=ann@school.example",
        "students__courses__title=Rust",
        "pk=1",
        "=1",
        "order=students__name",
        "order=grade",
        "order=",
        "order=--title",
        "order=title,title,title,title,title,title,title,title,title",
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=many",
        "after=nonsense",
        "after=",
        "id=one",
        "id__in=1,two",
        "id__icontains=1",
        "students__name__isnull=perhaps",
    ] {
        let answer = server.get(&format!("/courses?{query}"));
        assert_eq!(answer.status, 400, "{query}: {answer:?}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert!(answer.body["detail"].is_string(), "{query}: {answer:?}");
    }
    let many = ["id__gt=0"; 9].join("&");
    let answer = server.get(&format!("/courses?{many}"));
    assert_eq!(
        (answer.status, &answer.body["detail"]),
        (400, &json!("more than 8 filters"))
    );
    let hint = &server.get("/courses?titel=1").body["hint"];
    assert!(hint.as_str().unwrap().contains("`students__name`"));
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let server = school();
    let next = server.get("/courses?limit=1").body["next"].clone();
    let path = format!("/courses?order=-title&after={}", next.as_str().unwrap());
    let answer = server.get(&path);
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["detail"], "the cursor is that of another order");
}
