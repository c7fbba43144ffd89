//! Symmetrical relations: each link is one in both directions.

use throughline::__private::FillAt;
use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Changes, Complete, LinkReport, ModelDef, RelatedManager, Result};

use super::*;

/// Key: i64.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Person {
    id: i64,
    #[field(unique)]
    name: String,
    #[field(default = 0)]
    note: i32,
    #[field(symmetrical)]
    friends: ManyToMany<Person>,
}

/// Key: a text.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct City {
    #[field(primary_key)]
    name: String,
    #[field(default = 0)]
    note: i32,
    #[field(symmetrical, through_fields(from, to))]
    neighbours: ManyToMany<City, Road>,
}

/// Key: a UUID that the library makes for each row.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(from, to))]
pub(crate) struct Road {
    id: Uuid,
    #[field(related_name = "+")]
    from: ForeignKey<City>,
    #[field(related_name = "+")]
    to: ForeignKey<City>,
    weight: i32,
}

node!(Person);
node!(City);

pub(crate) struct Simple;

impl Cell for Simple {
    type Owner = Person;
    type Target = Person;
    type Link = throughline::SimpleLink;
    const MODELS: &'static [&'static ModelDef] = &[Person::META];
    const SYMMETRICAL: bool = true;

    fn near(owner: &Person) -> RelatedManager<Person, Self::Link> {
        owner.friends()
    }

    fn far(target: &Person) -> RelatedManager<Person, Self::Link> {
        target.friends()
    }

    simple_verbs!();
    bulk_verbs!(friends, friends);

    fn rows(db: &Db) -> (Vec<Person>, Vec<Person>) {
        let rows = make(db);
        (rows.clone(), rows)
    }
}

pub(crate) struct Through;

impl Cell for Through {
    type Owner = City;
    type Target = City;
    type Link = <<<Road as Model>::Builder as FillAt<1>>::Out as FillAt<2>>::Out;
    const MODELS: &'static [&'static ModelDef] = &[City::META, Road::META];
    const SYMMETRICAL: bool = true;

    fn near(owner: &City) -> RelatedManager<City, Self::Link> {
        owner.neighbours()
    }

    fn far(target: &City) -> RelatedManager<City, Self::Link> {
        target.neighbours()
    }

    through_verbs!();
    bulk_verbs!(neighbours, neighbours);

    fn rows(db: &Db) -> (Vec<City>, Vec<City>) {
        let rows = make(db);
        (rows.clone(), rows)
    }
}

impl ThroughCell for Through {
    fn weigh(link: Self::Link, weight: i32) -> impl Complete<Model = Road> {
        link.weight(weight)
    }

    fn weight_of(link: &Road) -> i32 {
        link.weight
    }
}
