//! What reads.
//!
//! A join with the junction's entity rather than `find_related`, which joins the parent's table too.

use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, LoaderTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use workload::{Result, Seen};

use crate::SeaOrm;
use crate::entities::{course, course_students, enrollment, student};

/// A course and how many students it has.
#[derive(FromQueryResult)]
#[expect(dead_code, reason = "made whole; the check reads the numbers alone")]
struct Counted {
    id: i64,
    title: String,
    students: i64,
}

impl SeaOrm {
    pub(crate) async fn get_student(&self, id: i64) -> Result {
        let student = student::Entity::find_by_id(id).one(&self.db).await?;
        Ok(Seen::keys(student.map(|student| student.id)))
    }

    pub(crate) async fn read_students(&self, course: i64) -> Result {
        let students = student::Entity::find()
            .inner_join(course_students::Entity)
            .filter(course_students::Column::CourseId.eq(course))
            .all(&self.db)
            .await?;
        Ok(Seen::keys(students.iter().map(|student| student.id)))
    }

    pub(crate) async fn read_courses(&self, student: i64) -> Result {
        let courses = course::Entity::find()
            .inner_join(course_students::Entity)
            .filter(course_students::Column::StudentId.eq(student))
            .all(&self.db)
            .await?;
        Ok(courses_seen(&courses))
    }

    pub(crate) async fn read_courses_by_email(&self, email: &str) -> Result {
        let courses = course::Entity::find()
            .inner_join(student::Entity)
            .filter(student::Column::Email.eq(email))
            .all(&self.db)
            .await?;
        Ok(courses_seen(&courses))
    }

    pub(crate) async fn read_enrolled(&self, student: i64) -> Result {
        let courses = course::Entity::find()
            .inner_join(enrollment::Entity)
            .filter(enrollment::Column::StudentId.eq(student))
            .order_by_asc(course::Column::Title)
            .all(&self.db)
            .await?;
        Ok(Seen::in_order(courses.iter().map(|course| course.id)))
    }

    pub(crate) async fn load_courses(&self, up_to: i64) -> Result {
        let courses = course::Entity::find()
            .filter(course::Column::Id.lte(up_to))
            .order_by_asc(course::Column::Id)
            .all(&self.db)
            .await?;
        let students = courses.load_many(student::Entity, &self.db).await?;
        Ok(loaded(courses.iter().zip(&students)))
    }

    pub(crate) async fn load_all_courses(&self) -> Result {
        let courses = course::Entity::find()
            .find_with_related(student::Entity)
            .order_by_asc(course::Column::Id)
            .all(&self.db)
            .await?;
        Ok(loaded(
            courses.iter().map(|(course, students)| (course, students)),
        ))
    }

    /// The links are counted before the ten courses are joined, by a subquery as sea-query has it.
    pub(crate) async fn read_most(&self, how_many: i64) -> Result {
        let most = Alias::new("most");
        let students = || Expr::col((most.clone(), Alias::new("students")));
        let counts = course_students::Entity::find()
            .select_only()
            .column(course_students::Column::CourseId)
            .column_as(course_students::Column::StudentId.count(), "students")
            .group_by(course_students::Column::CourseId)
            .order_by_desc(course_students::Column::StudentId.count())
            .order_by_asc(course_students::Column::CourseId)
            .limit(how_many as u64)
            .into_query();
        let mut select = course::Entity::find()
            .expr_as(students(), "students")
            .order_by_desc(students())
            .order_by_asc(course::Column::Id);
        QueryTrait::query(&mut select).join_subquery(
            JoinType::InnerJoin,
            counts,
            most.clone(),
            Expr::col((course::Entity, course::Column::Id))
                .equals((most.clone(), course_students::Column::CourseId)),
        );
        let courses = select.into_model::<Counted>().all(&self.db).await?;
        Ok(Seen::keys(
            courses.iter().map(|course| course.id + course.students),
        ))
    }
}

fn courses_seen(courses: &[course::Model]) -> Seen {
    Seen::keys(courses.iter().map(|course| course.id))
}

fn loaded<'a>(courses: impl Iterator<Item = (&'a course::Model, &'a Vec<student::Model>)>) -> Seen {
    Seen::loaded(
        courses.map(|(course, students)| (course.id, students.iter().map(|student| student.id))),
    )
}
