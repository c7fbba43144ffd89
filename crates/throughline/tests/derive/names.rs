//! Keywords, words of SQL, names of methods and quotes as names.

use std::slice::from_ref;

use throughline::prelude::*;
use throughline::{Result, create_tables, ops};

/// Keywords of Rust and of SQL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(type, order), ordering(-select, type), index(group, r#match))]
pub(crate) struct Select {
    pub(crate) id: i64,
    pub(crate) r#type: String,
    pub(crate) r#match: bool,
    pub(crate) order: i64,
    pub(crate) select: i64,
    pub(crate) group: i64,
    #[field(column = "a \"quoted\" name, with 'both' `kinds`")]
    pub(crate) quoted: String,
    #[field(related_name = "type")]
    pub(crate) r#where: Option<ForeignKey<Order>>,
}

/// Names of methods that paths, columns, builders and models have.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order")]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) eq: i64,
    pub(crate) count: i64,
    pub(crate) clone: i64,
    pub(crate) value: i64,
    pub(crate) path: i64,
    pub(crate) column: i64,
    pub(crate) from_path: i64,
    pub(crate) from_row: i64,
    pub(crate) from_date: i64,
    pub(crate) into_draft: i64,
    pub(crate) is_in: bool,
    pub(crate) new: bool,
    pub(crate) next: bool,
    #[field(default = 0)]
    pub(crate) iter: i64,
}

/// A model whose methods of one's own have the names of the derived ones.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Own {
    pub(crate) id: i64,
    pub(crate) name: String,
}

impl Own {
    fn new(name: &str) -> Self {
        Own {
            id: 0,
            name: Self::builder(name),
        }
    }

    fn get(&self) -> &str {
        &self.name
    }

    fn builder(name: &str) -> String {
        name.to_owned()
    }
}

fn select() -> impl throughline::Complete<Model = Select> {
    Select::builder()
        .r#type("t")
        .r#match(true)
        .order(1)
        .select(2)
        .group(3)
        .quoted("q")
}

fn order() -> impl throughline::Complete<Model = Order> {
    let order = Order::builder()
        .eq(1)
        .count(2)
        .clone(3)
        .value(4)
        .path(5)
        .column(6);
    order
        .from_path(7)
        .from_row(8)
        .from_date(9)
        .into_draft(10)
        .is_in(true)
        .new(false)
        .next(true)
}

#[test]
fn any_name_goes_to_the_database_and_back() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Select::META, Order::META])?;
    let order = order().create(&db)?;
    let select = select().create(&db)?;
    assert_eq!(select.r#where, None);
    let found = Select::objects().filter(|s| s.r#type().eq("t") & s.quoted().eq("q"));
    assert_eq!(
        found.update(&db, |s| (s.r#match().set(false), s.quoted().set("\"'`")))?,
        1
    );
    let select = Select {
        r#where: Some(ForeignKey::new(order.id)),
        ..select.refresh(&db)?
    };
    select.save(&db)?;
    assert_eq!((select.r#match, select.quoted.as_str()), (false, "\"'`"));
    assert_eq!(select.r#where().get(&db)?, Some(order.clone()));
    assert_eq!(order.r#type().all(&db)?, from_ref(&select));
    let found = Order::objects().filter(|o| o.r#type().quoted().eq(select.quoted.as_str()));
    assert_eq!(found.all(&db)?, [order]);
    Ok(())
}

#[test]
fn a_column_wins_over_an_operation_of_its_name() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Select::META, Order::META])?;
    let order = order().create(&db)?;
    assert_eq!(
        Order::objects()
            .filter(|o| o.eq().eq(1) & o.clone().eq(3))
            .count(&db)?,
        1
    );
    assert_eq!(
        Order::objects()
            .filter(|o| ops::eq(&o, &order))
            .count(&db)?,
        1
    );
    Ok(())
}

#[test]
fn methods_of_the_user_never_clash() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Own::META])?;
    assert_eq!(Own::new("a").get(), "a");
    let own = <Own as Model>::builder().name("b").create(&db)?;
    assert_eq!(<Own as Model>::get(&db, own.id)?.get(), "b");
    Ok(())
}
