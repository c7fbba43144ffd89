//! The models of a database, as `cargo manage inspectdb` found them: to be read and corrected.
//!
//! What they do not say:
//!
//! - `school_sample.id`: UUIDs are without hyphens here, and Throughline writes them with hyphens:
//!   they are read, but a comparison with one finds no row
//! - `school_sample.positive`: the database refuses negative numbers
//! - `school_sample.positive_small`: the database refuses negative numbers
//! - `school_sample.token`: UUIDs are without hyphens here, and Throughline writes them with
//!   hyphens: they are read, but a comparison with one finds no row

use throughline::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_club")]
pub struct Club {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "django_content_type")]
#[model(unique(app_label, model))]
pub struct ContentType {
    pub id: i64,
    #[field(max_length = 100)]
    pub app_label: String,
    #[field(max_length = 100)]
    pub model: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_course")]
#[model(unique(title, year))]
#[model(index(title, teacher))]
pub struct Course {
    pub id: i64,
    #[field(max_length = 100)]
    pub title: String,
    #[field(index)]
    pub year: i16,
    #[field(on_delete = no_action, related_name = "course_substitute_set")]
    pub substitute: Option<ForeignKey<Teacher>>,
    #[field(on_delete = no_action, related_name = "course_teacher_set")]
    pub teacher: ForeignKey<Teacher>,
    #[field(join_table = "school_course_students", surrogate_id)]
    pub students: ManyToMany<Student>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "auth_group")]
pub struct Group {
    pub id: i64,
    #[field(unique, max_length = 150)]
    pub name: String,
    #[field(join_table = "auth_group_permissions", surrogate_id)]
    pub permissions: ManyToMany<Permission>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_membership")]
#[model(unique(student, club))]
pub struct Membership {
    pub id: i64,
    pub joined: Date,
    #[field(max_length = 20)]
    pub role: String,
    #[field(on_delete = no_action)]
    pub club: ForeignKey<Club>,
    #[field(on_delete = no_action)]
    pub student: ForeignKey<Student>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "auth_permission")]
#[model(unique(content_type, codename))]
pub struct Permission {
    pub id: i64,
    #[field(on_delete = no_action)]
    pub content_type: ForeignKey<ContentType>,
    #[field(max_length = 100)]
    pub codename: String,
    #[field(max_length = 255)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_profile")]
pub struct Profile {
    #[field(primary_key, on_delete = no_action)]
    pub student: OneToOne<Student>,
    pub motto: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_sample")]
pub struct Sample {
    pub id: Uuid,
    pub small: i16,
    pub medium: i32,
    pub big: i64,
    pub positive: i32,
    pub positive_small: i16,
    #[field(db_default = true)]
    pub truth: bool,
    pub text: String,
    #[field(column = "charColumn", max_length = 20)]
    pub char_column: String,
    pub day: Date,
    pub hour: Time,
    pub moment: Timestamp,
    pub token: Uuid,
    pub document: Json<serde_json::Value>,
    pub price: Decimal,
    pub ratio: f64,
    pub raw: Vec<u8>,
    pub lasting: i64,
    #[field(index, max_length = 50)]
    pub slug: String,
    #[field(max_length = 39)]
    pub address: String,
    pub maybe_number: Option<i32>,
    pub maybe_moment: Option<Timestamp>,
    pub maybe_document: Option<Json<serde_json::Value>>,
    pub maybe_price: Option<Decimal>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_student")]
pub struct Student {
    pub id: i64,
    #[field(unique, max_length = 100)]
    pub name: String,
    #[field(on_delete = no_action)]
    pub account: Option<ForeignKey<User>>,
    // Whether it is symmetrical cannot be seen: if it is, add `symmetrical`, and take
    // `related_name` away if there is one.
    #[field(join_table = "school_student_follows")]
    #[field(surrogate_id)]
    #[field(related_name = "student_follows_set")]
    pub follows: ManyToMany<Student>,
    // Whether it is symmetrical cannot be seen: if it is, add `symmetrical`, and take
    // `related_name` away if there is one.
    #[field(join_table = "school_student_friends")]
    #[field(surrogate_id)]
    #[field(related_name = "student_friends_set")]
    pub friends: ManyToMany<Student>,
    // It goes through `Membership`, and can as well stand in `Club`.
    pub clubs: ManyToMany<Club, Membership>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "school_teacher")]
pub struct Teacher {
    #[field(primary_key, max_length = 8)]
    pub code: String,
    #[field(max_length = 20, db_default = "lecturer")]
    pub r#type: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "auth_user")]
pub struct User {
    pub id: i64,
    #[field(max_length = 128)]
    pub password: String,
    pub last_login: Option<Timestamp>,
    pub is_superuser: bool,
    #[field(unique, max_length = 150)]
    pub username: String,
    #[field(max_length = 150)]
    pub last_name: String,
    #[field(max_length = 254)]
    pub email: String,
    pub is_staff: bool,
    pub is_active: bool,
    pub date_joined: Timestamp,
    #[field(max_length = 150)]
    pub first_name: String,
    #[field(join_table = "auth_user_groups", surrogate_id)]
    pub groups: ManyToMany<Group>,
    #[field(join_table = "auth_user_user_permissions", surrogate_id)]
    pub user_permissions: ManyToMany<Permission>,
}
