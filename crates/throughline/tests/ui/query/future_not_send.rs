//! What is held across an `.await` of a spawned task must be `Send`.

use std::rc::Rc;

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

fn spawn<F: Future + Send + 'static>(_: F) {}

fn main() {
    spawn(async {
        let db = Db::memory().await?;
        let name = Rc::new("Ann".to_owned());
        let found = Student::objects().filter(|s| s.name().eq(name.as_str())).all(&db).await?;
        println!("{name}: {}", found.len());
        Ok::<_, throughline::Error>(())
    });
}
