//! Whether migrations can be put in an order: each behind those that it depends on.

use super::check::{Migration, Name};

/// Reports names of migrations that are not there, and circles.
pub(super) fn check(migrations: &[Migration<'_>], faults: &mut Vec<String>) {
    for migration in migrations {
        for name in &migration.depends {
            if find(migrations, &name.text).is_none() {
                faults.push(missing(migration, name));
            }
        }
    }
    if let Some(circle) = circle(migrations) {
        let names: Vec<String> = circle
            .iter()
            .map(|migration| format!("`{}`", migration.file.name))
            .collect();
        faults.push(format!(
            "{} depend on each other in a circle: correct `depends` in one of these files",
            names.join(", ")
        ));
    }
}

fn missing(migration: &Migration<'_>, name: &Name) -> String {
    format!(
        "{}:{}: it depends on `{}`, which is not there: restore that file, or correct `depends`",
        migration.file.label, name.line, name.text
    )
}

/// The migration of that name, or the squashed one that replaces it.
fn find<'m, 'f>(migrations: &'m [Migration<'f>], name: &str) -> Option<&'m Migration<'f>> {
    let replaces = |migration: &&Migration<'_>| {
        migration
            .replaces
            .iter()
            .any(|replaced| replaced.text == name)
    };
    let named = migrations
        .iter()
        .find(|migration| migration.file.name == name);
    named.or_else(|| migrations.iter().find(replaces))
}

/// The migrations that can never be applied, since each depends on another one of them.
fn circle<'m, 'f>(migrations: &'m [Migration<'f>]) -> Option<Vec<&'m Migration<'f>>> {
    let mut waiting: Vec<_> = migrations.iter().collect();
    loop {
        let is_waiting = |name: &Name| {
            find(migrations, &name.text)
                .is_some_and(|parent| waiting.iter().any(|other| std::ptr::eq(*other, parent)))
        };
        let ready = |migration: &&Migration<'_>| !migration.depends.iter().any(is_waiting);
        let position = waiting.iter().position(ready);
        match position {
            Some(position) => {
                waiting.remove(position);
            }
            None if waiting.is_empty() => return None,
            None => return Some(waiting),
        }
    }
}
