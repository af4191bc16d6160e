//! An image server on loopback that does to its clients what servers do. It ends with its value.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Longest request that is read.
const MOST_REQUEST_BYTES: usize = 8192;

/// Longest wait for a client that says nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// A request.
pub struct Request {
    /// Path and query.
    pub path: String,
    /// The whole head.
    pub head: String,
    /// How often the path was asked for before.
    pub before: usize,
}

impl Request {
    /// A header's value, empty if it was not sent.
    pub fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
    }
}

/// What the server does.
pub enum Reply {
    /// Sends these bytes and closes the connection: a whole response, or what the test wants instead.
    Bytes(Vec<u8>),
    /// Waits, then sends.
    Late(Duration, Vec<u8>),
    /// Closes the connection without a word.
    Drop,
}

/// A running server.
pub struct Server {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// The paths asked for, in order.
    pub log: Arc<Mutex<Vec<String>>>,
    /// The most requests that were open at once.
    pub most_at_once: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    /// Starts a server that answers as the function says.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let address = format!("http://{}", listener.local_addr().expect("address"));
        let server = Server { address, log: Arc::default(), most_at_once: Arc::default(), stopped: Arc::default() };
        let (log, most, stopped) = (server.log.clone(), server.most_at_once.clone(), server.stopped.clone());
        let (answer, open) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { break };
                let (answer, log, open, most) = (answer.clone(), log.clone(), open.clone(), most.clone());
                std::thread::spawn(move || {
                    most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let _ = serve(stream, &*answer, &log, &open);
                });
            }
        });
        server
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.log.lock().expect("log").iter().filter(|asked| *asked == path).count()
    }

    /// All requests so far.
    pub fn requests(&self) -> usize {
        self.log.lock().expect("log").len()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

fn serve(
    mut stream: TcpStream,
    answer: &dyn Fn(&Request) -> Reply,
    log: &Mutex<Vec<String>>,
    open: &AtomicUsize,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < MOST_REQUEST_BYTES {
        let length = stream.read(&mut buffer).unwrap_or(0);
        if length == 0 {
            break;
        }
        head.extend_from_slice(&buffer[..length]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let before = {
        let mut log = log.lock().expect("log");
        let before = log.iter().filter(|asked| **asked == path).count();
        log.push(path.clone());
        before
    };
    let reply = answer(&Request { path, head, before });
    let bytes = match reply {
        Reply::Bytes(bytes) => bytes,
        Reply::Late(wait, bytes) => {
            std::thread::sleep(wait);
            bytes
        }
        Reply::Drop => Vec::new(),
    };
    // Counted out before the answer is: a client that has it may ask for the next at once.
    open.fetch_sub(1, Ordering::SeqCst);
    stream.write_all(&bytes)
}

/// A response with a body of the length it says.
pub fn ok(headers: &str, body: &[u8]) -> Reply {
    said(body.len(), headers, body)
}

/// A response that says another length than its body has.
pub fn said(length: usize, headers: &str, body: &[u8]) -> Reply {
    Reply::Bytes(response(&format!("200 OK\r\nContent-Length: {length}"), headers, body))
}

/// A response without a body. `status` is the number and the words.
pub fn status(status: &str, headers: &str) -> Reply {
    let length = if status.starts_with("304") { "" } else { "\r\nContent-Length: 0" };
    Reply::Bytes(response(&format!("{status}{length}"), headers, b""))
}

/// A redirect.
pub fn redirect(to: &str) -> Reply {
    status("302 Found", &format!("Location: {to}"))
}

/// The bytes of a response; `headers` is lines or nothing.
pub fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let headers = if headers.is_empty() { String::new() } else { format!("{headers}\r\n") };
    [format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n").as_bytes(), body].concat()
}

/// A grey PNG of that size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image::DynamicImage::new_rgb8(width, height);
    image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("PNG");
    bytes
}
