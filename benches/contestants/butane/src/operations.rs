//! The operations, for both engines: a macro, whose argument is `await` where Butane is asynchronous.

macro_rules! contestant {
    ($($await:tt)?) => {
        impl Contestant for Butane {
            async fn connect(url: &str) -> Result<Self> {
                let database = url.trim_start_matches("sqlite://");
                let db = connect(&ConnectionSpec::new(BACKEND, database))$(.$await)??;
                if db.has_table("course_students")$(.$await)?? {
                    db.execute(RENAME)$(.$await)??;
                }
                Ok(Self { db })
            }

            async fn versions(&mut self) -> Result<String> {
                // Butane has no query of one's own: the expression is its table.
                let columns = [Column::new("version", SqlType::Text)];
                let mut rows = self
                    .db
                    .query(VERSION, &columns, None, None, None, None)$(.$await)??;
                let row = rows.next()?.ok_or("no version")?;
                let version = String::from_sql_ref(row.get(0, SqlType::Text)?)?;
                Ok(format!("butane 0.8.1, {ENGINE} {version}"))
            }

            async fn get_one(&mut self, student: i64) -> Result {
                let student = Student::get(&self.db, student)$(.$await)??;
                Ok(students_seen([&student]))
            }

            async fn students_of(&mut self, course: i64) -> Result {
                let students = students(course);
                Ok(students_seen(students.load(&self.db)$(.$await)??))
            }

            async fn courses_of(&mut self, student: i64) -> Result {
                let courses = query!(Course, students.contains(id == { student }))
                    .load(&self.db)$(.$await)??;
                Ok(courses_seen(&courses))
            }

            async fn courses_by_email(&mut self, email: &str) -> Result {
                let courses = query!(Course, students.contains(email == { email }))
                    .load(&self.db)$(.$await)??;
                Ok(courses_seen(&courses))
            }

            /// Nothing leads from a course to its enrollments, but a subquery does.
            async fn enrolled(&mut self, student: i64) -> Result {
                let student = Expr::Val(student.to_sql());
                let enrolled = BoolExpr::Subquery {
                    col: Course::PKCOL,
                    tbl2: Enrollment::TABLE.into(),
                    tbl2_col: colname!(Enrollment, course_id),
                    expr: Box::new(BoolExpr::Eq(colname!(Enrollment, student_id), student)),
                };
                let courses = Course::query()
                    .filter(enrolled)
                    .order_asc(colname!(Course, title))
                    .load(&self.db)$(.$await)??;
                Ok(Seen::in_order(courses.iter().map(|course| key(&course.id))))
            }

            /// `Many` does not ask whether a link is there.
            async fn add_one(&mut self, course: i64, student: i64) -> Result {
                let db = self.db.transaction()$(.$await)??;
                let there = query!(Course, id == { course } && students.contains(id == { student }))
                    .load_first(&db)$(.$await)??;
                if there.is_none() {
                    let mut students = students(course);
                    students.add(&one(student)?)?;
                    students.save(&db)$(.$await)??;
                }
                db.commit()$(.$await)??;
                Ok(Seen::rows(u64::from(there.is_none())))
            }

            async fn add_many(&mut self, course: i64, new: &[i64]) -> Result {
                let db = self.db.transaction()$(.$await)??;
                let there = keys(linked(course).load(&db)$(.$await)??);
                let mut students = students(course);
                let mut added = 0;
                for &student in new {
                    if !there.contains(&student) {
                        students.add(&one(student)?)?;
                        added += 1;
                    }
                }
                students.save(&db)$(.$await)??;
                db.commit()$(.$await)??;
                Ok(Seen::rows(added))
            }

            /// By hand, since `Many::remove` takes the student away from all courses.
            async fn remove_one(&mut self, course: i64, student: i64) -> Result {
                let link = links(course, [student]);
                let removed = self.db.delete_where(LINKS, link)$(.$await)??;
                Ok(Seen::rows(removed as u64))
            }

            /// What differs alone: `Many::set` deletes all links and inserts all again.
            async fn set(&mut self, course: i64, wanted: &[i64]) -> Result {
                let db = self.db.transaction()$(.$await)??;
                let there = keys(linked(course).load(&db)$(.$await)??);
                let wanted: HashSet<i64> = wanted.iter().copied().collect();
                let gone: Vec<i64> = there.difference(&wanted).copied().collect();
                let mut removed = 0;
                // PostgreSQL has no empty list.
                if !gone.is_empty() {
                    removed = db.delete_where(LINKS, links(course, gone))$(.$await)??;
                }
                let mut students = students(course);
                let mut added = 0;
                for &student in wanted.difference(&there) {
                    students.add(&one(student)?)?;
                    added += 1;
                }
                students.save(&db)$(.$await)??;
                db.commit()$(.$await)??;
                Ok(Seen::rows(removed as u64 + added))
            }

            async fn clear(&mut self, course: i64) -> Result {
                students(course).delete(&self.db)$(.$await)??;
                Ok(Seen::UNTOLD)
            }

            async fn upsert(&mut self, new: &NewStudent) -> Result {
                let email = new.email.as_str();
                let db = self.db.transaction()$(.$await)??;
                let there = query!(Student, email == { email }).load_first(&db)$(.$await)??;
                let mut student = match there {
                    Some(there) => Student {
                        name: new.name.clone(),
                        year: new.year,
                        ..there
                    },
                    None => unsaved(new.clone()),
                };
                student.save(&db)$(.$await)??;
                db.commit()$(.$await)??;
                Ok(students_seen([&student]))
            }

            /// There is no loading for many owners: a query for each, in one transaction.
            async fn load(&mut self, up_to: i64) -> Result {
                let db = self.db.transaction()$(.$await)??;
                let up_to = BoolExpr::Le(Course::PKCOL, Expr::Val(up_to.to_sql()));
                let courses = Course::query()
                    .filter(up_to)
                    .order_asc(Course::PKCOL)
                    .load(&db)$(.$await)??;
                for course in &courses {
                    _ = course.students.load(&db)$(.$await)??;
                }
                db.commit()$(.$await)??;
                loaded(&courses)
            }

            async fn load_all(&mut self) -> Result {
                let db = self.db.transaction()$(.$await)??;
                let courses = Course::query().order_asc(Course::PKCOL).load(&db)$(.$await)??;
                for course in &courses {
                    _ = course.students.load(&db)$(.$await)??;
                }
                db.commit()$(.$await)??;
                loaded(&courses)
            }

            async fn insert_one(&mut self, student: NewStudent) -> Result {
                let mut student = unsaved(student);
                student.save(&self.db)$(.$await)??;
                Ok(students_seen([&student]))
            }

            async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
                let db = self.db.transaction()$(.$await)??;
                let mut students: Vec<Student> = students.into_iter().map(unsaved).collect();
                for student in &mut students {
                    student.save(&db)$(.$await)??;
                }
                db.commit()$(.$await)??;
                Ok(students_seen(&students))
            }

            async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
                let mut courses: HashMap<i64, Many<Student>> = HashMap::new();
                for &(course, student) in links {
                    let students = courses.entry(course).or_insert_with(|| students(course));
                    students.add(&one(student)?)?;
                }
                let db = self.db.transaction()$(.$await)??;
                for students in courses.values_mut() {
                    students.save(&db)$(.$await)??;
                }
                db.commit()$(.$await)??;
                Ok(Seen::rows(links.len() as u64))
            }

            async fn unlink_all(&mut self) -> Result<()> {
                Ok(self.db.execute(EMPTY)$(.$await)??)
            }

            async fn tidy(&mut self, data: &Data) -> Result<()> {
                let courses = Expr::Val(data.size.courses().to_sql());
                self.db.delete_where(LINKS, BoolExpr::Gt("owner", courses))$(.$await)??;
                let students = Expr::Val(data.size.students.to_sql());
                let new = BoolExpr::Gt(Student::PKCOL, students);
                Student::query().filter(new).delete(&self.db)$(.$await)??;
                let changed = query!(Student, year > 5).load(&self.db)$(.$await)??;
                for student in changed {
                    let before = Data::student(key(&student.id));
                    let mut student = Student {
                        name: before.name,
                        year: before.year,
                        ..student
                    };
                    student.save(&self.db)$(.$await)??;
                }
                Ok(self.db.execute(SWEEP)$(.$await)??)
            }
        }
    };
}
