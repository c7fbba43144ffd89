//! The tables that one declaration makes: its own, and its join tables.

use quote::ToTokens;
use syn::LitStr;
use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::parse::model::ModelInput;
use crate::parse::relation::Shape;
use crate::text::snake;

/// Reports two of them with the same name. Tables of other declarations are not seen here.
pub(super) fn check_distinct(input: &ModelInput, errors: &mut Errors) {
    let model = input.ident.unraw().to_string();
    let given = input.attributes.table.as_ref().map(|table| &table.value);
    let own = given.map_or_else(|| snake(&model), LitStr::value);
    // Engines do not tell upper from lower case here.
    let mut seen = vec![(own.to_lowercase(), format!("the table of `{model}`"))];
    for field in &input.fields {
        let Shape::ManyToMany { through: None, .. } = &field.shape else {
            continue;
        };
        let given = field
            .attributes
            .join_table
            .as_ref()
            .map(|table| &table.value);
        let default = || format!("{}_{}", snake(&model), field.name);
        let table = given.map_or_else(default, LitStr::value);
        let folded = table.to_lowercase();
        if let Some((_, other)) = seen.iter().find(|(name, _)| *name == folded) {
            let at = given.map_or_else(|| field.ident.to_token_stream(), LitStr::to_token_stream);
            let message = format!(
                "the join table of `{}` has the name of {other}, `{table}`: give it another by \
                 `#[field(join_table = \"…\")]`",
                field.name
            );
            errors.at(&at, message);
        }
        seen.push((folded, format!("the join table of `{}`", field.name)));
    }
}
