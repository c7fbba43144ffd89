//! A way to a server that can be cut at any message.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// Passes on what comes, both ways, until a verdict cuts the connection in the middle of a flight.
pub(crate) struct Proxy {
    address: SocketAddr,
    cuts: Arc<AtomicUsize>,
}

impl Proxy {
    /// A way to the server of that URL.
    pub(crate) fn new(
        url: &str,
        verdict: impl Fn(usize, usize) -> bool + Send + Sync + 'static,
    ) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let cuts = Arc::new(AtomicUsize::new(0));
        let (counted, verdict) = (Arc::clone(&cuts), Arc::new(verdict));
        let (_, to) = parts(url);
        // It ends with the process.
        std::thread::spawn(move || {
            for (number, client) in listener.incoming().enumerate() {
                let client = client.unwrap();
                // A server that is not there is one that does not answer.
                if let Ok(server) = TcpStream::connect(&to) {
                    connect(number, &client, &server, &counted, &verdict);
                }
            }
        });
        Proxy { address, cuts }
    }

    /// A way to the server of that URL that is cut at the end of a countdown.
    pub(crate) fn counted(url: &str) -> (Proxy, Countdown) {
        let countdown = Countdown::default();
        let counted = countdown.clone();
        (Proxy::new(url, move |_, _| counted.flight()), countdown)
    }

    /// The URL by this way.
    pub(crate) fn url(&self, url: &str) -> String {
        let (scheme, to) = parts(url);
        let (user, path) = url[scheme.len()..].split_once(&to).unwrap();
        format!("{scheme}{user}{}{path}", self.address)
    }

    /// How many connections were cut.
    pub(crate) fn cuts(&self) -> usize {
        self.cuts.load(Ordering::Relaxed)
    }
}

/// The scheme of a URL, and its host with the port.
fn parts(url: &str) -> (String, String) {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (host, _) = rest.split_once('/').unwrap();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (format!("{scheme}://"), host.to_owned())
}

fn connect(
    number: usize,
    client: &TcpStream,
    server: &TcpStream,
    cuts: &Arc<AtomicUsize>,
    verdict: &Arc<impl Fn(usize, usize) -> bool + Send + Sync + ?Sized + 'static>,
) {
    let flights = Arc::new(AtomicUsize::new(0));
    for (from, to) in [(client, server), (server, client)] {
        from.set_nodelay(true).unwrap();
        let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        let (flights, cuts, verdict) =
            (Arc::clone(&flights), Arc::clone(cuts), Arc::clone(verdict));
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(length @ 1..) = from.read(&mut buffer) {
                let flight = flights.fetch_add(1, Ordering::SeqCst);
                let is_cut = verdict(number, flight);
                let passed = if is_cut { length / 2 } else { length };
                if to.write_all(&buffer[..passed]).is_err() {
                    break;
                }
                if is_cut {
                    cuts.fetch_add(1, Ordering::Relaxed);
                    break;
                }
            }
            // The other direction ends by this.
            _ = from.shutdown(Shutdown::Both);
            _ = to.shutdown(Shutdown::Both);
        });
    }
}

/// A number of flights, of all connections together, until something happens.
#[derive(Clone, Default)]
pub(crate) struct Countdown(Arc<AtomicI64>);

impl Countdown {
    /// The flight of that number from now on is it; the first is 1.
    pub(crate) fn start(&self, flights: usize) {
        self.0
            .store(i64::try_from(flights).unwrap(), Ordering::SeqCst);
    }

    /// Stops it. Gives whether it came to its end.
    pub(crate) fn stop(&self) -> bool {
        self.0.swap(i64::MAX, Ordering::SeqCst) <= 0
    }

    /// Takes note of a flight. Gives whether it is the one.
    pub(crate) fn flight(&self) -> bool {
        self.0.fetch_sub(1, Ordering::SeqCst) == 1
    }
}
