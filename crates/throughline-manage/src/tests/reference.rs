//! The page of the guide on the commands is their help. `THROUGHLINE_BLESS=1` writes it.

use clap::CommandFactory;

use super::*;

const HEAD: &str = "\
# Commands

`cargo manage` is a binary of your own crate, since only your program knows its models. [The tutorial](../tutorial/migrations.md#the-command)
says how it is made. This is what each command says of itself.

";

/// How long a line may be, for the width of a page.
const WIDTH: usize = 88;

/// Help in lines that fit on a page.
fn help(command: &mut clap::Command) -> String {
    let help = command.render_long_help().to_string();
    let lines: Vec<_> = help.lines().flat_map(wrapped).collect();
    format!("```text\n{}\n```\n", lines.join("\n"))
}

/// A line in several, the others as far to the right as its text, or its explanation, begins.
fn wrapped(line: &str) -> Vec<String> {
    let line = line.trim_end();
    let text = line.len() - line.trim_start().len();
    let behind = line[text..].rfind("  ").map(|gap| text + gap + 2);
    let indent = behind.unwrap_or(text);
    let mut lines = vec![line[..indent].to_owned()];
    for word in line[indent..].split(' ') {
        match lines.last_mut() {
            Some(last) if last.chars().count() + word.chars().count() < WIDTH => {
                if last.len() > indent {
                    last.push(' ');
                }
                last.push_str(word);
            }
            _ => lines.push(format!("{:indent$}{word}", "")),
        }
    }
    lines
}

#[test]
fn reference_of_the_commands_in_the_guide() {
    let mut all = arguments::Arguments::command();
    all.build();
    let mut page = format!("{HEAD}{}", help(&mut all.clone()));
    for command in all.get_subcommands() {
        if command.get_name() != "help" {
            page += &format!(
                "\n## `{}`\n\n{}",
                command.get_name(),
                help(&mut command.clone())
            );
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guide/book/reference/commands.md");
    if std::env::var_os("THROUGHLINE_BLESS").is_some() {
        fs::write(file, page).unwrap();
    } else {
        let shown = fs::read_to_string(file).unwrap();
        assert!(
            shown == page,
            "THROUGHLINE_BLESS=1 cargo test -p throughline-manage reference writes the page anew"
        );
    }
}
