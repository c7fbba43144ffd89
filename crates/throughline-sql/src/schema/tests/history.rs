//! Rows whose model is data.

use super::*;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn rows_by_their_key() {
    let (one, two) = (names(&["id"]), names(&["a", "b"]));
    let all = names(&["id", "Title"]);
    let bounds = |after| Bounds { after, until: true };
    assert_golden!(golden(|rules| vec![
        page(rules, "course", &all, &one, bounds(false), 10),
        page(rules, "course", &all, &one, bounds(true), 10),
        page(rules, "link", &two, &two, bounds(true), 1_000),
        last_key(rules, "link", &two),
        count_rows(rules, "link"),
        count_values(rules, "link", "Note"),
    ]));
}

#[test]
fn rows_by_their_values() {
    let columns = names(&["id", "Title"]);
    let by = [("Title".to_owned(), false), ("note".to_owned(), true)];
    assert_golden!(golden(|rules| vec![
        find_rows(rules, "course", &columns, &by),
        update_row(
            rules,
            "course",
            &names(&["Title", "note"]),
            &names(&["a", "b"])
        ),
        delete_rows(rules, "course", &names(&["a", "b"])),
        insert_row_returning(rules, "course", &names(&["Title"]), &columns),
    ]));
}

#[test]
fn bookkeeping() {
    assert_golden!(golden(|rules| {
        let (ledger, progress) = (ledger(rules), progress(rules));
        let texts = [
            ledger.exists,
            ledger.create,
            ledger.select,
            ledger.insert,
            ledger.delete,
            progress.exists,
            progress.create,
            progress.select,
            progress.insert,
            progress.clear,
            progress.drop,
        ];
        texts.map(SchemaStatement::plain).to_vec()
    }));
}
