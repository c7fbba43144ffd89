//! The operations, once for both handles: what a program writes with `.await` it writes without it where
//! the handle blocks.

use workload::{Contestant, Data, NewStudent, Result, Seen};

use crate::models::*;

macro_rules! contestant {
    ($(#[doc = $doc:literal])* $name:ident, $db:ty $(, $await:tt)*) => {
        $(#[doc = $doc])*
        pub(crate) struct $name {
            db: $db,
            engine: &'static str,
            /// The query for the engine's version.
            version: &'static str,
        }

        impl Contestant for $name {
            async fn connect(url: &str) -> Result<Self> {
                let (engine, version) = match url.split(':').next() {
                    Some("postgres") => ("PostgreSQL", "SHOW server_version"),
                    Some("mariadb") => ("MariaDB", "SELECT version()"),
                    _ => ("SQLite", "SELECT sqlite_version()"),
                };
                let db = <$db>::connect(url)$(.$await)*?;
                Ok(Self { db, engine, version })
            }

            async fn versions(&mut self) -> Result<String> {
                let version: Vec<(String,)> =
                    self.db.query_as(self.version, ())$(.$await)*?;
                let version = version.first().map_or("", |(version,)| version);
                Ok(format!("throughline of this checkout, {} {version}", self.engine))
            }

            async fn get_one(&mut self, student: i64) -> Result {
                let student = Student::get(&self.db, student)$(.$await)*?;
                Ok(Seen::keys([student.id]))
            }

            async fn students_of(&mut self, course: i64) -> Result {
                let students = of(course).students().all(&self.db)$(.$await)*?;
                Ok(Seen::keys(students.iter().map(|student| student.id)))
            }

            async fn courses_of(&mut self, student: i64) -> Result {
                let courses = one(student).course_set().all(&self.db)$(.$await)*?;
                Ok(Seen::keys(courses.iter().map(|course| course.id)))
            }

            async fn courses_by_email(&mut self, email: &str) -> Result {
                let courses = Course::objects()
                    .filter(|c| c.students().email().eq(email))
                    .all(&self.db)$(.$await)*?;
                Ok(Seen::keys(courses.iter().map(|course| course.id)))
            }

            async fn enrolled(&mut self, student: i64) -> Result {
                let courses = Course::objects()
                    .filter(|c| c.enrollment_set().student().eq(student))
                    .order_by(|c| c.title())
                    .all(&self.db)$(.$await)*?;
                Ok(Seen::in_order(courses.iter().map(|course| course.id)))
            }

            async fn add_one(&mut self, course: i64, student: i64) -> Result {
                let added = of(course).students().add(&self.db, [student])$(.$await)*?;
                Ok(Seen::rows(added.len() as u64))
            }

            async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
                let pairs = students.iter().map(|&student| (course, student));
                let report = Course::objects()
                    .link_all(&self.db, |c| c.students(), pairs)$(.$await)*?;
                Ok(Seen::rows(report.added))
            }

            async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
                let students = students.iter().copied();
                Ok(Seen::keys(of(course).students().add(&self.db, students)$(.$await)*?))
            }

            async fn remove_one(&mut self, course: i64, student: i64) -> Result {
                let removed = of(course).students().remove(&self.db, [student])$(.$await)*?;
                Ok(Seen::rows(removed.len() as u64))
            }

            async fn set(&mut self, course: i64, students: &[i64]) -> Result {
                let students = students.iter().copied();
                let changes = of(course).students().set(&self.db, students)$(.$await)*?;
                Ok(Seen::rows((changes.added.len() + changes.removed.len()) as u64))
            }

            async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
                let students = students.iter().copied();
                let changes = of(course).students().set(&self.db, students)$(.$await)*?;
                Ok(Seen::keys(changes.added.into_iter().chain(changes.removed)))
            }

            async fn clear(&mut self, course: i64) -> Result {
                let only = Course::objects().filter(|c| c.id().eq(course));
                let removed = only.clear_all(&self.db, |c| c.students())$(.$await)*?;
                Ok(Seen::rows(removed))
            }

            async fn clear_telling(&mut self, course: i64) -> Result {
                Ok(Seen::keys(of(course).students().clear(&self.db)$(.$await)*?))
            }

            async fn upsert(&mut self, student: &NewStudent) -> Result {
                let student = Student::builder()
                    .name(&student.name)
                    .email(&student.email)
                    .year(student.year);
                let (student, _) = student.update_or_create(&self.db)$(.$await)*?;
                Ok(Seen::keys([student.id]))
            }

            async fn load(&mut self, up_to: i64) -> Result {
                let courses = Course::objects()
                    .filter(|c| c.id().le(up_to))
                    .order_by(|c| c.id())
                    .with(|c| c.students())
                    .all(&self.db)$(.$await)*?;
                Ok(loaded(&courses))
            }

            async fn load_all(&mut self) -> Result {
                let courses = Course::objects()
                    .order_by(|c| c.id())
                    .with(|c| c.students())
                    .all(&self.db)$(.$await)*?;
                Ok(loaded(&courses))
            }

            async fn most(&mut self, how_many: i64) -> Result {
                let courses = Course::objects()
                    .order_by(|c| (c.students().count().desc(), c.id()))
                    .limit(how_many as u64)
                    .select(|c| (c.id(), c.title(), c.students().count()))
                    .all(&self.db)$(.$await)*?;
                Ok(Seen::keys(courses.iter().map(|(id, _, students)| id + students)))
            }

            async fn stream(&mut self) -> Result {
                let mut students = Student::objects().order_by(|s| s.id()).stream(&self.db);
                let mut seen = Seen::default();
                while let Some(student) = students.next()$(.$await)* {
                    seen.take(student?.id);
                }
                Ok(seen)
            }

            async fn insert_one(&mut self, student: NewStudent) -> Result {
                let student = new(student).create(&self.db)$(.$await)*?;
                Ok(Seen::keys([student.id]))
            }

            async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
                let students = students.into_iter().map(new);
                let inserted = Student::objects().bulk_insert(&self.db, students)$(.$await)*?;
                Ok(Seen::rows(inserted))
            }

            async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
                let students = students.into_iter().map(new);
                let students = Student::objects().bulk_create(&self.db, students)$(.$await)*?;
                Ok(Seen::keys(students.iter().map(|student| student.id)))
            }

            async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
                let links = links.iter().copied();
                let report = Course::objects()
                    .link_all(&self.db, |c| c.students(), links)$(.$await)*?;
                Ok(Seen::rows(report.added))
            }

            async fn unlink_all(&mut self) -> Result<()> {
                for sql in EMPTY {
                    self.db.execute(*sql, ())$(.$await)*?;
                }
                Ok(())
            }

            async fn tidy(&mut self, data: &Data) -> Result<()> {
                // As everyone, and not by what is timed: PostgreSQL plans a statement for each call where its first calls
                // were for courses without students.
                let spare = Course::objects().filter(|c| c.id().gt(data.size.courses()));
                spare.clear_all(&self.db, |c| c.students())$(.$await)*?;
                let new = Student::objects().filter(|s| s.id().gt(data.size.students));
                new.delete(&self.db)$(.$await)*?;
                let changed = Student::objects().filter(|s| s.year().gt(5));
                for student in changed.all(&self.db)$(.$await)*? {
                    let NewStudent { name, year, .. } = Data::student(student.id);
                    Student { name, year, ..student }.save(&self.db)$(.$await)*?;
                }
                for sql in SWEEP {
                    self.db.execute(*sql, ())$(.$await)*?;
                }
                Ok(())
            }
        }
    };
}

contestant!(
    /// With futures.
    Async, throughline::Db, await
);
contestant!(
    /// Without async.
    Blocking, throughline::blocking::Db
);

/// What empties the join tables.
const EMPTY: &[&str] = if cfg!(feature = "postgres") {
    &["TRUNCATE course_students, usual_course_students"]
} else {
    &[
        "DELETE FROM course_students",
        "DELETE FROM usual_course_students",
    ]
};

/// What sweeps out rows that are gone, where the engine leaves that to others.
const SWEEP: &[&str] = if cfg!(feature = "postgres") {
    &["VACUUM student, course_students, usual_course_students"]
} else {
    &[]
};

/// A course that the program has read before: its relations are asked for by its key.
fn of(id: i64) -> Course {
    Course {
        id,
        title: String::new(),
        students: ManyToMany::default(),
    }
}

fn one(id: i64) -> Student {
    Student {
        id,
        name: String::new(),
        email: String::new(),
        year: 0,
    }
}

fn new(student: NewStudent) -> impl throughline::Complete<Model = Student> {
    Student::builder()
        .name(student.name)
        .email(student.email)
        .year(student.year)
}

fn loaded(courses: &[(Course, Vec<Student>)]) -> Seen {
    Seen::loaded(
        courses
            .iter()
            .map(|(course, students)| (course.id, students.iter().map(|student| student.id))),
    )
}
