use proptest::prelude::*;
use throughline_core::ColumnType;

use super::*;
use crate::fixtures::*;
use crate::state::{Content, FieldKind};

macro_rules! assert_golden {
    ($golden:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($golden) })
    };
}

#[test]
fn every_kind_of_field_and_relation() {
    let mut state = school();
    let mut profile = model(
        "Profile",
        [
            foreign_key("student", "Student"),
            null(foreign_key("mentor", "Student")),
        ],
    );
    profile.unique.push(list(&["student"]));
    profile.fields.push(null(plain("born", ColumnType::Date)));
    profile
        .fields
        .push(with(plain("paid", ColumnType::Decimal), |column| {
            if let Content::Plain(plain) = &mut column.content {
                plain.digits = Some((10, 2));
            }
        }));
    state.add_model(profile).unwrap();
    let mut friends = many_to_many("Student", "friends", "Student");
    if let FieldKind::ManyToMany(relation) = &mut friends.kind {
        relation.symmetrical = true;
        if let Links::JoinTable { surrogate_id, .. } = &mut relation.links {
            *surrogate_id = true;
        }
    }
    state.add_field("Student", friends).unwrap();
    assert_golden!(mermaid(&state).unwrap());
}

/// Names that mean something to Mermaid, or end what they stand in. Its parser takes the golden.
#[test]
fn names_that_mean_something_elsewhere() {
    let state = ProjectState::of([
        model(
            "class",
            [
                plain("pk", ColumnType::Int),
                plain("type", ColumnType::Text),
            ],
        ),
        model("direction TB", [foreign_key("Zürich", "class")]),
        model(
            "end \"%\\{};\n#1",
            [many_to_many("end \"%\\{};\n#1", "7 \"x\"", "class")],
        ),
        model("u", [through("to", "one", "style", ["a", "b"])]),
        model("one", []),
        model("style", [foreign_key("a", "u"), foreign_key("b", "one")]),
    ]);
    assert_golden!(mermaid(&state).unwrap());
}

#[test]
fn a_picture_with_every_kind_of_end() {
    let mut member = model(
        "Member",
        [
            char("name", 40),
            null(foreign_key("mentor", "Member")),
            many_to_many("Member", "clubs", "Club"),
        ],
    );
    member.unique.push(list(&["name"]));
    let mut locker = model("Locker", [foreign_key("member", "Member")]);
    locker.unique.push(list(&["member"]));
    let state = ProjectState::of([member, locker, model("Club", [])]);
    assert_golden!(svg(&state).unwrap());
}

#[test]
fn names_in_a_picture_are_escaped() {
    let name = "a<b>&\"c\"\u{1}";
    let state = ProjectState::of([model(name, [plain(name, ColumnType::Int)])]);
    let svg = svg(&state).unwrap();
    assert!(
        svg.contains(">a&lt;b&gt;&amp;&quot;c&quot;\u{fffd}</text>"),
        "{svg}"
    );
    assert!(!svg.contains('\u{1}'));
}

proptest! {
    /// Each element that is begun is ended, each foreign key has a line, each box a title.
    #[test]
    fn every_state_has_a_picture(state in any_project()) {
        let svg = svg(&state).unwrap();
        for element in ["svg", "g", "text", "title", "style"] {
            let begun = svg.matches(&format!("<{element}")).count();
            let begun = begun - svg.matches(&format!("<{element}l")).count();
            prop_assert_eq!(begun, svg.matches(&format!("</{element}>")).count());
        }
        let fields = || state.models().flat_map(|model| &model.fields);
        let keys = fields().filter(|field| field.column().is_some_and(|it| it.to().is_some()));
        let tables = fields().filter(|field| field.many_to_many().is_some()).count();
        prop_assert_eq!(svg.matches("<g><title>").count(), keys.count() + 2 * tables);
        prop_assert_eq!(svg.matches("class=\"title\"").count(), 5 + tables);
    }
}

/// The models of a shop, and of each what it points to: by a foreign key, one that may be null (`?`),
/// or a relation to many (`*`).
const SHOP: &[(&str, &[(&str, &str)])] = &[
    ("Address", &[("user", "User"), ("country", "Country")]),
    ("AuditEvent", &[("user", "?User")]),
    ("Brand", &[("country", "Country")]),
    ("Cart", &[("user", "User"), ("variants", "*Variant")]),
    ("Category", &[("parent", "?Category")]),
    ("Country", &[]),
    ("Coupon", &[]),
    (
        "Order",
        &[
            ("user", "User"),
            ("ship_to", "Address"),
            ("bill_to", "Address"),
            ("coupon", "?Coupon"),
        ],
    ),
    ("OrderLine", &[("order", "Order"), ("variant", "Variant")]),
    ("Payment", &[("order", "Order")]),
    (
        "Product",
        &[
            ("brand", "Brand"),
            ("categories", "*Category"),
            ("tags", "*Tag"),
        ],
    ),
    ("Review", &[("user", "User"), ("product", "Product")]),
    ("Setting", &[]),
    (
        "Stock",
        &[("variant", "Variant"), ("warehouse", "Warehouse")],
    ),
    ("Supplier", &[("address", "Address")]),
    (
        "Supply",
        &[("product", "Product"), ("supplier", "Supplier")],
    ),
    ("Tag", &[]),
    ("User", &[("invited_by", "?User")]),
    ("Variant", &[("product", "Product")]),
    ("Warehouse", &[("address", "Address")]),
];

fn shop() -> ProjectState {
    ProjectState::of(SHOP.iter().map(|(name, fields)| {
        let fields = fields.iter().map(|(field, to)| {
            if let Some(to) = to.strip_prefix('*') {
                many_to_many(name, field, to)
            } else if let Some(to) = to.strip_prefix('?') {
                null(foreign_key(field, to))
            } else {
                foreign_key(field, to)
            }
        });
        model(name, [char("title", 100)].into_iter().chain(fields))
    }))
}

#[test]
fn twenty_models_make_a_picture_that_fits_a_screen() {
    let svg = svg(&shop()).unwrap();
    let number = |name: &str| -> i64 {
        let (_, behind) = svg.split_once(&format!(" {name}=\"")).unwrap();
        behind.split('"').next().unwrap().parse().unwrap()
    };
    let (width, height) = (number("width"), number("height"));
    assert!(
        width < 3 * height && height < 2 * width,
        "{width} by {height}"
    );
    assert_eq!(svg.matches("<g class=\"model\">").count(), 20);
    assert_eq!(svg.matches("<g class=\"join\">").count(), 3);
}
