//! The database that contestants get copies of.

use std::fmt::Write;
use std::pin::pin;

use futures_util::SinkExt;
use tokio_postgres::{Client, Config};
use workload::{Data, Result, Size};

/// Tables, rows, and what VACUUM ANALYZE gathers. What was in the database is lost.
pub(crate) async fn seed(url: &str, students: &str) -> Result<()> {
    make(url, "template0").await?;
    let client = crate::connect(url).await?;
    // VACUUM takes for visible to all only what is known to be on the disk.
    client.batch_execute("SET synchronous_commit = on").await?;
    client
        .batch_execute(include_str!("../../../schema/postgres.sql"))
        .await?;
    let data = Data::new(Size::of(students.parse()?));
    fill(&client, &data).await?;
    Ok(client.batch_execute("VACUUM ANALYZE").await?)
}

/// A copy of a database to which nobody is connected.
pub(crate) async fn copy(seed: &str, url: &str) -> Result<()> {
    make(url, name(&seed.parse()?)?).await
}

pub(crate) async fn drop(url: &str) -> Result<()> {
    let server = server(url).await?;
    let name = quoted(name(&url.parse()?)?);
    let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    Ok(server.batch_execute(&sql).await?)
}

/// Makes a database anew, with the settings that a copy of a database does not get by itself: the server
/// waits for no disk, compiles no plans, and knows that all pages are in memory.
async fn make(url: &str, template: &str) -> Result<()> {
    drop(url).await?;
    let server = server(url).await?;
    let (name, template) = (quoted(name(&url.parse()?)?), quoted(template));
    for sql in [
        format!("CREATE DATABASE {name} TEMPLATE {template}"),
        format!("ALTER DATABASE {name} SET synchronous_commit = off"),
        format!("ALTER DATABASE {name} SET jit = off"),
        format!("ALTER DATABASE {name} SET random_page_cost = 1.1"),
    ] {
        server.batch_execute(&sql).await?;
    }
    Ok(())
}

/// A connection to the same server's database `postgres`.
async fn server(url: &str) -> Result<Client> {
    let mut config: Config = url.parse()?;
    config.dbname("postgres");
    let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn name(config: &Config) -> Result<&str> {
    Ok(config.get_dbname().ok_or("the URL names no database")?)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn fill(client: &Client, data: &Data) -> Result<()> {
    let mut students = String::new();
    for id in 1..=data.size.students {
        let student = Data::student(id);
        writeln!(
            students,
            "{id}\t{}\t{}\t{}",
            student.name, student.email, student.year
        )?;
    }
    copy_text(client, "student", students).await?;
    let mut courses = String::new();
    for id in 1..=data.size.all_courses() {
        writeln!(courses, "{id}\t{}", Data::title(id))?;
    }
    copy_text(client, "course", courses).await?;
    let mut links = String::new();
    for (course, student) in &data.links {
        writeln!(links, "{course}\t{student}")?;
    }
    let usual = "usual_course_students (course_id, student_id)";
    copy_text(client, "course_students", links.clone()).await?;
    copy_text(client, usual, links).await?;
    let mut enrollments = String::new();
    for (student, course, date) in &data.enrollments {
        writeln!(enrollments, "{student}\t{course}\t{date}")?;
    }
    let columns = "enrollment (student_id, course_id, enrolled)";
    copy_text(client, columns, enrollments).await?;
    // The keys that come next are those behind the ones that were given.
    for table in ["student", "course"] {
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        );
        client.batch_execute(&sql).await?;
    }
    Ok(())
}

async fn copy_text(client: &Client, table: &str, rows: String) -> Result<()> {
    let sink = client.copy_in(&format!("COPY {table} FROM STDIN")).await?;
    let mut sink = pin!(sink);
    sink.send(std::io::Cursor::new(rows)).await?;
    sink.finish().await?;
    Ok(())
}
