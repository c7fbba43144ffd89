//! The entities, in the dense format of SeaORM 2.

pub(crate) mod student {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "student")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        #[sea_orm(unique)]
        pub email: String,
        pub year: i32,
        #[sea_orm(has_many, via = "course_students")]
        pub courses: HasMany<super::course::Entity>,
        #[sea_orm(has_many)]
        pub course_links: HasMany<super::course_students::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod course {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "course")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub title: String,
        #[sea_orm(has_many, via = "course_students")]
        pub students: HasMany<super::student::Entity>,
        #[sea_orm(has_many)]
        pub student_links: HasMany<super::course_students::Entity>,
        #[sea_orm(has_many)]
        pub enrollments: HasMany<super::enrollment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod enrollment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enrollment")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub student_id: i64,
        pub course_id: i64,
        pub enrolled: Date,
        #[sea_orm(belongs_to, from = "course_id", to = "id")]
        pub course: BelongsTo<super::course::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod course_students {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "course_students")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub course_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub student_id: i64,
        #[sea_orm(belongs_to, from = "course_id", to = "id")]
        pub course: BelongsTo<super::course::Entity>,
        #[sea_orm(belongs_to, from = "student_id", to = "id")]
        pub student: BelongsTo<super::student::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod usual_course_students {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "usual_course_students")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub course_id: i64,
        pub student_id: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
