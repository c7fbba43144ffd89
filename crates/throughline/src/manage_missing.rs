//! What `manage!` says where the commands were left out.

/// The commands of `cargo manage`, which are behind the feature `manage`.
#[macro_export]
macro_rules! manage {
    ($($anything:tt)*) => {
        ::core::compile_error!(
            "`throughline::manage!` needs the feature `manage` of `throughline`: add it in Cargo.toml, \
             `throughline = { …, features = [\"manage\"] }`"
        )
    };
}
