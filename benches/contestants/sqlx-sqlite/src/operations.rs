//! The operations that are written alike on both engines: each statement is prepared once and kept by the
//! connection. SQLite reads `$1` as PostgreSQL does.

pub(crate) const STUDENTS_OF: &str = "SELECT student.id, student.name, student.email, student.year \
    FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE link.course_id = $1";

pub(crate) const COURSES_OF: &str = "SELECT course.id, course.title FROM course_students link \
    JOIN course ON course.id = link.course_id WHERE link.student_id = $1";

pub(crate) const COURSES_BY_EMAIL: &str = "SELECT id, title FROM course WHERE id IN (\
    SELECT link.course_id FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE student.email = $1)";

pub(crate) const ENROLLED: &str = "SELECT course.id, course.title FROM enrollment \
    JOIN course ON course.id = enrollment.course_id WHERE enrollment.student_id = $1 \
    ORDER BY course.title";

pub(crate) const MOST: &str = "SELECT course.id, course.title, most.students FROM (\
    SELECT course_id, count(*) AS students FROM course_students GROUP BY course_id \
    ORDER BY students DESC, course_id LIMIT $1) most JOIN course ON course.id = most.course_id \
    ORDER BY most.students DESC, course.id";

pub(crate) const LINK: &str =
    "INSERT INTO course_students (course_id, student_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(crate) const UPSERT: &str = "INSERT INTO student (name, email, year) VALUES ($1, $2, $3) \
    ON CONFLICT (email) DO UPDATE SET name = excluded.name, year = excluded.year RETURNING id";

/// Of `self.db`, a connection.
macro_rules! operations {
    () => {
        async fn get_one(&mut self, student: i64) -> Result {
            let sql = "SELECT id, name, email, year FROM student WHERE id = $1";
            let student: Student = sqlx::query_as(sql)
                .bind(student)
                .fetch_one(&mut self.db)
                .await?;
            Ok(Seen::keys([student.id]))
        }

        async fn students_of(&mut self, course: i64) -> Result {
            let students: Vec<Student> = sqlx::query_as(operations::STUDENTS_OF)
                .bind(course)
                .fetch_all(&mut self.db)
                .await?;
            Ok(Seen::keys(students.iter().map(|student| student.id)))
        }

        async fn courses_of(&mut self, student: i64) -> Result {
            let courses: Vec<Course> = sqlx::query_as(operations::COURSES_OF)
                .bind(student)
                .fetch_all(&mut self.db)
                .await?;
            Ok(Seen::keys(courses.iter().map(|course| course.id)))
        }

        async fn courses_by_email(&mut self, email: &str) -> Result {
            let courses: Vec<Course> = sqlx::query_as(operations::COURSES_BY_EMAIL)
                .bind(email)
                .fetch_all(&mut self.db)
                .await?;
            Ok(Seen::keys(courses.iter().map(|course| course.id)))
        }

        async fn enrolled(&mut self, student: i64) -> Result {
            let courses: Vec<Course> = sqlx::query_as(operations::ENROLLED)
                .bind(student)
                .fetch_all(&mut self.db)
                .await?;
            Ok(Seen::in_order(courses.iter().map(|course| course.id)))
        }

        async fn most(&mut self, how_many: i64) -> Result {
            let most: Vec<Attended> = sqlx::query_as(operations::MOST)
                .bind(how_many)
                .fetch_all(&mut self.db)
                .await?;
            Ok(Seen::keys(
                most.iter().map(|one| one.course.id + one.students),
            ))
        }

        async fn add_one(&mut self, course: i64, student: i64) -> Result {
            let added = sqlx::query(operations::LINK)
                .bind(course)
                .bind(student)
                .execute(&mut self.db)
                .await?;
            Ok(Seen::rows(added.rows_affected()))
        }

        async fn remove_one(&mut self, course: i64, student: i64) -> Result {
            let sql = "DELETE FROM course_students WHERE course_id = $1 AND student_id = $2";
            let removed = sqlx::query(sql)
                .bind(course)
                .bind(student)
                .execute(&mut self.db)
                .await?;
            Ok(Seen::rows(removed.rows_affected()))
        }

        async fn clear(&mut self, course: i64) -> Result {
            let removed = sqlx::query("DELETE FROM course_students WHERE course_id = $1")
                .bind(course)
                .execute(&mut self.db)
                .await?;
            Ok(Seen::rows(removed.rows_affected()))
        }

        async fn clear_telling(&mut self, course: i64) -> Result {
            let sql = "DELETE FROM course_students WHERE course_id = $1 RETURNING student_id";
            let removed: Vec<i64> = sqlx::query_scalar(sql)
                .bind(course)
                .fetch_all(&mut self.db)
                .await?;
            Ok(Seen::keys(removed))
        }

        async fn upsert(&mut self, student: &NewStudent) -> Result {
            let key = sqlx::query_scalar(operations::UPSERT)
                .bind(&student.name)
                .bind(&student.email)
                .bind(student.year)
                .fetch_one(&mut self.db)
                .await?;
            Ok(Seen::keys([key]))
        }
    };
}

/// Not timed: the links of the spare courses, students behind the last, and the changes of the others.
pub(crate) async fn tidy(
    db: &mut crate::Connection,
    data: &workload::Data,
) -> workload::Result<()> {
    sqlx::query("DELETE FROM course_students WHERE course_id > $1")
        .bind(data.size.courses())
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM student WHERE id > $1")
        .bind(data.size.students)
        .execute(&mut *db)
        .await?;
    let changed: Vec<i64> = sqlx::query_scalar("SELECT id FROM student WHERE year > 5")
        .fetch_all(&mut *db)
        .await?;
    for key in changed {
        let student = workload::Data::student(key);
        sqlx::query("UPDATE student SET name = $1, year = $2 WHERE id = $3")
            .bind(student.name)
            .bind(student.year)
            .bind(key)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}
