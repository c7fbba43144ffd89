//! What writes.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, TryInsertResult,
};
use workload::{Data, NewStudent, Result, Seen};

use crate::SeaOrm;
use crate::entities::{course_students, student, usual_course_students};

/// As many rows as one statement takes: SQLite has 32,766 parameters, PostgreSQL 65,535.
const ROWS: usize = 16_000;

impl SeaOrm {
    pub(crate) async fn link(&self, course: i64, student: i64) -> Result {
        Ok(Seen::rows(
            insert_links(&self.db, [link(course, student)]).await?,
        ))
    }

    pub(crate) async fn link_many(&self, course: i64, students: &[i64]) -> Result {
        let links = students.iter().map(|&student| link(course, student));
        Ok(Seen::rows(insert_links(&self.db, links).await?))
    }

    pub(crate) async fn unlink(&self, course: i64, student: i64) -> Result {
        let deleted = course_students::Entity::delete_by_id((course, student))
            .exec(&self.db)
            .await?;
        Ok(Seen::rows(deleted.rows_affected))
    }

    pub(crate) async fn set_links(&self, course: i64, students: &[i64]) -> Result {
        let Seen { rows, .. } = self.set_links_telling(course, students).await?;
        Ok(Seen::rows(rows))
    }

    pub(crate) async fn unlink_course(&self, course: i64) -> Result {
        let deleted = course_students::Entity::delete_many()
            .filter(course_students::Column::CourseId.eq(course))
            .exec(&self.db)
            .await?;
        Ok(Seen::rows(deleted.rows_affected))
    }

    pub(crate) async fn upsert_student(&self, student: &NewStudent) -> Result {
        let changes = OnConflict::column(student::Column::Email)
            .update_columns([student::Column::Name, student::Column::Year])
            .to_owned();
        let upserted = student::Entity::insert(new(student.clone()))
            .on_conflict(changes)
            .exec(&self.db)
            .await?;
        Ok(Seen::keys([upserted.last_insert_id]))
    }

    pub(crate) async fn insert_student(&self, student: NewStudent) -> Result {
        let inserted = student::Entity::insert(new(student)).exec(&self.db).await?;
        Ok(Seen::keys([inserted.last_insert_id]))
    }

    pub(crate) async fn insert_students(&self, students: Vec<NewStudent>) -> Result {
        let inserted = student::Entity::insert_many(students.into_iter().map(new))
            .exec_without_returning(&self.db)
            .await?;
        Ok(Seen::rows(inserted))
    }

    pub(crate) async fn link_pairs(&self, links: &[(i64, i64)]) -> Result {
        let transaction = self.begin().await?;
        let mut added = 0;
        for links in links.chunks(ROWS) {
            let links = links.iter().map(|&(course, student)| link(course, student));
            added += insert_links(&transaction, links).await?;
        }
        transaction.commit().await?;
        Ok(Seen::rows(added))
    }

    pub(crate) async fn link_usual_pairs(&self, links: &[(i64, i64)]) -> Result {
        use usual_course_students::{ActiveModel, Column, Entity};
        let transaction = self.begin().await?;
        let mut added = 0;
        for links in links.chunks(ROWS) {
            let links = links.iter().map(|&(course, student)| ActiveModel {
                id: NotSet,
                course_id: Set(course),
                student_id: Set(student),
            });
            let inserted = Entity::insert_many(links)
                .on_conflict_do_nothing_on([Column::CourseId, Column::StudentId])
                .exec_without_returning(&transaction)
                .await?;
            added += rows(inserted);
        }
        transaction.commit().await?;
        Ok(Seen::rows(added))
    }

    pub(crate) async fn empty_joins(&self) -> Result<()> {
        if self.is_postgres() {
            let sql = "TRUNCATE course_students, usual_course_students";
            self.db.execute_unprepared(sql).await?;
            return Ok(());
        }
        course_students::Entity::delete_many()
            .exec(&self.db)
            .await?;
        usual_course_students::Entity::delete_many()
            .exec(&self.db)
            .await?;
        Ok(())
    }

    pub(crate) async fn undo(&self, data: &Data) -> Result<()> {
        let transaction = self.begin().await?;
        course_students::Entity::delete_many()
            .filter(course_students::Column::CourseId.gt(data.size.courses()))
            .exec(&transaction)
            .await?;
        student::Entity::delete_many()
            .filter(student::Column::Id.gt(data.size.students))
            .exec(&transaction)
            .await?;
        let changed = student::Entity::find()
            .filter(student::Column::Year.gt(5))
            .all(&transaction)
            .await?;
        for student in changed {
            let id = Set(student.id);
            let student = student::ActiveModel {
                id,
                ..new(Data::student(student.id))
            };
            student::Entity::update(student).exec(&transaction).await?;
        }
        transaction.commit().await?;
        if self.is_postgres() {
            let sql = "VACUUM student, course_students, usual_course_students";
            self.db.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    fn is_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// A transaction that has SQLite's write lock from the beginning, so that it can be waited for.
    pub(crate) async fn begin(&self) -> std::result::Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.db.begin_with_options(options).await
    }
}

/// How many of these links are new.
pub(crate) async fn insert_links(
    db: &impl ConnectionTrait,
    links: impl IntoIterator<Item = course_students::ActiveModel>,
) -> std::result::Result<u64, DbErr> {
    let inserted = course_students::Entity::insert_many(links)
        .on_conflict_do_nothing()
        .exec_without_returning(db)
        .await?;
    Ok(rows(inserted))
}

fn rows(inserted: TryInsertResult<u64>) -> u64 {
    match inserted {
        TryInsertResult::Inserted(rows) => rows,
        TryInsertResult::Empty | TryInsertResult::Conflicted => 0,
    }
}

pub(crate) fn link(course: i64, student: i64) -> course_students::ActiveModel {
    course_students::ActiveModel {
        course_id: Set(course),
        student_id: Set(student),
    }
}

pub(crate) fn new(student: NewStudent) -> student::ActiveModel {
    student::ActiveModel {
        id: NotSet,
        name: Set(student.name),
        email: Set(student.email),
        year: Set(student.year),
    }
}
