//! `dumpdata` and `loaddata`: what one writes, the other reads.

use throughline_core::{ForeignKeyDef, OnDelete};

use super::*;

/// A field of each type, null and not.
const EVERYTHING: ModelDef = ModelDef {
    name: "Everything",
    table: "every\"thing",
    fields: &[
        ID,
        field("small", ColumnType::SmallInt),
        field("int", ColumnType::Int),
        field("big", ColumnType::BigInt),
        field("float", ColumnType::Float),
        field("bool", ColumnType::Bool),
        field("text", ColumnType::Text),
        field("bytes", ColumnType::Bytes),
        field("date", ColumnType::Date),
        field("time", ColumnType::Time),
        field("civil", ColumnType::DateTime),
        field("moment", ColumnType::Timestamp),
        field("uuid", ColumnType::Uuid),
        field("decimal", ColumnType::Decimal),
        field("json", ColumnType::Json),
    ],
    ..STUDENT
};

const fn field(name: &'static str, column_type: ColumnType) -> FieldDef {
    FieldDef {
        nullable: true,
        ..FieldDef::new(name, name, column_type)
    }
}

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

/// A country and its capital point to each other, a country to another one, and a flag has the
/// key of its country.
const COUNTRY: ModelDef = ModelDef {
    name: "Country",
    table: "country",
    fields: &[
        ID,
        key("capital", "capital_id", || &CITY),
        FieldDef {
            nullable: true,
            ..key("heir", "heir_id", || &COUNTRY)
        },
    ],
    relations: &[
        one_way("capital", 1, || &CITY),
        one_way("heir", 2, || &COUNTRY),
        RelationDef {
            name: "neighbours",
            source: || &COUNTRY,
            target: || &COUNTRY,
            related_name: None,
            kind: RelationKind::Symmetrical(JoinDef::TableWithId {
                table: "country_neighbours",
                source_column: "from_country_id",
                target_column: "to_country_id",
            }),
        },
    ],
    ..STUDENT
};
const CITY: ModelDef = ModelDef {
    name: "City",
    table: "city",
    fields: &[ID, key("country", "country_id", || &COUNTRY)],
    relations: &[RelationDef {
        source: || &CITY,
        ..one_way("country", 1, || &COUNTRY)
    }],
    ..STUDENT
};
const FLAG: ModelDef = ModelDef {
    name: "Flag",
    table: "flag",
    fields: &[
        key("country", "country_id", || &COUNTRY),
        FieldDef::new("colour", "colour", ColumnType::Text),
    ],
    primary_key: &[0, 1],
    relations: &[RelationDef {
        source: || &FLAG,
        ..one_way("country", 0, || &COUNTRY)
    }],
    ..STUDENT
};

const fn one_way(
    name: &'static str,
    position: usize,
    target: fn() -> &'static ModelDef,
) -> RelationDef {
    RelationDef {
        name,
        source: || &COUNTRY,
        target,
        related_name: None,
        kind: RelationKind::ForeignKey(position),
    }
}

const MODELS: &[&ModelDef] = &[&EVERYTHING, &COUNTRY, &CITY, &FLAG, &STUDENT, &COURSE];

/// In the order in which it is written again.
const DUMP: &str = r#"{"format":1}
{"model":"City","fields":{"id":5,"country":2}}
{"model":"Country","fields":{"id":1,"capital":5,"heir":null}}
{"model":"Country","fields":{"id":2,"capital":5,"heir":1}}
{"model":"Everything","fields":{"id":-9223372036854775808,"small":-32768,"int":-2147483648,"big":-9223372036854775808,"float":-0.1,"bool":false,"text":"","bytes":"","date":"-009999-01-01","time":"00:00:00","civil":"-009999-01-01 00:00:00","moment":"0000-01-01T00:00:00Z","uuid":"00000000-0000-0000-0000-000000000000","decimal":"-999999999999999","json":"null"}}
{"model":"Everything","fields":{"id":0,"small":null,"int":null,"big":null,"float":null,"bool":null,"text":null,"bytes":null,"date":null,"time":null,"civil":null,"moment":null,"uuid":null,"decimal":null,"json":null}}
{"model":"Everything","fields":{"id":1,"small":32767,"int":2147483647,"big":9223372036854775807,"float":5e-324,"bool":true,"text":"a\u0000b \"'\\ \n é 🎓","bytes":"00ff10","date":"2026-01-31","time":"13:30:00.000001","civil":"2026-01-31 13:30:00.250000","moment":"2026-01-31T13:30:00.999999Z","uuid":"67e55044-10b1-426f-9247-bb680e5fe0c8","decimal":"1250.5","json":"{\"b\": 1.0, \"a\":[ ]}"}}
{"model":"Everything","fields":{"id":2,"small":0,"int":0,"big":9007199254740993,"float":1.7976931348623157e+308,"bool":true,"text":"null","bytes":"7f","date":"9999-12-31","time":"23:59:59.999999","civil":"9999-12-31 23:59:59.999999","moment":"1969-12-31T23:59:59.999999Z","uuid":"ffffffff-ffff-ffff-ffff-ffffffffffff","decimal":"0.1","json":"18446744073709551616"}}
{"model":"Everything","fields":{"id":9223372036854775806,"small":1,"int":1,"big":1,"float":"-inf","bool":true,"text":"inf","bytes":"00","date":"2024-02-29","time":"00:00:00","civil":"2024-02-29 00:00:00","moment":"2024-02-29T00:00:00Z","uuid":"ffffffff-ffff-ffff-ffff-ffffffffffff","decimal":"-0.000001","json":"\"\\u0000\""}}
{"model":"Flag","fields":{"country":1,"colour":"blue"}}
{"model":"Flag","fields":{"country":1,"colour":"white"}}
{"model":"Student","fields":{"id":7,"name":"Ann"}}
{"model":"Student","fields":{"id":9,"name":"Bob"}}
{"model":"Course","fields":{"id":1,"name":"Rust"}}
{"links":"Country.neighbours","id":3,"pair":[1,2]}
{"links":"Country.neighbours","id":4,"pair":[2,1]}
{"links":"Course.students","pair":[1,7]}
{"links":"Course.students","pair":[1,9]}
"#;

fn migrated(models: &[&'static ModelDef]) -> Project {
    let project = Project::new();
    project.manage(models, "makemigrations");
    let applied = project.manage(models, "migrate");
    assert!(applied.ends_with("-- Done\n\n"), "{applied}");
    project
}

impl Project {
    /// Writes a file, and gives the command that loads it.
    fn load(&self, name: &str, text: &str) -> String {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        format!("loaddata {}", path.display())
    }

    fn dump(&self, models: &[&'static ModelDef]) -> String {
        let output = self.manage(models, "dumpdata");
        let output = output.strip_prefix("$ cargo manage dumpdata\n").unwrap();
        output.strip_suffix("-- Done\n\n").unwrap().to_owned()
    }
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn every_value_comes_back_as_it_was() {
    let project = migrated(MODELS);
    let load = project.load("dump.jsonl", DUMP);
    let mut session = project.manage(MODELS, &load);
    let dump = project.dump(MODELS);
    assert_eq!(sorted(&dump), sorted(DUMP), "{session}");

    session += &project.manage(MODELS, "flush --yes");
    assert_eq!(project.dump(MODELS), "{\"format\":1}\n");
    session += &project.manage(MODELS, &project.load("again.jsonl", &dump));
    assert_eq!(project.dump(MODELS), dump, "the order is always the same");
    let (first, rest) = dump.split_once('\n').unwrap();
    let backwards: Vec<_> = rest.lines().rev().collect();
    let backwards = format!("{first}\n\n{}", backwards.join("\n"));
    project.manage(MODELS, "flush --yes");
    session += &project.manage(MODELS, &project.load("backwards.jsonl", &backwards));
    assert_eq!(project.dump(MODELS), dump, "in whatever order they come");
    assert_golden!(session);
}

#[test]
fn a_row_that_is_there_is_overwritten() {
    let project = migrated(&[&STUDENT, &COURSE]);
    let models: &[_] = &[&STUDENT, &COURSE];
    let rows = "{\"format\":1}
{\"model\":\"Student\",\"fields\":{\"id\":1,\"name\":\"Ann\"}}
{\"model\":\"Student\",\"fields\":{\"id\":2,\"name\":\"Bob\"}}
{\"model\":\"Course\",\"fields\":{\"id\":1,\"name\":\"Rust\"}}
{\"links\":\"Course.students\",\"pair\":[1,2]}
";
    project.manage(models, &project.load("rows.jsonl", rows));
    let renamed = "{\"format\":1}
{\"model\":\"Student\",\"fields\":{\"id\":2,\"name\":\"Bert\"}}
{\"links\":\"Course.students\",\"pair\":[1,2]}
";
    let mut session = project.manage(models, &project.load("renamed.jsonl", renamed));
    session += &project.manage(models, "dumpdata");
    session += &project.manage(models, "dumpdata Course --exclude Student");
    session += &project.manage(models, "dumpdata --exclude Course");
    let file = project.path().join("out.jsonl");
    session += &project.manage(
        models,
        &format!("dumpdata Student --output {}", file.display()),
    );
    session += &fs::read_to_string(&file).unwrap();
    session += "\n";
    session += &project.manage(models, "dumpdata Pupil");
    session += &project.manage(models, "dumpdata --output /no/such/directory/out.jsonl");
    project.execute(&["INSERT INTO student (name) VALUES ('Cy')"]);
    session += &project.manage(models, "dumpdata Student");
    assert_golden!(session);
}

#[test]
fn a_file_with_an_error_changes_nothing() {
    let project = migrated(MODELS);
    project.manage(MODELS, &project.load("dump.jsonl", DUMP));
    let before = project.dump(MODELS);
    let mut session = String::new();
    let good = "{\"model\":\"Student\",\"fields\":{\"id\":100,\"name\":\"New\"}}";
    for bad in [
        "{\"model\":\"Pupil\",\"fields\":{\"id\":1}}",
        "{\"links\":\"Course.pupils\",\"pair\":[1,7]}",
        "{\"links\":\"Course.students\",\"pair\":[1]}",
        "{\"model\":\"Student\",\"fields\":{\"id\":1,\"nam\":\"x\"}}",
        "{\"model\":\"Student\",\"fields\":{\"name\":\"x\"}}",
        "{\"model\":\"Student\",\"fields\":{\"id\":\"one\",\"name\":\"x\"}}",
        "{\"model\":\"Student\",\"fields\":{\"id\":1,\"name\":null}}",
        "{\"model\":\"Student\",\"fields\":{\"id\":1}}",
        "{\"model\":\"Student\",\"pk\":1,\"fields\":{\"name\":\"x\"}}",
        "{\"model\":\"Everything\",\"fields\":{\"id\":1,\"decimal\":1.5}}",
        "{\"model\":\"Everything\",\"fields\":{\"id\":1,\"decimal\":\"1234567890.123456\"}}",
        "{\"model\":\"Everything\",\"fields\":{\"id\":1,\"big\":9223372036854775808}}",
        "{\"model\":\"Everything\",\"fields\":{\"id\":1,\"float\":NaN}}",
        "{\"model\":\"Everything\",\"fields\":{\"id\":1,\"small\":40000}}",
        "{\"links\":\"Course.students\",\"pair\":[1,100000]}",
        "{\"links\":\"Country.neighbours\",\"id\":9,\"pair\":[1,2]}",
        "[1]",
    ] {
        let text = format!("{{\"format\":1}}\n{good}\n{bad}\n");
        session += &format!(
            "{bad}\n{}",
            project.manage(MODELS, &project.load("bad.jsonl", &text))
        );
        assert_eq!(project.dump(MODELS), before, "{bad}");
    }
    for text in [
        "",
        "{\"format\":2}\n",
        "[{\"model\": \"school.student\", \"pk\": 1}]",
    ] {
        session += &format!(
            "{text}\n{}",
            project.manage(MODELS, &project.load("bad.jsonl", text))
        );
    }
    let two = format!("{} /no/such/file.jsonl", project.load("good.jsonl", DUMP));
    session += &project.manage(MODELS, &two);
    assert_golden!(session);
}

#[test]
fn help_of_dumps() {
    let project = Project::new();
    let mut session = project.manage(&[], "dumpdata --help");
    session += &project.manage(&[], "loaddata --help");
    project.manage(&[&STUDENT], "makemigrations");
    session += &project.manage(&[&STUDENT], "dumpdata");
    assert_golden!(session);
}
