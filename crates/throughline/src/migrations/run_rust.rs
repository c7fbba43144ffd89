//! Functions that migrations call.

/// Registers a function of the program, so that `run_rust` of a migration can call it by its name.
///
/// It gets some rows of the model that the migration names, as they are at this point of the
/// history: models and fields go by the names that they had then, so it goes on to work when the
/// program's models are others. What it does is part of the migration's transaction.
///
/// ```
/// use throughline::migrations::Batch;
/// # use throughline::migrations::{self, Graph, MigrationTarget};
///
/// /// Makes a tag of each word in the old column, and links the course with it.
/// async fn split_topics(batch: &mut Batch<'_>) -> throughline::Result<()> {
///     for course in batch.take_rows() {
///         let topics: String = course.get("topics")?;
///         for name in topics.split(' ').filter(|name| !name.is_empty()) {
///             let tag = match batch.find("Tag", "name", name.to_owned()).await?.pop() {
///                 Some(tag) => tag,
///                 None => {
///                     let mut tag = batch.new_row("Tag")?;
///                     tag.set("name", name.to_owned())?;
///                     batch.insert(&tag).await?
///                 }
///             };
///             batch.link("Course.tags", &course, &tag).await?;
///         }
///     }
///     Ok(())
/// }
///
/// throughline::run_rust!(split_topics);
///
/// # fn main() -> throughline::Result<()> {
/// # let db = throughline::blocking::Db::memory()?;
/// # let first = r#"format = 1
/// # [[operation]]
/// # create_model = "Course"
/// # table = "course"
/// # fields = [{ name = "id", type = "big_auto", primary_key = true }, { name = "topics", type = "text" }]
/// # [[operation]]
/// # create_model = "Tag"
/// # table = "tag"
/// # fields = [{ name = "id", type = "big_auto", primary_key = true }, { name = "name", type = "text" }]
/// # [[operation]]
/// # add_field = "Course.tags"
/// # type = "many_to_many"
/// # to = "Tag"
/// # join_table = "course_tags"
/// # source_column = "course_id"
/// # target_column = "tag_id"
/// # "#;
/// // In `migrations/0002_split_topics.toml`:
/// let migration = r#"
/// format = 1
/// depends = ["0001_initial"]
///
/// [[operation]]
/// run_rust = "split_topics"
/// model = "Course"
/// reverse = ""
/// "#;
/// # let first = migrations::read("0001_initial", "0001_initial.toml", first)?;
/// # let second = migrations::read("0002_split_topics", "0002_split_topics.toml", migration)?;
/// # migrations::migrate(&db, Graph::new(vec![first.clone()])?, MigrationTarget::Latest)?;
/// # db.execute("INSERT INTO course (topics) VALUES ('orm sql'), ('sql rust')", ())?;
/// # migrations::migrate(&db, Graph::new(vec![first, second])?, MigrationTarget::Latest)?;
/// # let links = "SELECT count(*) FROM course_tags";
/// # assert_eq!(db.query_as::<(i64,)>(links, ())?, [(4,)]);
/// # Ok(())
/// # }
/// ```
///
/// `model` names the model whose rows it gets; without it, it is called once, with none. `batch`
/// is how many rows it gets at a time, 1,000 if the file does not say. `reverse` names the
/// function that takes it back; `""` says that nothing has to be done, and without it the
/// migration cannot be undone.
///
/// With `resumable = true` each batch is a transaction of its own: a migration that is stopped
/// goes on behind the last one by the next `migrate`, and others write in between. It must then be
/// the only operation of its file. Rows that are added while it runs are not gone through.
#[macro_export]
macro_rules! run_rust {
    ($function:ident) => {
        $crate::__private::inventory::submit! {
            $crate::migrations::RustFunction::new(::core::stringify!($function), |batch| {
                ::std::boxed::Box::pin($function(batch))
            })
        }
    };
}
