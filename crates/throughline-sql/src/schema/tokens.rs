//! SQL as a list of tokens, as the engines write it: for what is read of the statements that made
//! tables. Nothing here knows what a token means.

use std::iter::Peekable;
use std::str::Chars;

/// What differs between the engines in how they write tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spelling {
    /// Whether a backslash within a text stands for something else, and not for itself.
    pub(super) backslashes: bool,
    /// Whether a number in quotes is one without them where it is compared with a number.
    pub(super) quotes_numbers: bool,
    /// Whether a name may stand in brackets.
    pub(super) brackets: bool,
}

/// A word, a name in quotes, a text, a number or a sign.
#[derive(Clone, Copy)]
pub(super) struct Token<'s> {
    /// As it is written.
    pub(super) text: &'s str,
    /// Where it begins.
    pub(super) start: usize,
}

impl<'s> Token<'s> {
    /// Whether it is that word, in whatever case, or that sign.
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// The text without quotes around it.
    pub(super) fn name(&self) -> String {
        let quotes = [('"', '"'), ('`', '`'), ('[', ']'), ('\'', '\'')];
        for (open, close) in quotes {
            let inner = self.text.strip_prefix(open);
            if let Some(inner) = inner.and_then(|rest| rest.strip_suffix(close)) {
                return inner.replace(&format!("{close}{close}"), &close.to_string());
            }
        }
        self.text.to_owned()
    }

    /// What is within the single quotes, if it is a text.
    pub(super) fn text_literal(&self, spelling: Spelling) -> Option<String> {
        let (quoted, escape): (_, Option<Escape>) = match self.text.strip_prefix(['e', 'E']) {
            Some(quoted) if quoted.starts_with('\'') => (quoted, Some(by_number)),
            _ if spelling.backslashes => (self.text, Some(by_letter)),
            _ => (self.text, None),
        };
        let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(match escape {
            Some(escape) => unescaped(inner, escape),
            None => inner.replace("''", "'"),
        })
    }

    /// Whether this one begins where the other ends.
    pub(super) fn follows(&self, other: &Token<'s>) -> bool {
        self.start == other.start + other.text.len()
    }
}

/// Adds what a sign behind a backslash stands for, and the signs that belong to it.
type Escape = fn(&mut String, char, &mut Peekable<Chars<'_>>);

/// What a text stands for in which quotes are doubled, or stand behind a backslash as others do.
fn unescaped(inner: &str, escape: Escape) -> String {
    let mut text = String::new();
    let mut signs = inner.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, signs.peek().copied()) {
            ('\\', Some(next)) => {
                signs.next();
                escape(&mut text, next, &mut signs);
            }
            ('\'', Some('\'')) => {
                signs.next();
                text.push('\'');
            }
            _ => text.push(sign),
        }
    }
    text
}

/// As in C, with up to three digits for a character by its number. This is `E'…'` of PostgreSQL.
fn by_number(text: &mut String, sign: char, signs: &mut Peekable<Chars<'_>>) {
    let Some(mut number) = sign.to_digit(8) else {
        text.push(match sign {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            sign => sign,
        });
        return;
    };
    for _ in 0..2 {
        if let Some(digit) = signs.peek().and_then(|sign| sign.to_digit(8)) {
            signs.next();
            number = number * 8 + digit;
        }
    }
    text.extend(char::from_u32(number));
}

/// One character each; those of patterns stay what they are there. This is MariaDB.
fn by_letter(text: &mut String, sign: char, _: &mut Peekable<Chars<'_>>) {
    match sign {
        '0' => text.push('\0'),
        'b' => text.push('\u{8}'),
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        'Z' => text.push('\u{1a}'),
        '%' | '_' => text.extend(['\\', sign]),
        sign => text.push(sign),
    }
}

/// The text that these tokens cover.
pub(super) fn between(sql: &str, tokens: &[Token<'_>]) -> String {
    match tokens {
        [] => String::new(),
        [first, ..] => {
            let last = &tokens[tokens.len() - 1];
            sql[first.start..last.start + last.text.len()].to_owned()
        }
    }
}

/// Where the parenthesis is that closes one that was opened before these tokens.
pub(super) fn closing(tokens: &[Token<'_>]) -> Option<usize> {
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
pub(super) fn split<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
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
pub(super) fn tokens(sql: &str, spelling: Spelling) -> Vec<Token<'_>> {
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
            'e' | 'E' if rest[1..].starts_with('\'') => 1 + quoted(&rest[1..], '\'', true),
            '\'' => quoted(rest, first, spelling.backslashes),
            '"' | '`' => quoted(rest, first, false),
            '[' if spelling.brackets => rest.find(']').map_or(rest.len(), |end| end + 1),
            '<' | '>' | '=' | '!' | '|' => run(rest, |sign| "<>=!|".contains(sign)),
            _ if first.is_ascii_digit() => number(rest),
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

/// How long the number is, with the sign of its exponent.
fn number(text: &str) -> usize {
    let length = run(text, is_word);
    match text[length..].strip_prefix(['+', '-']) {
        Some(exponent) if text[..length].ends_with(['e', 'E']) => {
            length + 1 + run(exponent, |sign| sign.is_ascii_digit())
        }
        _ => length,
    }
}

/// How long the text in quotes is, in which a doubled quote stands for one.
fn quoted(text: &str, quote: char, backslashes: bool) -> usize {
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if backslashes && sign == '\\' {
            signs.next();
        } else if sign == quote && signs.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Spelling = Spelling {
        backslashes: false,
        quotes_numbers: false,
        brackets: true,
    };
    const ESCAPED: Spelling = Spelling {
        backslashes: true,
        quotes_numbers: false,
        brackets: false,
    };

    fn texts(sql: &str, spelling: Spelling) -> Vec<&str> {
        let tokens = tokens(sql, spelling);
        tokens.iter().map(|token| token.text).collect()
    }

    #[test]
    fn what_a_sign_is_depends_on_the_engine() {
        assert_eq!(
            texts(r"'a\' , [b c]", PLAIN),
            [r"'a\'", ",", "[b c]"],
            "a backslash stands for itself"
        );
        assert_eq!(
            texts(r"'a\', ' [1]", ESCAPED),
            [r"'a\', '", "[", "1", "]"],
            "a backslash takes the quote with it"
        );
        assert_eq!(texts(r"E'\'' e", PLAIN), [r"E'\''", "e"]);
        assert_eq!(
            texts("1.5e-7-2 'it''s' --x\n>=/* y */t.a", PLAIN),
            ["1.5e-7", "-", "2", "'it''s'", ">=", "t.a"]
        );
    }

    #[test]
    fn a_text_stands_for_what_is_within_its_quotes() {
        let read = |sql: &str, spelling| {
            let tokens = tokens(sql, spelling);
            assert_eq!(tokens.len(), 1, "{sql}");
            tokens[0].text_literal(spelling)
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(read(r"'it''s \n'", PLAIN), text(r"it's \n"));
        assert_eq!(
            read(r"'it\'s ''\\'' \n\0\%\x'", ESCAPED),
            text("it's '\\' \n\0\\%x")
        );
        assert_eq!(
            read(r"E'it\'s ''\0321\12\%\\'", PLAIN),
            text("it's '\u{1a}1\n%\\")
        );
        assert_eq!(read("\"e\"", PLAIN), None);
        assert_eq!(read("e", PLAIN), None);
        assert_eq!(read("'", PLAIN), None);
    }
}
