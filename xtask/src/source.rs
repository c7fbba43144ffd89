//! A Rust file, and the facts about it that rules are checked by.
//!
//! Facts are read from the syntax, so that comments, documentation and `#[cfg(test)]` items are
//! never taken for code.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Expr, ItemUse, Lit, Signature, UseTree};

use crate::Result;
use crate::workspace::{Package, Workspace};

/// A Rust file of the workspace.
pub(crate) struct Source {
    /// Relative to the root.
    pub(crate) path: PathBuf,
    pub(crate) lines: usize,
    pub(crate) facts: Facts,
}

/// What stands in a file, outside of tests but for `functions`.
#[derive(Default)]
pub(crate) struct Facts {
    /// String literals.
    pub(crate) strings: Vec<At>,
    /// Names of macros that are called.
    pub(crate) macros: Vec<At>,
    /// Modules of the standard library that do input or output.
    pub(crate) io: Vec<At>,
    /// Comparisons with the name of an engine.
    pub(crate) comparisons: Vec<At>,
    /// Attributes that let `unsafe` stand, tests included.
    pub(crate) unsafes: Vec<At>,
    /// Functions.
    pub(crate) functions: Vec<Function>,
}

/// A text, and the line where it stands.
pub(crate) struct At {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A function.
pub(crate) struct Function {
    pub(crate) line: usize,
    pub(crate) name: String,
    pub(crate) lines: usize,
    /// Whether it is for tests alone.
    pub(crate) test: bool,
}

/// The modules of `std` that do input or output.
const IO: &[&str] = &["fs", "net", "process"];

/// All Rust files of the workspace. Compile-fail cases, which need not parse, are left out.
pub(crate) fn load(workspace: &Workspace) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for package in &workspace.packages {
        for path in workspace.files(&package.folder, "rs")? {
            if !path.components().any(|part| part.as_os_str() == "ui") {
                sources.push(read(workspace, package, path)?);
            }
        }
    }
    Ok(sources)
}

fn read(workspace: &Workspace, package: &Package, path: PathBuf) -> Result<Source> {
    let text = workspace.read(&path)?;
    let file = syn::parse_file(&text).map_err(|error| {
        let line = error.span().start().line;
        format!("{}:{line}: {error}", path.display())
    })?;
    let test = is_test(path.strip_prefix(&package.folder).unwrap_or(&path));
    let mut facts = Collector {
        in_test: test || is_cfg_test(&file.attrs),
        facts: Facts::default(),
    };
    facts.visit_file(&file);
    Ok(Source {
        path,
        lines: text.lines().count(),
        facts: facts.facts,
    })
}

/// Whether a file belongs to tests by its name: `tests.rs`, or anything in a folder `tests`.
fn is_test(path: &Path) -> bool {
    path.components()
        .any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
}

fn is_cfg_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

/// Whether an attribute is about the lint of `unsafe`.
fn names_unsafe(attribute: &Attribute) -> bool {
    attribute.meta.require_list().is_ok_and(|list| {
        let mut tokens = list.tokens.clone().into_iter();
        tokens.any(|token| matches!(token, TokenTree::Ident(name) if name == "unsafe_code"))
    })
}

struct Collector {
    in_test: bool,
    facts: Facts,
}

impl Collector {
    fn add(&mut self, list: fn(&mut Facts) -> &mut Vec<At>, span: Span, text: impl Into<String>) {
        if !self.in_test {
            let line = span.start().line;
            list(&mut self.facts).push(At {
                line,
                text: text.into(),
            });
        }
    }

    fn string(&mut self, literal: &Lit) {
        if let Lit::Str(text) = literal {
            self.add(|facts| &mut facts.strings, text.span(), text.value());
        }
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
        let (start, end) = (signature.span().start().line, block.span().end().line);
        let name = signature.ident.to_string();
        self.facts.functions.push(Function {
            line: start,
            name,
            lines: end + 1 - start,
            test: self.in_test,
        });
    }

    /// Visits an item, which may be for tests alone.
    fn within(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        let outer = self.in_test;
        let is_test = attributes
            .iter()
            .any(|attribute| attribute.path().is_ident("test"));
        self.in_test |= is_test || is_cfg_test(attributes);
        visit(self);
        self.in_test = outer;
    }

    /// The string literals and calls of macros in the arguments of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                // An attribute: documentation of what the macro makes, most often.
                TokenTree::Punct(sign) if sign.as_char() == '#' => {
                    tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => self.string(&Lit::new(literal)),
                TokenTree::Ident(name) => {
                    let is_call = |next: &TokenTree| matches!(next, TokenTree::Punct(sign) if sign.as_char() == '!');
                    if tokens.peek().is_some_and(is_call) {
                        self.add(|facts| &mut facts.macros, name.span(), name.to_string());
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn io(&mut self, first: &syn::Ident, second: &syn::Ident) {
        if first == "std" && IO.iter().any(|module| second == module) {
            self.add(
                |facts| &mut facts.io,
                second.span(),
                format!("std::{second}"),
            );
        }
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let mut levels = ["allow", "expect", "warn"].iter();
        let lets = levels.any(|level| attribute.path().is_ident(level));
        if lets && names_unsafe(attribute) {
            self.facts.unsafes.push(At {
                line: attribute.span().start().line,
                text: String::new(),
            });
        }
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        self.string(literal);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(name) = call.path.segments.last() {
            self.add(
                |facts| &mut facts.macros,
                name.ident.span(),
                name.ident.to_string(),
            );
        }
        self.tokens(call.tokens.clone());
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.within(&item.attrs, |this| visit::visit_item_mod(this, item));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.within(&item.attrs, |this| visit::visit_item_impl(this, item));
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.within(&item.attrs, |this| {
            this.function(&item.sig, &item.block);
            visit::visit_item_fn(this, item);
        });
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.within(&item.attrs, |this| {
            this.function(&item.sig, &item.block);
            visit::visit_impl_item_fn(this, item);
        });
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.within(&item.attrs, |this| {
            if let Some(block) = &item.default {
                this.function(&item.sig, block);
            }
            visit::visit_trait_item_fn(this, item);
        });
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let UseTree::Path(first) = &item.tree else {
            return;
        };
        let seconds = match &*first.tree {
            UseTree::Group(group) => group.items.iter().collect(),
            tree => vec![tree],
        };
        for second in seconds {
            match second {
                UseTree::Path(second) => self.io(&first.ident, &second.ident),
                UseTree::Name(second) => self.io(&first.ident, &second.ident),
                _ => {}
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if let (Some(first), Some(second)) = (segments.next(), segments.next()) {
            self.io(&first.ident, &second.ident);
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        if is_engine_name(&expression.expr) {
            let span = expression.match_token.span();
            self.add(
                |facts| &mut facts.comparisons,
                span,
                "`match` on an engine's name",
            );
        }
        visit::visit_expr_match(self, expression);
    }

    fn visit_expr_binary(&mut self, expression: &'ast syn::ExprBinary) {
        let compares = matches!(expression.op, BinOp::Eq(_) | BinOp::Ne(_));
        if compares && (is_engine_name(&expression.left) || is_engine_name(&expression.right)) {
            let span = expression.op.span();
            self.add(
                |facts| &mut facts.comparisons,
                span,
                "comparison with an engine's name",
            );
        }
        visit::visit_expr_binary(self, expression);
    }
}

/// Whether an expression is `dialect.name()`, by whatever way the dialect is reached.
fn is_engine_name(expression: &Expr) -> bool {
    let Expr::MethodCall(call) = expression else {
        return false;
    };
    let receiver = match &*call.receiver {
        Expr::MethodCall(receiver) => receiver.method.to_string(),
        Expr::Field(receiver) => match &receiver.member {
            syn::Member::Named(name) => name.to_string(),
            syn::Member::Unnamed(_) => return false,
        },
        Expr::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(String::new, |s| s.ident.to_string()),
        _ => return false,
    };
    call.method == "name" && matches!(receiver.as_str(), "dialect" | "engine" | "backend")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        let mut collector = Collector {
            in_test: false,
            facts: Facts::default(),
        };
        collector.visit_file(&syn::parse_file(text).unwrap());
        collector.facts
    }

    #[test]
    fn documentation_and_tests_are_no_code() {
        let facts = facts(
            "/// \"SELECT\"\nfn f() { g!(\"one\", h!(\"two\")); }\n\
             #[cfg(test)] mod tests { fn g() { println!(\"three\") } }",
        );
        let texts: Vec<_> = facts.strings.iter().map(|at| at.text.as_str()).collect();
        assert_eq!(texts, ["one", "two"]);
        let macros: Vec<_> = facts.macros.iter().map(|at| at.text.as_str()).collect();
        assert_eq!(macros, ["g", "h"]);
        assert_eq!(facts.functions.len(), 2);
    }

    #[test]
    fn an_engine_s_name_is_seen_in_match_and_comparison() {
        let found = facts(
            "fn f(d: D) { if self.dialect().name() == x { match dialect.name() { _ => () } } }",
        );
        assert_eq!(found.comparisons.len(), 2);
        assert!(
            facts("fn f() { let name = model.name() == other; }")
                .comparisons
                .is_empty()
        );
    }

    #[test]
    fn what_lets_unsafe_stand_is_seen_in_tests_too() {
        let found = facts(
            "#[expect(unsafe_code, reason = \"proof\")] unsafe impl Send for X {} #[allow(dead_code)] fn f() {} \
             #[cfg(test)] mod tests { #![allow(dead_code, unsafe_code)] fn g() { #[warn(unsafe_code)] { h() } } } \
             #[deny(unsafe_code)] mod m {}",
        );
        assert_eq!(found.unsafes.len(), 3);
    }

    #[test]
    fn input_and_output_is_seen_however_it_is_named() {
        let found =
            facts("use std::{fs, sync::Arc}; use std::net::TcpStream; fn f() { std::fs::read(p) }");
        let texts: Vec<_> = found.io.iter().map(|at| at.text.as_str()).collect();
        assert_eq!(texts, ["std::fs", "std::net", "std::fs"]);
    }
}
