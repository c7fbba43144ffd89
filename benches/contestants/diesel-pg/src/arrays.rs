//! What arrays are for on PostgreSQL, with futures and without: a macro, as in `operations`.
//!
//! Many rows are inserted from arrays, one for each column: that statement is prepared once, while one of many
//! VALUES is prepared anew each time. `unnest` is declared as Diesel's guide on extending it says.

use diesel::sql_types::{Array, SingleValue, Text};

#[diesel::declare_sql_function]
extern "SQL" {
    /// A row for each value.
    fn unnest<T: SingleValue>(values: Array<T>) -> T;

    /// A setting of the server.
    fn current_setting(name: Text) -> Text;
}

/// The statement that links students to a course, where they are not linked.
macro_rules! new_links {
    ($course:expr, $students:expr) => {
        diesel::insert_into(course_students::table)
            .values(diesel::select((
                $course.into_sql::<BigInt>(),
                unnest::<BigInt, _>($students),
            )))
            .into_columns((course_students::course_id, course_students::student_id))
            .on_conflict_do_nothing()
    };
}

/// The statement that links pairs of course and student, where they are not linked.
macro_rules! new_pairs {
    ($table:ident, $links:expr) => {{
        let (courses, students): (Vec<i64>, Vec<i64>) = $links.iter().copied().unzip();
        diesel::insert_into($table::table)
            .values(diesel::select((
                unnest::<BigInt, _>(courses),
                unnest::<BigInt, _>(students),
            )))
            .into_columns(($table::course_id, $table::student_id))
            .on_conflict_do_nothing()
    }};
}

/// The statement that takes the links of a course to other students away.
macro_rules! other_links {
    ($course:expr, $students:expr) => {{
        let links = course_students::table.filter(course_students::course_id.eq($course));
        diesel::delete(links.filter(course_students::student_id.ne_all($students)))
    }};
}

/// The statement that locks a course, so that nobody else sets its students at the same time.
macro_rules! locked {
    ($course:expr) => {
        course::table
            .find($course)
            .select(course::id)
            .for_no_key_update()
    };
}

/// The statement that makes students.
macro_rules! new_students {
    ($students:expr) => {{
        let names: Vec<&str> = $students.iter().map(|one| one.name.as_str()).collect();
        let emails: Vec<&str> = $students.iter().map(|one| one.email.as_str()).collect();
        let years: Vec<i32> = $students.iter().map(|one| one.year).collect();
        diesel::insert_into(student::table)
            .values(diesel::select((
                unnest::<Text, _>(names),
                unnest::<Text, _>(emails),
                unnest::<Integer, _>(years),
            )))
            .into_columns((student::name, student::email, student::year))
    }};
}

macro_rules! arrays {
    ($($await:tt)?) => {
        async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
            let added = new_links!(course, students)
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(added as u64))
        }

        async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
            let added: Vec<i64> = new_links!(course, students)
                .returning(course_students::student_id)
                .get_results(&mut self.db)$(.$await)??;
            Ok(Seen::keys(added))
        }

        async fn insert_one(&mut self, student: workload::NewStudent) -> Result {
            let key = diesel::insert_into(student::table)
                .values(NewStudent::from(&student))
                .returning(student::id)
                .get_result(&mut self.db)$(.$await)??;
            Ok(Seen::keys([key]))
        }

        async fn insert_many(&mut self, students: Vec<workload::NewStudent>) -> Result {
            let inserted = new_students!(students)
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(inserted as u64))
        }

        async fn insert_returning(&mut self, students: Vec<workload::NewStudent>) -> Result {
            let students: Vec<Student> = new_students!(students)
                .returning(Student::as_returning())
                .get_results(&mut self.db)$(.$await)??;
            Ok(Seen::keys(students.iter().map(|student| student.id)))
        }

        async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
            let added = new_pairs!(course_students, links)
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(added as u64))
        }

        async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
            let added = new_pairs!(usual_course_students, links)
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(added as u64))
        }
    };
}
