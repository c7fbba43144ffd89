//! What sources declare, with its documentation.

use std::path::Path;

use syn::spanned::Spanned;
use syn::{Attribute, Expr, Item, Lit, Meta};

use crate::Result;
use crate::workspace::Workspace;

/// A source file, read.
pub(super) struct Declared {
    /// Relative to the root, for messages.
    path: String,
    text: String,
    items: Vec<Item>,
}

/// Something with a name and a documentation.
pub(super) struct Documented {
    pub(super) name: String,
    /// Without examples, links and headings.
    pub(super) docs: String,
    /// The source of its body, if it has one.
    pub(super) body: String,
}

impl Declared {
    pub(super) fn read(workspace: &Workspace, path: &str) -> Result<Self> {
        let text = workspace.read(Path::new(path))?;
        let items = syn::parse_file(&text)
            .map_err(|error| format!("{path}: {error}"))?
            .items;
        Ok(Declared {
            path: path.to_owned(),
            text,
            items,
        })
    }

    /// The variants of an enum.
    pub(super) fn variants(&self, name: &str) -> Result<Vec<Documented>> {
        let found = self.items.iter().find_map(|item| match item {
            Item::Enum(item) if item.ident == name => Some(item),
            _ => None,
        });
        let found = found.ok_or_else(|| self.missing("enum", name))?;
        let variants = found.variants.iter().map(|variant| Documented {
            name: variant.ident.to_string(),
            docs: docs(&variant.attrs),
            body: String::new(),
        });
        Ok(variants.collect())
    }

    /// The documentation of a struct.
    pub(super) fn structure(&self, name: &str) -> Result<String> {
        let found = self.items.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == name => Some(docs(&item.attrs)),
            _ => None,
        });
        found.ok_or_else(|| self.missing("struct", name).into())
    }

    /// All lines of the documentation of a function, as they are.
    pub(super) fn whole_docs(&self, function: &str) -> Result<String> {
        let found = self.items.iter().find_map(|item| match item {
            Item::Fn(item) if item.sig.ident == function => Some(lines(&item.attrs).join("\n")),
            _ => None,
        });
        found.ok_or_else(|| self.missing("function", function).into())
    }

    /// The public methods of the types and traits in the file, in their order.
    pub(super) fn methods(&self) -> Vec<Documented> {
        let mut methods = Vec::new();
        for item in &self.items {
            match item {
                Item::Impl(item) if item.trait_.is_none() => {
                    let own = item.items.iter().filter_map(|item| match item {
                        syn::ImplItem::Fn(method)
                            if matches!(method.vis, syn::Visibility::Public(_)) =>
                        {
                            Some((&method.sig, &method.attrs, method.block.span()))
                        }
                        _ => None,
                    });
                    methods.extend(own.map(|(signature, attributes, span)| Documented {
                        name: signature.ident.to_string(),
                        docs: docs(attributes),
                        body: self.lines_of(span),
                    }));
                }
                Item::Trait(item) => {
                    let own = item.items.iter().filter_map(|item| match item {
                        syn::TraitItem::Fn(method) if !is_hidden(&method.attrs) => Some(method),
                        _ => None,
                    });
                    methods.extend(own.map(|method| Documented {
                        name: method.sig.ident.to_string(),
                        docs: docs(&method.attrs),
                        body: String::new(),
                    }));
                }
                _ => {}
            }
        }
        methods
    }

    /// The texts in a constant: those that are its elements, or the parts of these.
    pub(super) fn table(&self, name: &str) -> Result<Vec<Vec<String>>> {
        let found = self.items.iter().find_map(|item| match item {
            Item::Const(item) if item.ident == name => Some(&*item.expr),
            _ => None,
        });
        match found {
            Some(Expr::Array(array)) => Ok(array.elems.iter().map(texts).collect()),
            _ => Err(self.missing("list", name).into()),
        }
    }

    fn lines_of(&self, span: proc_macro2::Span) -> String {
        let (start, end) = (span.start().line, span.end().line);
        let lines = self.text.lines().skip(start - 1).take(end + 1 - start);
        lines.collect::<Vec<_>>().join("\n")
    }

    fn missing(&self, what: &str, name: &str) -> String {
        format!(
            "{} has no {what} `{name}` any more, of which the guide's reference is made",
            self.path
        )
    }
}

fn texts(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => vec![text.value()],
            _ => Vec::new(),
        },
        Expr::Tuple(tuple) => tuple.elems.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("doc")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|word| word == "hidden")
    })
}

/// The lines of a documentation, without the space before each.
fn lines(attributes: &[Attribute]) -> Vec<String> {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        let Expr::Lit(literal) = &pair.value else {
            return None;
        };
        match &literal.lit {
            Lit::Str(text) if pair.path.is_ident("doc") => {
                let text = text.value();
                Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
            }
            _ => None,
        }
    });
    lines.collect()
}

/// The documentation up to its first heading, without examples and links.
fn docs(attributes: &[Attribute]) -> String {
    let mut fenced = false;
    let mut kept = Vec::new();
    for line in lines(attributes) {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if line.starts_with("# ") && !fenced {
            break;
        } else if !fenced {
            kept.push(line);
        }
    }
    without_links(&kept.join("\n")).trim().to_owned()
}

/// The first paragraph.
pub(super) fn first(docs: &str) -> &str {
    docs.split("\n\n").next().unwrap_or_default()
}

/// The text with the words of links in place of the links.
pub(super) fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        plain += before;
        let Some((words, after)) = behind.split_once(']') else {
            plain.push('[');
            rest = behind;
            continue;
        };
        // Brackets in code are no link.
        if plain.matches('`').count() % 2 == 1 {
            plain.push('[');
            rest = behind;
            continue;
        }
        plain += words;
        rest = match after
            .strip_prefix('(')
            .and_then(|link| link.split_once(')'))
        {
            Some((_, after)) => after,
            None => after,
        };
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_link_stay() {
        let text =
            "As [`create`](crate::CreateExt::create), of [`Error`]; `#[model(…)]` and `[a, b]`.";
        let plain = "As `create`, of `Error`; `#[model(…)]` and `[a, b]`.";
        assert_eq!(without_links(text), plain);
    }
}
