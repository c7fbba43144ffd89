//! The names that Django gives: those of its version 5.2 on PostgreSQL, which cuts long ones.
//!
//! They are the same on every engine here. Django on SQLite does not cut: a table that has a longer
//! name there is named by its declaration.

use super::name::hexadecimal;
use super::{LIMIT, Name, equal};
use crate::md5::Md5;

/// How much of a name that is too long is kept, in characters; its hash follows.
const KEPT: usize = LIMIT - 4;

/// The table of a model: `<app>_<model>`, the model in lower case.
pub(super) const fn table(app: &str, model: &str) -> Name {
    Long::new()
        .push_str(app)
        .push(b'_')
        .push_lower(model)
        .finish()
}

/// The name, cut if it is too long.
pub(super) const fn cut(name: &str) -> Name {
    Long::new().push_str(name).finish()
}

/// The join table of a simple many-to-many relation: `<table of the owner>_<field>`.
pub(super) const fn join_table(table: &str, field: &str) -> Name {
    Long::new()
        .push_str(table)
        .push(b'_')
        .push_str(field)
        .finish()
}

/// The column of a join table that points to the model, which is the source or the target.
pub(super) const fn join_column(prefix: &str, source: &str, target: &str, model: &str) -> Name {
    let mut name = Long::new();
    if equal(source, target) {
        name = name.push_str(prefix);
    }
    name.push_lower(model).push_str("_id").finish()
}

/// A name that is not cut yet.
struct Long {
    /// Its beginning.
    name: Name,
    characters: usize,
    /// The bytes of the first [`KEPT`] characters.
    kept: usize,
    hash: Md5,
}

impl Long {
    const fn new() -> Self {
        Long {
            name: Name::new(),
            characters: 0,
            kept: 0,
            hash: Md5::new(),
        }
    }

    const fn push(mut self, byte: u8) -> Self {
        // 10xxxxxx continues a character.
        if byte & 0b1100_0000 != 0b1000_0000 {
            if self.characters == KEPT {
                self.kept = self.name.length();
            }
            self.characters += 1;
        }
        self.name = self.name.push(byte);
        self.hash = self.hash.push(byte);
        self
    }

    const fn push_str(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            self = self.push(bytes[i]);
            i += 1;
        }
        self
    }

    const fn push_lower(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            self = self.push(bytes[i].to_ascii_lowercase());
            i += 1;
        }
        self
    }

    /// The name; if it is too long, its first characters and four digits of the hash of the whole.
    const fn finish(self) -> Name {
        if self.characters <= LIMIT {
            return self.name;
        }
        let [one, two, ..] = self.hash.finish();
        self.name
            .first(self.kept)
            .push(hexadecimal(one >> 4))
            .push(hexadecimal(one & 0xf))
            .push(hexadecimal(two >> 4))
            .push(hexadecimal(two & 0xf))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_as_django_cuts_it() {
        let model = "ExtracurricularActivityRegistrationConfirmationDocumentRec";
        let field = "many_participating_students_with_their_guardians_and_friends";
        let table = table("school", model);
        assert_eq!(
            table.as_str(),
            "school_extracurricularactivityregistrationconfirmationdocumdd85"
        );
        assert_eq!(
            join_table(table.as_str(), field).as_str(),
            "school_extracurricularactivityregistrationconfirmationdocum811d"
        );
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let fits = "é".repeat(56);
        assert_eq!(table("school", &fits).as_str(), format!("school_{fits}"));
        let long = table("school", &format!("{fits}e"));
        assert_eq!(long.as_str().chars().count(), LIMIT);
        assert!(
            long.as_str()
                .starts_with(&format!("school_{}", "é".repeat(52)))
        );
    }

    #[test]
    fn a_relation_to_itself_says_from_and_to() {
        let column = |prefix| join_column(prefix, "BestFriend", "BestFriend", "BestFriend");
        assert_eq!(column("from_").as_str(), "from_bestfriend_id");
        assert_eq!(column("to_").as_str(), "to_bestfriend_id");
        let column = join_column("to_", "Course", "BestFriend", "BestFriend");
        assert_eq!(column.as_str(), "bestfriend_id");
    }
}
