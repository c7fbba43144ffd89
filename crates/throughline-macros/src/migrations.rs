//! `migrations!()`: the files of a folder as constants, if they can be migrations.

mod check;
mod order;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;
use syn::parse::{Parse, ParseStream};

/// The folder, if one was named.
struct Folder(Option<LitStr>);

impl Parse for Folder {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Folder(None));
        }
        let expected = "expected the folder alone, as a text: `migrations!(\"migrations\")`";
        let folder = input.parse().map_err(|_| input.error(expected))?;
        if !input.is_empty() {
            return Err(input.error(expected));
        }
        Ok(Folder(Some(folder)))
    }
}

/// A migration file, as it is in the folder.
struct File {
    /// The name without `.toml`.
    name: String,
    /// The path for messages: from the crate's root.
    label: String,
    path: PathBuf,
    text: String,
}

pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Folder(folder) = syn::parse2(input)?;
    let span = folder.as_ref().map_or_else(Span::call_site, LitStr::span);
    let error = |message: String| syn::Error::new(span, message);
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .ok_or_else(|| error("`migrations!` needs cargo, which says where the crate is".into()))?;
    let folder = folder.map_or_else(|| "migrations".to_owned(), |folder| folder.value());
    let files = files(&PathBuf::from(root), &folder)
        .map_err(|cause| error(format!("cannot read the folder `{folder}`: {cause}")))?;
    let faults = check::faults(&files);
    if !faults.is_empty() {
        let faults = faults.into_iter().map(error);
        let errors = faults.map(|fault| fault.to_compile_error());
        return Ok(quote!({
            #(#errors)*
            ::throughline::Migrations::new(&[])
        }));
    }
    let mut entries = Vec::with_capacity(files.len());
    for File { name, path, .. } in &files {
        let Some(path) = path.to_str() else {
            let message = format!("the path of the migration `{name}` is not valid Unicode");
            return Err(error(message));
        };
        entries.push(quote!((#name, ::core::include_str!(#path))));
    }
    Ok(quote!(::throughline::Migrations::new(&[#(#entries),*])))
}

/// The TOML files in a folder of the crate, sorted by name. None if there is no such folder.
fn files(root: &Path, folder: &str) -> std::io::Result<Vec<File>> {
    let entries = match std::fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(cause),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let is_toml = path.extension().is_some_and(|end| end == "toml");
        if let Some(name) = name.filter(|_| is_toml) {
            files.push(File {
                name: name.to_owned(),
                label: format!("{folder}/{name}.toml"),
                text: std::fs::read_to_string(&path)?,
                path: path.clone(),
            });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}
