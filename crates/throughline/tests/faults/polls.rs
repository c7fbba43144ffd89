//! Futures that are dropped behind their first poll, their second, and so on until they come to
//! their end: each is a moment in which a caller may give up. Once at once, as the future waits, and
//! once when it would have gone on.

use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use throughline::{Db, blocking};

use crate::models::*;
use crate::verbs::{School, all_of};

/// What is called, with all that it is called on.
type Calling<'a> = Pin<Box<dyn Future<Output = throughline::Result<()>> + 'a>>;
type Call = (&'static str, for<'a> fn(&'a Db, &'a School) -> Calling<'a>);

/// How long a call may take that nothing is in the way of.
const PATIENCE: Duration = Duration::from_secs(20);

const CALLS: &[Call] = &[
    ("create", |db, _| {
        let new = Student::builder().name("new").create(db);
        Box::pin(async { new.await.map(drop) })
    }),
    ("update", |db, _| {
        let done = Student::objects().update(db, |s| s.visits().set(7));
        Box::pin(async { done.await.map(drop) })
    }),
    ("add", |db, school| {
        let done = school.courses[1].students().add(db, &school.students);
        Box::pin(async { done.await.map(drop) })
    }),
    ("remove", |db, school| {
        let students = school.courses[0].students();
        let done = students.remove(db, &school.students[..2]);
        Box::pin(async { done.await.map(drop) })
    }),
    ("set", |db, school| {
        let students = school.courses[0].students();
        let done = students.set(db, &school.students[2..]);
        Box::pin(async { done.await.map(drop) })
    }),
    ("clear", |db, school| {
        let done = school.courses[0].students().clear(db);
        Box::pin(async { done.await.map(drop) })
    }),
    ("create through a relation", |db, school| {
        let students = school.courses[0].students();
        let done = students.create(db, Student::builder().name("new"));
        Box::pin(async { done.await.map(drop) })
    }),
    ("get_or_create", |db, school| {
        let students = school.courses[0].students();
        let builder = Student::builder().name("new").email("new@school");
        let done = students.get_or_create(db, builder);
        Box::pin(async { done.await.map(drop) })
    }),
    ("update_or_create by key", |db, _| {
        let builder = Student::builder().name("changed").email("0@school");
        let done = builder.update_or_create(db);
        Box::pin(async { done.await.map(drop) })
    }),
    ("update_or_create by filter", |db, _| {
        let found = Student::objects().filter(|s| s.name().eq("nobody"));
        let new = Student::builder().name("somebody");
        let done = found.update_or_create(db, |s| s.visits().set(3), new);
        Box::pin(async { done.await.map(drop) })
    }),
    ("bulk_create", |db, _| {
        // More than one statement.
        let new = (0..600).map(|number| Student::builder().name(number.to_string()));
        let done = Student::objects().bulk_create(db, new);
        Box::pin(async { done.await.map(drop) })
    }),
    ("link_all", |db, school| {
        let pairs = school
            .courses
            .iter()
            .flat_map(|course| school.students.iter().map(move |student| (course, student)));
        let done = Course::objects().link_all(db, |c| c.students(), pairs);
        Box::pin(async { done.await.map(drop) })
    }),
    ("with", |db, _| {
        let done = Course::objects().with(|c| c.students()).all(db);
        Box::pin(async { done.await.map(drop) })
    }),
    ("stream", |db, _| {
        let mut students = Student::objects().stream(db);
        Box::pin(async move {
            while let Some(student) = students.next().await {
                student?;
            }
            Ok(())
        })
    }),
    ("a transaction", |db, school| {
        let transaction = db.transaction(async move |tx| {
            Student::builder().name("new").create(&tx).await?;
            school.courses[0].students().clear(&tx).await?;
            let inner = async |tx: throughline::Tx| {
                let students = school.courses[1].students();
                students.set(&tx, &school.students[1..3]).await.map(drop)
            };
            tx.transaction(inner).await?;
            let all = Student::objects().for_update().all(&tx).await?;
            school.courses[1].students().remove(&tx, &all[..1]).await?;
            Ok(())
        });
        Box::pin(transaction)
    }),
    ("a transaction by hand", |db, school| {
        Box::pin(async move {
            let tx = db.begin().await?;
            Student::builder().name("new").create(&tx).await?;
            school.courses[0].students().clear(&tx).await?;
            tx.commit().await
        })
    }),
];

/// When a future is dropped, behind its last poll.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    AtOnce,
    AsItWouldGoOn,
}

/// Polls a future so many times, and drops it. Breaks with what it gave if it came to its end.
pub(crate) async fn polled<T>(
    polls: usize,
    when: When,
    future: impl Future<Output = T>,
) -> ControlFlow<T> {
    let mut future = Box::pin(future);
    let mut left = polls;
    let polled = poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(ControlFlow::Continue(()));
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(ControlFlow::Break(value)),
            Poll::Pending if left == 0 && matches!(when, When::AtOnce) => {
                Poll::Ready(ControlFlow::Continue(()))
            }
            Poll::Pending => Poll::Pending,
        }
    });
    tokio::time::timeout(PATIENCE, polled).await.unwrap()
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

/// A call that waits all the time, by a connection of its own. Who is alone looks for the answer of
/// PostgreSQL instead of being polled again, and could be dropped at fewer moments.
async fn company(db: Db, sleep: &str) {
    loop {
        db.execute(sleep, ()).await.unwrap();
    }
}

/// All calls, on the database of that URL, with so many connections that write.
pub(crate) fn every_call(url: &str, writers: usize) {
    let sleep = match url.split_once(':') {
        Some(("postgres", _)) => Some("SELECT pg_sleep(0.05)"),
        Some(("mariadb", _)) => Some("SELECT sleep(0.05)"),
        _ => None,
    };
    let url = &url.replace("connections=2", "connections=3");
    let direct = blocking::Db::connect(url).unwrap();
    runtime().block_on(async {
        let db = Db::connect(url).await.unwrap();
        if let Some(sleep) = sleep {
            tokio::spawn(company(db.clone(), sleep));
        }
        let mut moments = 0;
        for call in CALLS {
            for when in [When::AtOnce, When::AsItWouldGoOn] {
                moments += until_its_end(&direct, &db, writers, *call, when).await;
            }
        }
        // Behind none of its polls is one moment for each.
        assert!(moments > 3 * CALLS.len(), "{moments} moments");
    });
}

/// One call, dropped behind its polls one after the other. Gives how often.
async fn until_its_end(
    direct: &blocking::Db,
    db: &Db,
    writers: usize,
    (name, call): Call,
    when: When,
) -> usize {
    let mut dropped = Vec::new();
    let mut before = Vec::new();
    for polls in 0.. {
        // It would wait for whatever is locked still.
        let school = School::fresh(direct);
        before = all_of(direct);
        match polled(polls, when, call(db, &school)).await {
            ControlFlow::Continue(()) => {
                is_as_ever(db, writers, name).await;
                dropped.push(all_of(direct));
            }
            ControlFlow::Break(done) => {
                done.unwrap_or_else(|error| panic!("{name}: {error:?}"));
                break;
            }
        }
    }
    let after = all_of(direct);
    assert_eq!(
        dropped[0], before,
        "{name} did something before its first poll"
    );
    for (polls, there) in dropped.iter().enumerate() {
        let is_whole = *there == before || *there == after;
        assert!(
            is_whole,
            "{name}, dropped {when:?} behind {polls} polls: {there:#?}"
        );
    }
    dropped.len()
}

/// The next call has its answer at once, and all connections are free.
async fn is_as_ever(db: &Db, writers: usize, name: &str) {
    let all = async {
        Club::objects().count(db).await.unwrap();
        let mut taken = Vec::new();
        for _ in 0..writers {
            taken.push(db.begin().await.unwrap());
        }
        // A lock that is left would be met here.
        Club::objects()
            .update(&taken[0], |c| c.name().set("Go"))
            .await
            .unwrap();
        // What was left open would be kept by this.
        for tx in taken {
            tx.commit().await.unwrap();
        }
    };
    let done = tokio::time::timeout(PATIENCE, all).await;
    done.unwrap_or_else(|_| panic!("behind {name} a connection is taken"));
}
