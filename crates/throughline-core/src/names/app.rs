//! An app, and the scheme by which its tables are named.

use super::{Name, django, join_table, source_column, table, target_column};
use crate::JoinDef;

/// The models of one crate, and how their tables are named. `throughline::app!` declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct App {
    /// The app's name.
    pub name: &'static str,
    /// How its tables are named where the declaration gives no name.
    pub naming: Naming,
}

/// How tables are named where the declaration gives no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `course` and `course_students`, with the pair as the key of the join table.
    Throughline,
    /// As Django does it: `school_course` and `school_course_students`, with an `id` of its own in
    /// the join table.
    Django,
}

impl App {
    /// The app of a crate that declares none.
    pub const NONE: App = App {
        name: "",
        naming: Naming::Throughline,
    };

    /// The table of a model.
    ///
    /// ```
    /// use throughline_core::names::{App, Naming};
    ///
    /// let school = App { name: "school", naming: Naming::Django };
    /// assert_eq!(school.table("ReportCard").as_str(), "school_reportcard");
    /// assert_eq!(App::NONE.table("ReportCard").as_str(), "report_card");
    /// ```
    #[must_use]
    pub const fn table(&self, model: &str) -> Name {
        match self.naming {
            Naming::Throughline => table(model),
            Naming::Django => django::table(self.name, model),
        }
    }

    /// The join table of a simple many-to-many relation, by the model that declares it and its
    /// table.
    ///
    /// ```
    /// use throughline_core::names::{App, Naming};
    ///
    /// let school = App { name: "school", naming: Naming::Django };
    /// let name = school.join_table("Course", "school_course", "students");
    /// assert_eq!(name.as_str(), "school_course_students");
    /// let name = App::NONE.join_table("Course", "courses", "students");
    /// assert_eq!(name.as_str(), "course_students");
    /// ```
    #[must_use]
    pub const fn join_table(&self, model: &str, table: &str, field: &str) -> Name {
        match self.naming {
            Naming::Throughline => join_table(model, field),
            Naming::Django => django::join_table(table, field),
        }
    }

    /// The column of a join table that points to the declaring model.
    #[must_use]
    pub const fn source_column(&self, source: &str, target: &str) -> Name {
        match self.naming {
            Naming::Throughline => source_column(source, target),
            Naming::Django => django::join_column("from_", source, target, source),
        }
    }

    /// The column of a join table that points to the target.
    #[must_use]
    pub const fn target_column(&self, source: &str, target: &str) -> Name {
        match self.naming {
            Naming::Throughline => target_column(source, target),
            Naming::Django => django::join_column("to_", source, target, target),
        }
    }

    /// The links in a join table of that name and these columns. It has an `id` of its own where
    /// the declaration or the scheme asks for it.
    #[must_use]
    pub const fn links(
        &self,
        table: &'static str,
        [source_column, target_column]: [&'static str; 2],
        surrogate_id: bool,
    ) -> JoinDef {
        match self.naming {
            Naming::Throughline if !surrogate_id => JoinDef::Table {
                table,
                source_column,
                target_column,
            },
            _ => JoinDef::TableWithId {
                table,
                source_column,
                target_column,
            },
        }
    }
}
