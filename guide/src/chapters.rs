//! Each chapter of the book, as documentation whose examples are compiled and run.
//!
//! A chapter that is missing here is found by `tests/book.rs`.

#[doc = include_str!("../book/introduction.md")]
struct Introduction;

#[doc = include_str!("../book/tutorial/relationship.md")]
struct TutorialRelationship;

#[doc = include_str!("../book/tutorial/field.md")]
struct TutorialField;

#[doc = include_str!("../book/tutorial/through.md")]
struct TutorialThrough;

#[doc = include_str!("../book/tutorial/add.md")]
struct TutorialAdd;

#[doc = include_str!("../book/tutorial/upsert.md")]
struct TutorialUpsert;

#[doc = include_str!("../book/tutorial/query.md")]
struct TutorialQuery;

#[doc = include_str!("../book/tutorial/remove.md")]
struct TutorialRemove;

#[doc = include_str!("../book/tutorial/names.md")]
struct TutorialNames;

#[doc = include_str!("../book/tutorial/migrations.md")]
struct TutorialMigrations;

#[doc = include_str!("../book/howto/payload.md")]
struct HowtoPayload;

#[doc = include_str!("../book/howto/self.md")]
struct HowtoSelf;

#[doc = include_str!("../book/howto/sets.md")]
struct HowtoSets;

#[doc = include_str!("../book/howto/limits.md")]
struct HowtoLimits;

#[doc = include_str!("../book/howto/bulk.md")]
struct HowtoBulk;

#[doc = include_str!("../book/howto/reshape.md")]
struct HowtoReshape;

#[doc = include_str!("../book/howto/transactions.md")]
struct HowtoTransactions;

#[doc = include_str!("../book/howto/testing.md")]
struct HowtoTesting;

#[doc = include_str!("../book/howto/json.md")]
struct HowtoJson;

#[doc = include_str!("../book/howto/servers.md")]
struct HowtoServers;

#[doc = include_str!("../book/topics/query.md")]
struct TopicsQuery;

#[doc = include_str!("../book/topics/join-table.md")]
struct TopicsJoinTable;

#[doc = include_str!("../book/topics/atomic.md")]
struct TopicsAtomic;

#[doc = include_str!("../book/topics/n-plus-one.md")]
struct TopicsNPlusOne;

#[doc = include_str!("../book/reference/attributes.md")]
struct ReferenceAttributes;

#[doc = include_str!("../book/reference/lookups.md")]
struct ReferenceLookups;

#[doc = include_str!("../book/reference/operations.md")]
struct ReferenceOperations;

#[doc = include_str!("../book/reference/errors.md")]
struct ReferenceErrors;

#[doc = include_str!("../book/reference/commands.md")]
struct ReferenceCommands;

#[doc = include_str!("../book/reference/statements.md")]
struct ReferenceStatements;
