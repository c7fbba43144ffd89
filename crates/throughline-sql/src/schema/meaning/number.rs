//! Numbers as they are written, to be compared exactly.

/// A number: its digits without zeros at either end, and by which power of ten they are multiplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Number {
    pub(super) const ZERO: Number = Number {
        is_negative: false,
        digits: String::new(),
        exponent: 0,
    };

    /// `1`, which is what `TRUE` is where there are no truth values.
    pub(super) fn one() -> Number {
        Number {
            digits: "1".to_owned(),
            ..Number::ZERO
        }
    }

    /// Reads `12`, `1.50`, `.5`, `1e300`; the sign is before it.
    pub(super) fn read(text: &str, is_negative: bool) -> Option<Number> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_end_matches('0');
        let behind = all.len() - digits.len();
        let [behind, fraction] = [behind, fraction.len()].map(i64::try_from);
        let exponent = i64::from(exponent) + behind.ok()? - fraction.ok()?;
        let digits = digits.trim_start_matches('0').to_owned();
        Some(match digits.is_empty() {
            true => Number::ZERO,
            false => Number {
                is_negative,
                digits,
                exponent,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_their_values() {
        let same = [
            ("1.50", "1.5"),
            ("1500", "1.5e3"),
            ("0.0015", ".15E-2"),
            ("1e+300", &format!("1{}", "0".repeat(300))),
            ("00", "0.0e9"),
        ];
        for (one, other) in same {
            assert_eq!(Number::read(one, false), Number::read(other, false));
        }
        assert_eq!(Number::read("0", true), Some(Number::ZERO));
        assert_eq!(Number::read("1.0", false), Some(Number::one()));
        assert_ne!(Number::read("1", true), Number::read("1", false));
        assert_ne!(Number::read("10", false), Number::read("1", false));
        assert_ne!(Number::read("0.1", false), Number::read("0.01", false));
        for none in [
            "",
            ".",
            "e5",
            "1e",
            "1.2.3",
            "0x10",
            "1_0",
            "9223372036854775807e99999999999",
        ] {
            assert_eq!(Number::read(none, false), None, "{none}");
        }
    }
}
