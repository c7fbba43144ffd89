//! The models of the cases, as the derive would write them.
//!
//! ```text
//! teacher ──< course >── course_students ──< student >── membership ──< club
//!                │                             │  │
//!                └──────< grade >──────────────┘  └──< document_readers >── document
//! student ──1 profile      student ──< visit >── club, any number of times
//! person >── person_follows ──< person      person >── person_friends ──< person, both ways
//! ```

use throughline_core::{
    ColumnType, Direction, FieldDef, ForeignKeyDef, JoinDef, KeySource, ModelDef, OnDelete,
    Relation, RelationDef, RelationKind, Value,
};
use throughline_sql::plan::{
    Aggregate, Comparison, Condition, FieldPath, Function, Operand, Order, Output, Select, Source,
};

/// A key that the database numbers.
const ID: FieldDef = FieldDef {
    key_source: KeySource::Database,
    ..FieldDef::new("id", "id", ColumnType::BigInt)
};

const fn text(name: &'static str, max_length: u32) -> FieldDef {
    FieldDef {
        max_length: Some(max_length),
        ..FieldDef::new(name, name, ColumnType::Text)
    }
}

const fn nullable(field: FieldDef) -> FieldDef {
    FieldDef {
        nullable: true,
        ..field
    }
}

const fn foreign_key(
    name: &'static str,
    column: &'static str,
    column_type: ColumnType,
    target: fn() -> &'static ModelDef,
) -> FieldDef {
    FieldDef {
        references: Some(ForeignKeyDef {
            target,
            on_delete: OnDelete::Cascade,
        }),
        ..FieldDef::new(name, column, column_type)
    }
}

/// A foreign key as a relation: its field is the one at that position.
const fn points_to(
    name: &'static str,
    position: usize,
    source: fn() -> &'static ModelDef,
    target: fn() -> &'static ModelDef,
    related_name: &'static str,
) -> RelationDef {
    RelationDef {
        name,
        source,
        target,
        related_name: Some(related_name),
        kind: RelationKind::ForeignKey(position),
    }
}

/// A model with nothing but a primary key in the first place.
const fn model(
    name: &'static str,
    table: &'static str,
    fields: &'static [FieldDef],
    relations: &'static [RelationDef],
) -> ModelDef {
    ModelDef {
        name,
        module: "school",
        table,
        fields,
        primary_key: &[0],
        relations,
        unique: &[],
        indexes: &[],
        checks: &[],
        ordering: &[],
    }
}

pub(crate) static STUDENT: ModelDef = ModelDef {
    unique: &[&[2]],
    ..model(
        "Student",
        "student",
        &[
            ID,
            text("name", 100),
            nullable(text("email", 100)),
            FieldDef::new("age", "age", ColumnType::Int),
            nullable(FieldDef::new("credits", "credits", ColumnType::Int)),
        ],
        &[],
    )
};

pub(crate) static TEACHER: ModelDef = model("Teacher", "teacher", &[ID, text("name", 100)], &[]);

pub(crate) static COURSE: ModelDef = model(
    "Course",
    "course",
    &[
        ID,
        text("title", 100),
        nullable(foreign_key(
            "teacher",
            "teacher_id",
            ColumnType::BigInt,
            || &TEACHER,
        )),
    ],
    &[
        points_to("teacher", 2, || &COURSE, || &TEACHER, "course_set"),
        RelationDef {
            name: "students",
            source: || &COURSE,
            target: || &STUDENT,
            related_name: Some("course_set"),
            kind: RelationKind::ManyToMany(JoinDef::Table {
                table: "course_students",
                source_column: "course_id",
                target_column: "student_id",
            }),
        },
    ],
);

pub(crate) static CLUB: ModelDef = model(
    "Club",
    "club",
    &[ID, text("name", 100)],
    &[
        RelationDef {
            name: "members",
            source: || &CLUB,
            target: || &STUDENT,
            related_name: Some("clubs"),
            kind: RelationKind::ManyToMany(JoinDef::Through {
                model: || &MEMBERSHIP,
                source: 2,
                target: 1,
            }),
        },
        RelationDef {
            name: "visitors",
            source: || &CLUB,
            target: || &STUDENT,
            related_name: Some("visited"),
            kind: RelationKind::ManyToMany(JoinDef::Through {
                model: || &VISIT,
                source: 2,
                target: 1,
            }),
        },
    ],
);

/// A through model that allows any number of links between two rows.
pub(crate) static VISIT: ModelDef = model(
    "Visit",
    "visit",
    &[
        ID,
        foreign_key("student", "student_id", ColumnType::BigInt, || &STUDENT),
        foreign_key("club", "club_id", ColumnType::BigInt, || &CLUB),
        nullable(FieldDef::new("day", "day", ColumnType::Date)),
    ],
    &[
        points_to("student", 1, || &VISIT, || &STUDENT, "visit_set"),
        points_to("club", 2, || &VISIT, || &CLUB, "visit_set"),
    ],
);

/// Belongs to one student.
pub(crate) static PROFILE: ModelDef = ModelDef {
    unique: &[&[1]],
    ..model(
        "Profile",
        "profile",
        &[
            ID,
            foreign_key("student", "student_id", ColumnType::BigInt, || &STUDENT),
            FieldDef::new("motto", "motto", ColumnType::Text),
        ],
        &[RelationDef {
            kind: RelationKind::OneToOne(1),
            ..points_to("student", 1, || &PROFILE, || &STUDENT, "profile")
        }],
    )
};

pub(crate) static MEMBERSHIP: ModelDef = ModelDef {
    unique: &[&[1, 2]],
    ..model(
        "Membership",
        "membership",
        &[
            ID,
            foreign_key("student", "student_id", ColumnType::BigInt, || &STUDENT),
            foreign_key("club", "club_id", ColumnType::BigInt, || &CLUB),
            FieldDef::new("joined", "joined", ColumnType::Date),
            text("role", 20),
        ],
        &[
            points_to("student", 1, || &MEMBERSHIP, || &STUDENT, "membership_set"),
            points_to("club", 2, || &MEMBERSHIP, || &CLUB, "membership_set"),
        ],
    )
};

/// Has a composite key.
pub(crate) static GRADE: ModelDef = ModelDef {
    primary_key: &[0, 1],
    ..model(
        "Grade",
        "grade",
        &[
            foreign_key("student", "student_id", ColumnType::BigInt, || &STUDENT),
            foreign_key("course", "course_id", ColumnType::BigInt, || &COURSE),
            FieldDef::new("mark", "mark", ColumnType::SmallInt),
        ],
        &[
            points_to("student", 0, || &GRADE, || &STUDENT, "grade_set"),
            points_to("course", 1, || &GRADE, || &COURSE, "grade_set"),
        ],
    )
};

pub(crate) static PERSON: ModelDef = model(
    "Person",
    "person",
    &[ID, text("name", 100)],
    &[
        RelationDef {
            name: "follows",
            source: || &PERSON,
            target: || &PERSON,
            related_name: Some("followers"),
            kind: RelationKind::ManyToMany(JoinDef::Table {
                table: "person_follows",
                source_column: "from_person_id",
                target_column: "to_person_id",
            }),
        },
        RelationDef {
            name: "friends",
            source: || &PERSON,
            target: || &PERSON,
            related_name: None,
            kind: RelationKind::Symmetrical(JoinDef::Table {
                table: "person_friends",
                source_column: "from_person_id",
                target_column: "to_person_id",
            }),
        },
    ],
);

/// Has a UUID key, bytes, and a nullable foreign key to its own model.
pub(crate) static DOCUMENT: ModelDef = model(
    "Document",
    "document",
    &[
        FieldDef {
            key_source: KeySource::Client,
            ..FieldDef::new("id", "id", ColumnType::Uuid)
        },
        FieldDef::new("digest", "digest", ColumnType::Bytes),
        nullable(foreign_key("parent", "parent_id", ColumnType::Uuid, || {
            &DOCUMENT
        })),
    ],
    &[
        points_to("parent", 2, || &DOCUMENT, || &DOCUMENT, "document_set"),
        RelationDef {
            name: "readers",
            source: || &DOCUMENT,
            target: || &STUDENT,
            related_name: Some("documents"),
            kind: RelationKind::ManyToMany(JoinDef::Table {
                table: "document_readers",
                source_column: "document_id",
                target_column: "student_id",
            }),
        },
    ],
);

/// Has names that mean something else, or end a quotation.
pub(crate) static ORDER: ModelDef = model(
    "Order",
    "order",
    &[
        FieldDef {
            column: "select",
            ..ID
        },
        FieldDef {
            column: "say \"hi\"",
            ..text("greeting", 100)
        },
        FieldDef {
            column: "back`tick",
            ..text("tick", 100)
        },
        nullable(foreign_key("group", "group", ColumnType::BigInt, || &ORDER)),
    ],
    &[
        points_to("group", 3, || &ORDER, || &ORDER, "orders"),
        RelationDef {
            name: "buyers",
            source: || &ORDER,
            target: || &STUDENT,
            related_name: Some("orders"),
            kind: RelationKind::ManyToMany(JoinDef::Table {
                table: "where? $1",
                source_column: "from`\"",
                target_column: "to ?",
            }),
        },
    ],
);

/// Has the name of an alias.
pub(crate) static T1: ModelDef = model(
    "T1",
    "t1",
    &[
        ID,
        nullable(foreign_key("next", "next_id", ColumnType::BigInt, || &T1)),
    ],
    &[points_to("next", 1, || &T1, || &T1, "t1_set")],
);

/// Has a column of each type.
pub(crate) static SAMPLE: ModelDef = model(
    "Sample",
    "sample",
    &[
        ID,
        FieldDef::new("small_int", "small_int", ColumnType::SmallInt),
        FieldDef::new("int", "int", ColumnType::Int),
        FieldDef::new("big_int", "big_int", ColumnType::BigInt),
        FieldDef::new("float", "float", ColumnType::Float),
        FieldDef::new("bool", "bool", ColumnType::Bool),
        FieldDef::new("text", "text", ColumnType::Text),
        FieldDef::new("bytes", "bytes", ColumnType::Bytes),
        FieldDef::new("date", "date", ColumnType::Date),
        FieldDef::new("time", "time", ColumnType::Time),
        FieldDef::new("date_time", "date_time", ColumnType::DateTime),
        FieldDef::new("timestamp", "timestamp", ColumnType::Timestamp),
        FieldDef::new("uuid", "uuid", ColumnType::Uuid),
        FieldDef::new("decimal", "decimal", ColumnType::Decimal),
        FieldDef::new("json", "json", ColumnType::Json),
    ],
    &[],
);

/// Each after those that it points to.
pub(crate) static MODELS: [&ModelDef; 13] = [
    &STUDENT,
    &TEACHER,
    &COURSE,
    &CLUB,
    &MEMBERSHIP,
    &VISIT,
    &PROFILE,
    &GRADE,
    &PERSON,
    &DOCUMENT,
    &ORDER,
    &T1,
    &SAMPLE,
];

pub(crate) fn field(model: &'static ModelDef, name: &str) -> &'static FieldDef {
    model.field(name).expect("the model has such a field")
}

/// The relation of that name from the side of the model: declared there, or the other end of one.
pub(crate) fn relation(model: &'static ModelDef, name: &str) -> Relation {
    let ends = relations(model).into_iter();
    let mut named = ends.filter(|relation| match relation.direction {
        Direction::Forward => relation.def.name == name,
        Direction::Reverse => relation.def.related_name == Some(name),
    });
    named.next().expect("the model has such a relation")
}

/// All relation ends of the model.
pub(crate) fn relations(model: &'static ModelDef) -> Vec<Relation> {
    let all = || MODELS.into_iter().flat_map(|model| model.relations);
    let forward = model.relations.iter().map(Relation::forward);
    let reverse = all()
        .filter(|def| (def.target)() == model)
        .map(Relation::reverse);
    forward.chain(reverse).collect()
}

/// The path that these words name, from the model: relations, and a field at the end.
pub(crate) fn path(model: &'static ModelDef, words: &str) -> Operand {
    let mut words: Vec<_> = words.split('.').collect();
    let last = words.pop().expect("there is a last word");
    let mut relations = Vec::new();
    let mut at = model;
    for word in words {
        let next = relation(at, word);
        relations.push(next);
        at = next.far().model;
    }
    FieldPath::over(relations, field(at, last)).into()
}

/// All rows of the model.
pub(crate) fn all(model: &'static ModelDef) -> Select {
    Select::new(Source::Model(model))
}

/// The rows of the model for which the condition is true.
pub(crate) fn filter(model: &'static ModelDef, condition: Condition) -> Select {
    Select {
        conditions: vec![condition],
        ..all(model)
    }
}

/// How many they are.
pub(crate) fn count(select: Select) -> Select {
    Select {
        output: Output::Count,
        ..select
    }
}

/// How many rows there are.
pub(crate) fn rows_of(model: &'static ModelDef) -> Aggregate {
    Aggregate {
        function: Function::Count,
        distinct: false,
        start: 0,
        relations: Vec::new(),
        value: FieldPath::own(model.key()).into(),
        conditions: Vec::new(),
    }
}

/// A comparison with a value.
pub(crate) fn compare(
    path: Operand,
    comparison: Comparison,
    value: impl Into<Literal>,
) -> Condition {
    Condition::Compare(path, comparison, Operand::Value(value.into().0))
}

pub(crate) fn equals(path: Operand, value: impl Into<Literal>) -> Condition {
    compare(path, Comparison::Equal, value)
}

/// A value, from what a test writes.
pub(crate) struct Literal(pub(crate) Value);

impl From<i64> for Literal {
    fn from(value: i64) -> Self {
        Literal(Value::Int(value))
    }
}

impl From<&str> for Literal {
    fn from(value: &str) -> Self {
        Literal(text_value(value))
    }
}

impl From<Value> for Literal {
    fn from(value: Value) -> Self {
        Literal(value)
    }
}

pub(crate) fn text_value(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn integers(values: &[i64]) -> Vec<Value> {
    values.iter().copied().map(Value::Int).collect()
}

/// A UUID that ends in that digit.
pub(crate) fn uuid(last: u8) -> Value {
    Value::Uuid(uuid::Uuid::from_u128(last.into()))
}

pub(crate) fn date(text: &str) -> Value {
    Value::Date(text.parse().expect("a date"))
}

pub(crate) fn ascending(path: Operand) -> Order {
    Order::by(path, false)
}

pub(crate) fn descending(path: Operand) -> Order {
    Order::by(path, true)
}
