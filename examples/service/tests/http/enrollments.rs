//! The upsert of one link.

use serde_json::json;

use crate::client::Server;

fn one_of_each() -> Server {
    let server = Server::start();
    server.students(&["Ann"]);
    server.courses(&["Rust"]);
    server
}

#[test]
fn an_enrollment_is_made_once_and_then_changed() {
    let server = one_of_each();
    let path = "/courses/1/enrollments/1";
    assert_eq!(server.get(path).status, 404);

    let body = json!({"enrolled_on": "2026-09-01"});
    let made = server.put(path, body.clone());
    let expected = json!({"course": 1, "student": 1, "enrolled_on": "2026-09-01", "grade": null});
    assert_eq!((made.status, &made.body), (201, &expected));
    assert_eq!(
        server.put(path, body).status,
        200,
        "a second time changes nothing"
    );
    assert_eq!(server.get(path).body, expected);

    let graded = server.put(path, json!({"enrolled_on": "2026-09-01", "grade": 1}));
    assert_eq!((graded.status, &graded.body["grade"]), (200, &json!(1)));
    let taken_back = server.put(path, json!({"enrolled_on": "2026-09-01"}));
    assert_eq!((taken_back.status, taken_back.body), (200, expected));
}

#[test]
fn what_the_database_does_not_allow_is_a_422() {
    let server = one_of_each();
    let day = json!({"enrolled_on": "2026-09-01"});
    let nobody = server.put("/courses/1/enrollments/9", day);
    assert_eq!(
        (nobody.status, &nobody.body["title"]),
        (422, &json!("foreign key points to no row"))
    );
    let grade = json!({"enrolled_on": "2026-09-01", "grade": 7});
    let refused = server.put("/courses/1/enrollments/1", grade);
    assert_eq!(
        (refused.status, &refused.body["title"]),
        (422, &json!("check failed"))
    );
    assert_eq!(server.get("/courses/1/enrollments/1").status, 404);
}

#[test]
fn of_many_that_enroll_one_student_at_one_time_one_makes_the_link() {
    let server = one_of_each();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let server = &server;
        let enroll = move |grade: i32| {
            let body = json!({"enrolled_on": "2026-09-01", "grade": grade});
            server.put("/courses/1/enrollments/1", body).status
        };
        let threads: Vec<_> = (1..=6)
            .map(|grade| scope.spawn(move || enroll(grade)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(statuses.iter().filter(|&&status| status == 201).count(), 1);
    assert_eq!(statuses.iter().filter(|&&status| status == 200).count(), 5);
}
