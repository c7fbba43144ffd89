//! The derives of Throughline. `throughline` re-exports them and documents their use.
//!
//! A declaration goes through three stages: `parse` reads what the user wrote, `check`
//! resolves it and finds what is wrong with it, `expand` writes the code: data, decoding, paths
//! and accessors, never statements. All errors of a declaration are told at once, each on its own
//! token; with them comes a `stub`, so that no error follows from another.
//!
//! The code names nothing of the user's scope but the user's own types, and of Throughline only
//! `::throughline::__private`. This crate imports none of ours.

mod check;
mod choice;
mod errors;
mod expand;
mod field_type;
#[cfg(feature = "migrations")]
mod migrations;
mod parse;
mod row;
mod stub;
mod text;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::errors::Errors;
use crate::parse::model::ModelInput;

/// Makes a struct a model: a table, whose rows are values of the struct.
///
/// `#[model(…)]` on the struct:
///
/// | attribute | meaning |
/// | --- | --- |
/// | `table = "…"` | the table; by default the name in snake case, or as `throughline::app!` says |
/// | `primary_key(a, b)` | the primary key, of these fields together |
/// | `unique(a, b)` | a unique key; may be repeated |
/// | `index(a, b)` | an index; may be repeated |
/// | `check(adult = age >= 18)` | what the database asks of each row, by name: see [Checks](#checks); may be repeated |
/// | `ordering(name, -joined)` | the order of a query that asks for none; `-` is greatest first |
/// | `renamed_from = "…"` | the name that the model had: the next migration renames it |
///
/// `#[field(…)]` on a field:
///
/// | attribute | meaning |
/// | --- | --- |
/// | `column = "…"` | the column; by default the field's name, `<name>_id` for a foreign key |
/// | `primary_key` | the primary key; by default the field `id` |
/// | `unique`, `index` | a unique key or an index of this field |
/// | `max_length = 100` | the longest text, in characters |
/// | `max_digits = 10, decimal_places = 2` | the digits of a `Decimal`, in all and after the point |
/// | `default = expression` | the value of a new row that is given none, made by the program |
/// | `db_default = literal` | the same, made by the database |
/// | `auto_now`, `auto_now_add` | the moment of each change, or of the creation |
/// | `on_delete = word` | `cascade`, `restrict` (or `protect`), `set_null`, `set_default`, `no_action` (or `do_nothing`) |
/// | `related_name = "…"` | the name of a relation's other end; by default `<model>_set`, `"+"` for none |
/// | `join_table = "…"` | the join table; by default `<model>_<field>`, or as `throughline::app!` says |
/// | `path = Type` | the path type of a relation's target, if it is not `<Target>Path` beside it |
/// | `reverse = trait` | the other end is a trait's: for a target of another crate |
/// | `symmetrical` | a relation of a model with itself that is the same from both ends |
/// | `through_fields(a, b)` | the through model's foreign keys to this model and to the target |
/// | `duplicates` | the through model may hold the same pair more than once |
/// | `surrogate_id` | the join table has a primary key `id` of its own, as one made by Django |
/// | `renamed_from = "…"` | the name that the field had: the next migration renames it |
///
/// A primary key `i64` or `i32` is numbered by the database, a `Uuid` is made by the library, any
/// other is given by the caller.
///
/// # Relations
///
/// A field is a relation by the words of its type:
///
/// | type | here | on the target |
/// | --- | --- | --- |
/// | `ForeignKey<Student>` | `m.student()`, a row | `s.membership_set()`, any number of rows |
/// | `Option<ForeignKey<Student>>` | the same, or none | the same; its rows can be added and removed |
/// | `OneToOne<Student>` | `p.student()`, a row; the column is a unique key | `s.profile()`, a row or none |
/// | `ManyToMany<Student>` | `c.students()`, by a join table | `s.course_set()` |
/// | `ManyToMany<Student, Enrollment>` | the same, by the rows of a through model | the same |
///
/// A `OneToOne` may be the primary key, `#[field(primary_key)]`; its model then has the key of the
/// row that it points to.
///
/// A through model has one foreign key to each of the two models, neither of which may be null, and a
/// unique key of the two.
/// Where it has several foreign keys to one of them, and where the two are one model,
/// `through_fields(a, b)` names first the one to the declaring model, then the one to the target.
///
/// A symmetrical relation keeps each link in both directions. It has one name, the field's.
///
/// What the derive adds to the target are inherent methods, which only the target's own crate can
/// add. For a target of another crate `reverse = trait` makes a trait of them instead, named by
/// model and field: `CourseStudentsReverse` for `Course.students`. It stands beside the model, is
/// as visible, and whoever uses `student.course_set()`, or `course_set()` on a path, imports it.
///
/// # Checks
///
/// ```text
/// #[model(check(
///     adult = age >= 18,
///     window = starts < ends && (kind == "exam" || kind == "test"),
///     few = !(seats > 100),
///     known = status.is_in("new", "old"),
///     named = nick.is_not_null(),
/// ))]
/// ```
///
/// A condition is in Rust's words. A field is compared with a literal or with another field by
/// `==`, `!=`, `<`, `<=`, `>` or `>=`, or asked by `is_in`, `is_null` and `is_not_null`; conditions
/// are joined by `&&`, `||`, `!` and parentheses. A date is written as a text, `"2026-01-31"`, and
/// so is a variant of a `Choice`, as it is kept.
///
/// The name is that of the constraint in the database, within its table, and that which
/// `Error::constraint` gives when a row is refused.
///
/// A null passes: `age >= 18` is neither true nor false where there is no age, and the database
/// refuses only what is false. To demand an age, give the field a type that is no `Option`.
#[proc_macro_derive(Model, attributes(model, field))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let declaration = ModelInput::parse(&input, &mut errors);
    let shape = declaration.shape;
    let model = check::check(declaration, &mut errors);
    if errors.is_empty() {
        return expand::expand(&model).into();
    }
    let mut tokens = errors.into_compile_errors();
    tokens.extend(stub::stub(&model, shape));
    tokens.into()
}

/// Makes an enum without data a field type: a text column that holds one of the variants.
///
/// A variant is kept as its name in snake case, or as `#[choice("text")]` says.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice::derive(&input).into()
}

/// Makes a struct around one value a field type of its own, kept as that value.
///
/// Around a type that can be a primary key it can be one too, if it is also `Debug`, `Clone`,
/// `PartialEq`, `Eq` and `Hash`.
#[proc_macro_derive(FieldType)]
pub fn derive_field_type(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    field_type::derive(&input).into()
}

/// Makes a struct with named fields something that a row of a result is read into, and that a tuple
/// of its fields is made into.
///
/// A field is read from the column of its name, or of that which `#[field(column = "…")]` says;
/// the order does not matter, and columns without a field are passed over. That is what
/// `query_as` does, and for it each field is of a field type, as those of models are.
///
/// `From` is made for the tuple of the fields in their order, if there are at most eight of them,
/// whatever their types are: `.map(CourseCount::from)` gives names to the parts of a tuple.
///
/// The trait that it makes is `FromRow`. The trait `Row` is the row as a driver gives it; the derive
/// is named for what the struct is.
#[proc_macro_derive(Row, attributes(field))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    row::derive(&input).into()
}

/// The migrations of a folder, embedded into the program: `migrations!()` for the folder
/// `migrations` beside `Cargo.toml`, `migrations!("…")` for another.
///
/// A folder that does not exist yet has no migrations.
///
/// What is wrong with the files as such is an error here: text that is no TOML, another `format`, a
/// name that is none of a migration, a dependency that is not there, a circle, an operation that
/// there is not. Whether the operations fit each other is seen when they are replayed.
///
/// Cargo builds a crate anew if a file that it embeds has changed, and cannot know of one that
/// was not there. A `build.rs` of one line in `main` makes it look at the folder:
///
/// ```
/// println!("cargo::rerun-if-changed=migrations");
/// ```
#[cfg(feature = "migrations")]
#[proc_macro]
pub fn migrations(input: TokenStream) -> TokenStream {
    migrations::expand(input.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
