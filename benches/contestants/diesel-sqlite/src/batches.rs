//! What takes more than one statement, or many rows.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::models::*;

/// Inserts rows by a cached statement for each. One statement for all of them is prepared anew each time,
/// and in a transaction SQLite keeps a journal for it: twice the time.
macro_rules! insert_each {
    ($db:expr, $table:expr, $rows:expr) => {{
        let mut added = 0;
        for row in $rows {
            added += diesel::insert_or_ignore_into($table)
                .values(row)
                .execute($db)?;
        }
        added
    }};
}

/// Returns how many links are new.
pub(crate) fn add(db: &mut SqliteConnection, course: i64, students: &[i64]) -> QueryResult<usize> {
    let links: Vec<NewLink> = links_of(course, students.iter().copied()).collect();
    diesel::insert_or_ignore_into(course_students::table)
        .values(&links)
        .execute(db)
}

/// Returns the keys of those that are new.
pub(crate) fn add_telling(
    db: &mut SqliteConnection,
    course: i64,
    students: &[i64],
) -> QueryResult<Vec<i64>> {
    let links: Vec<NewLink> = links_of(course, students.iter().copied()).collect();
    diesel::insert_or_ignore_into(course_students::table)
        .values(&links)
        .returning(course_students::student_id)
        .get_results(db)
}

/// Returns the keys of those that came and went.
pub(crate) fn set(
    db: &mut SqliteConnection,
    course: i64,
    students: &[i64],
) -> QueryResult<Vec<i64>> {
    let links = course_students::table.filter(course_students::course_id.eq(course));
    db.immediate_transaction(|db| {
        let there: HashSet<i64> = links
            .select(course_students::student_id)
            .load_iter(db)?
            .collect::<QueryResult<_>>()?;
        let wanted: HashSet<i64> = students.iter().copied().collect();
        let mut changed: Vec<i64> = there.difference(&wanted).copied().collect();
        for &student in &changed {
            diesel::delete(course_students::table.find((course, student))).execute(db)?;
        }
        let new: Vec<i64> = wanted.difference(&there).copied().collect();
        insert_each!(
            db,
            course_students::table,
            links_of(course, new.iter().copied())
        );
        changed.extend(new);
        Ok(changed)
    })
}

/// Courses, and the links of them all.
pub(crate) type Loaded = (Vec<Course>, Vec<(LinkOf, Student)>);

pub(crate) fn load(db: &mut SqliteConnection, up_to: i64) -> QueryResult<Loaded> {
    db.transaction(|db| {
        let courses = course::table
            .filter(course::id.le(up_to))
            .order_by(course::id)
            .select(Course::as_select())
            .load(db)?;
        let links = course_students::table
            .inner_join(student::table)
            .filter(course_students::course_id.le(up_to))
            .select((LinkOf::as_select(), Student::as_select()))
            .load(db)?;
        Ok((courses, links))
    })
}

/// All links, since all courses are wanted: a list of a thousand keys makes SQLite join the other way
/// round.
pub(crate) fn load_all(db: &mut SqliteConnection) -> QueryResult<Loaded> {
    db.transaction(|db| {
        let courses = course::table
            .order_by(course::id)
            .select(Course::as_select())
            .load(db)?;
        let links = course_students::table
            .inner_join(student::table)
            .select((LinkOf::as_select(), Student::as_select()))
            .load(db)?;
        Ok((courses, links))
    })
}

/// Returns the key. Without RETURNING, for which SQLite gathers the rows first.
pub(crate) fn insert(
    db: &mut SqliteConnection,
    student: &workload::NewStudent,
) -> QueryResult<i64> {
    diesel::insert_into(student::table)
        .values(NewStudent::from(student))
        .execute(db)?;
    diesel::select(last_insert_rowid()).get_result(db)
}

pub(crate) fn insert_all(
    db: &mut SqliteConnection,
    students: &[workload::NewStudent],
) -> QueryResult<usize> {
    let students: Vec<NewStudent<'_>> = students.iter().map(NewStudent::from).collect();
    diesel::insert_into(student::table)
        .values(&students)
        .execute(db)
}

pub(crate) fn insert_returning(
    db: &mut SqliteConnection,
    students: &[workload::NewStudent],
) -> QueryResult<Vec<Student>> {
    let students: Vec<NewStudent<'_>> = students.iter().map(NewStudent::from).collect();
    diesel::insert_into(student::table)
        .values(&students)
        .returning(Student::as_returning())
        .get_results(db)
}

pub(crate) fn link(db: &mut SqliteConnection, links: &[(i64, i64)]) -> QueryResult<usize> {
    let links = links.iter().map(|&(course_id, student_id)| NewLink {
        course_id,
        student_id,
    });
    db.immediate_transaction(|db| Ok(insert_each!(db, course_students::table, links)))
}

pub(crate) fn link_usual(db: &mut SqliteConnection, links: &[(i64, i64)]) -> QueryResult<usize> {
    let links = links.iter().map(|&(course_id, student_id)| NewUsualLink {
        course_id,
        student_id,
    });
    db.immediate_transaction(|db| Ok(insert_each!(db, usual_course_students::table, links)))
}

fn links_of(course_id: i64, students: impl Iterator<Item = i64>) -> impl Iterator<Item = NewLink> {
    students.map(move |student_id| NewLink {
        course_id,
        student_id,
    })
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The version of SQLite.
    fn sqlite_version() -> Text;

    /// The key of the row that this connection has inserted last.
    fn last_insert_rowid() -> BigInt;
}
