//! Where both ends are one model, nothing but names tells its two keys apart.

use throughline::prelude::*;

#[derive(Model)]
pub struct Person {
    pub id: i64,
    #[field(related_name = "followers")]
    pub follows: ManyToMany<Person, Follow>,
    #[field(symmetrical)]
    pub siblings: ManyToMany<Self, Kinship>,
}

#[derive(Model)]
#[model(unique(follower, followed))]
pub struct Follow {
    pub id: i64,
    #[field(related_name = "+")]
    pub follower: ForeignKey<Person>,
    #[field(related_name = "+")]
    pub followed: ForeignKey<Person>,
}

#[derive(Model)]
#[model(primary_key(one, other))]
pub struct Kinship {
    #[field(related_name = "+")]
    pub one: ForeignKey<Person>,
    #[field(related_name = "+")]
    pub other: ForeignKey<Person>,
}

fn main() {}
