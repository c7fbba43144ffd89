//! Reads a condition from left to right. What cannot be read is None.

use throughline_core::CheckComparison;

use super::number::Number;
use super::{Meaning, Operand, Sign, in_quotes, without_zeros};
use crate::schema::tokens::{Spelling, Token, tokens};

/// Words that are no names where they are not quoted, and that end the name of a type.
const WORDS: [&str; 9] = [
    "and", "or", "not", "is", "in", "null", "any", "all", "array",
];

/// Types as which a number may be written in quotes.
const NUMBERS: [&str; 6] = [
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
];

/// Types to which an engine takes a column to compare it; its value stays the same.
const WIDEST: [&str; 3] = ["text", "numeric", "double precision"];

/// How deep conditions may be in each other.
const DEEPEST: usize = 200;

/// A condition, and how far it is read.
pub(super) struct Reader<'t, 's> {
    tokens: &'t [Token<'s>],
    at: usize,
    depth: usize,
    spelling: Spelling,
}

impl Reader<'_, '_> {
    pub(super) fn read(condition: &str, spelling: Spelling) -> Option<Meaning> {
        let tokens = tokens(condition, spelling);
        let mut reader = Reader {
            tokens: &tokens,
            at: 0,
            depth: 0,
            spelling,
        };
        let meaning = reader.any(true)?;
        (reader.at == tokens.len()).then_some(meaning)
    }

    /// Takes the token if it is that word or sign.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.tokens.get(self.at).is_some_and(|next| next.is(word));
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        self.takes(word).then_some(())
    }

    /// What `OR` joins, or the opposite of it.
    fn any(&mut self, holds: bool) -> Option<Meaning> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut terms = vec![self.all(holds)?];
        while self.takes("or") {
            terms.push(self.all(holds)?);
        }
        self.depth -= 1;
        Some(joined(terms, !holds))
    }

    /// What `AND` joins, or the opposite of it.
    fn all(&mut self, holds: bool) -> Option<Meaning> {
        let mut terms = vec![self.term(holds)?];
        while self.takes("and") {
            terms.push(self.term(holds)?);
        }
        Some(joined(terms, holds))
    }

    fn term(&mut self, mut holds: bool) -> Option<Meaning> {
        while self.takes("not") {
            holds = !holds;
        }
        let start = (self.at, self.depth);
        if let Some(operand) = self.operand() {
            return self.question(operand, holds);
        }
        (self.at, self.depth) = start;
        self.expect("(")?;
        let inner = self.any(holds)?;
        self.expect(")")?;
        Some(inner)
    }

    /// What is asked of the operand.
    fn question(&mut self, operand: Operand, holds: bool) -> Option<Meaning> {
        if self.takes("is") {
            let holds = holds != self.takes("not");
            self.expect("null")?;
            return Some(Meaning::Null(operand, holds));
        }
        if self.takes("in") {
            return Some(one_of(operand, self.list("(", ")")?, holds));
        }
        if self.takes("not") {
            self.expect("in")?;
            return Some(one_of(operand, self.list("(", ")")?, !holds));
        }
        let (comparison, is_so) = self.sign()?;
        let quantifier = if is_so { "any" } else { "all" };
        if comparison == CheckComparison::Equal && self.takes(quantifier) {
            return Some(one_of(operand, self.array()?, holds == is_so));
        }
        let other = self.operand()?;
        Some(Meaning::Compare(
            operand,
            plain_sign(comparison, is_so == holds),
            other,
        ))
    }

    fn sign(&mut self) -> Option<Sign> {
        use CheckComparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        let all = [Equal, Less, LessOrEqual, Greater, GreaterOrEqual];
        match all.into_iter().find(|sign| token.is(sign.sign())) {
            Some(comparison) => Some((comparison, true)),
            None if token.is("<>") || token.is("!=") => Some((Equal, false)),
            None => None,
        }
    }

    /// `(ARRAY[…])`, with casts.
    fn array(&mut self) -> Option<Vec<Operand>> {
        self.expect("(")?;
        let inner = match self.takes("array") {
            true => self.list("[", "]")?,
            false => self.array()?,
        };
        if let Some(cast) = self.cast()
            && cast != "text[]"
        {
            return None;
        }
        self.expect(")")?;
        Some(inner)
    }

    fn list(&mut self, open: &str, close: &str) -> Option<Vec<Operand>> {
        self.expect(open)?;
        let mut operands = vec![self.operand()?];
        while self.takes(",") {
            operands.push(self.operand()?);
        }
        self.expect(close)?;
        Some(operands)
    }

    /// A column or a constant, with casts that change nothing.
    fn operand(&mut self) -> Option<Operand> {
        let mut operand = if self.takes("(") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return None;
            }
            let inner = self.operand()?;
            self.depth -= 1;
            self.expect(")")?;
            inner
        } else {
            self.plain_operand()?
        };
        while let Some(cast) = self.cast() {
            operand = as_type(operand, &cast)?;
        }
        Some(operand)
    }

    fn plain_operand(&mut self) -> Option<Operand> {
        let is_negative = self.takes("-");
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        if let Some(number) = Number::read(token.text, is_negative) {
            return Some(Operand::Number(number));
        }
        if is_negative {
            return None;
        }
        if let Some(text) = token.text_literal(self.spelling) {
            return Some(Operand::Text(text));
        }
        match token.text.chars().next()? {
            _ if token.is("true") => Some(Operand::Number(Number::one())),
            _ if token.is("false") => Some(Operand::Number(Number::ZERO)),
            _ if token.is("x") && self.next_follows(&token) => self.bytes(),
            '"' | '`' | '[' => Some(Operand::Column(token.name().to_lowercase())),
            first if first.is_alphabetic() || first == '_' => {
                let is_word = WORDS.iter().any(|word| token.is(word));
                (!is_word).then(|| Operand::Column(token.text.to_lowercase()))
            }
            _ => None,
        }
    }

    fn next_follows(&self, token: &Token<'_>) -> bool {
        let next = self.tokens.get(self.at);
        next.is_some_and(|next| next.text.starts_with('\'') && next.follows(token))
    }

    fn bytes(&mut self) -> Option<Operand> {
        let digits = self.tokens.get(self.at)?.text_literal(self.spelling)?;
        self.at += 1;
        Some(Operand::Bytes(digits.to_uppercase()))
    }

    /// The type behind `::`, if there is one.
    fn cast(&mut self) -> Option<String> {
        let next = self.tokens.get(self.at..self.at + 2)?;
        if !next.iter().all(|token| token.is(":")) {
            return None;
        }
        self.at += 2;
        let mut words = Vec::new();
        while let Some(token) = self.tokens.get(self.at)
            && token.text.starts_with(char::is_alphabetic)
            && !WORDS.iter().any(|word| token.is(word))
        {
            words.push(token.text.to_lowercase());
            self.at += 1;
        }
        let mut words = words.join(" ");
        if self.takes("[") && self.takes("]") {
            words.push_str("[]");
        }
        Some(words)
    }
}

/// All of these, or any of them. What is joined in the same way within it is a part of it.
fn joined(mut terms: Vec<Meaning>, all: bool) -> Meaning {
    if terms.len() == 1
        && let Some(term) = terms.pop()
    {
        return term;
    }
    let mut parts = Vec::new();
    for term in terms {
        match term {
            Meaning::All(inner) if all => parts.extend(inner),
            Meaning::Any(inner) if !all => parts.extend(inner),
            term => parts.push(term),
        }
    }
    match all {
        true => Meaning::All(parts),
        false => Meaning::Any(parts),
    }
}

/// A list of one is a comparison to some engines.
fn one_of(operand: Operand, mut list: Vec<Operand>, holds: bool) -> Meaning {
    match list.pop() {
        Some(only) if list.is_empty() => {
            Meaning::Compare(operand, (CheckComparison::Equal, holds), only)
        }
        last => {
            list.extend(last);
            Meaning::In(operand, list, holds)
        }
    }
}

/// The comparison, or its opposite as a comparison where there is one.
fn plain_sign(comparison: CheckComparison, holds: bool) -> Sign {
    use CheckComparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    match (comparison, holds) {
        (sign, true) => (sign, true),
        (Equal, false) => (Equal, false),
        (Less, false) => (GreaterOrEqual, true),
        (LessOrEqual, false) => (Greater, true),
        (Greater, false) => (LessOrEqual, true),
        (GreaterOrEqual, false) => (Less, true),
    }
}

/// The operand as a value of that type, if that is a way of spelling it.
fn as_type(operand: Operand, cast: &str) -> Option<Operand> {
    let is_number = NUMBERS.contains(&cast);
    match operand {
        Operand::Column(_) if WIDEST.contains(&cast) => Some(operand),
        Operand::Column(_) | Operand::Bytes(_) => None,
        Operand::Number(_) => is_number.then_some(operand),
        Operand::Text(text) if is_number => in_quotes(&text).map(Operand::Number),
        Operand::Text(text) if cast == "bytea" => {
            let digits = text.strip_prefix("\\x")?.to_uppercase();
            Some(Operand::Text(format!("\\x{digits}")))
        }
        Operand::Text(text) if cast.starts_with("time") => {
            Some(Operand::Moment(without_zeros(&text)))
        }
        operand @ (Operand::Text(_) | Operand::Moment(_)) => Some(operand),
    }
}
