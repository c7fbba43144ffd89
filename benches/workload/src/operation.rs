//! The operations, by name.

macro_rules! operations {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $title:literal,)*) => {
        /// What is timed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operation {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Operation {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in commands.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The words in the table.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

operations! {
    /// A student by the primary key.
    GetOne "get_one" "get one by key",
    /// The students of a course, about 100.
    AllForward "all_forward" "students of a course (about 100)",
    /// The courses of a student, 10.
    AllReverse "all_reverse" "courses of a student (10)",
    /// The courses that a student of an e-mail address attends, 10.
    Filter "filter" "courses by a student's e-mail",
    /// The courses in which a student is enrolled, by title, 10.
    Enrolled "enrolled" "courses through enrollment, by title",
    /// A link that is not there.
    AddOne "add_one" "add one, new",
    /// A link that is there.
    AddExisting "add_existing" "add one, there already",
    /// 100 links that are not there.
    AddMany "add_many" "add 100",
    /// The same, and the keys of those that are new are given back.
    AddTelling "add_telling" "add 100, telling which",
    /// A link that is there is taken away.
    RemoveOne "remove_one" "remove one",
    /// 100 students in place of 100, of whom 50 stay.
    Set "set" "set 100, of which 50 stay",
    /// The same, and the keys of those that came and of those that went are given back.
    SetTelling "set_telling" "set 100, telling which",
    /// 100 links of a course are taken away.
    Clear "clear" "clear 100",
    /// The same, and the keys of those that went are given back.
    ClearTelling "clear_telling" "clear 100, telling which",
    /// A student by the e-mail address, who is there: name and year change.
    UpsertHit "upsert_hit" "update_or_create, found",
    /// A student by the e-mail address, who is not there.
    UpsertMiss "upsert_miss" "update_or_create, new",
    /// The first 100 courses, each with its students.
    Load100 "load_100" "load 100 courses with students",
    /// All courses, each with its students: 100,000 links.
    LoadAll "load_all" "load all courses with students",
    /// The ten courses with most students, and how many.
    Most "most" "ten courses with most students",
    /// All students, one after the other, of whom none is kept.
    Stream "stream" "all students, one after the other",
    /// A student.
    Insert1 "insert_1" "insert 1",
    /// 1,000 students, in one call.
    Insert1000 "insert_1000" "insert 1,000",
    /// The same, and the rows are given back as the database has them.
    InsertReturning "insert_returning" "insert 1,000, rows given back",
    /// All links again into the empty join table: key of both columns, one index.
    BulkLink "bulk_link" "bulk link all",
    /// All links into the empty table that other ORMs make: id, unique pair, an index on each column.
    BulkLinkUsual "bulk_link_usual" "bulk link all, usual table",
}

impl Operation {
    /// Whether it gives back more than another operation that does the same.
    pub const fn tells(self) -> bool {
        matches!(
            self,
            Self::AddTelling | Self::SetTelling | Self::ClearTelling | Self::InsertReturning
        )
    }

    /// The operation of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|operation| operation.name() == name)
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
