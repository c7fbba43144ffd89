//! The socket of a connection, read and written in the way of whoever waits for it.
//!
//! A blocking caller waits in the system call itself. An asynchronous one waits by the reactor of the
//! runtime that polls it, so that no thread has to wake another; what is polled outside of tokio waits by
//! the process's own.

use std::io::{self, Read, Write};
use std::net::{self, SocketAddr};
#[cfg(unix)]
use std::os::unix::net as unix;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::runtime::{Handle, Id};

use crate::server::runtime;

/// How long a blocking write may take before the answers of the server are read: one that has to get rid of
/// them first takes nothing more.
const PATIENCE: Duration = Duration::from_millis(50);

/// So many bytes are read at most by one call that blocks: as many as the driver has room for.
const SCRATCH: usize = 8 * 1024;

/// What is agreed between the socket and those who drive the connection.
#[derive(Default)]
pub(super) struct Turn {
    /// Whether the caller waits in this thread.
    pub(super) blocking: bool,
    /// A blocking caller has nothing else to do than to wait for bytes: once.
    pub(super) may_wait: bool,
    /// Whether the socket is asked itself, and not the reactor, for what came unasked: once.
    pub(super) probes: bool,
    /// The task that is to be woken; none while the connection is made.
    pub(super) waker: Option<Waker>,
    /// Bytes were read.
    pub(super) read: bool,
    /// When bytes were read the last time.
    pub(super) heard: Option<Instant>,
    /// There was nothing to read.
    pub(super) dry: bool,
    /// The server takes nothing more at the moment.
    pub(super) stuck: bool,
}

pub(super) fn lock(turn: &Mutex<Turn>) -> MutexGuard<'_, Turn> {
    // It holds nothing that a panic could leave half done.
    turn.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The socket.
pub(super) struct Wire {
    socket: Socket,
    turn: Arc<Mutex<Turn>>,
    /// A runtime that waits for no sockets.
    deaf: Option<Id>,
    /// What a blocking caller reads into. The driver's buffer is not filled with anything yet, and would have to
    /// be, with zeros, before each call.
    scratch: Vec<u8>,
}

enum Socket {
    Plain {
        plain: Plain,
        blocking: bool,
    },
    Registered(Registered, Id),
    /// It was lost on the way from one to the other.
    Gone,
}

enum Plain {
    Tcp(net::TcpStream),
    #[cfg(unix)]
    Unix(unix::UnixStream),
}

enum Registered {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
}

impl Wire {
    /// Connects to a host and port, or the socket in a folder. Runs in a runtime.
    pub(super) async fn connect(host: &str, port: u16) -> io::Result<Self> {
        #[cfg(unix)]
        if host.starts_with('/') {
            let path = format!("{host}/.s.PGSQL.{port}");
            let stream = tokio::net::UnixStream::connect(path).await?;
            return Ok(Self::new(Registered::Unix(stream)));
        }
        let mut result = Err(io::ErrorKind::AddrNotAvailable.into());
        for address in lookup_host((host, port)).await? {
            result = connect_tcp(address).await;
            if result.is_ok() {
                break;
            }
        }
        Ok(Self::new(Registered::Tcp(result?)))
    }

    fn new(socket: Registered) -> Self {
        Wire {
            socket: Socket::Registered(socket, Handle::current().id()),
            turn: Arc::default(),
            deaf: None,
            scratch: Vec::new(),
        }
    }

    pub(super) fn turn(&self) -> Arc<Mutex<Turn>> {
        Arc::clone(&self.turn)
    }

    /// The socket as it is, which blocks or does not.
    fn plain(&mut self, blocks: bool) -> io::Result<&mut Plain> {
        if let Socket::Registered(..) = self.socket
            && let Socket::Registered(socket, _) = std::mem::replace(&mut self.socket, Socket::Gone)
        {
            let plain = socket.into_plain()?;
            let blocking = false;
            self.socket = Socket::Plain { plain, blocking };
        }
        match &mut self.socket {
            Socket::Plain { plain, blocking } => {
                if *blocking != blocks {
                    plain.block(blocks)?;
                    *blocking = blocks;
                }
                Ok(plain)
            }
            _ => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// The socket, of which the reactor of this thread's runtime tells.
    fn registered(&mut self) -> io::Result<&mut Registered> {
        let here = Handle::try_current().ok();
        let here = here.filter(|here| Some(here.id()) != self.deaf);
        let id = match &here {
            Some(here) => here.id(),
            None => own()?.id(),
        };
        let is_here = matches!(&self.socket, Socket::Registered(_, at) if *at == id);
        if !is_here {
            self.register(here)?;
        }
        match &mut self.socket {
            Socket::Registered(socket, _) => Ok(socket),
            _ => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn register(&mut self, here: Option<Handle>) -> io::Result<()> {
        let plain = self.plain(false)?.try_clone()?;
        let found = here.and_then(|here| {
            // A runtime that was built to wait for no sockets says so by a panic, and in no other way.
            let found = catch_unwind(AssertUnwindSafe(|| plain.register())).ok();
            if found.is_none() {
                self.deaf = Some(here.id());
            }
            found.map(|found| (found, here.id()))
        });
        let (socket, id) = match found {
            Some((socket, id)) => (socket?, id),
            None => {
                let own = own()?;
                let _entered = own.enter();
                (self.plain(false)?.try_clone()?.register()?, own.id())
            }
        };
        self.socket = Socket::Registered(socket, id);
        Ok(())
    }
}

/// The runtime of the process.
fn own() -> io::Result<&'static Handle> {
    runtime()
        .map(tokio::runtime::Runtime::handle)
        .map_err(io::Error::other)
}

async fn connect_tcp(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_keepalive(true)?;
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

impl Plain {
    fn block(&self, blocks: bool) -> io::Result<()> {
        let patience = blocks.then_some(PATIENCE);
        match self {
            Plain::Tcp(stream) => {
                stream.set_write_timeout(patience)?;
                stream.set_nonblocking(!blocks)
            }
            #[cfg(unix)]
            Plain::Unix(stream) => {
                stream.set_write_timeout(patience)?;
                stream.set_nonblocking(!blocks)
            }
        }
    }

    fn set_read_timeout(&self, time: Option<Duration>) -> io::Result<()> {
        match self {
            Plain::Tcp(stream) => stream.set_read_timeout(time),
            #[cfg(unix)]
            Plain::Unix(stream) => stream.set_read_timeout(time),
        }
    }

    fn try_clone(&self) -> io::Result<Self> {
        Ok(match self {
            Plain::Tcp(stream) => Plain::Tcp(stream.try_clone()?),
            #[cfg(unix)]
            Plain::Unix(stream) => Plain::Unix(stream.try_clone()?),
        })
    }

    fn register(self) -> io::Result<Registered> {
        Ok(match self {
            Plain::Tcp(stream) => Registered::Tcp(TcpStream::from_std(stream)?),
            #[cfg(unix)]
            Plain::Unix(stream) => Registered::Unix(tokio::net::UnixStream::from_std(stream)?),
        })
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Plain::Tcp(stream) => stream.read(buffer),
            #[cfg(unix)]
            Plain::Unix(stream) => stream.read(buffer),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Plain::Tcp(stream) => stream.write(bytes),
            #[cfg(unix)]
            Plain::Unix(stream) => stream.write(bytes),
        }
    }
}

impl Registered {
    fn into_plain(self) -> io::Result<Plain> {
        Ok(match self {
            Registered::Tcp(stream) => Plain::Tcp(stream.into_std()?),
            #[cfg(unix)]
            Registered::Unix(stream) => Plain::Unix(stream.into_std()?),
        })
    }

    /// The socket, which does not block.
    fn as_socket(&self) -> SockRef<'_> {
        match self {
            Registered::Tcp(stream) => SockRef::from(stream),
            #[cfg(unix)]
            Registered::Unix(stream) => SockRef::from(stream),
        }
    }
}

/// What a system call gave, or that there is nothing at the moment.
fn settled<T>(mut call: impl FnMut() -> io::Result<T>) -> Poll<io::Result<T>> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                ) =>
            {
                return Poll::Pending;
            }
            result => return Poll::Ready(result),
        }
    }
}

impl Wire {
    /// Waits in the system call.
    fn read_blocking(&mut self, turn: &Turn, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.read_by(buffer, |wire, bytes| {
            let plain = wire.plain(true)?;
            if turn.stuck {
                plain.set_read_timeout(Some(PATIENCE))?;
            }
            let result = settled(|| plain.read(bytes));
            if turn.stuck {
                plain.set_read_timeout(None)?;
            }
            result
        })
    }

    /// Waits in the system call, if the socket does not take the bytes as it is: one that was looked at does not
    /// block.
    fn write_blocking(&mut self, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Socket::Plain {
            plain,
            blocking: false,
        } = &mut self.socket
        {
            let written = settled(|| plain.write(bytes));
            if written.is_ready() {
                return written;
            }
        }
        let plain = self.plain(true)?;
        settled(|| plain.write(bytes))
    }

    /// Reads by way of `scratch`.
    fn read_by(
        &mut self,
        buffer: &mut ReadBuf<'_>,
        read: impl FnOnce(&mut Self, &mut [u8]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<()>> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.resize(SCRATCH, 0);
        let most = SCRATCH.min(buffer.remaining());
        let result = read(self, &mut scratch[..most]);
        let result = result.map_ok(|count| buffer.put_slice(&scratch[..count]));
        self.scratch = scratch;
        result
    }

    /// What has come, perhaps unasked. A reactor knows it when it has looked, and it need not have: the socket is
    /// asked itself, and stays where it is.
    fn probe(&mut self, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.read_by(buffer, |wire, bytes| {
            if let Socket::Registered(socket, _) = &wire.socket {
                return settled(|| (&*socket.as_socket()).read(bytes));
            }
            let plain = wire.plain(false)?;
            settled(|| plain.read(bytes))
        })
    }

    fn read_registered(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.registered()? {
            Registered::Tcp(stream) => Pin::new(stream).poll_read(context, buffer),
            #[cfg(unix)]
            Registered::Unix(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }

    fn write_registered(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.registered()? {
            Registered::Tcp(stream) => Pin::new(stream).poll_write(context, bytes),
            #[cfg(unix)]
            Registered::Unix(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let turn = Arc::clone(&this.turn);
        let mut turn = lock(&turn);
        let result = if std::mem::take(&mut turn.probes) {
            this.probe(buffer)
        } else if turn.blocking {
            match std::mem::take(&mut turn.may_wait) {
                true => this.read_blocking(&turn, buffer),
                false => Poll::Pending,
            }
        } else {
            let waker = turn.waker.as_ref().unwrap_or(context.waker());
            this.read_registered(&mut Context::from_waker(waker), buffer)
        };
        match result.is_ready() {
            true => {
                turn.read = true;
                turn.heard = Some(Instant::now());
            }
            false => turn.dry = true,
        }
        result
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let turn = Arc::clone(&this.turn);
        let mut turn = lock(&turn);
        let result = if turn.blocking {
            this.write_blocking(bytes)
        } else {
            let waker = turn.waker.as_ref().unwrap_or(context.waker());
            this.write_registered(&mut Context::from_waker(waker), bytes)
        };
        turn.stuck = result.is_pending();
        result
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Whoever lets go of the connection closes it.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
