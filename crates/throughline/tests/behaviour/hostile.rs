//! Hostile texts: as values, which are kept and found letter by letter, and as names of tables and
//! columns. None of them is ever read as SQL.

use throughline::migrations::{self, Graph, MigrationTarget};
use throughline::{ErrorKind, blocking};

use crate::models::*;

/// Each begins with another letter than it may be taken for.
const TEXTS: &[&str] = &[
    "'",
    "''",
    "'''",
    "\"",
    "\"\"",
    "`",
    "``",
    "\\",
    "\\\\",
    "\\'",
    "\\\"",
    "'\\''",
    "\\'; --",
    "'; DROP TABLE student; --",
    "\"; DROP TABLE student; --",
    "`; DROP TABLE student; #",
    "' OR '1'='1",
    "' OR 1=1 -- ",
    "') OR ('a'='a",
    "1; DELETE FROM student",
    "x' AND 1=0 UNION SELECT 1 --",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "/* */",
    "/*! DROP TABLE student */",
    "/*!50000 1 */",
    ";",
    ";;",
    "?",
    "??",
    "$1",
    "$2::int",
    ":name",
    "@x",
    "@@version",
    "{}",
    "{0}",
    "{{",
    "%s",
    "%d",
    "%n",
    "%00",
    "%",
    "_",
    "%%",
    "__",
    "\\%",
    "\\_",
    "[a]",
    "*",
    ".",
    "^$",
    "(",
    ")",
    "$$",
    "$tag$ x $tag$",
    "E'\\n'",
    "N'x'",
    "0x27",
    "x'27'",
    "CHAR(39)",
    "\\u0027",
    "&#39;",
    "\\x27",
    "null",
    "NULL",
    "true",
    "\u{2019}",
    "\u{02bc}",
    "\u{ff07}",
    "\u{201c}",
    "\u{ff02}",
    "\u{ff40}",
    "\u{bf}\u{27}",
    "\u{a5}",
    "\u{20a9}",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    " ",
    "  ",
    "\u{a0}",
    "\u{3000}",
    "\u{1}",
    "\u{8}",
    "\u{1a}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}gnirts",
    "\u{2066}x\u{2069}",
    "\u{feff}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "e\u{301}",
    "é",
    "İ",
    "ß",
    "ﬃ",
    "🎓",
    "👩\u{200d}👩\u{200d}👧",
    "\u{10ffff}",
    "مرحبا",
    "שלום",
    "学校",
    "'; SELECT pg_sleep(9); --",
    "' || (SELECT 1) || '",
    "'||'",
    "a' RETURNING id; --",
    "[\"a\",\"b\"]",
    "{\"a\": 1}",
    "\"],[\"",
    "',\"",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "${jndi:x}",
    "`id`",
];

fn texts() -> Vec<String> {
    let mut texts: Vec<_> = TEXTS.iter().map(|&text| text.to_owned()).collect();
    texts.push(String::new());
    texts.push("'".repeat(10_000));
    texts.push("\\".repeat(9_999));
    // PostgreSQL takes no NUL.
    if crate::database::on(true, false, true) {
        texts.extend(["\0", "'\0'", "a\0; DROP TABLE student; --"].map(str::to_owned));
    }
    texts
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Remark {
    id: i64,
    text: String,
}

fn remarks() -> blocking::Db {
    let db = crate::database::empty();
    throughline::create_tables(&db, [Remark::META]).unwrap();
    let new = texts().into_iter().map(|text| Remark::builder().text(text));
    Remark::objects().bulk_create(&db, new).unwrap();
    db
}

fn ids(set: throughline::QuerySet<Remark>, db: &blocking::Db) -> Vec<i64> {
    let rows = set.order_by(|r| r.id()).all(db).unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

/// The keys of the texts that are so, as Rust sees it.
fn expected(is_so: impl Fn(&str) -> bool) -> Vec<i64> {
    let numbered = (1..).zip(texts());
    let found = numbered.filter(|(_, text)| is_so(text));
    found.map(|(id, _)| id).collect()
}

#[test]
fn they_are_kept_and_found_as_values() {
    let db = remarks();
    let all = Remark::objects().order_by(|r| r.id()).all(&db).unwrap();
    let all: Vec<_> = all.into_iter().map(|row| row.text).collect();
    assert_eq!(all, texts());
    for text in texts() {
        let text = &*text;
        let objects = Remark::objects;
        let equal = expected(|one| one == text);
        let lookup = |word: &str| {
            let set = objects().filter_by(&*format!("text{word}"), text);
            ids(set, &db)
        };
        for found in [
            ids(objects().filter(|r| r.text().eq(text)), &db),
            ids(objects().filter(|r| r.text().is_in([text])), &db),
            ids(objects().exclude(|r| r.text().ne(text)), &db),
            lookup(""),
            lookup("__exact"),
        ] {
            assert_eq!(found, equal, "equal to {text:?}");
        }
        let contain = expected(|one| one.contains(text));
        assert_eq!(
            ids(objects().filter(|r| r.text().contains(text)), &db),
            contain,
            "{text:?}"
        );
        assert_eq!(lookup("__contains"), contain, "{text:?}");
        let begin = expected(|one| one.starts_with(text));
        assert_eq!(
            ids(objects().filter(|r| r.text().starts_with(text)), &db),
            begin,
            "{text:?}"
        );
        assert_eq!(lookup("__startswith"), begin, "{text:?}");
        let end = expected(|one| one.ends_with(text));
        assert_eq!(
            ids(objects().filter(|r| r.text().ends_with(text)), &db),
            end,
            "{text:?}"
        );
    }
}

#[test]
fn they_are_written_as_values_by_every_verb() {
    let db = database();
    let rust = Course::builder().title("Rust").create(&db).unwrap();
    for text in texts()
        .into_iter()
        .filter(|text| text.chars().count() < 100)
    {
        let ann = Student::builder().name(&text).create(&db).unwrap();
        assert_eq!(ann.name, text);
        let one = Student::objects().filter(|s| s.id().eq(ann.id));
        one.update(&db, |s| s.email().set(&*text)).unwrap();
        let (found, outcome) = Student::builder()
            .name(&text)
            .email(&*text)
            .on(Student::by_email)
            .update_or_create(&db)
            .unwrap();
        assert_eq!(
            (found.id, outcome),
            (ann.id, Outcome::Unchanged),
            "{text:?}"
        );
        let tag = Tag::builder().word(&text).create(&db).unwrap();
        rust.tags().set(&db, [&tag]).unwrap();
        assert!(rust.tags().contains(&db, &text).unwrap(), "{text:?}");
        assert_eq!(rust.tags().all(&db).unwrap(), [tag]);
    }
    assert_eq!(Course::objects().count(&db).unwrap(), 1);
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "t'a\"b`l\\e; DROP TABLE student; -- ?$1/*",
    index(back),
    unique(select, back)
)]
struct Odd {
    #[field(column = "i'd\"`\\?")]
    id: i64,
    #[field(column = "select", max_length = 20)]
    select: String,
    #[field(column = "a\"b")]
    double: Option<String>,
    #[field(column = "a`b", max_length = 20, db_default = "it's \\ \"`?$1 %")]
    back: String,
    #[field(column = "; -- ?{}%_é$1")]
    end: Option<i32>,
    #[field(join_table = "l'i\"n`k\\s ?")]
    others: ManyToMany<Odder>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order by \"`'")]
struct Odder {
    #[field(primary_key, column = "group by ? \"`'")]
    key: String,
    #[field(column = "from \\ \"", related_name = "odders")]
    odd: Option<ForeignKey<Odd>>,
}

#[test]
fn a_model_may_have_any_name() {
    let db = database();
    throughline::create_tables(&db, [Odd::META, Odder::META]).unwrap();
    let odd = Odd::builder().select("it's").create(&db).unwrap();
    assert_eq!(
        odd.back, "it's \\ \"`?$1 %",
        "the default is kept as it was written"
    );
    let (odd, outcome) = Odd::builder()
        .select("it's")
        .back("it's \\ \"`?$1 %")
        .end(3)
        .update_or_create(&db)
        .unwrap();
    assert_eq!((outcome, odd.end), (Outcome::Updated, Some(3)));
    let one = Odder::builder().key("?'\"`").odd(&odd).create(&db).unwrap();
    odd.others().set(&db, [&one]).unwrap();
    let found = Odd::objects()
        .filter(|o| o.others().key().eq("?'\"`") & o.odders().any(|r| r.key().contains("'")))
        .order_by(|o| (o.end(), o.double()))
        .with(|o| o.others())
        .with(|o| o.odders().count())
        .all(&db)
        .unwrap();
    assert_eq!(found, [(odd.clone(), vec![one.clone()], 1)]);
    let sum = Odd::objects().aggregate(&db, |o| o.end().sum()).unwrap();
    assert_eq!(sum, Some(3));
    let again = Odd::builder().select("it's").create(&db).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::UniqueViolation, "{again:?}");
    one.delete(&db).unwrap();
    assert_eq!(odd.others().count(&db).unwrap(), 0);
    assert_eq!(
        Student::objects().count(&db).unwrap(),
        0,
        "the table is there"
    );
}

/// The texts that the engine takes for a name. PostgreSQL takes 63 bytes, MariaDB none of the letters
/// beyond the first plane, and no blank at the end.
fn names() -> Vec<String> {
    let fits = |text: &String| {
        let is_first_plane = text.chars().all(|letter| u32::from(letter) <= 0xffff);
        let ends_blank = text.ends_with(char::is_whitespace) || text.ends_with('\u{feff}');
        !text.is_empty()
            && !text.contains('\0')
            && text.len() < 50
            && crate::database::on(true, true, is_first_plane && !ends_blank)
    };
    let mut seen = Vec::new();
    let mut is_new = |text: &String| {
        // SQLite takes `null` and `NULL` for one name.
        let folded = text.to_ascii_lowercase();
        let is_new = !seen.contains(&folded);
        seen.push(folded);
        is_new
    };
    let fitting = texts().into_iter().filter(fits);
    fitting.filter(|text| is_new(text)).collect()
}

/// The text as TOML has it.
fn quoted(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '"' | '\\' => format!("\\{sign}"),
        sign if sign < ' ' || sign == '\u{7f}' => format!("\\u{:04x}", u32::from(sign)),
        sign => sign.to_string(),
    });
    format!("\"{}\"", signs.collect::<String>())
}

#[test]
fn tables_and_columns_may_have_any_name() {
    let db = database();
    let before = migrations::tables(&db).unwrap().len();
    let names = names();
    assert!(names.len() > 90);
    let mut text = "format = 1\n".to_owned();
    for (number, name) in names.iter().enumerate() {
        let name = quoted(name);
        text.push_str(&format!(
            "\n[[operation]]\ncreate_model = \"Model{number}\"\ntable = {name}\nfields = [\n\
             {{ name = \"id\", type = \"big_auto\", primary_key = true }},\n\
             {{ name = \"text\", type = \"text\", column = {name}, db_default = {name} }},\n]\n"
        ));
    }
    let file = migrations::read("0001_odd", "0001_odd.toml", &text).unwrap();
    let graph = Graph::new(vec![file]).unwrap();
    migrations::migrate(&db, graph.clone(), MigrationTarget::Latest).unwrap();
    let tables = migrations::tables(&db).unwrap();
    assert_eq!(tables.len(), before + names.len());
    for name in &names {
        let table = tables.iter().find(|table| table.name == *name);
        let table = table.unwrap_or_else(|| panic!("there is no table {name:?}"));
        assert_eq!(table.columns[1].name, *name);
        let columns = ["id".to_owned(), name.clone()];
        let row = vec![
            throughline::Value::Int(7),
            throughline::Value::Text(name.clone()),
        ];
        migrations::insert_rows(&db, name, columns.clone(), vec![row.clone()]).unwrap();
        migrations::insert_rows(
            &db,
            name,
            ["id".to_owned()],
            vec![vec![throughline::Value::Int(8)]],
        )
        .unwrap();
        let rows = migrations::rows(&db, name, columns.clone()).unwrap();
        let by_default = vec![throughline::Value::Int(8), row[1].clone()];
        assert!(rows == [row, by_default], "{name:?}: {rows:?}");
    }
    migrations::migrate(&db, graph, MigrationTarget::Zero).unwrap();
    assert_eq!(migrations::tables(&db).unwrap().len(), before);
}
