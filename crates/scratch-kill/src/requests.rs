//! What programs ask of a PostgreSQL server, counted on its way there.

use std::{
    io::{self, Read, Write},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// The name of a server's socket in its folder, for the port that nobody has to name.
const SOCKET: &str = ".s.PGSQL.5432";

/// What a client may say before it says who it is: whether the server encrypts.
/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>
const MAY_ENCRYPT: [u32; 2] = [80_877_103, 80_877_104];

/// A socket in the place of a server's, which passes on what is asked there.
#[derive(Debug)]
pub struct Requests {
    counted: Arc<Mutex<Counted>>,
}

#[derive(Debug, Default)]
struct Counted {
    passed: u64,
    last: Option<Last>,
}

/// A request that nothing follows.
#[derive(Debug)]
struct Last {
    number: u64,
    reached: Sender<()>,
}

impl Requests {
    /// A socket in this folder, for the server whose socket is in that one.
    ///
    /// # Errors
    ///
    /// The socket cannot be made.
    pub fn between(folder: &Path, server: &Path) -> io::Result<Self> {
        let listener = UnixListener::bind(folder.join(SOCKET))?;
        let server = server.join(SOCKET);
        let counted = Arc::<Mutex<Counted>>::default();
        let of = Arc::clone(&counted);
        thread::spawn(move || {
            // Whoever is not passed on finds the connection closed.
            for client in listener.incoming().map_while(Result::ok) {
                drop(pass_on(client, &server, &of));
            }
        });
        Ok(Self { counted })
    }

    /// How many requests there were. What a client sends together and the server answers together is one.
    pub fn count(&self) -> u64 {
        locked(&self.counted).passed
    }

    /// So many more are passed on, and then none: told when the last of them is on its way.
    pub(crate) fn last_after(&self, more: u64) -> (Receiver<()>, Sender<()>) {
        let (reached, told) = channel();
        let mut counted = locked(&self.counted);
        let number = counted.passed + more;
        counted.last = Some(Last {
            number,
            reached: reached.clone(),
        });
        (told, reached)
    }

    /// Everything is passed on again.
    pub(crate) fn go_on(&self) {
        locked(&self.counted).last = None;
    }
}

fn locked(counted: &Mutex<Counted>) -> std::sync::MutexGuard<'_, Counted> {
    counted
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn pass_on(client: UnixStream, server: &PathBuf, counted: &Arc<Mutex<Counted>>) -> io::Result<()> {
    let server = UnixStream::connect(server)?;
    let (mut answers, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || {
        // Either end may be gone: then so is the other.
        drop(io::copy(&mut answers, &mut to_client));
        drop(to_client.shutdown(Shutdown::Both));
    });
    let counted = Arc::clone(counted);
    thread::spawn(move || {
        drop(pass_requests(&client, &server, &counted));
        drop(server.shutdown(Shutdown::Both));
    });
    Ok(())
}

fn pass_requests(
    mut client: &UnixStream,
    mut server: &UnixStream,
    counted: &Mutex<Counted>,
) -> io::Result<()> {
    loop {
        let said = message(client, None)?;
        server.write_all(&said)?;
        let code = said.get(4..8).and_then(|code| code.try_into().ok());
        if !code.is_some_and(|code| MAY_ENCRYPT.contains(&u32::from_be_bytes(code))) {
            break;
        }
    }
    loop {
        let mut kind = [0];
        client.read_exact(&mut kind)?;
        let said = message(client, Some(kind[0]))?;
        server.write_all(&said)?;
        // A simple query, or the end of what is sent for another.
        if !matches!(kind, [b'Q' | b'S']) {
            continue;
        }
        let mut counted = locked(counted);
        counted.passed += 1;
        let Some(last) = &counted.last else { continue };
        if counted.passed >= last.number {
            last.reached.send(()).ok();
            drop(counted);
            // What comes now comes nowhere, until the client is gone.
            io::copy(&mut client, &mut io::sink())?;
            return Ok(());
        }
    }
}

/// A message with its length, after its kind where it has one.
fn message(mut client: &UnixStream, kind: Option<u8>) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let all = u32::from_be_bytes(length);
    let mut said: Vec<u8> = kind.into_iter().chain(length).collect();
    let rest = u64::from(all.saturating_sub(4));
    Read::take(client, rest).read_to_end(&mut said)?;
    Ok(said)
}
