//! The statements, prepared once.

use tokio_postgres::{Client, Error, Statement};

macro_rules! statements {
    ($($name:ident $sql:literal)*) => {
        pub(crate) struct Statements {
            $(pub(crate) $name: Statement,)*
        }

        impl Statements {
            pub(crate) async fn prepare(client: &Client) -> Result<Self, Error> {
                Ok(Self {
                    $($name: client.prepare($sql).await?,)*
                })
            }
        }
    };
}

statements! {
    get "SELECT id, name, email, year FROM student WHERE id = $1"

    students_of "SELECT student.id, student.name, student.email, student.year \
        FROM course_students link JOIN student ON student.id = link.student_id \
        WHERE link.course_id = $1"

    courses_of "SELECT course.id, course.title FROM course_students link \
        JOIN course ON course.id = link.course_id WHERE link.student_id = $1"

    courses_by_email "SELECT id, title FROM course WHERE id IN (\
        SELECT link.course_id FROM course_students link \
        JOIN student ON student.id = link.student_id WHERE student.email = $1)"

    enrolled "SELECT course.id, course.title FROM enrollment \
        JOIN course ON course.id = enrollment.course_id WHERE enrollment.student_id = $1 \
        ORDER BY course.title"

    courses_to "SELECT id, title FROM course WHERE id <= $1 ORDER BY id"

    students_to "SELECT link.course_id, student.id, student.name, student.email, student.year \
        FROM course_students link JOIN student ON student.id = link.student_id \
        WHERE link.course_id <= $1"

    all_courses "SELECT id, title FROM course ORDER BY id"

    all_students "SELECT link.course_id, student.id, student.name, student.email, student.year \
        FROM course_students link JOIN student ON student.id = link.student_id"

    most "SELECT course.id, course.title, most.students FROM (\
        SELECT course_id, count(*) AS students FROM course_students GROUP BY course_id \
        ORDER BY students DESC, course_id LIMIT $1) most \
        JOIN course ON course.id = most.course_id ORDER BY most.students DESC, course.id"

    link "INSERT INTO course_students (course_id, student_id) VALUES ($1, $2) \
        ON CONFLICT DO NOTHING"

    link_many "INSERT INTO course_students (course_id, student_id) \
        SELECT $1, student FROM unnest($2::bigint[]) AS student ON CONFLICT DO NOTHING"

    link_telling "INSERT INTO course_students (course_id, student_id) \
        SELECT $1, student FROM unnest($2::bigint[]) AS student ON CONFLICT DO NOTHING \
        RETURNING student_id"

    unlink "DELETE FROM course_students WHERE course_id = $1 AND student_id = $2"

    unlink_course "DELETE FROM course_students WHERE course_id = $1"

    unlink_telling "DELETE FROM course_students WHERE course_id = $1 RETURNING student_id"

    lock_course "SELECT 1 FROM course WHERE id = $1 FOR NO KEY UPDATE"

    set "WITH gone AS (\
            DELETE FROM course_students WHERE course_id = $1 AND student_id <> ALL ($2::bigint[]) \
            RETURNING 1), \
        came AS (INSERT INTO course_students (course_id, student_id) \
            SELECT $1, student FROM unnest($2::bigint[]) AS student WHERE NOT EXISTS (\
                SELECT FROM course_students there \
                WHERE there.course_id = $1 AND there.student_id = student) \
            ON CONFLICT DO NOTHING RETURNING 1) \
        SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM came)"

    set_telling "WITH gone AS (\
            DELETE FROM course_students WHERE course_id = $1 AND student_id <> ALL ($2::bigint[]) \
            RETURNING student_id), \
        came AS (INSERT INTO course_students (course_id, student_id) \
            SELECT $1, student FROM unnest($2::bigint[]) AS student WHERE NOT EXISTS (\
                SELECT FROM course_students there \
                WHERE there.course_id = $1 AND there.student_id = student) \
            ON CONFLICT DO NOTHING RETURNING student_id) \
        SELECT (SELECT array_agg(student_id) FROM gone), \
            (SELECT array_agg(student_id) FROM came)"

    upsert "INSERT INTO student (name, email, year) VALUES ($1, $2, $3) \
        ON CONFLICT (email) DO UPDATE SET name = excluded.name, year = excluded.year RETURNING id"

    insert "INSERT INTO student (name, email, year) VALUES ($1, $2, $3) RETURNING id"

    insert_many "INSERT INTO student (name, email, year) \
        SELECT * FROM unnest($1::text[], $2::text[], $3::int[])"

    insert_returning "INSERT INTO student (name, email, year) \
        SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) RETURNING id, name, email, year"
}
