//! The database of a contestant.

use std::fmt::Write;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder};
use workload::{Data, Result, Size};

/// So many rows go in one statement.
const ROWS: usize = 10_000;

/// Tables, rows, and what ANALYZE gathers. What was in the database is lost. Prints the socket by which the
/// driver came to the server, if it was one.
pub(crate) async fn seed(url: &str, students: &str) -> Result<()> {
    drop(url).await?;
    let (mut server, name) = server(url).await?;
    server.query_drop(format!("CREATE DATABASE {name}")).await?;
    server.query_drop(format!("USE {name}")).await?;
    server
        .query_drop(include_str!("../../../schema/mariadb.sql"))
        .await?;
    let data = Data::new(Size::of(students.parse()?));
    fill(&mut server, &data).await?;
    let tables = "student, course, enrollment, course_students, usual_course_students";
    server.query_drop(format!("ANALYZE TABLE {tables}")).await?;
    // Through a socket the server sees no address.
    let socket = "SELECT @@socket FROM dual WHERE USER() LIKE '%@localhost'";
    if let Some(socket) = server.query_first::<String, _>(socket).await? {
        println!("{socket}");
    }
    Ok(server.disconnect().await?)
}

pub(crate) async fn drop(url: &str) -> Result<()> {
    let (mut server, name) = server(url).await?;
    let sql = format!("DROP DATABASE IF EXISTS {name}");
    server.query_drop(sql).await?;
    Ok(server.disconnect().await?)
}

/// A connection to the server, and the name of the database, quoted.
async fn server(url: &str) -> Result<(Conn, String)> {
    let options = crate::options(url)?;
    let name = options.db_name().ok_or("the URL names no database")?;
    let name = format!("`{}`", name.replace('`', "``"));
    let options = OptsBuilder::from_opts(options).db_name(None::<String>);
    Ok((Conn::new(options).await?, name))
}

async fn fill(server: &mut Conn, data: &Data) -> Result<()> {
    let students = 1..=data.size.students;
    let students = students.map(|id| {
        let student = Data::student(id);
        format!(
            "({id},'{}','{}',{})",
            student.name, student.email, student.year
        )
    });
    insert(server, "student (id, name, email, year)", students).await?;
    let courses = 1..=data.size.all_courses();
    let courses = courses.map(|id| format!("({id},'{}')", Data::title(id)));
    insert(server, "course (id, title)", courses).await?;
    for table in ["course_students", "usual_course_students"] {
        let links = (1..).zip(&data.students_of);
        let links = links.flat_map(|(course, students)| {
            let course: i64 = course;
            students
                .iter()
                .map(move |student| format!("({course},{student})"))
        });
        insert(server, &format!("{table} (course_id, student_id)"), links).await?;
    }
    let enrollments = data.enrollments.iter();
    let enrollments =
        enrollments.map(|(student, course, date)| format!("({student},{course},'{date}')"));
    let columns = "enrollment (student_id, course_id, enrolled)";
    insert(server, columns, enrollments).await
}

async fn insert(
    server: &mut Conn,
    columns: &str,
    rows: impl Iterator<Item = String>,
) -> Result<()> {
    let rows: Vec<String> = rows.collect();
    server.query_drop("BEGIN").await?;
    for rows in rows.chunks(ROWS) {
        let mut sql = String::new();
        write!(sql, "INSERT INTO {columns} VALUES {}", rows.join(","))?;
        server.query_drop(sql).await?;
    }
    Ok(server.query_drop("COMMIT").await?)
}
