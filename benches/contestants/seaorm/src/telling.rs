//! What writes, and tells which rows it wrote.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, TryInsertResult};
use workload::{NewStudent, Result, Seen};

use crate::SeaOrm;
use crate::entities::{course_students, student};
use crate::write::{insert_links, link, new};

impl SeaOrm {
    pub(crate) async fn link_telling(&self, course: i64, students: &[i64]) -> Result {
        let links = students.iter().map(|&student| link(course, student));
        let inserted = course_students::Entity::insert_many(links)
            .on_conflict_do_nothing()
            .exec_with_returning_keys(&self.db)
            .await?;
        let added = match inserted {
            TryInsertResult::Inserted(keys) => keys,
            TryInsertResult::Empty | TryInsertResult::Conflicted => Vec::new(),
        };
        Ok(Seen::keys(added.into_iter().map(|(_, student)| student)))
    }

    /// Reads the keys that are there, then deletes and inserts what differs, each by one statement; so the
    /// keys are known. The nested active model reads all links as models first.
    pub(crate) async fn set_links_telling(&self, course: i64, students: &[i64]) -> Result {
        let transaction = self.begin().await?;
        let there: HashSet<i64> = course_students::Entity::find()
            .select_only()
            .column(course_students::Column::StudentId)
            .filter(course_students::Column::CourseId.eq(course))
            .into_tuple()
            .all(&transaction)
            .await?
            .into_iter()
            .collect();
        let wanted: HashSet<i64> = students.iter().copied().collect();
        let gone: Vec<i64> = there.difference(&wanted).copied().collect();
        course_students::Entity::delete_many()
            .filter(course_students::Column::CourseId.eq(course))
            .filter(course_students::Column::StudentId.is_in(gone.iter().copied()))
            .exec(&transaction)
            .await?;
        let came: Vec<i64> = wanted.difference(&there).copied().collect();
        let new = came.iter().map(|&student| link(course, student));
        insert_links(&transaction, new).await?;
        transaction.commit().await?;
        Ok(Seen::keys(gone.into_iter().chain(came)))
    }

    pub(crate) async fn unlink_telling(&self, course: i64) -> Result {
        let deleted = course_students::Entity::delete_many()
            .filter(course_students::Column::CourseId.eq(course))
            .exec_with_returning(&self.db)
            .await?;
        Ok(Seen::keys(deleted.iter().map(|link| link.student_id)))
    }

    pub(crate) async fn insert_students_returning(&self, students: Vec<NewStudent>) -> Result {
        let students = student::Entity::insert_many(students.into_iter().map(new))
            .exec_with_returning(&self.db)
            .await?;
        Ok(Seen::keys(students.iter().map(|student| student.id)))
    }
}
