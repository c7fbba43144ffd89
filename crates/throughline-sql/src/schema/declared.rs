//! Check constraints, read from the statement that made their table: SQLite tells them in no
//! other way.

/// A check constraint, as a statement spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredCheck {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The column whose definition it stands in, if it is not one of the whole table.
    pub column: Option<String>,
    /// The condition.
    pub condition: String,
}

/// What a check says about the type of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedType {
    /// The column holds JSON documents.
    Json,
    /// Its numbers are not negative.
    NotNegative,
    /// Its texts have at most so many characters.
    Length(u32),
}

impl DeclaredCheck {
    /// What the check says about the type of its column, if it has no name and says nothing else:
    /// it is then a part of a type that the engine does not have by itself.
    #[must_use]
    pub fn checked_type(&self) -> Option<CheckedType> {
        let column = match (&self.name, &self.column) {
            (None, Some(column)) => column.to_lowercase(),
            _ => return None,
        };
        let condition = plain_condition(&self.condition);
        let json = format!("json_valid ( {column} )");
        if condition == json || condition == format!("{json} or {column} is null") {
            return Some(CheckedType::Json);
        }
        if condition == format!("{column} >= 0") {
            return Some(CheckedType::NotNegative);
        }
        let bound = condition.strip_prefix(&format!("length ( {column} ) <= "))?;
        bound.parse().ok().map(CheckedType::Length)
    }
}

/// Whether two conditions are spelled alike but for blanks, quotes, upper and lower case, and
/// parentheses around the whole.
#[must_use]
pub fn same_condition(one: &str, other: &str) -> bool {
    plain_condition(one) == plain_condition(other)
}

/// The tokens of a condition with a blank between them, in lower case but for texts.
fn plain_condition(condition: &str) -> String {
    let tokens = tokens(condition);
    let mut tokens = tokens.as_slice();
    while let [first, inner @ .., last] = tokens
        && first.is("(")
        && last.is(")")
        && closing(inner).is_none()
    {
        tokens = inner;
    }
    let texts = tokens.iter().map(|token| match token.text.chars().next() {
        Some('\'') => token.text.to_owned(),
        _ => token.name().to_lowercase(),
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// The check constraints in the statement that made a table.
#[must_use]
pub fn declared_checks(sql: &str) -> Vec<DeclaredCheck> {
    let tokens = tokens(sql);
    let Some(start) = tokens.iter().position(|token| token.is("(")) else {
        return Vec::new();
    };
    let body = &tokens[start + 1..];
    let body = &body[..closing(body).unwrap_or(body.len())];
    let mut checks = Vec::new();
    for definition in split(body) {
        let column = definition
            .first()
            .filter(|first| !CONSTRAINTS.iter().any(|word| first.is(word)))
            .map(Token::name);
        let mut name = None;
        let mut at = 0;
        while let Some(token) = definition.get(at) {
            at += 1;
            if token.is("constraint") {
                name = definition.get(at).map(Token::name);
                at += 1;
            } else if token.is("check") {
                let inner = definition.get(at + 1..).unwrap_or_default();
                let end = closing(inner).unwrap_or(inner.len());
                checks.push(DeclaredCheck {
                    name: name.take(),
                    column: column.clone(),
                    condition: between(sql, &inner[..end]),
                });
                at += end + 2;
            } else if CONSTRAINT_WORDS.iter().any(|word| token.is(word)) {
                name = None;
            }
        }
    }
    checks
}

/// How a definition begins that is none of a column.
const CONSTRAINTS: [&str; 5] = ["constraint", "primary", "unique", "check", "foreign"];

/// Words that begin a constraint other than a check: a name before them is theirs.
const CONSTRAINT_WORDS: [&str; 8] = [
    "primary",
    "unique",
    "foreign",
    "references",
    "not",
    "default",
    "collate",
    "generated",
];

/// A word, a name in quotes, a text, a number or a sign.
struct Token<'s> {
    text: &'s str,
    start: usize,
}

impl Token<'_> {
    /// Whether it is that word, in whatever case, or that sign.
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// The text without quotes around it.
    fn name(&self) -> String {
        let quotes = [('"', '"'), ('`', '`'), ('[', ']'), ('\'', '\'')];
        for (open, close) in quotes {
            let inner = self.text.strip_prefix(open);
            if let Some(inner) = inner.and_then(|rest| rest.strip_suffix(close)) {
                return inner.replace(&format!("{close}{close}"), &close.to_string());
            }
        }
        self.text.to_owned()
    }
}

/// The text that these tokens cover.
fn between(sql: &str, tokens: &[Token<'_>]) -> String {
    match tokens {
        [] => String::new(),
        [first, ..] => {
            let last = &tokens[tokens.len() - 1];
            sql[first.start..last.start + last.text.len()].to_owned()
        }
    }
}

/// Where the parenthesis is that closes one that was opened before these tokens.
fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// The parts between the commas that are in no parenthesis.
fn split<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[start..]);
    parts
}

/// The tokens of a text in SQL, without blanks and comments.
fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = sql[start..].chars().next() {
        let rest = &sql[start..];
        let length = match first {
            _ if first.is_whitespace() => {
                start += first.len_utf8();
                continue;
            }
            '-' if rest.starts_with("--") => {
                start += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") => {
                start += rest.find("*/").map_or(rest.len(), |end| end + 2);
                continue;
            }
            '"' | '`' | '\'' => quoted(rest, first),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            '<' | '>' | '=' | '!' | '|' => run(rest, |sign| "<>=!|".contains(sign)),
            _ if is_word(first) => run(rest, is_word),
            _ => first.len_utf8(),
        };
        let text = &rest[..length];
        tokens.push(Token { text, start });
        start += length;
    }
    tokens
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '.'
}

/// How long the text is up to the first sign that is none of these.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|sign| !belongs(sign)).unwrap_or(text.len())
}

/// How long the text in quotes is, in which a doubled quote stands for one.
fn quoted(text: &str, quote: char) -> usize {
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if sign == quote && signs.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_with_their_columns_and_names() {
        let sql = "CREATE TABLE \"t\" (\n  \"a\" integer NOT NULL CHECK (\"a\" >= 0), -- check (x)\n  \
                   b varchar(3) DEFAULT 'CHECK (b)' CONSTRAINT n NOT NULL CHECK(length(b)<=3),\n  \
                   CONSTRAINT \"t_a_fk\" FOREIGN KEY (\"a\") REFERENCES \"t\" (\"a\"),\n  \
                   CONSTRAINT \"a \"\"b\"\" c\" CHECK ((\"a\" < 9) OR (b = 'x)'))\n)";
        let checks = declared_checks(sql);
        let seen: Vec<_> = checks
            .iter()
            .map(|check| {
                let DeclaredCheck { name, column, .. } = check;
                (name.as_deref(), column.as_deref(), check.condition.as_str())
            })
            .collect();
        assert_eq!(
            seen,
            [
                (None, Some("a"), "\"a\" >= 0"),
                (None, Some("b"), "length(b)<=3"),
                (Some("a \"b\" c"), None, "(\"a\" < 9) OR (b = 'x)')"),
            ]
        );
        let types: Vec<_> = checks.iter().map(DeclaredCheck::checked_type).collect();
        assert_eq!(
            types,
            [
                Some(CheckedType::NotNegative),
                Some(CheckedType::Length(3)),
                None
            ]
        );
        assert_eq!(declared_checks("CREATE TABLE t AS SELECT 1"), []);
    }

    #[test]
    fn conditions_are_compared_by_their_words() {
        assert!(same_condition("(\"A\"  >= 0)", "a>=0"));
        assert!(!same_condition("(a) or (b)", "a) or (b"));
        assert!(!same_condition("a = 'X'", "a = 'x'"));
        assert!(!same_condition("a < 1", "a <= 1"));
    }
}
