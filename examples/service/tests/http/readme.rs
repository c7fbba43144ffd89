//! The README's lines for `curl`, sent as they stand, and its answers.

use serde_json::Value;

use crate::client::{Server, agent, ask};

const README: &str = include_str!("../../README.md");

/// What a line for `curl` asks.
struct Asked {
    method: String,
    path: String,
    body: Option<String>,
}

/// The blocks of that language, with what stands in them.
fn blocks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let parts = README.split("```").skip(1).step_by(2);
    parts.map(|part| part.split_once('\n').unwrap())
}

/// The words of a line as a shell takes them: this file has quotes of one kind.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn asked(line: &str) -> Asked {
    let mut words = words(line).into_iter();
    assert_eq!(words.next().as_deref(), Some("curl"));
    let (mut method, mut path, mut body) = (None, None, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" => method = words.next(),
            "--json" => body = words.next(),
            url => path = url.strip_prefix("localhost:3000").map(str::to_owned),
        }
    }
    let usual = if body.is_some() { "POST" } else { "GET" };
    Asked {
        method: method.unwrap_or_else(|| usual.to_owned()),
        path: path.unwrap_or_else(|| panic!("no URL in {line}")),
        body,
    }
}

#[test]
fn the_lines_for_curl_give_what_the_readme_shows() {
    let server = Server::start();
    let agent = agent();
    let (mut last, mut sent, mut compared) = (Value::Null, 0, 0);
    for (language, text) in blocks() {
        match language {
            "sh" => {
                for line in text.lines().filter(|line| line.starts_with("curl ")) {
                    let Asked { method, path, body } = asked(line);
                    let answer = ask(&agent, &method, &server.url(&path), body.as_deref());
                    assert!(answer.status < 500, "{line}: {answer:?}");
                    (last, sent) = (answer.body, sent + 1);
                }
            }
            "json" => {
                let expected: Value = serde_json::from_str(text).unwrap();
                assert_eq!(last, expected, "{text}");
                compared += 1;
            }
            _ => {}
        }
    }
    assert!(
        sent > 10 && compared > 4,
        "{sent} lines, {compared} answers"
    );
}
