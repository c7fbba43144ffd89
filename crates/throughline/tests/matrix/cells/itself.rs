//! Directed relations of a model with itself.

use throughline::__private::FillAt;
use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Changes, Complete, LinkReport, ModelDef, RelatedManager, Result};

use super::*;

/// Key: i64.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Page {
    id: i64,
    #[field(unique)]
    name: String,
    #[field(default = 0)]
    note: i32,
    #[field(related_name = "linked_from")]
    links: ManyToMany<Page>,
}

/// Key: a UUID.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Account {
    id: Uuid,
    #[field(unique)]
    name: String,
    #[field(default = 0)]
    note: i32,
    #[field(related_name = "followers", through_fields(follower, followed))]
    follows: ManyToMany<Account, Follow>,
}

/// Declared with the far end first, so that only `through_fields` says which is which.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(follower, followed))]
pub(crate) struct Follow {
    id: i64,
    #[field(related_name = "+")]
    followed: ForeignKey<Account>,
    #[field(related_name = "+")]
    follower: ForeignKey<Account>,
    weight: i32,
}

node!(Page);
node!(Account);

pub(crate) struct Simple;

impl Cell for Simple {
    type Owner = Page;
    type Target = Page;
    type Link = throughline::SimpleLink;
    const MODELS: &'static [&'static ModelDef] = &[Page::META];

    fn near(owner: &Page) -> RelatedManager<Page, Self::Link> {
        owner.links()
    }

    fn far(target: &Page) -> RelatedManager<Page, Self::Link> {
        target.linked_from()
    }

    simple_verbs!();
    bulk_verbs!(links, linked_from);

    fn rows(db: &Db) -> (Vec<Page>, Vec<Page>) {
        let rows = make(db);
        (rows.clone(), rows)
    }
}

pub(crate) struct Through;

impl Cell for Through {
    type Owner = Account;
    type Target = Account;
    type Link = <<<Follow as Model>::Builder as FillAt<1>>::Out as FillAt<2>>::Out;
    const MODELS: &'static [&'static ModelDef] = &[Account::META, Follow::META];

    fn near(owner: &Account) -> RelatedManager<Account, Self::Link> {
        owner.follows()
    }

    fn far(target: &Account) -> RelatedManager<Account, Self::Link> {
        target.followers()
    }

    through_verbs!();
    bulk_verbs!(follows, followers);

    fn rows(db: &Db) -> (Vec<Account>, Vec<Account>) {
        let rows = make(db);
        (rows.clone(), rows)
    }
}

impl ThroughCell for Through {
    fn weigh(link: Self::Link, weight: i32) -> impl Complete<Model = Follow> {
        link.weight(weight)
    }

    fn weight_of(link: &Follow) -> i32 {
        link.weight
    }
}
