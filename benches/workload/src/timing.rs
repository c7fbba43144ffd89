//! A visit: one operation, called again and again, each call timed and its answer checked.

use std::time::{Duration, Instant};

use crate::{Contestant, Data, NewStudent, Operation, Result, Seen};

/// Calls an operation for about so long and tells the median.
pub(crate) async fn visit<C: Contestant>(
    contestant: &mut C,
    data: &Data,
    operation: Operation,
    time: Duration,
    round: u64,
) -> Result<String> {
    contestant.tidy(data).await?;
    let writes_all = matches!(operation, Operation::BulkLink | Operation::BulkLinkUsual);
    let mut visit = Visit {
        contestant,
        data,
        operation,
        round,
        call: 0,
    };
    if !writes_all {
        // Statements are prepared, pages and processor are warm.
        for _ in 0..3 {
            visit.call().await?;
        }
    }
    // Each new link is another one, as long as there are students.
    let most = match operation {
        Operation::AddOne => (crate::Size::SPARE * data.size.students - visit.call).min(20_000),
        _ => 20_000,
    };
    let begin = Instant::now();
    let mut calls = Vec::new();
    while calls.is_empty() || (begin.elapsed() < time && (calls.len() as i64) < most) {
        calls.push(visit.call().await?);
    }
    visit.contestant.tidy(data).await?;
    calls.sort_unstable();
    Ok(format!(
        "done {} {}",
        calls[calls.len() / 2].as_nanos(),
        calls.len()
    ))
}

/// Calls an operation a number of times.
pub(crate) async fn repeat<C: Contestant>(
    contestant: &mut C,
    data: &Data,
    operation: Operation,
    calls: usize,
) -> Result<String> {
    let mut visit = Visit {
        contestant,
        data,
        operation,
        round: 0,
        call: 0,
    };
    for _ in 0..calls {
        visit.call().await?;
    }
    Ok(format!("done 0 {calls}"))
}

struct Visit<'a, C> {
    contestant: &'a mut C,
    data: &'a Data,
    operation: Operation,
    round: u64,
    /// How many calls came before.
    call: i64,
}

/// Times one expression.
macro_rules! timed {
    ($call:expr) => {{
        let begin = Instant::now();
        let seen = $call?;
        (begin.elapsed(), seen)
    }};
}

impl<C: Contestant> Visit<'_, C> {
    async fn call(&mut self) -> Result<Duration> {
        let number = self.call;
        self.call += 1;
        match self.operation {
            Operation::GetOne
            | Operation::AllForward
            | Operation::AllReverse
            | Operation::Filter
            | Operation::Enrolled => self.read(number).await,
            Operation::Stream => self.stream().await,
            Operation::Load100 | Operation::LoadAll | Operation::Most => self.load().await,
            Operation::AddOne | Operation::AddExisting | Operation::RemoveOne => {
                self.write_one(number).await
            }
            Operation::AddMany | Operation::Set | Operation::Clear => self.write_many(number).await,
            Operation::AddTelling | Operation::SetTelling | Operation::ClearTelling => {
                self.write_telling(number).await
            }
            Operation::UpsertHit | Operation::UpsertMiss => self.upsert(number).await,
            Operation::Insert1 | Operation::Insert1000 | Operation::InsertReturning => {
                self.insert(number).await
            }
            Operation::BulkLink | Operation::BulkLinkUsual => self.bulk().await,
        }
    }

    async fn read(&mut self, number: i64) -> Result<Duration> {
        // Another row each time, and other rows in each round.
        let number = number * 7_919 + self.round as i64 * 104_729;
        let student = 1 + number % self.data.size.students;
        let course = 1 + number % self.data.size.courses();
        let contestant = &mut *self.contestant;
        let ((elapsed, seen), expected) = match self.operation {
            Operation::GetOne => (
                timed!(contestant.get_one(student).await),
                Seen::keys([student]),
            ),
            Operation::AllForward => (
                timed!(contestant.students_of(course).await),
                Seen::keys(self.data.students_of[course as usize - 1].iter().copied()),
            ),
            Operation::AllReverse => (
                timed!(contestant.courses_of(student).await),
                Seen::keys(self.data.courses_of(student)),
            ),
            Operation::Filter => {
                let email = Data::student(student).email;
                (
                    timed!(contestant.courses_by_email(&email).await),
                    Seen::keys(self.data.courses_of(student)),
                )
            }
            _ => (
                timed!(contestant.enrolled(student).await),
                Seen::in_order(self.data.enrolled(student)),
            ),
        };
        check(self.operation, seen, expected)?;
        Ok(elapsed)
    }

    async fn stream(&mut self) -> Result<Duration> {
        let (elapsed, seen) = timed!(self.contestant.stream().await);
        check(
            self.operation,
            seen,
            Seen::keys(1..=self.data.size.students),
        )?;
        Ok(elapsed)
    }

    async fn load(&mut self) -> Result<Duration> {
        let contestant = &mut *self.contestant;
        let courses = &self.data.students_of;
        let ((elapsed, seen), expected) = match self.operation {
            Operation::Load100 => {
                let courses = &courses[..courses.len().min(100)];
                (
                    timed!(contestant.load(courses.len() as i64).await),
                    loaded(courses),
                )
            }
            Operation::LoadAll => (timed!(contestant.load_all().await), loaded(courses)),
            _ => {
                let mut numbers: Vec<(usize, i64)> = courses
                    .iter()
                    .zip(1..)
                    .map(|(students, id)| (students.len(), id))
                    .collect();
                numbers.sort_by_key(|&(students, id)| (std::cmp::Reverse(students), id));
                let most = numbers
                    .iter()
                    .take(10)
                    .map(|&(students, id)| students as i64 + id);
                (timed!(contestant.most(10).await), Seen::keys(most))
            }
        };
        check(self.operation, seen, expected)?;
        Ok(elapsed)
    }

    async fn write_one(&mut self, number: i64) -> Result<Duration> {
        let contestant = &mut *self.contestant;
        let course = self.data.size.courses() + 1 + number % crate::Size::SPARE;
        let student = 1 + number / crate::Size::SPARE % self.data.size.students;
        let (elapsed, seen) = match self.operation {
            Operation::AddOne => timed!(contestant.add_one(course, student).await),
            Operation::AddExisting => {
                let course = 1 + number % self.data.size.courses();
                let students = &self.data.students_of[course as usize - 1];
                let student = students[number as usize % students.len()];
                timed!(contestant.add_one(course, student).await)
            }
            _ => {
                contestant.add_one(course, student).await?;
                timed!(contestant.remove_one(course, student).await)
            }
        };
        let expected = u64::from(self.operation != Operation::AddExisting);
        check(self.operation, seen, Seen::rows(expected))?;
        if number == 0 && self.operation != Operation::AddExisting {
            let left = (self.operation == Operation::AddOne).then_some(student);
            let seen = contestant.students_of(course).await?;
            check(self.operation, seen, Seen::keys(left))?;
        }
        Ok(elapsed)
    }

    async fn write_many(&mut self, number: i64) -> Result<Duration> {
        let list = self.data.size.list;
        let before = self.some_students(number, 0);
        let after = self.some_students(number, list / 2);
        let contestant = &mut *self.contestant;
        let course = self.data.size.courses() + 1 + number % crate::Size::SPARE;
        contestant.clear(course).await?;
        let ((elapsed, seen), expected) = match self.operation {
            Operation::AddMany => (timed!(contestant.add_many(course, &before).await), list),
            Operation::Set => {
                contestant.add_many(course, &before).await?;
                (timed!(contestant.set(course, &after).await), list)
            }
            _ => {
                contestant.add_many(course, &before).await?;
                (timed!(contestant.clear(course).await), list)
            }
        };
        check(self.operation, seen, Seen::rows(expected as u64))?;
        if number == 0 {
            let left = match self.operation {
                Operation::AddMany => before,
                Operation::Set => after,
                _ => Vec::new(),
            };
            let seen = contestant.students_of(course).await?;
            check(self.operation, seen, Seen::keys(left))?;
        }
        Ok(elapsed)
    }

    /// As [`write_many`](Self::write_many), for a library that tells which students they were.
    async fn write_telling(&mut self, number: i64) -> Result<Duration> {
        let list = self.data.size.list;
        let before = self.some_students(number, 0);
        let after = self.some_students(number, list / 2);
        let contestant = &mut *self.contestant;
        let course = self.data.size.courses() + 1 + number % crate::Size::SPARE;
        contestant.clear(course).await?;
        let ((elapsed, seen), changed) = match self.operation {
            Operation::AddTelling => (
                timed!(contestant.add_telling(course, &before).await),
                before,
            ),
            Operation::SetTelling => {
                contestant.add_many(course, &before).await?;
                let answer = timed!(contestant.set_telling(course, &after).await);
                let stay = before.len() / 2;
                (answer, [&before[..stay], &after[stay..]].concat())
            }
            _ => {
                contestant.add_many(course, &before).await?;
                (timed!(contestant.clear_telling(course).await), before)
            }
        };
        check(self.operation, seen, Seen::keys(changed))?;
        Ok(elapsed)
    }

    /// As many students as a list has, all over the table, those from the `from`th on.
    fn some_students(&self, number: i64, from: i64) -> Vec<i64> {
        let students = self.data.size.students;
        let student = |nth| 1 + (number * 31 + nth * 9_973) % students;
        (from..from + self.data.size.list).map(student).collect()
    }

    async fn upsert(&mut self, number: i64) -> Result<Duration> {
        let contestant = &mut *self.contestant;
        let there = self.operation == Operation::UpsertHit;
        let student = if there {
            let id = 1 + number * 7_919 % self.data.size.students;
            let year = 6 + (self.round % 1_000) as i32;
            NewStudent {
                name: format!("Changed {number}"),
                year,
                ..Data::student(id)
            }
        } else {
            new_student(number)
        };
        let (elapsed, seen) = timed!(contestant.upsert(&student).await);
        let id = if there {
            1 + number * 7_919 % self.data.size.students
        } else {
            seen.sum
        };
        check(self.operation, seen, Seen::keys([id]))?;
        Ok(elapsed)
    }

    async fn insert(&mut self, number: i64) -> Result<Duration> {
        let contestant = &mut *self.contestant;
        if self.operation == Operation::Insert1 {
            let student = new_student(number);
            let (elapsed, seen) = timed!(contestant.insert_one(student).await);
            check(self.operation, seen, Seen { rows: 1, ..seen })?;
            return Ok(elapsed);
        }
        let students = (number * 1_000..(number + 1) * 1_000)
            .map(new_student)
            .collect();
        let (elapsed, seen) = match self.operation {
            Operation::InsertReturning => timed!(contestant.insert_returning(students).await),
            _ => timed!(contestant.insert_many(students).await),
        };
        check(
            self.operation,
            seen,
            Seen {
                rows: 1_000,
                ..seen
            },
        )?;
        Ok(elapsed)
    }

    async fn bulk(&mut self) -> Result<Duration> {
        let contestant = &mut *self.contestant;
        contestant.unlink_all().await?;
        let links = &self.data.links;
        let own = self.operation == Operation::BulkLink;
        let begin = Instant::now();
        let answer = if own {
            contestant.bulk_link(links).await
        } else {
            contestant.bulk_link_usual(links).await
        };
        let elapsed = begin.elapsed();
        if !own || answer.is_err() {
            // The other operations want the links where they were.
            contestant.unlink_all().await?;
            contestant.relink(links).await?;
        }
        check(self.operation, answer?, Seen::rows(links.len() as u64))?;
        Ok(elapsed)
    }
}

fn new_student(number: i64) -> NewStudent {
    NewStudent {
        name: format!("New student {number}"),
        email: format!("new{number}@school.example"),
        year: 1,
    }
}

fn loaded(courses: &[Vec<i64>]) -> Seen {
    Seen::loaded((1..).zip(courses.iter().map(|students| students.iter().copied())))
}

fn check(operation: Operation, seen: Seen, expected: Seen) -> Result<()> {
    if seen == expected || seen == Seen::UNTOLD {
        return Ok(());
    }
    Err(format!("{operation} gave {seen:?}, expected {expected:?}").into())
}
