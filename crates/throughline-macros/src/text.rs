//! Names made from names, and the nearest name to a misspelt one.
//!
//! The database's default names are not made here but by `throughline_core::names`; [`snake`]
//! repeats its rule for the one name that has to be a token, that of a reverse end, and the
//! derive asserts that the two agree.

/// Snake case: `HTTPLog` is `http_log`. The rule of `throughline_core::names`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, char) in chars.iter().enumerate() {
        if char.is_ascii_uppercase() && i > 0 && chars[i - 1] != '_' {
            let after_word = !chars[i - 1].is_ascii_uppercase();
            let before_word = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
            if after_word || before_word {
                snake.push('_');
            }
        }
        snake.push(char.to_ascii_lowercase());
    }
    snake
}

/// Camel case: `enrollment_date` is `EnrollmentDate`.
pub(crate) fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut chars = word.chars();
        camel.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(chars.as_str());
    }
    camel
}

/// The names in backticks, as a sentence lists them: `` `a`, `b` or `c` ``.
pub(crate) fn either<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The name that was probably meant, if one is near enough.
pub(crate) fn nearest<'a>(
    written: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (written.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|name| (distance(written, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters have to be inserted, left out, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let least = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped {
                    least.min(rows[i - 2][j - 2] + 1)
                } else {
                    least
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_becomes_snake_case_as_in_the_database() {
        for (name, expected) in [
            ("HTTPLog", "http_log"),
            ("Grade2Entry", "grade2_entry"),
            ("ABTest", "ab_test"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn a_field_becomes_camel_case() {
        assert_eq!(camel("enrollment_date"), "EnrollmentDate");
        assert_eq!(camel("_type"), "Type");
    }

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["unique", "index", "max_length"];
        assert_eq!(nearest("uniqeu", names), Some("unique"));
        assert_eq!(nearest("maxlength", names), Some("max_length"));
        assert_eq!(nearest("colour", names), None);
    }
}
