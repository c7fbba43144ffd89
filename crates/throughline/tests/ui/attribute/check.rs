//! A check compares fields that are there with constants of their types.

use throughline::prelude::*;

#[derive(Model)]
#[model(check(
    unknown = aeg >= 18 && nmae == "Ann",
    links = friends.is_null(),
    text = age == "eighteen",
    list = name.is_in("Ann", 3),
    empty = name.is_in(),
    turned = 18 <= age,
    chained = 18 <= age <= 65,
    null = nick != None,
    alone = active,
    call = name.starts_with("A"),
    sum = age + 1 > 18,
    constant = true,
    value = age > 9 * 2,
    kinds = name < age,
    more = nick.is_null(true),
    ADULT = age > 0,
    adult = age >= 18,
    named_by_a_text_of_far_more_than_sixty_three_letters_as_no_engine_takes = age > 0,
))]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub nick: Option<String>,
    pub age: i32,
    pub active: bool,
    pub friends: ManyToMany<Student>,
}

fn main() {}
