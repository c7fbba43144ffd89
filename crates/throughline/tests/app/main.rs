//! `throughline::app!`: names as Django gives them, and links in tables as Django makes them.

#![deny(warnings)]

mod models;

use throughline::prelude::*;
use throughline::{Result, blocking, create_tables, migrations};

use models::long::{
    ExtracurricularActivityRegistrationConfirmationDocumentRec as LongNamed, Participant,
};
use models::{Named, PenPal, ReportCard};

throughline::app! { name = "school", naming = django }

/// The columns of each table, as the database has them.
fn columns(db: &blocking::Db, table: &str) -> Result<Vec<String>> {
    let tables = migrations::tables(db)?;
    let table = tables.into_iter().find(|live| live.name == table);
    let columns = table.expect("it was created").columns;
    Ok(columns.into_iter().map(|column| column.name).collect())
}

#[test]
fn tables_have_the_names_that_django_gives() -> Result<()> {
    let db = blocking::Db::memory()?;
    create_tables(&db, [ReportCard::META, PenPal::META, Named::META])?;
    let names: Vec<_> = migrations::tables(&db)?
        .into_iter()
        .map(|table| table.name)
        .collect();
    let expected = [
        "renamed",
        "renamed_pen_pals",
        "school_penpal",
        "school_penpal_friends",
        "school_reportcard",
        "school_reportcard_pen_pals",
        "written",
    ];
    assert_eq!(names, expected);
    for (table, expected) in [
        ("school_reportcard", ["id", "owner_id"].as_slice()),
        (
            "school_reportcard_pen_pals",
            &["id", "reportcard_id", "penpal_id"],
        ),
        (
            "school_penpal_friends",
            &["id", "from_penpal_id", "to_penpal_id"],
        ),
        ("renamed_pen_pals", &["id", "named_id", "penpal_id"]),
        ("written", &["id", "named_id", "penpal_id"]),
    ] {
        assert_eq!(columns(&db, table)?, expected, "{table}");
    }
    Ok(())
}

#[test]
fn long_names_are_cut_as_django_cuts_them() -> Result<()> {
    let table = "school_extracurricularactivityregistrationconfirmationdocumdd85";
    let join_table = "school_extracurricularactivityregistrationconfirmationdocum811d";
    assert_eq!(LongNamed::META.table, table);
    let db = blocking::Db::memory()?;
    create_tables(&db, [LongNamed::META, Participant::META])?;
    let owner = "extracurricularactivityregistrationconfirmationdocumentrec_id";
    assert_eq!(columns(&db, join_table)?, ["id", owner, "participant_id"]);
    Ok(())
}

/// What Django 5.2 makes on SQLite of the same models, the hash in the name of the index aside.
const BY_DJANGO: [&str; 4] = [
    r#"CREATE TABLE "school_penpal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT)"#,
    r#"CREATE TABLE "school_reportcard" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "owner_id" bigint NULL REFERENCES "school_penpal" ("id") DEFERRABLE INITIALLY DEFERRED)"#,
    r#"CREATE TABLE "school_reportcard_pen_pals" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "reportcard_id" bigint NOT NULL REFERENCES "school_reportcard" ("id") DEFERRABLE INITIALLY DEFERRED,
    "penpal_id" bigint NOT NULL REFERENCES "school_penpal" ("id") DEFERRABLE INITIALLY DEFERRED)"#,
    r#"CREATE UNIQUE INDEX "school_reportcard_pen_pals_reportcard_id_penpal_id_uniq"
    ON "school_reportcard_pen_pals" ("reportcard_id", "penpal_id")"#,
];

#[test]
fn links_of_a_table_that_django_made_go_both_ways() -> Result<()> {
    let db = blocking::Db::memory()?;
    for statement in BY_DJANGO {
        db.execute(statement, ())?;
    }
    let [ann, ben] = [
        PenPal::builder().create(&db)?,
        PenPal::builder().create(&db)?,
    ];
    let card = ReportCard::builder().owner(&ann).create(&db)?;
    let link = "INSERT INTO school_reportcard_pen_pals (reportcard_id, penpal_id) VALUES (1, 2)";
    db.execute(link, ())?;
    assert_eq!(card.pen_pals().all(&db)?, std::slice::from_ref(&ben));

    card.pen_pals().add(&db, [&ann, &ben])?;
    card.pen_pals().remove(&db, [&ben])?;
    assert_eq!(ann.report_card_set().all(&db)?, std::slice::from_ref(&card));
    assert!(!ben.report_card_set().exists(&db)?);
    ben.report_card_set().add(&db, [&card])?;
    let of_ann = ReportCard::objects().filter(|c| c.pen_pals().owned().pen_pals().eq(&ben));
    assert_eq!(of_ann.all(&db)?, [card]);
    Ok(())
}
