//! Check constraints as data.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{literal, tl};
use crate::check::{Condition, Constraint, Operand};

/// A check constraint.
pub(super) fn check_def(constraint: &Constraint) -> TokenStream {
    let tl = tl();
    let name = &constraint.name;
    let condition = condition(&constraint.condition);
    quote!(#tl::CheckDef { name: #name, condition: #condition })
}

fn condition(of: &Condition) -> TokenStream {
    let tl = tl();
    let variant = match of {
        Condition::All(terms) => {
            let terms = terms.iter().map(condition);
            quote!(And(&[#(#terms),*]))
        }
        Condition::Any(terms) => {
            let terms = terms.iter().map(condition);
            quote!(Or(&[#(#terms),*]))
        }
        Condition::Not(term) => {
            let term = condition(term);
            quote!(Not(&#term))
        }
        Condition::Compare(comparison, field, operand) => {
            let comparison = format_ident!("{comparison}");
            let operand = match operand {
                Operand::Literal(value) => {
                    let value = literal(value);
                    quote!(Literal(#value))
                }
                Operand::Column(position) => quote!(Field(#position)),
            };
            quote! {
                Compare(#tl::CheckComparison::#comparison, #field, #tl::CheckOperand::#operand)
            }
        }
        Condition::In(field, values) => {
            let values = values.iter().map(literal);
            quote!(In(#field, &[#(#values),*]))
        }
        Condition::IsNull(field, null) => quote!(IsNull(#field, #null)),
    };
    quote!(#tl::CheckCondition::#variant)
}
