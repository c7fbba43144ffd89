//! Statements that were sent before anybody waits for their answers.
//!
//! All of them are handed to the connection at one moment, and their answers are taken in the same
//! order. What is a row of one of them waits in the socket until it is asked for.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::{BufMut, Bytes, BytesMut};
use futures_core::Stream;
use throughline_core::{Error, ErrorKind, Result};
use throughline_sql::Bound;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, RowStream, Statement};

use super::bind::Parameter;
use super::driver::Failure;
use super::plans::{is_long, planned_anew};
use super::row::DriverRow;
use crate::driver::{Each, wrong_number};
use crate::server::watch::Word;

/// What was sent and not yet answered, in its order.
#[derive(Default)]
pub(super) struct Queue(VecDeque<Sent>);

/// A statement on its way.
pub(super) struct Sent {
    pub(super) sql: String,
    /// Whether it was prepared for this.
    pub(super) is_new: bool,
    /// Whether it went with the one before it.
    pub(super) joined: bool,
    answer: Answer,
}

enum Answer {
    /// Of a statement without parameters and rows.
    Done(Begun<()>),
    Rows(Statement, Begun<RowStream>),
}

/// A statement that can be sent: its values are in the server's format.
pub(super) enum Ready {
    Control,
    Prepared {
        statement: Statement,
        is_new: bool,
        is_long: bool,
        parameters: Vec<Encoded>,
    },
}

impl Ready {
    /// # Errors
    ///
    /// [`ErrorKind::InvalidValue`] for a value of another type, or another number of values.
    pub(super) fn prepared(
        sql: &str,
        statement: Statement,
        is_new: bool,
        parameters: &[Bound<'_>],
    ) -> Result<Self> {
        let types = statement.params();
        if types.len() != parameters.len() {
            return Err(wrong_number(types.len(), parameters.len()).with_statement(sql));
        }
        let is_long = is_long(parameters);
        let encoded = parameters.iter().zip(types);
        let encoded = encoded.map(|(one, wanted)| Encoded::of(&Parameter(one), wanted));
        let parameters = encoded.collect::<Result<_>>();
        Ok(Ready::Prepared {
            parameters: parameters.map_err(|error| error.with_statement(sql))?,
            statement,
            is_new,
            is_long,
        })
    }
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sends all of these. There is nothing to wait for in here: the server gets all of them, or
    /// none.
    pub(super) fn send(&mut self, client: &Arc<Client>, all: Vec<(&str, Ready)>) {
        for (sql, ready) in all {
            let client = Arc::clone(client);
            let text = sql.to_owned();
            let (is_new, answer) = match ready {
                Ready::Control => {
                    let answer = async move { client.batch_execute(&text).await };
                    (false, Answer::Done(Begun::begin(answer)))
                }
                Ready::Prepared {
                    statement,
                    is_new,
                    is_long,
                    parameters,
                } => {
                    let sent = statement.clone();
                    let answer = async move {
                        match is_long {
                            false => client.query_raw(&sent, parameters).await,
                            true => {
                                let parameters = parameters.into_iter();
                                Box::pin(planned_anew(&client, &text, &sent, parameters)).await
                            }
                        }
                    };
                    (is_new, Answer::Rows(statement, Begun::begin(answer)))
                }
            };
            let joined = !self.0.is_empty();
            self.0.push_back(Sent {
                sql: sql.to_owned(),
                is_new,
                joined,
                answer,
            });
        }
    }

    /// The next one, which has to be that statement.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if it is another: a defect of the operation.
    pub(super) fn next(&mut self, sql: &str) -> Result<Option<Sent>> {
        match self.0.pop_front() {
            Some(sent) if sent.sql != sql => {
                let message = "another statement was sent ahead of this one";
                Err(Error::new(ErrorKind::Unsupported, message).with_statement(sql))
            }
            next => Ok(next),
        }
    }

    /// Whether the next one went with the one before it.
    pub(super) fn joins(&self) -> bool {
        self.0.front().is_some_and(|next| next.joined)
    }

    /// Whether a transaction may have been committed of whose end nobody has heard.
    pub(super) fn commits(&self) -> bool {
        self.0
            .iter()
            .any(|sent| Word::of(&sent.sql) == Word::Commit)
    }

    /// The texts of what is left.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|sent| &*sent.sql)
    }

    /// Waits for the last of them, whatever became of the others. Gives its text.
    pub(super) async fn finish(&mut self) -> Option<(String, Result<(), tokio_postgres::Error>)> {
        let last = self.0.pop_back()?;
        self.0.clear();
        let ended = match last.answer {
            Answer::Done(begun) => begun.await,
            Answer::Rows(_, begun) => begun.await.map(drop),
        };
        Some((last.sql, ended))
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Sent {
    /// Waits for the answer and takes its rows. Gives their number, or that of the rows changed.
    pub(super) async fn take(self, each: Each<'_>) -> Result<u64, Failure> {
        match self.answer {
            Answer::Done(begun) => Ok(begun.await.map(|()| 0)?),
            Answer::Rows(statement, begun) => rows(&statement, begun.await?, each).await,
        }
    }
}

/// Takes the rows of an answer.
pub(super) async fn rows(
    statement: &Statement,
    rows: RowStream,
    each: Each<'_>,
) -> Result<u64, Failure> {
    let mut rows = pin!(rows);
    let mut count = 0;
    while let Some(row) = poll_fn(|context| rows.as_mut().poll_next(context)).await {
        each(&DriverRow(&row?)).map_err(Failure::Own)?;
        count += 1;
    }
    Ok(match statement.columns() {
        [] => rows.rows_affected().unwrap_or(0),
        _ => count,
    })
}

type Answered<T> = Result<T, tokio_postgres::Error>;

/// A future that was polled once: what it sends has been sent.
pub(super) enum Begun<T> {
    Waits(Pin<Box<dyn Future<Output = Answered<T>> + Send>>),
    Has(Option<Answered<T>>),
}

impl<T> Begun<T> {
    pub(super) fn begin(future: impl Future<Output = Answered<T>> + Send + 'static) -> Self {
        let mut future: Pin<Box<dyn Future<Output = Answered<T>> + Send>> = Box::pin(future);
        // Whoever waits for it polls it again.
        let mut context = Context::from_waker(Waker::noop());
        match future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => Begun::Has(Some(answer)),
            Poll::Pending => Begun::Waits(future),
        }
    }
}

/// What is kept is never pinned: the future is in a box of its own.
impl<T> Unpin for Begun<T> {}

impl<T> Future for Begun<T> {
    type Output = Answered<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answered<T>> {
        match self.get_mut() {
            Begun::Waits(future) => future.as_mut().poll(context),
            Begun::Has(answer) => answer.take().map_or(Poll::Pending, Poll::Ready),
        }
    }
}

/// A value as it is sent; none for null.
#[derive(Debug)]
pub(super) struct Encoded {
    bytes: Option<Bytes>,
    format: Format,
}

impl Encoded {
    fn of(parameter: &Parameter<'_>, wanted: &Type) -> Result<Self> {
        let mut bytes = BytesMut::new();
        let is_null = parameter.to_sql_checked(wanted, &mut bytes);
        let bytes = match is_null.map_err(unfit)? {
            IsNull::Yes => None,
            IsNull::No => Some(bytes.freeze()),
        };
        let format = parameter.encode_format(wanted);
        Ok(Encoded { bytes, format })
    }
}

/// The error of a value that cannot be sent.
fn unfit(error: Box<dyn std::error::Error + Sync + Send>) -> Error {
    match error.downcast::<Error>() {
        Ok(own) => *own,
        Err(_) => {
            let message = "a value cannot be sent as the type that is asked for";
            Error::new(ErrorKind::InvalidValue, message)
        }
    }
}

impl ToSql for Encoded {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match &self.bytes {
            None => IsNull::Yes,
            Some(bytes) => {
                out.put_slice(bytes);
                IsNull::No
            }
        })
    }

    fn encode_format(&self, _: &Type) -> Format {
        self.format
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
