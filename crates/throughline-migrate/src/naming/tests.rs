use super::*;
use crate::operation::AddIndex;

fn index(model: &str) -> Operation {
    Operation::AddIndex(AddIndex {
        model: model.to_owned(),
        fields: vec!["a".to_owned()],
    })
}

#[test]
fn a_name_says_what_its_operations_do_up_to_a_length() {
    assert_eq!(suggest_name(&[index("Club")]), "club_a_index");
    assert_eq!(
        suggest_name(&[index("Club"), index("Course")]),
        "club_a_index_course_a_index"
    );
    let many: Vec<_> = ["Club", "Course", "HTTPLog", "Student"].map(index).to_vec();
    assert_eq!(
        suggest_name(&many),
        "club_a_index_course_a_index_http_log_a_index_and_more"
    );
    assert_eq!(file_name(7, "x"), "0007_x");
    assert_eq!(number("12345_x").unwrap(), 12_345);
}

#[test]
fn a_name_is_letters_digits_and_underscores() {
    assert!(check_name("add_club_2").is_ok());
    for name in ["", "a/b", "..", "a b", "a.toml"] {
        assert!(check_name(name).is_err(), "{name}");
    }
}
