//! Where Throughline differs from Django on purpose, with the reasons, and how often it showed.

use std::collections::BTreeMap;

/// A deliberate difference by its name, and why.
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
}

/// All of them. Those of reads are named as the traces name them: `distinct`, `backend_specific`, and the
/// quirks whose `clean` answer is the one to meet.
pub(crate) const ALL: &[Difference] = &[
    Difference {
        name: "distinct",
        reason: "no path multiplies rows, so a row comes once",
    },
    Difference {
        name: "backend_specific",
        reason: "text and nulls compare alike on every engine: PostgreSQL's answer",
    },
    Difference {
        name: "upsert by filter",
        reason: "any lookup, unique or not, is `objects().filter(…)` with `get_or_create` or \
                 `update_or_create`; the builder's own forms decide by a unique key",
    },
    Difference {
        name: "set with clear",
        reason: "`set(…, clear=True)` is `clear` and `add` in one transaction",
    },
    Difference {
        name: "select_related of many",
        reason: "`with` loads a relation to many rows as it loads one to one row: as a list",
    },
    Difference {
        name: "sticky_manager_filter",
        reason: "a path means the same on a manager as elsewhere: the relation is followed anew",
    },
    Difference {
        name: "exclude_not_same_row",
        reason: "`exclude` gives what `filter` with the same conditions leaves out",
    },
    Difference {
        name: "not_is_not_complement",
        reason: "`!c` is the complement of `c`, wherever it stands",
    },
    Difference {
        name: "exclude_f_null",
        reason: "`!c` is the complement of `c`, nulls included",
    },
    Difference {
        name: "aggregate_over_join_rows",
        reason: "a filter chooses rows and does not repeat them",
    },
    Difference {
        name: "multi_annotation_product",
        reason: "each aggregate is a question of its own: two never multiply each other",
    },
    Difference {
        name: "annotation_sees_filter_join",
        reason: "an annotation runs over all related rows, whatever was filtered by",
    },
    Difference {
        name: "annotate_then_filter",
        reason: "a filter does not touch what was annotated before",
    },
    Difference {
        name: "get_counts_join_rows",
        reason: "one row is one row, however many related rows match",
    },
    Difference {
        name: "prefetch_back_reference",
        reason: "each load is a question of its own: no cache shows a filtered list again",
    },
];

/// How often each difference showed.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    /// Counts one, if there is such a difference.
    pub(crate) fn count(&mut self, name: &str) -> bool {
        let known = ALL.iter().find(|difference| difference.name == name);
        if let Some(known) = known {
            *self.0.entry(known.name).or_default() += 1;
        }
        known.is_some()
    }

    /// Those that showed, in the order of the list.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (usize, &'static Difference)> {
        let shown = |difference: &'static Difference| {
            let count = self.0.get(difference.name)?;
            Some((*count, difference))
        };
        ALL.iter().filter_map(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn each_difference_stands_in_the_document_for_those_who_come_from_django() {
        let document = include_str!("../../../DJANGO.md");
        for difference in ALL {
            assert!(document.contains(difference.name), "{}", difference.name);
        }
    }
}
