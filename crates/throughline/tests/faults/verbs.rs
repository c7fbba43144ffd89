//! The verbs that faults meet, and all that a database has, to be compared.

use throughline::Result;
use throughline::blocking::{Db, Session};

use crate::models::*;

/// What the verbs are called with.
pub(crate) struct School {
    pub(crate) courses: Vec<Course>,
    pub(crate) students: Vec<Student>,
    pub(crate) club: Club,
    pub(crate) people: Vec<Person>,
}

/// A verb: its name, and how it is called.
pub(crate) type Verb = (&'static str, fn(&Session, &School) -> Result<()>);

pub(crate) const VERBS: &[Verb] = &[
    ("create", |db, _| {
        Student::builder().name("new").create(db).map(drop)
    }),
    ("save", |db, school| {
        let name = "renamed".to_owned();
        Student {
            name,
            ..school.students[0].clone()
        }
        .save(db)
    }),
    ("update", |db, _| {
        let all = Student::objects();
        all.update(db, |s| s.visits().set(7)).map(drop)
    }),
    ("delete", |db, school| school.students[1].delete(db)),
    ("add", |db, school| {
        let students = school.courses[1].students();
        students.add(db, &school.students).map(drop)
    }),
    ("add, symmetrical", |db, school| {
        let friends = school.people[0].friends();
        friends.add(db, &school.people[1..]).map(drop)
    }),
    ("add_or_update_with", |db, school| {
        let members = school.club.members();
        let done = members.add_or_update_with(db, &school.students, |link| link.weight(9));
        done.map(drop)
    }),
    ("remove", |db, school| {
        let students = school.courses[0].students();
        students.remove(db, &school.students[..2]).map(drop)
    }),
    ("clear", |db, school| {
        school.courses[0].students().clear(db).map(drop)
    }),
    ("set", |db, school| {
        let students = school.courses[0].students();
        students.set(db, &school.students[2..]).map(drop)
    }),
    ("create through a relation", |db, school| {
        let students = school.courses[0].students();
        let created = students.create(db, Student::builder().name("new"));
        created.map(drop)
    }),
    ("get_or_create through a relation", |db, school| {
        let students = school.courses[0].students();
        let builder = Student::builder().name("new").email("new@school");
        students.get_or_create(db, builder).map(drop)
    }),
    ("update_or_create by key", |db, _| {
        let builder = Student::builder().name("changed").email("0@school");
        builder.update_or_create(db).map(drop)
    }),
    ("update_or_create by filter", |db, _| {
        let found = Student::objects().filter(|s| s.name().eq("nobody"));
        let new = Student::builder().name("somebody");
        let done = found.update_or_create(db, |s| s.visits().set(3), new);
        done.map(drop)
    }),
    ("bulk_create", |db, _| {
        // More than one statement.
        let new = (0..600).map(|number| Student::builder().name(number.to_string()));
        Student::objects().bulk_create(db, new).map(drop)
    }),
    ("bulk_update_or_create", |db, _| {
        let new = (2..6).map(|n| Student::builder().name("bulk").email(format!("{n}@school")));
        let objects = Student::objects();
        objects.bulk_update_or_create(db, new).map(drop)
    }),
    ("link_all", |db, school| {
        let pairs = school
            .courses
            .iter()
            .flat_map(|course| school.students.iter().map(move |student| (course, student)));
        let done = Course::objects().link_all(db, |c| c.students(), pairs);
        done.map(drop)
    }),
    ("a transaction", |db, school| {
        db.transaction(|tx| {
            Student::builder().name("new").create(&tx)?;
            school.courses[0].students().clear(&tx)?;
            school.courses[1]
                .students()
                .set(&tx, &school.students[1..3])?;
            Ok(())
        })
    }),
];

impl School {
    /// The same rows as ever, and no others.
    pub(crate) fn fresh(db: &Db) -> School {
        db.transaction(|tx| {
            Course::objects().delete(&tx)?;
            Student::objects().delete(&tx)?;
            Club::objects().delete(&tx)?;
            Person::objects().delete(&tx)?;
            let student = |n: usize| {
                let email = format!("{n}@school");
                Student::builder().name(format!("student {n}")).email(email)
            };
            let students = Student::objects().bulk_create(&tx, (0..4).map(student))?;
            let courses = ["Rust", "Logic"].map(|title| Course::builder().title(title));
            let courses = Course::objects().bulk_create(&tx, courses)?;
            courses[0].students().add(&tx, &students[..3])?;
            let club = Club::builder().name("Chess").create(&tx)?;
            let members = club.members();
            members.add_with(&tx, &students[..2], |link| link.weight(1))?;
            let people = ["Ann", "Bob", "Cleo"].map(|name| Person::builder().name(name));
            let people = Person::objects().bulk_create(&tx, people)?;
            Ok::<_, throughline::Error>(School {
                courses,
                students,
                club,
                people,
            })
        })
        .unwrap()
    }
}

/// All rows and links, but for the keys that the database makes.
pub(crate) fn all_of(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    for student in Student::objects().all(db).unwrap() {
        let Student {
            name,
            email,
            visits,
            ..
        } = student;
        all.push(format!("student {name} {email:?} {visits}"));
    }
    let courses = Course::objects().with(|c| c.students());
    for (course, students) in courses.all(db).unwrap() {
        let names = students.iter().map(|student| &student.name);
        all.extend(names.map(|name| format!("{} has {name}", course.title)));
    }
    let links = Membership::objects().with(|m| m.student());
    for (link, student) in links.all(db).unwrap() {
        all.push(format!("member {} {}", student.name, link.weight));
    }
    for (person, friends) in Person::objects().with(|p| p.friends()).all(db).unwrap() {
        let names = friends.iter().map(|friend| &friend.name);
        all.extend(names.map(|name| format!("{} knows {name}", person.name)));
    }
    all.sort();
    all
}

/// That what is there is what the answer says: all of what the verb does, or nothing.
#[track_caller]
pub(crate) fn assert_whole(
    verb: &str,
    answer: &Result<()>,
    [before, there, after]: [&[String]; 3],
) {
    let (is_before, is_after) = (there == before, there == after);
    match answer {
        Ok(()) => assert!(is_after, "{verb} was acknowledged: {there:#?}"),
        Err(error) if error.is_outcome_unknown() => {
            assert!(is_before || is_after, "{verb}: {error:?}: {there:#?}");
        }
        Err(error) => assert!(is_before, "{verb}: {error:?}: {there:#?}"),
    }
}

/// What the verb leaves where nothing is in its way.
pub(crate) fn left_by(db: &Db, (name, verb): Verb) -> Vec<String> {
    let school = School::fresh(db);
    verb(db, &school).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    all_of(db)
}
