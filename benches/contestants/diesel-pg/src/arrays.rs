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

macro_rules! arrays {
    ($($await:tt)?) => {
        async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
            let added = diesel::insert_into(course_students::table)
                .values(diesel::select((
                    course.into_sql::<BigInt>(),
                    unnest::<BigInt, _>(students),
                )))
                .into_columns((course_students::course_id, course_students::student_id))
                .on_conflict_do_nothing()
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(added as u64))
        }

        async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
            let added: Vec<i64> = diesel::insert_into(course_students::table)
                .values(diesel::select((
                    course.into_sql::<BigInt>(),
                    unnest::<BigInt, _>(students),
                )))
                .into_columns((course_students::course_id, course_students::student_id))
                .on_conflict_do_nothing()
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
            let names: Vec<&str> = students.iter().map(|one| one.name.as_str()).collect();
            let emails: Vec<&str> = students.iter().map(|one| one.email.as_str()).collect();
            let years: Vec<i32> = students.iter().map(|one| one.year).collect();
            let keys: Vec<i64> = diesel::insert_into(student::table)
                .values(diesel::select((
                    unnest::<Text, _>(names),
                    unnest::<Text, _>(emails),
                    unnest::<Integer, _>(years),
                )))
                .into_columns((student::name, student::email, student::year))
                .returning(student::id)
                .get_results(&mut self.db)$(.$await)??;
            Ok(Seen::keys(keys))
        }

        async fn insert_returning(&mut self, students: Vec<workload::NewStudent>) -> Result {
            let names: Vec<&str> = students.iter().map(|one| one.name.as_str()).collect();
            let emails: Vec<&str> = students.iter().map(|one| one.email.as_str()).collect();
            let years: Vec<i32> = students.iter().map(|one| one.year).collect();
            let students: Vec<Student> = diesel::insert_into(student::table)
                .values(diesel::select((
                    unnest::<Text, _>(names),
                    unnest::<Text, _>(emails),
                    unnest::<Integer, _>(years),
                )))
                .into_columns((student::name, student::email, student::year))
                .returning(Student::as_returning())
                .get_results(&mut self.db)$(.$await)??;
            Ok(Seen::keys(students.iter().map(|student| student.id)))
        }
    };
}
