//! `check`.

use throughline_core::{ForeignKeyDef, OnDelete};

use super::*;

const fn key(
    name: &'static str,
    column: &'static str,
    target: fn() -> &'static ModelDef,
) -> FieldDef {
    FieldDef {
        references: Some(ForeignKeyDef {
            target,
            on_delete: OnDelete::Cascade,
        }),
        ..FieldDef::new(name, column, ColumnType::BigInt)
    }
}

const fn relation(
    name: &'static str,
    source: fn() -> &'static ModelDef,
    target: fn() -> &'static ModelDef,
    kind: RelationKind,
) -> RelationDef {
    RelationDef {
        name,
        source,
        target,
        related_name: None,
        kind,
    }
}

/// A student in a club.
const MEMBERSHIP: ModelDef = ModelDef {
    name: "Membership",
    table: "membership",
    fields: &[
        ID,
        key("pupil", "pupil_id", || &PUPIL),
        key("club", "club_id", || &CLUB),
    ],
    relations: &[
        relation(
            "pupil",
            || &MEMBERSHIP,
            || &PUPIL,
            RelationKind::ForeignKey(1),
        ),
        relation(
            "club",
            || &MEMBERSHIP,
            || &CLUB,
            RelationKind::ForeignKey(2),
        ),
    ],
    unique: &[&[1, 2]],
    ..STUDENT
};
const CLUB: ModelDef = ModelDef {
    name: "Club",
    table: "sqlite_club",
    relations: &[relation("members", || &CLUB, || &PUPIL, through(2, 1))],
    ..STUDENT
};
const PUPIL: ModelDef = ModelDef {
    name: "Pupil",
    table: "pupil",
    relations: &[relation("clubs", || &PUPIL, || &CLUB, through(1, 2))],
    ..STUDENT
};
const fn through(source: usize, target: usize) -> RelationKind {
    RelationKind::ManyToMany(JoinDef::Through {
        model: || &MEMBERSHIP,
        source,
        target,
    })
}

/// A locker that at most one pupil has, declared as if several could.
const LOCKER: ModelDef = ModelDef {
    name: "Locker",
    table: "Pupil",
    fields: &[ID, key("pupil", "pupil_id", || &PUPIL)],
    relations: &[relation(
        "pupil",
        || &LOCKER,
        || &PUPIL,
        RelationKind::ForeignKey(1),
    )],
    unique: &[&[1]],
    ..STUDENT
};

#[test]
fn models_that_do_not_fit_together() {
    let project = Project::new();
    let mut session = project.manage(&[], "check --help");
    session += &project.manage(&[&CLUB, &PUPIL, &MEMBERSHIP, &LOCKER], "check");
    session += &project.manage(&[&CLUB, &PUPIL, &MEMBERSHIP], "check --format json");
    session += &project.manage(&[&CLUB], "check --ignore models.reserved_table");
    assert_golden!(session);
}

#[test]
fn migrations_and_the_ledger() {
    let project = Project::new();
    let url = format!("sqlite://{}", project.path().join("school.db").display());
    let with_database = format!("check --database {url}");
    let mut session = project.manage(&[&STUDENT], "check");
    project.manage(&[&STUDENT], "makemigrations");
    session += &project.manage(&[&STUDENT], "check");
    session += &project.manage(&[&STUDENT], &with_database);
    project.manage(&[&STUDENT], "migrate");
    session += &project.manage(&[&STUDENT], &with_database);
    session += &project.manage(&[&OLDER, &COURSE], "check");
    session += &project.manage(&[&OLDER], "check --ignore migrations.missing");

    let first = project.path().join("migrations/0001_initial.toml");
    let text = fs::read_to_string(&first).unwrap();
    fs::write(&first, text.replace("max_length = 100", "max_length = 90")).unwrap();
    session += &project.manage(&[&STUDENT], &with_database);
    assert_golden!(session);
}

#[test]
fn files_that_were_edited() {
    let project = Project::new();
    project.manage(&[&CLUB, &PUPIL, &MEMBERSHIP], "makemigrations");
    let first = project.path().join("migrations/0001_initial.toml");
    let text = fs::read_to_string(&first).unwrap();
    let mut session = String::new();
    let mut check_with = |text: &str| {
        fs::write(&first, text).unwrap();
        session += &project.manage(
            &[&CLUB, &PUPIL, &MEMBERSHIP],
            "check --ignore models.same_links",
        );
    };
    check_with(&text.replace("primary_key = true }", "primary_key = true, null = true }"));
    check_with(&text.replace("on_delete = \"cascade\"", "on_delete = \"set_null\""));
    check_with(&text.replace("\"club_id\"", "\"Pupil_ID\""));
    check_with("format = 1\n[[operation]]\nremove_field = \"Student.name\"\n");
    check_with("format = 1\nnonsense = 1\n");
    assert_golden!(session);
}
