//! The last results, kept in `benches/README.md` between two comments for each part.

/// Puts a text in the place of what stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
pub(crate) fn replace(readme: &str, name: &str, text: &str) -> Result<String, String> {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let missing = || format!("README.md has no part `{}`", begin.trim());
    let (before, rest) = readme.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_replaced_and_the_others_stay() {
        let readme = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n<!-- y -->\n<!-- end of y -->\n";
        let once = replace(readme, "x", "new\n").unwrap();
        assert_eq!(
            once,
            "a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n<!-- y -->\n<!-- end of y -->\n"
        );
        assert_eq!(replace(&once, "x", "new").unwrap(), once);
        assert!(
            replace(readme, "z", "")
                .unwrap_err()
                .contains("`<!-- z -->`")
        );
    }
}
