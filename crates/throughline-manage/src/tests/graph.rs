//! `graph`. What a diagram looks like is tested in throughline-migrate.

use super::*;

#[test]
fn models_and_what_the_migrations_make() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    let mut session = project.manage(&[&STUDENT, &COURSE], "graph --help");
    session += &project.manage(&[&STUDENT, &COURSE], "graph");
    session += &project.manage(&[&STUDENT, &COURSE], "graph --migrations");
    session += &project.manage(&[&COURSE], "graph");
    session += &project.manage(&[], "graph");
    assert_golden!(session);
}

#[test]
fn a_picture_is_written_to_a_file() {
    let project = Project::new();
    let models: &[&'static ModelDef] = &[&STUDENT, &COURSE];
    let file = project.path().join("models.svg");
    let told = project.manage(models, &format!("graph -o {}", file.display()));
    assert!(told.contains("Wrote "), "{told}");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("<svg ") && written.ends_with("</svg>\n"));
    let printed = project.manage(models, "graph --format svg");
    assert!(printed.contains(&written), "the same, wherever it goes");

    let text = project.path().join("models.txt");
    let refused = project.manage(models, &format!("graph -o {}", text.display()));
    assert!(
        refused.contains("hint: end it in `.svg` or `.mmd`, or give `--format`"),
        "{refused}"
    );
    assert!(!text.exists());
    project.manage(
        models,
        &format!("graph --format mermaid --output {}", text.display()),
    );
    assert!(
        fs::read_to_string(&text)
            .unwrap()
            .starts_with("erDiagram\n")
    );
}
