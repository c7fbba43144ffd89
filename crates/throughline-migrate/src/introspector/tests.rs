use super::*;

#[test]
fn only_checks_that_have_a_name_are_named() {
    let sql = "CREATE TABLE \"t\" (\n  \"a\" integer CHECK (a > 0),\n  \
               CONSTRAINT \"t_a_fk\" FOREIGN KEY (\"a\") REFERENCES \"t\" (\"a\"),\n  \
               CONSTRAINT \"a \"\"b\"\" c\" CHECK (\"a\" < 9)\n)";
    assert_eq!(check_names(sql), ["a \"b\" c"]);
}
