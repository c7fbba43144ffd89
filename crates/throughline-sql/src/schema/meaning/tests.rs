use super::*;

const SQLITE: &SchemaRules = &SchemaRules::SQLITE;
const POSTGRES: &SchemaRules = &SchemaRules::POSTGRES;
const MARIADB: &SchemaRules = &SchemaRules::MARIADB;

#[track_caller]
fn all_same(rules: &SchemaRules, pairs: &[(&str, &str)]) {
    for (one, other) in pairs {
        assert!(same_condition(rules, one, other), "{one}\n{other}");
    }
}

#[track_caller]
fn all_differ(rules: &SchemaRules, pairs: &[(&str, &str)]) {
    for (one, other) in pairs {
        assert!(!same_condition(rules, one, other), "{one}\n{other}");
        assert!(!same_condition(rules, other, one), "{one}\n{other}");
    }
}

#[test]
fn conditions_are_compared_by_their_words() {
    all_same(
        SQLITE,
        &[
            ("(\"A\"  >= 0)", "a>=0"),
            ("length(a) LIKE 'x'", "LENGTH([a]) like 'x'"),
        ],
    );
    all_differ(
        SQLITE,
        &[
            ("(a) or (b)", "a) or (b"),
            ("a = 'X'", "a = 'x'"),
            ("a < 1", "a <= 1"),
            ("length(a) = 1", "length(a) = 1.0"),
        ],
    );
}

#[test]
fn what_a_server_makes_of_a_condition_is_the_same() {
    all_same(
        MARIADB,
        &[
            (
                "`a` = 1 and `b` = 2 or `c` > 0.5",
                "((`a` = 1) AND (`b` = 2)) OR (`c` > 0.5)",
            ),
            (
                "(`a` = 1 or `b` = 2) and `c` > 0.5",
                "((`a` = 1) OR (`b` = 2)) AND (`c` > 0.50)",
            ),
            ("`a` <> 1 or `b` <> 2", "NOT ((`a` = 1) AND (`b` = 2))"),
            ("`a` <> 1 and `b` = 2", "NOT ((`a` = 1) OR (NOT (`b` = 2)))"),
            ("`a` = 1", "NOT (NOT (`a` IN (1)))"),
            ("`a` not in (1,-2)", "NOT (`a` IN (1, -2))"),
            ("`a` is not null", "NOT (`a` IS NULL)"),
            ("`a` >= -5", "NOT (`a` < -5)"),
            (
                "`a` = 1 and `b` = 2 and `c` = 3",
                "(`a` = 1) AND ((`b` = 2) AND (`c` = 3))",
            ),
            (r"`s` = 'it\'s \\ \n'", "`s` = 'it''s \\\\ \n'"),
            ("`ok` in (1,0)", "`ok` IN (TRUE, FALSE)"),
            ("`d` = X'00ff'", "`d` = x'00FF'"),
        ],
    );
    all_same(
        POSTGRES,
        &[
            ("((name)::text = 'x'::text)", "\"name\" = 'x'"),
            (
                "((role)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "\"role\" IN ('a', 'b')",
            ),
            (
                "(NOT (a = ANY (ARRAY[1, '-2'::integer])))",
                "NOT (\"a\" IN (1, -2))",
            ),
            (
                "((f > (0.5)::double precision) AND (a IS NULL))",
                "(\"f\" > 0.5) AND (\"a\" IS NULL)",
            ),
            ("(f > ('-1.5'::numeric)::double precision)", "\"f\" > -1.5"),
            (
                "(at > '2020-01-01 00:00:00+00'::timestamp with time zone)",
                "\"at\" > '2020-01-01 00:00:00+00'",
            ),
            (
                "(t = '10:00:00.5'::time without time zone)",
                "t = '10:00:00.500000'",
            ),
            ("(d = 1.50)", "\"d\" = '1.5'"),
            ("(d < '-1.50'::numeric)", "\"d\" < '-1.5'"),
            (r"(s = 'a\b'::text)", r"s = E'a\\b'"),
            (r"(d = '\x00ff'::bytea)", r"d = '\x00FF'"),
        ],
    );
}

#[test]
fn a_condition_that_takes_other_rows_is_another() {
    all_differ(
        MARIADB,
        &[
            (
                "`a` = 1 and `b` = 2 or `c` = 3",
                "(`a` = 1) AND ((`b` = 2) OR (`c` = 3))",
            ),
            ("`a` = 1 and `b` = 2", "(`a` = 1) OR (`b` = 2)"),
            ("`a` <> 1 and `b` <> 2", "NOT ((`a` = 1) AND (`b` = 2))"),
            ("`a` > 5", "NOT (`a` < 5)"),
            ("`a` = 1", "`a` = -1"),
            ("`a` = 1", "`b` = 1"),
            ("`a` = 1", "`a` = '1'"),
            ("`a` in (1,2)", "NOT (`a` IN (1, 2))"),
            ("`a` in (1,2)", "`a` IN (1, 2, 3)"),
            ("`a` is null", "`a` IS NOT NULL"),
            ("`a` < `b`", "`b` < `a`"),
            (r"`s` = 'a\\n'", "`s` = 'a\n'"),
            ("`s` = 'a'", "`s` = 'a '"),
            ("`s` = 'true'", "`s` = TRUE"),
            ("`s` = `x`", "`s` = 'x'"),
        ],
    );
    all_differ(
        POSTGRES,
        &[
            ("((a)::integer = 1)", "\"a\" = 1"),
            ("(a = '5'::text)", "\"a\" = '5.0'"),
            ("(a = 5)", "\"a\" = '5x'"),
            ("(t = '10:00:00.5'::text)", "t = '10:00:00.500000'"),
            (
                "(t = '10:00:00.5'::time without time zone)",
                "t = '10:00:00.05'",
            ),
            ("(a > (1.26)::numeric(5,1))", "\"a\" > 1.26"),
            ("(a = ANY (ARRAY[1, 2]))", "NOT (\"a\" IN (1, 2))"),
            ("(a <> ANY (ARRAY[1, 2]))", "NOT (\"a\" IN (1, 2))"),
        ],
    );
}

#[test]
fn what_cannot_be_read_is_the_same_as_itself_alone() {
    for odd in [
        "length(`a`) = 1",
        "`a` + 1 = 2",
        "`a` xor `b`",
        "`a` like 'x'",
        "`a` = 1 and",
        "`a`",
        "(`a` = 1",
        "`a` : = 1",
        "`a` = null",
        "",
    ] {
        assert!(same_condition(MARIADB, odd, odd), "{odd}");
        assert!(
            !same_condition(MARIADB, odd, &format!("NOT (NOT ({odd}))")),
            "{odd}"
        );
        assert!(!same_condition(MARIADB, odd, "`a` = 1"), "{odd}");
    }
    let deep = |depth| format!("{}`a` = 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(same_condition(
        MARIADB,
        &format!("NOT (NOT {})", deep(90)),
        "`a` = 1"
    ));
    assert!(!same_condition(
        MARIADB,
        &format!("NOT (NOT {})", deep(100_000)),
        "`a` = 1"
    ));
}
