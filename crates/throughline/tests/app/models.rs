//! The models: not at the root, where the app is.

use throughline::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct ReportCard {
    pub(crate) id: i64,
    #[field(related_name = "owned")]
    pub(crate) owner: Option<ForeignKey<PenPal>>,
    pub(crate) pen_pals: ManyToMany<PenPal>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct PenPal {
    pub(crate) id: i64,
    #[field(related_name = "+")]
    pub(crate) friends: ManyToMany<PenPal>,
}

/// Names that the declaration gives.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "renamed")]
pub(crate) struct Named {
    pub(crate) id: i64,
    #[field(related_name = "+")]
    pub(crate) pen_pals: ManyToMany<PenPal>,
    #[field(related_name = "+", join_table = "written")]
    pub(crate) others: ManyToMany<PenPal>,
}

pub(crate) mod long {
    //! The example of the recorded behaviour of Django.

    use throughline::prelude::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct ExtracurricularActivityRegistrationConfirmationDocumentRec {
        pub(crate) id: i64,
        #[field(related_name = "documents")]
        pub(crate) many_participating_students_with_their_guardians_and_friends:
            ManyToMany<Participant>,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct Participant {
        pub(crate) id: i64,
    }
}
