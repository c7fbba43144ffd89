use super::*;

fn questions() -> Vec<Question> {
    let (model, field) = ("Student".to_owned(), "age".to_owned());
    vec![
        Question::RenameModel {
            old: "Teacher".into(),
            new: "Instructor".into(),
        },
        Question::RenameField {
            model: model.clone(),
            old: "name".into(),
            new: "full_name".into(),
        },
        Question::MoveRelation {
            old: ("Student".into(), "courses".into()),
            new: ("Course".into(), "students".into()),
        },
        Question::Fill {
            model: model.clone(),
            field: field.clone(),
        },
        Question::DropModel {
            model: "Room".into(),
        },
        Question::DropColumns {
            model: "Enrollment".into(),
        },
        Question::DropField { model, field },
    ]
}

#[test]
fn a_template_is_a_file_without_answers() {
    let template = Answers::template(&questions());
    assert_eq!(
        Answers::read("a.toml", &template).unwrap(),
        Answers::default()
    );
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(template) });
}

#[test]
fn what_is_written_reads_back_equal() {
    let given = [
        Answer::Yes,
        Answer::No,
        Answer::Yes,
        Answer::Value(Literal::Integer(18)),
        Answer::Yes,
        Answer::Yes,
        Answer::No,
    ];
    let answers = Answers::new(questions().into_iter().zip(given));
    assert_eq!(Answers::read("a.toml", &answers.text()).unwrap(), answers);
    assert_eq!(
        answers.renamed_models(),
        [("Teacher".to_owned(), "Instructor".to_owned())]
    );
    assert_eq!(answers.renamed_fields(), []);
}

#[test]
fn faults_name_their_place() {
    let error = |text: &str| Answers::read("a.toml", text).unwrap_err().to_string();
    assert_eq!(
        error("[[lose]]\nwhat = \"Room\"\nanswer = \"yes\"\n"),
        "a.toml:3:10: `answer` is `true` or `false`"
    );
    assert_eq!(
        error("[[fill]]\nfield = \"age\"\nvalue = 1\n"),
        "a.toml:2:9: expected `Model.field`"
    );
    assert!(error("[[loose]]\nwhat = \"Room\"\n").starts_with("a.toml:1:"));
}
