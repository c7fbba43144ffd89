//! Toasty, on the engine of the feature that it is built with: `toasty-contestant URL STUDENTS`.
//!
//! It has Throughline's own tables. Links are rows of a model, as its guide has it, since what leads through
//! them (`via`) is read-only. What it deletes it does not count. It groups nothing, so `most` is left out.

mod models;

use std::collections::HashSet;
use std::process::ExitCode;

use toasty::schema::QueryMany;
use toasty::stmt::Value;
use toasty::{Connection, Executor, Transaction};
use toasty_core::driver::operation::TransactionMode;
use workload::{Contestant, Data, NewStudent, Result, Seen, in_runtime, serve};

use models::*;

fn main() -> ExitCode {
    in_runtime(serve::<Toasty>())
}

struct Toasty {
    db: Connection,
}

const IS_SQLITE: bool = cfg!(feature = "sqlite");

/// On SQLite with the write lock from the beginning, so that it can be waited for.
const WRITING: TransactionMode = if IS_SQLITE {
    TransactionMode::Immediate
} else {
    TransactionMode::Default
};

/// As many rows as one statement takes: SQLite has 32,766 parameters, PostgreSQL 65,535.
const ROWS: usize = 16_000;

impl Toasty {
    /// On SQLite by a query for each course, in one batch: what `include` sends has a list of all keys, which
    /// SQLite goes through for each link, several times slower.
    async fn load_courses(&mut self, courses: QueryMany<Course>) -> Result {
        if !IS_SQLITE {
            let courses = courses
                .include(Course::fields().students())
                .exec(&mut self.db)
                .await?;
            return Ok(loaded(
                courses.iter().map(|course| (course, course.students.get())),
            ));
        }
        let mut db = self.db.transaction().await?;
        let courses = courses.exec(&mut db).await?;
        let queries: Vec<_> = courses.iter().map(Course::students).collect();
        let students = toasty::batch(queries).exec(&mut db).await?;
        db.commit().await?;
        Ok(loaded(courses.iter().zip(&students)))
    }
}

impl Contestant for Toasty {
    async fn connect(url: &str) -> Result<Self> {
        let db = toasty::Db::builder()
            .models(toasty::models!(crate::*))
            .max_pool_size(1)
            .connect(url)
            .await?;
        let mut db = db.connection().await?;
        if IS_SQLITE {
            execute("PRAGMA foreign_keys = ON", &mut db).await?;
        }
        Ok(Self { db })
    }

    async fn versions(&mut self) -> Result<String> {
        let (name, sql) = if IS_SQLITE {
            ("SQLite", "SELECT sqlite_version()")
        } else {
            ("PostgreSQL", "SELECT current_setting('server_version')")
        };
        let rows = toasty::sql::query(sql).exec(&mut self.db).await?;
        let Some(Value::Record(row)) = rows.first() else {
            return Err("no version".into());
        };
        let version = row[0].as_str().ok_or("no version")?;
        Ok(format!("toasty 0.11.0, {name} {version}"))
    }

    async fn get_one(&mut self, student: i64) -> Result {
        let student = Student::get_by_id(&mut self.db, student as u64).await?;
        Ok(students_seen(&[student]))
    }

    async fn students_of(&mut self, course: i64) -> Result {
        let students = Course::filter_by_id(course as u64).students();
        Ok(students_seen(&students.exec(&mut self.db).await?))
    }

    async fn courses_of(&mut self, student: i64) -> Result {
        let courses = Student::filter_by_id(student as u64).courses();
        Ok(courses_seen(&courses.exec(&mut self.db).await?))
    }

    async fn courses_by_email(&mut self, email: &str) -> Result {
        let courses = Student::filter_by_email(email).courses();
        Ok(courses_seen(&courses.exec(&mut self.db).await?))
    }

    async fn enrolled(&mut self, student: i64) -> Result {
        let of_student = Enrollment::fields().student_id().eq(student as u64);
        let courses = Course::filter(Course::fields().enrollments().any(of_student))
            .order_by(Course::fields().title().asc())
            .exec(&mut self.db)
            .await?;
        Ok(Seen::in_order(
            courses.iter().map(|course| course.id as i64),
        ))
    }

    async fn add_one(&mut self, course: i64, student: i64) -> Result {
        let link = CourseStudent::upsert_by_course_id_and_student_id(course as u64, student as u64)
            .or_ignore()
            .exec(&mut self.db)
            .await?;
        Ok(Seen::rows(u64::from(link.is_some())))
    }

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        let Seen { rows, .. } = self.add_telling(course, students).await?;
        Ok(Seen::rows(rows))
    }

    /// An upsert is of one row: what is there is read, and one statement makes the others.
    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let mut db = begin(&mut self.db).await?;
        let there = linked(course, &mut db).await?;
        let new = students
            .iter()
            .map(|&student| student as u64)
            .filter(|student| !there.contains(student));
        let added = link(course, new, &mut db).await?;
        db.commit().await?;
        Ok(Seen::keys(added.iter().map(|link| link.student_id as i64)))
    }

    async fn remove_one(&mut self, course: i64, student: i64) -> Result {
        CourseStudent::delete_by_course_id_and_student_id(
            &mut self.db,
            course as u64,
            student as u64,
        )
        .await?;
        Ok(Seen::UNTOLD)
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let Seen { rows, .. } = self.set_telling(course, students).await?;
        Ok(Seen::rows(rows))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let mut db = begin(&mut self.db).await?;
        let there = linked(course, &mut db).await?;
        let wanted: HashSet<u64> = students.iter().map(|&student| student as u64).collect();
        let gone: Vec<u64> = there.difference(&wanted).copied().collect();
        CourseStudent::filter_by_course_id(course as u64)
            .filter(CourseStudent::fields().student_id().in_list(&gone[..]))
            .delete()
            .exec(&mut db)
            .await?;
        let came = link(course, wanted.difference(&there).copied(), &mut db).await?;
        db.commit().await?;
        let came = came.iter().map(|link| link.student_id);
        Ok(Seen::keys(
            gone.into_iter().chain(came).map(|key| key as i64),
        ))
    }

    async fn clear(&mut self, course: i64) -> Result {
        CourseStudent::filter_by_course_id(course as u64)
            .delete()
            .exec(&mut self.db)
            .await?;
        Ok(Seen::UNTOLD)
    }

    async fn upsert(&mut self, student: &NewStudent) -> Result {
        let student = Student::upsert_by_email(&student.email)
            .name(&student.name)
            .year(student.year)
            .exec(&mut self.db)
            .await?;
        Ok(students_seen(&[student]))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let key = Course::fields().id();
        self.load_courses(Course::filter(key.le(up_to as u64)))
            .await
    }

    async fn load_all(&mut self) -> Result {
        self.load_courses(Course::all()).await
    }

    async fn insert_one(&mut self, student: NewStudent) -> Result {
        let student = Student::create()
            .name(student.name)
            .email(student.email)
            .year(student.year)
            .exec(&mut self.db)
            .await?;
        Ok(students_seen(&[student]))
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        let mut new = Student::create_many();
        for student in students {
            new = new.with_item(|new| {
                new.name(student.name)
                    .email(student.email)
                    .year(student.year)
            });
        }
        let students = new.exec(&mut self.db).await?;
        Ok(students_seen(&students))
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_many(students).await
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        let mut db = begin(&mut self.db).await?;
        let mut added = 0;
        for links in links.chunks(ROWS) {
            let mut new = CourseStudent::create_many();
            for &(course, student) in links {
                new = new.with_item(|new| new.course_id(course as u64).student_id(student as u64));
            }
            added += new.exec(&mut db).await?.len();
        }
        db.commit().await?;
        Ok(Seen::rows(added as u64))
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        let mut db = begin(&mut self.db).await?;
        let mut added = 0;
        for links in links.chunks(ROWS) {
            let mut new = UsualCourseStudent::create_many();
            for &(course, student) in links {
                new = new.with_item(|new| new.course_id(course as u64).student_id(student as u64));
            }
            added += new.exec(&mut db).await?.len();
        }
        db.commit().await?;
        Ok(Seen::rows(added as u64))
    }

    async fn unlink_all(&mut self) -> Result<()> {
        if IS_SQLITE {
            execute("DELETE FROM course_students", &mut self.db).await?;
            execute("DELETE FROM usual_course_students", &mut self.db).await
        } else {
            let sql = "TRUNCATE course_students, usual_course_students";
            execute(sql, &mut self.db).await
        }
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        let spare = CourseStudent::fields()
            .course_id()
            .gt(data.size.courses() as u64);
        let spare = CourseStudent::filter(spare).delete();
        spare.exec(&mut self.db).await?;
        // Toasty panics at a deletion of a range of rows that have relations.
        let new = format!("DELETE FROM student WHERE id > {}", data.size.students);
        execute(&new, &mut self.db).await?;
        let changed = Student::filter(Student::fields().year().gt(5));
        for mut student in changed.exec(&mut self.db).await? {
            let before = Data::student(student.id as i64);
            student
                .update()
                .name(before.name)
                .year(before.year)
                .exec(&mut self.db)
                .await?;
        }
        if !IS_SQLITE {
            let sql = "VACUUM student, course_students, usual_course_students";
            execute(sql, &mut self.db).await?;
        }
        Ok(())
    }
}

async fn execute(sql: &str, db: &mut Connection) -> Result<()> {
    toasty::sql::statement(sql).exec(db).await?;
    Ok(())
}

async fn begin(db: &mut Connection) -> toasty::Result<Transaction<'_>> {
    db.transaction_builder().mode(WRITING).begin().await
}

/// The students of a course, by their keys.
async fn linked(course: i64, db: &mut dyn Executor) -> toasty::Result<HashSet<u64>> {
    let students = CourseStudent::filter_by_course_id(course as u64)
        .select(CourseStudent::fields().student_id())
        .exec(db)
        .await?;
    Ok(students.into_iter().collect())
}

/// Links students that are not linked.
async fn link(
    course: i64,
    students: impl Iterator<Item = u64>,
    db: &mut dyn Executor,
) -> toasty::Result<Vec<CourseStudent>> {
    let mut new = CourseStudent::create_many();
    for student in students {
        new = new.with_item(|new| new.course_id(course as u64).student_id(student));
    }
    new.exec(db).await
}

fn students_seen(students: &[Student]) -> Seen {
    Seen::keys(students.iter().map(|student| student.id as i64))
}

fn courses_seen(courses: &[Course]) -> Seen {
    Seen::keys(courses.iter().map(|course| course.id as i64))
}

fn loaded<'a>(courses: impl Iterator<Item = (&'a Course, &'a Vec<Student>)>) -> Seen {
    Seen::loaded(courses.map(|(course, students)| {
        let students = students.iter().map(|student| student.id as i64);
        (course.id as i64, students)
    }))
}
