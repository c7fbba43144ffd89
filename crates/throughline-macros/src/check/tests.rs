//! Declarations and all that is wrong with each.

use syn::parse_quote;

use super::{Model, check};
use crate::errors::Errors;
use crate::parse::model::ModelInput;

fn checked(input: &syn::DeriveInput) -> (Model, Vec<String>) {
    let mut errors = Errors::default();
    let declaration = ModelInput::parse(input, &mut errors);
    let model = check(declaration, &mut errors);
    (model, errors.messages())
}

/// The messages for a declaration, one a line.
fn messages(input: syn::DeriveInput) -> String {
    checked(&input).1.join("\n")
}

fn model(input: syn::DeriveInput) -> Model {
    let (model, messages) = checked(&input);
    assert_eq!(messages, Vec::<String>::new());
    model
}

#[test]
fn fields_are_known_by_their_position_among_the_columns() {
    let model = model(parse_quote! {
        #[model(unique(student, club), index(joined), ordering(-joined, id))]
        struct Membership {
            id: i64,
            tags: ManyToMany<Tag>,
            student: ForeignKey<Student>,
            club: ForeignKey<Club>,
            joined: Date,
        }
    });
    assert_eq!(model.primary_key, [0]);
    assert_eq!(model.unique, [[1, 2]]);
    assert_eq!(model.indexes, [[3]]);
    assert_eq!(model.ordering, [(3, true), (0, false)]);
    let required: Vec<&str> = model
        .required()
        .map(|(field, _)| field.name.as_str())
        .collect();
    assert_eq!(required, ["student", "club", "joined"]);
}

#[test]
fn the_builder_demands_what_nobody_else_gives() {
    let model = model(parse_quote! {
        struct Event {
            slug: String,
            #[field(primary_key)]
            id: Uuid,
            #[field(default = 1)]
            size: i64,
            #[field(db_default = true)]
            open: bool,
            #[field(auto_now_add)]
            made: Timestamp,
            parent: Option<ForeignKey<Event>>,
            note: Option<String>,
        }
    });
    let required: Vec<&str> = model
        .required()
        .map(|(field, _)| field.name.as_str())
        .collect();
    assert_eq!(required, ["slug"]);
}

#[test]
fn fields_of_a_composite_key_are_given_by_the_caller() {
    let model = model(parse_quote! {
        #[model(primary_key(year, number))]
        struct Invoice { year: i32, number: i64 }
    });
    assert_eq!(model.primary_key, [0, 1]);
    assert_eq!(model.required().count(), 2);
}

#[test]
fn all_errors_of_a_declaration_are_told_at_once() {
    let messages = messages(parse_quote! {
        #[model(unique(nmae), tabel = "x")]
        struct Student {
            id: Option<i64>,
            #[field(max_length = 0)]
            name: String,
            #[field(max_length = 3, uniqe)]
            age: i64,
        }
    });
    assert_eq!(messages.lines().count(), 6, "{messages}");
}

#[test]
fn a_faulty_attribute_does_not_hide_the_next() {
    let messages = messages(parse_quote! {
        struct Student {
            id: i64,
            #[field(max_length 3, default = , auto_now)]
            name: String,
        }
    });
    assert_eq!(messages.lines().count(), 3, "{messages}");
    assert!(messages.contains("`auto_now` is for Date"), "{messages}");
}

#[test]
fn the_type_of_a_relation_may_be_written_in_full() {
    let model = model(parse_quote! {
        struct Course {
            id: i64,
            teacher: Option<throughline::ForeignKey<people::Teacher>>,
            next: std::option::Option<ForeignKey<Self>>,
            rooms: throughline::ManyToMany<crate::room::Room, Booking>,
        }
    });
    let paths: Vec<String> = model
        .relations()
        .map(|(_, relation)| {
            let path = &relation.target.path;
            quote::quote!(#path).to_string().replace(' ', "")
        })
        .collect();
    assert_eq!(
        paths,
        ["people::TeacherPath", "CoursePath", "crate::room::RoomPath"]
    );
}

#[test]
fn two_relations_to_one_model_need_two_names() {
    let messages = messages(parse_quote! {
        struct Match {
            id: i64,
            home: ForeignKey<Team>,
            guest: ForeignKey<Team>,
            #[field(related_name = "+")]
            winner: Option<ForeignKey<Team>>,
            #[field(related_name = "refereed")]
            referee: ForeignKey<Person>,
        }
    });
    assert_eq!(
        messages,
        "another relation of `Match` already gives `Team` the method `match_set`: name this one by \
         `#[field(related_name = \"…\")]`, or give it none by `\"+\"`"
    );
}

#[test]
fn keywords_can_be_names() {
    let model = model(parse_quote! {
        #[model(unique(type), ordering(-r#match))]
        struct Item {
            id: i64,
            r#type: String,
            r#match: i64,
            #[field(related_name = "type")]
            order: ForeignKey<Order>,
        }
    });
    assert_eq!(model.unique, [[1]]);
    assert_eq!(model.ordering, [(2, true)]);
    let (_, relation) = model.relations().next().expect("there is a relation");
    assert_eq!(
        relation
            .reverse
            .as_ref()
            .map(|r| r.ident.to_string())
            .as_deref(),
        Some("r#type")
    );
}

#[test]
fn a_relation_must_not_hide_a_method() {
    let messages = messages(parse_quote! {
        struct Course {
            id: i64,
            objects: ManyToMany<Student>,
            #[field(related_name = "save")]
            teacher: ForeignKey<Teacher>,
        }
    });
    assert!(
        messages.contains("would hide the method `objects` of `Course`"),
        "{messages}"
    );
    assert!(
        messages.contains("would hide the method `save` of `Teacher`"),
        "{messages}"
    );
}
