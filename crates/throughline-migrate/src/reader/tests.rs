use super::*;

fn error(body: &str) -> String {
    let text = format!("format = 1\n{body}");
    let error = read("0002_x", "migrations/0002_x.toml", &text).unwrap_err();
    match error.hint() {
        Some(hint) => format!("{error} | {hint}"),
        None => error.to_string(),
    }
}

#[test]
fn every_fault_names_its_place() {
    let faults = [
        "operations = []",
        "depends = \"0001_initial\"",
        "depends = [1]",
        "[[operation]]\ncreate_modle = \"X\"",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"\"\nfields = []",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"x\"",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"x\"\nfields = [\n  { name = \"a\", type = \"strin\" },\n]",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"x\"\nfields = [\n  { name = \"a\", type = \"text\", max_length = 5 },\n]",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"x\"\nfields = [\n  { name = \"a\", type = \"char\" },\n]",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"x\"\nfields = [\n  { name = \"a\", type = \"text\", primary_key = true },\n  { name = \"b\", type = \"text\", primary_key = true },\n]",
        "[[operation]]\ncreate_model = \"X\"\ntable = \"x\"\nfields = [{ name = \"a\", type = \"many_to_many\", to = \"Y\", join_table = \"j\", source_column = \"s\", target_column = \"t\" }]",
        "[[operation]]\nadd_field = \"students\"\ntype = \"text\"",
        "[[operation]]\nadd_field = \"X.a\"\ntype = \"foreign_key\"\nto = \"Y\"\non_delete = \"keep\"",
        "[[operation]]\nadd_field = \"X.a\"\ntype = \"boolean\"\ndb_default = 1",
        "[[operation]]\nadd_field = \"X.a\"\ntype = \"date\"\nfill = 2026-01-31",
        "[[operation]]\nadd_field = \"X.a\"\ntype = \"many_to_many\"\nto = \"Y\"\nthrough = \"Z\"\nthrough_fields = [\"x\"]",
        "[[operation]]\nadd_index = \"X\"\nfields = []",
        "[[operation]]\nadd_index = \"X\"\nfields = [\"a\"",
        "[[operation]]\nadd_index = \"é\"; x",
    ];
    let mut errors: Vec<_> = faults.into_iter().map(error).collect();
    errors.push(read("0001_a", "a.toml", "").unwrap_err().to_string());
    let newer = read("0001_a", "a.toml", "format = 2\nwhatever = 1").unwrap_err();
    errors.push(format!("{newer} | {}", newer.hint().unwrap()));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(errors.join("\n"));
    });
}

#[test]
fn a_checksum_does_not_depend_on_line_ends() {
    let text = "format = 1\n# a\n";
    let unix = read("0001_a", "a.toml", text).unwrap();
    let windows = read("0001_a", "a.toml", &text.replace('\n', "\r\n")).unwrap();
    assert_eq!(unix.checksum, windows.checksum);
    let other = read("0001_a", "a.toml", "format = 1\n# b\n").unwrap();
    assert_ne!(unix.checksum, other.checksum);
    // Promised: a checksum of today is one of tomorrow.
    assert_eq!(
        unix.checksum,
        "sha256:62a38305ba5d11464f7e8f2e2467158a582ba09e7302cd273e2537ddc0f3688c"
    );
}

#[test]
fn an_edited_file_may_be_laid_out_as_one_likes() {
    let text = "format = 1\n[[operation]]\nadd_field = 'Student.born'\nfill = '2000-02-29' # a leap day\ntype = \"date\"\n\n\n[[operation]]\nadd_index='Student'\nfields=[ 'born', ]\n";
    let file = read("0002_x", "x.toml", text).unwrap();
    assert_eq!(file.migration.operations.len(), 2);
    assert_eq!(file.place(1), "x.toml:8");
}
