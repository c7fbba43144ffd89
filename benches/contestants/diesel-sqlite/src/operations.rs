//! The operations that are written alike on both engines, with futures and without: a macro, whose argument
//! is `await` where Diesel is asynchronous.
//!
//! Whoever calls it has `self.db`, a connection of Diesel's, and `self.sweep()`, which frees what deleted rows
//! hold.

macro_rules! operations {
    ($($await:tt)?) => {
        async fn get_one(&mut self, key: i64) -> Result {
            let student = student::table
                .find(key)
                .select(Student::as_select())
                .get_result(&mut self.db)$(.$await)??;
            Ok(Seen::keys([student.id]))
        }

        async fn students_of(&mut self, course: i64) -> Result {
            let students = course_students::table
                .inner_join(student::table)
                .filter(course_students::course_id.eq(course))
                .select(Student::as_select())
                .load(&mut self.db)$(.$await)??;
            Ok(Seen::keys(students.iter().map(|student| student.id)))
        }

        async fn courses_of(&mut self, student: i64) -> Result {
            let courses = course_students::table
                .inner_join(course::table)
                .filter(course_students::student_id.eq(student))
                .select(Course::as_select())
                .load(&mut self.db)$(.$await)??;
            Ok(Seen::keys(courses.iter().map(|course| course.id)))
        }

        async fn courses_by_email(&mut self, email: &str) -> Result {
            let attended = course_students::table
                .inner_join(student::table)
                .filter(student::email.eq(email))
                .select(course_students::course_id);
            let courses = course::table
                .filter(course::id.eq_any(attended))
                .select(Course::as_select())
                .load(&mut self.db)$(.$await)??;
            Ok(Seen::keys(courses.iter().map(|course| course.id)))
        }

        async fn enrolled(&mut self, student: i64) -> Result {
            let courses = enrollment::table
                .inner_join(course::table)
                .filter(enrollment::student_id.eq(student))
                .order_by(course::title)
                .select(Course::as_select())
                .load(&mut self.db)$(.$await)??;
            Ok(Seen::in_order(courses.iter().map(|course| course.id)))
        }

        async fn add_one(&mut self, course_id: i64, student_id: i64) -> Result {
            let added = diesel::insert_into(course_students::table)
                .values(NewLink { course_id, student_id })
                .on_conflict_do_nothing()
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(added as u64))
        }

        async fn remove_one(&mut self, course: i64, student: i64) -> Result {
            let removed = diesel::delete(course_students::table.find((course, student)))
                .execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(removed as u64))
        }

        async fn clear(&mut self, course: i64) -> Result {
            let links = course_students::table.filter(course_students::course_id.eq(course));
            let removed = diesel::delete(links).execute(&mut self.db)$(.$await)??;
            Ok(Seen::rows(removed as u64))
        }

        async fn clear_telling(&mut self, course: i64) -> Result {
            let links = course_students::table.filter(course_students::course_id.eq(course));
            let removed: Vec<i64> = diesel::delete(links)
                .returning(course_students::student_id)
                .get_results(&mut self.db)$(.$await)??;
            Ok(Seen::keys(removed))
        }

        async fn upsert(&mut self, student: &workload::NewStudent) -> Result {
            let key = diesel::insert_into(student::table)
                .values(NewStudent::from(student))
                .on_conflict(student::email)
                .do_update()
                .set((
                    student::name.eq(excluded(student::name)),
                    student::year.eq(excluded(student::year)),
                ))
                .returning(student::id)
                .get_result(&mut self.db)$(.$await)??;
            Ok(Seen::keys([key]))
        }

        /// Diesel has no query over a query: first the keys and numbers from the links alone, then the
        /// courses of those keys. One query over the join has to group all links by the courses' columns.
        async fn most(&mut self, how_many: i64) -> Result {
            let numbers: Vec<(i64, i64)> = course_students::table
                .group_by(course_students::course_id)
                .order_by((count_star().desc(), course_students::course_id))
                .limit(how_many)
                .select((course_students::course_id, count_star()))
                .load(&mut self.db)$(.$await)??;
            let keys = numbers.iter().map(|&(course, _)| course);
            let mut courses: HashMap<i64, Course> = course::table
                .filter(course::id.eq_any(keys))
                .select(Course::as_select())
                .load(&mut self.db)$(.$await)??
                .into_iter()
                .map(|course| (course.id, course))
                .collect();
            let most: Vec<(Course, i64)> = numbers
                .into_iter()
                .filter_map(|(course, students)| Some((courses.remove(&course)?, students)))
                .collect();
            Ok(Seen::keys(most.iter().map(|(course, students)| course.id + students)))
        }

        async fn tidy(&mut self, data: &Data) -> Result<()> {
            let spare = course_students::course_id.gt(data.size.courses());
            diesel::delete(course_students::table.filter(spare)).execute(&mut self.db)$(.$await)??;
            let new = student::id.gt(data.size.students);
            diesel::delete(student::table.filter(new)).execute(&mut self.db)$(.$await)??;
            let changed: Vec<i64> = student::table
                .filter(student::year.gt(5))
                .select(student::id)
                .load(&mut self.db)$(.$await)??;
            for key in changed {
                let student = Data::student(key);
                diesel::update(student::table.find(key))
                    .set((student::name.eq(student.name), student::year.eq(student.year)))
                    .execute(&mut self.db)$(.$await)??;
            }
            self.sweep()$(.$await)?
        }
    };
}

/// Courses with their students, from the links as they came.
pub(crate) fn loaded(
    courses: Vec<crate::models::Course>,
    links: Vec<(crate::models::LinkOf, crate::models::Student)>,
) -> workload::Seen {
    use diesel::associations::GroupedBy;
    let students = links.grouped_by(&courses);
    let loaded: Vec<_> = courses.into_iter().zip(students).collect();
    workload::Seen::loaded(
        loaded
            .iter()
            .map(|(course, students)| (course.id, students.iter().map(|(_, student)| student.id))),
    )
}
