//! Names of relations: the traces', which are Django's, and ours.
//!
//! Django has two names for an end of a relation, the accessor and the name in paths; Throughline has
//! one, Django's accessor.

/// An end of a relation.
struct End {
    model: &'static str,
    /// Its name in paths of a trace.
    path: &'static str,
    /// Its accessor in a trace, and its one name here.
    accessor: &'static str,
    /// The model that it leads to.
    target: &'static str,
}

const fn end(
    model: &'static str,
    path: &'static str,
    accessor: &'static str,
    target: &'static str,
) -> End {
    End {
        model,
        path,
        accessor,
        target,
    }
}

/// All ends. Of six the two names differ.
const ENDS: &[End] = &[
    end("Teacher", "course", "course_set", "Course"),
    end("Student", "course", "course_set", "Course"),
    end("Student", "membership", "membership_set", "Membership"),
    end("Student", "enrollment", "enrollment_set", "Enrollment"),
    end("Course", "enrollment", "enrollment_set", "Enrollment"),
    end("Club", "membership", "membership_set", "Membership"),
    end("Student", "clubs", "clubs", "Club"),
    end("Course", "students", "students", "Student"),
    end("Course", "teacher", "teacher", "Teacher"),
    end("Club", "members", "members", "Student"),
    end("Membership", "student", "student", "Student"),
    end("Membership", "club", "club", "Club"),
    end("Enrollment", "student", "student", "Student"),
    end("Enrollment", "course", "course", "Course"),
    end("Person", "friends", "friends", "Person"),
    end("Person", "follows", "follows", "Person"),
    end("Person", "followers", "followers", "Person"),
    end("Tag", "posts", "posts", "Post"),
    end("Post", "tags", "tags", "Tag"),
    end("Post", "hidden_tags", "hidden_tags", "Tag"),
];

/// The columns that are dates.
const DATES: [&str; 2] = ["joined", "enrollment_date"];

/// A path of a trace in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// The words, with `__` between them.
    pub(crate) text: String,
    /// The model at the end of the relations.
    pub(crate) model: &'static str,
    /// Whether the path ends at a date.
    pub(crate) is_date: bool,
}

/// A path from the model in our words.
///
/// What is no name of a relation stays as it is, for the library to judge. What is a name in the
/// other role alone becomes the name that it has there: it is unknown here as it is to Django.
pub(crate) fn words(model: &'static str, path: &[&str]) -> Words {
    let mut at = model;
    let mut text = Vec::new();
    for &name in path {
        let of_model = |end: &&End| end.model == at;
        let by_path = ENDS.iter().filter(of_model).find(|end| end.path == name);
        let by_accessor = ENDS
            .iter()
            .filter(of_model)
            .find(|end| end.accessor == name);
        match (by_path, by_accessor) {
            (Some(end), _) => {
                text.push(end.accessor);
                at = end.target;
            }
            (None, Some(end)) => text.push(end.path),
            (None, None) => text.push(name),
        }
    }
    Words {
        text: text.join("__"),
        model: at,
        is_date: path.last().is_some_and(|last| DATES.contains(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gets_our_names_on_its_way() {
        let words = |model, path: &[&str]| words(model, path).text;
        assert_eq!(
            words("Teacher", &["course", "enrollment", "enrollment_date"]),
            "course_set__enrollment_set__enrollment_date"
        );
        assert_eq!(words("Enrollment", &["course", "pk"]), "course__pk");
        assert_eq!(words("Club", &["members", "course"]), "members__course_set");
    }

    #[test]
    fn what_django_does_not_know_is_unknown_here() {
        assert_eq!(
            words("Student", &["course_set", "title"]).text,
            "course__title"
        );
        assert_eq!(words("Tag", &["hidden_tags"]).text, "hidden_tags");
        assert_eq!(words("Course", &["nosuch"]).text, "nosuch");
    }

    #[test]
    fn a_path_knows_where_it_ends() {
        let joined = words("Club", &["membership", "joined"]);
        assert_eq!((joined.model, joined.is_date), ("Membership", true));
        let role = words("Student", &["clubs", "membership", "role"]);
        assert_eq!((role.model, role.is_date), ("Membership", false));
    }
}
