//! The end of a server while a request runs.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::client::Server;

/// A request that has begun: its handler waits for the body.
pub(crate) struct Begun {
    stream: TcpStream,
    body: &'static str,
}

impl Begun {
    /// Sends all of a request but its body. The server asks for that once a handler has begun to
    /// read it, so that the request surely runs.
    pub(crate) fn post(address: SocketAddr, path: &str, body: &'static str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: school\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
        )
        .unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).unwrap();
        assert_eq!(asked, *b"HTTP/1.1 100 Continue\r\n\r\n");
        Begun { stream, body }
    }

    /// Sends the body. Gives the first line of the answer, behind which the server closes the
    /// connection.
    pub(crate) fn finish(mut self) -> String {
        self.stream.write_all(self.body.as_bytes()).unwrap();
        self.answer()
    }

    /// The first line of the answer.
    pub(crate) fn answer(mut self) -> String {
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap().to_owned()
    }
}

/// Waits until nobody listens there any more.
pub(crate) fn wait_until_closed(address: SocketAddr) {
    let until = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_ok() {
        assert!(
            Instant::now() < until,
            "the server goes on to take requests"
        );
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_request_that_runs_has_its_answer_and_no_new_one_is_taken() {
    let mut server = Server::start();
    let begun = Begun::post(server.address(), "/courses", r#"{"title": "Rust"}"#);
    server.stop();
    wait_until_closed(server.address());
    assert_eq!(begun.finish(), "HTTP/1.1 201 Created");
    server.wait();

    let titles: Vec<(String,)> = server
        .database()
        .query_as("SELECT title FROM course", ())
        .unwrap();
    assert_eq!(titles, [("Rust".to_owned(),)]);
}

#[test]
fn a_server_without_requests_ends_at_once() {
    let mut server = Server::start();
    // The connection of this one is kept by the client, and keeps nobody waiting.
    assert_eq!(server.get("/courses").status, 200);
    let begin = Instant::now();
    server.stop();
    server.wait();
    assert!(begin.elapsed() < Duration::from_secs(5));
}
