use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{ColumnType, Result, Value};

use super::*;
use crate::fixtures::*;
use crate::state::ProjectState;
use crate::{Graph, Migration, NoAnswers, apply_graph, detect, read, write};

const TYPES: [ColumnType; 14] = [
    ColumnType::SmallInt,
    ColumnType::Int,
    ColumnType::BigInt,
    ColumnType::Float,
    ColumnType::Bool,
    ColumnType::Text,
    ColumnType::Bytes,
    ColumnType::Date,
    ColumnType::Time,
    ColumnType::DateTime,
    ColumnType::Timestamp,
    ColumnType::Uuid,
    ColumnType::Decimal,
    ColumnType::Json,
];

/// A model with a field of each type.
fn state() -> ProjectState {
    let fields = TYPES
        .iter()
        .enumerate()
        .map(|(number, column_type)| null(plain(&format!("f{number}"), *column_type)));
    ProjectState::of([model("Everything", fields)])
}

/// A row whose values are of these types.
fn any_row() -> impl Strategy<Value = Vec<Value>> {
    let micros = -62_135_596_800_000_000_i64..=253_370_764_800_000_000;
    let moment = micros.prop_map(|micros| jiff::Timestamp::from_microsecond(micros).unwrap());
    let moment = moment.boxed();
    let civil = moment
        .clone()
        .prop_map(|moment| jiff::tz::TimeZone::UTC.to_datetime(moment));
    let civil = civil.boxed();
    let digits = 1 - 10_i64.pow(15)..10_i64.pow(15);
    let float = any::<f64>().prop_filter("SQLite keeps no NaN and no sign of a zero", |value| {
        !value.is_nan() && *value != 0.0
    });
    let values: Vec<BoxedStrategy<Value>> = vec![
        any::<i16>()
            .prop_map(|value| Value::Int(value.into()))
            .boxed(),
        any::<i32>()
            .prop_map(|value| Value::Int(value.into()))
            .boxed(),
        any::<i64>().prop_map(Value::Int).boxed(),
        float.prop_map(Value::Float).boxed(),
        any::<bool>().prop_map(Value::Bool).boxed(),
        any::<String>().prop_map(Value::Text).boxed(),
        any::<Vec<u8>>().prop_map(Value::Bytes).boxed(),
        civil
            .clone()
            .prop_map(|civil| Value::Date(civil.date()))
            .boxed(),
        civil
            .clone()
            .prop_map(|civil| Value::Time(civil.time()))
            .boxed(),
        civil.prop_map(Value::DateTime).boxed(),
        moment.prop_map(Value::Timestamp).boxed(),
        any::<u128>()
            .prop_map(|value| Value::Uuid(uuid::Uuid::from_u128(value)))
            .boxed(),
        (digits, 0..=15_u32)
            .prop_map(|(digits, places)| Value::Decimal(rust_decimal::Decimal::new(digits, places)))
            .boxed(),
        any::<i64>()
            .prop_map(|value| Value::Json(format!("[{value} ]")))
            .boxed(),
    ];
    let nullable = values
        .into_iter()
        .map(|value| prop_oneof![5 => value, 1 => Just(Value::Null)].boxed());
    nullable.collect::<Vec<_>>()
}

/// Makes the tables, then writes the row twice and reads all rows.
struct Through {
    row: Vec<Value>,
    found: Arc<Mutex<Vec<Vec<Value>>>>,
}

impl Operation for Through {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        apply_graph(connection, &initial(), &mut ()).await?;
        let tables = row_tables(&state())?;
        let positions: Vec<_> = (0..=self.row.len()).collect();
        let mut row = vec![Value::Int(1)];
        row.extend(self.row);
        let mut writer = RowWriter::begin(connection).await?;
        let mut result = Ok(());
        for _ in 0..2 {
            result = result.and(writer.write(connection, &tables[0], &positions, &row).await);
        }
        writer.end(connection, &tables, result).await?;
        read_rows(connection, &tables[0], &mut |row| {
            self.found.lock().unwrap().push(row);
            Ok(())
        })
        .await
    }
}

fn initial() -> Graph {
    let changes = detect(&ProjectState::new(), &state(), &(), &mut NoAnswers).unwrap();
    let migration = Migration {
        name: "0001_initial".to_owned(),
        operations: changes.operations,
        ..Migration::default()
    };
    let file = read("0001_initial", "m/0001_initial.toml", &write(&migration)).unwrap();
    Graph::new(vec![file]).unwrap()
}

proptest! {
    #[test]
    fn a_row_is_read_as_it_was_written(row in any_row()) {
        let database = Database::connect_blocking("sqlite::memory:").unwrap();
        let found = Arc::default();
        let through = Through { row: row.clone(), found: Arc::clone(&found) };
        database.run_blocking(through).unwrap();
        let found = found.lock().unwrap();
        prop_assert_eq!(found.len(), 1, "the second one is written over the first");
        for (number, (read, written)) in found[0][1..].iter().zip(&row).enumerate() {
            prop_assert!(read == written, "{:?}", TYPES[number]);
        }
    }
}

#[test]
fn each_table_stands_behind_those_that_it_points_to() {
    let names: Vec<_> = row_tables(&school())
        .unwrap()
        .into_iter()
        .map(|table| table.name)
        .collect();
    assert_eq!(
        names,
        ["Club", "Course", "Student", "Membership", "Course.students"]
    );
}
