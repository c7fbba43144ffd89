//! The data: the same for every contestant, from one seed.
//!
//! Students and courses are numbered from 1. Each student attends ten courses, and is enrolled in ten,
//! which are others. Behind the courses are a few that nobody attends: what writes, writes there.

/// How much data there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How many students; a tenth as many courses, ten times as many links and enrollments.
    pub students: i64,
    /// How many links are written by one call of what writes many.
    pub list: i64,
}

impl Size {
    /// Of so many students, where a list has a hundred links.
    pub const fn of(students: i64) -> Self {
        let list = 100;
        Self { students, list }
    }

    /// How many courses have students.
    pub const fn courses(self) -> i64 {
        self.students / 10
    }

    /// How many courses there are, with those that nobody attends.
    pub const fn all_courses(self) -> i64 {
        self.courses() + Self::SPARE
    }

    /// How many courses nobody attends.
    pub const SPARE: i64 = 10;

    /// How many links there are, and how many enrollments.
    pub const fn links(self) -> i64 {
        self.students * PER_STUDENT as i64
    }
}

const PER_STUDENT: usize = 10;

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A student that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStudent {
    pub name: String,
    /// Unique.
    pub email: String,
    pub year: i32,
}

/// All rows.
#[derive(Debug)]
pub struct Data {
    pub size: Size,
    /// `(course, student)`, in the order of the students.
    pub links: Vec<(i64, i64)>,
    /// `(student, course, date)`.
    pub enrollments: Vec<(i64, i64, Date)>,
    /// The students of each course, by its number less one.
    pub students_of: Vec<Vec<i64>>,
}

impl Data {
    /// The rows of a size.
    pub fn new(size: Size) -> Self {
        let mut numbers = SplitMix64(0x7468_726f_7567_686c);
        let mut links = Vec::with_capacity(size.links() as usize);
        let mut enrollments = Vec::with_capacity(size.links() as usize);
        let mut students_of = vec![Vec::new(); size.courses() as usize];
        for student in 1..=size.students {
            for course in numbers.distinct(PER_STUDENT, size.courses()) {
                links.push((course, student));
                students_of[course as usize - 1].push(student);
            }
            for course in numbers.distinct(PER_STUDENT, size.courses()) {
                let date = Date {
                    year: 2020 + (numbers.below(6)) as i16,
                    month: 1 + numbers.below(12) as i8,
                    day: 1 + numbers.below(28) as i8,
                };
                enrollments.push((student, course, date));
            }
        }
        Self {
            size,
            links,
            enrollments,
            students_of,
        }
    }

    /// The name, e-mail address and year of a student.
    pub fn student(id: i64) -> NewStudent {
        NewStudent {
            name: format!("Student number {id}"),
            email: format!("student{id}@school.example"),
            year: 1 + (id % 5) as i32,
        }
    }

    /// The title of a course.
    pub fn title(id: i64) -> String {
        // In another order than the numbers, so that an ordered query has something to do.
        format!("Course {:06}", id * 7_919 % 1_000_003)
    }

    /// The courses in which a student is enrolled, in the order of their titles.
    pub fn enrolled(&self, student: i64) -> Vec<i64> {
        let first = (student as usize - 1) * PER_STUDENT;
        let mut courses: Vec<i64> = self.enrollments[first..first + PER_STUDENT]
            .iter()
            .map(|&(_, course, _)| course)
            .collect();
        courses.sort_by_key(|&course| Self::title(course));
        courses
    }

    /// The courses that a student attends.
    pub fn courses_of(&self, student: i64) -> impl Iterator<Item = i64> {
        let first = (student as usize - 1) * PER_STUDENT;
        self.links[first..first + PER_STUDENT]
            .iter()
            .map(|&(course, _)| course)
    }
}

/// Sebastiano Vigna's generator of 64-bit numbers (public domain, <https://prng.di.unimi.it/splitmix64.c>).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: i64) -> i64 {
        (self.next() % bound as u64) as i64
    }

    /// Some of the numbers from 1 to `highest`, none twice.
    fn distinct(&mut self, how_many: usize, highest: i64) -> Vec<i64> {
        let mut chosen = Vec::with_capacity(how_many);
        while chosen.len() < how_many {
            let number = 1 + self.below(highest);
            if !chosen.contains(&number) {
                chosen.push(number);
            }
        }
        chosen
    }
}
