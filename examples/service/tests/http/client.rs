//! A server for a test, and a client that asks it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use service::models::MIGRATIONS;
use service::server::Limits;
use tempfile::TempDir;
use throughline::{Db, blocking};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use ureq::Agent;
use ureq::http::Request;

/// A server, and the folder of its database. It ends with the test.
pub(crate) struct Server {
    address: SocketAddr,
    agent: Agent,
    folder: TempDir,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    thread: Option<JoinHandle<()>>,
}

/// What a request was answered.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: ureq::http::HeaderMap,
}

/// An agent that gives every answer as one, whatever its status.
pub(crate) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

/// Asks. A body that is no JSON, such as an empty one, is `null`.
pub(crate) fn ask(agent: &Agent, method: &str, url: &str, body: Option<&str>) -> Answer {
    let request = Request::builder().method(method).uri(url);
    let response = match body {
        Some(body) => agent.run(
            request
                .header("content-type", "application/json")
                .body(body.to_owned())
                .unwrap(),
        ),
        None => agent.run(request.body(()).unwrap()),
    };
    let mut response = response.unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    Answer {
        status: response.status().as_u16(),
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        headers: response.headers().clone(),
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Server::start_with("", Limits::default())
    }

    /// A server whose database has these options.
    pub(crate) fn start_with(options: &str, limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("{}{options}", url(&folder));
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = std::sync::mpsc::channel();
        let run = async move {
            let db = Db::connect(&url).await.unwrap();
            db.migrate(MIGRATIONS).await.unwrap();
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            bound.send(listener.local_addr().unwrap()).unwrap();
            let stop = async {
                _ = stopped.await;
            };
            service::serve(listener, service::router(db, limits), stop)
                .await
                .unwrap();
        };
        let thread = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build();
            runtime.unwrap().block_on(run);
        });
        Server {
            address: address.recv().unwrap(),
            agent: agent(),
            folder,
            stop: Mutex::new(Some(stop)),
            thread: Some(thread),
        }
    }

    /// Tells the server to end.
    pub(crate) fn stop(&self) {
        // Nobody listens any more if it has ended by itself: the test will find that out.
        self.stop.lock().unwrap().take().map(|stop| stop.send(()));
    }

    /// Waits until it has ended.
    pub(crate) fn wait(&mut self) {
        self.thread.take().unwrap().join().unwrap();
    }

    /// The database of the server, from outside of it.
    pub(crate) fn database(&self) -> blocking::Db {
        blocking::Db::connect(&url(&self.folder)).unwrap()
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn ask(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        ask(&self.agent, method, &self.url(path), body)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, Some(&body.to_string()))
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Answer {
        self.ask("PUT", path, Some(&body.to_string()))
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask("PATCH", path, Some(&body.to_string()))
    }

    /// Sends a text that may be no JSON.
    pub(crate) fn post_text(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, Some(body))
    }

    /// Students of these names, with the keys 1, 2 and so on.
    pub(crate) fn students(&self, names: &[&str]) {
        for (at, name) in names.iter().enumerate() {
            let email = format!("{}@school.example", name.to_lowercase());
            let made = self.post("/students", json!({"name": name, "email": email}));
            assert_eq!((made.status, &made.body["id"]), (201, &json!(at + 1)));
        }
    }

    /// Courses of these titles, with the keys 1, 2 and so on.
    pub(crate) fn courses(&self, titles: &[&str]) {
        for (at, title) in titles.iter().enumerate() {
            let made = self.post("/courses", json!({"title": title}));
            assert_eq!((made.status, &made.body["id"]), (201, &json!(at + 1)));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // What went wrong in it shows in the test that it did not answer.
            _ = thread.join();
        }
    }
}

fn url(folder: &TempDir) -> String {
    let file: PathBuf = folder.path().join("service.db");
    format!("sqlite://{}", file.display())
}
