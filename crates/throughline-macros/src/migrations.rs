//! `migrations!()`: the files of a folder as constants.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;
use syn::parse::{Parse, ParseStream};

/// The folder, if one was named.
struct Folder(Option<LitStr>);

impl Parse for Folder {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let folder = if input.is_empty() {
            None
        } else {
            Some(input.parse()?)
        };
        if !input.is_empty() {
            return Err(input.error("expected the folder alone: `migrations!(\"migrations\")`"));
        }
        Ok(Folder(folder))
    }
}

pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Folder(folder) = syn::parse2(input)?;
    let span = folder.as_ref().map_or_else(Span::call_site, LitStr::span);
    let error = |message: String| syn::Error::new(span, message);
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .ok_or_else(|| error("`migrations!` needs cargo, which says where the crate is".into()))?;
    let folder = folder.map_or_else(|| "migrations".to_owned(), |folder| folder.value());
    let path = PathBuf::from(root).join(&folder);
    let files = files(&path)
        .map_err(|cause| error(format!("cannot read the folder `{folder}`: {cause}")))?;
    let mut entries = Vec::with_capacity(files.len());
    for (name, file) in files {
        let Some(file) = file.to_str() else {
            let message = format!("the path of the migration `{name}` is not valid Unicode");
            return Err(error(message));
        };
        entries.push(quote!((#name, ::core::include_str!(#file))));
    }
    Ok(quote!(::throughline::Migrations::new(&[#(#entries),*])))
}

/// The migrations in a folder, sorted by name. None if there is no such folder.
fn files(folder: &Path) -> std::io::Result<Vec<(String, PathBuf)>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(cause),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let numbered = |name: &&str| name.starts_with(|first: char| first.is_ascii_digit());
        let toml = path
            .extension()
            .is_some_and(|extension| extension == "toml");
        if let Some(name) = name.filter(numbered).filter(|_| toml) {
            files.push((name.to_owned(), path.clone()));
        }
    }
    files.sort();
    Ok(files)
}
