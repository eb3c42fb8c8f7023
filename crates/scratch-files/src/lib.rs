//! What SQLite does to its files, watched by a test: a VFS (<https://sqlite.org/vfs.html>) that is the system's own but
//! for a look before each change of a file. Memory that connections share (the WAL's index) is not a file that counts:
//! it is made anew from the WAL.
#![expect(
    clippy::expect_used,
    reason = "it runs in tests, where a system without files is a failure"
)]

use std::{
    ffi::{c_char, c_int, c_void},
    ptr,
    sync::OnceLock,
};

use libsqlite3_sys::{
    SQLITE_OK, sqlite3_file, sqlite3_filename, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs,
    sqlite3_vfs_find, sqlite3_vfs_register,
};

/// Called before each change.
type Look = Box<dyn Fn() + Send + Sync>;

type Open = unsafe extern "C" fn(
    *mut sqlite3_vfs,
    sqlite3_filename,
    *mut sqlite3_file,
    c_int,
    *mut c_int,
) -> c_int;
type Delete = unsafe extern "C" fn(*mut sqlite3_vfs, *const c_char, c_int) -> c_int;

/// The system's own functions, and who looks.
struct System {
    open: Open,
    delete: Delete,
    look: Look,
}

static SYSTEM: OnceLock<System> = OnceLock::new();

/// A file's functions, and those of the system that stand behind them. SQLite sees the first.
#[repr(C)]
struct Functions {
    watched: sqlite3_io_methods,
    own: sqlite3_io_methods,
}

/// From here on the program's connections to SQLite call `look` before each file that they write to, shorten, make
/// durable or remove; and once more when half of what is to be written is.
///
/// # Panics
///
/// It is called twice, or SQLite has no files here.
pub fn watch(look: impl Fn() + Send + Sync + 'static) {
    // SAFETY: no name asks for the default, which SQLite never takes away.
    let found = unsafe { sqlite3_vfs_find(ptr::null()) };
    assert!(!found.is_null(), "SQLite has no files here");
    // SAFETY: it is one, and nobody writes to it.
    let mut vfs = unsafe { *found };
    let system = System {
        open: vfs.xOpen.expect("files can be opened"),
        delete: vfs.xDelete.expect("files can be removed"),
        look: Box::new(look),
    };
    assert!(SYSTEM.set(system).is_ok(), "somebody looks already");
    vfs.zName = c"watched".as_ptr();
    vfs.pNext = ptr::null_mut();
    vfs.xOpen = Some(open);
    vfs.xDelete = Some(delete);
    let vfs = Box::leak(Box::new(vfs));
    // SAFETY: it is there until the program ends.
    let registered = unsafe { sqlite3_vfs_register(vfs, 1) };
    assert_eq!(registered, SQLITE_OK);
}

fn system() -> &'static System {
    SYSTEM.get().expect("it was told before SQLite was")
}

/// # Safety
///
/// As SQLite calls `xOpen`.
unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: as it was called; the system's function reads of the VFS what is the same in both.
    let opened = unsafe { (system().open)(vfs, name, file, flags, out) };
    // SAFETY: the system has filled it in.
    let methods = unsafe { (*file).pMethods };
    if !methods.is_null() {
        // SAFETY: a file's functions are there until the program ends.
        let own = unsafe { *methods };
        let watched = sqlite3_io_methods {
            xWrite: Some(write),
            xTruncate: Some(truncate),
            xSync: Some(sync),
            ..own
        };
        // Few files are opened, and SQLite says of none that it is done with these.
        let functions: *const Functions = Box::leak(Box::new(Functions { watched, own }));
        // SAFETY: it is a file that nobody else has yet, and what SQLite sees of them stands first.
        unsafe { (*file).pMethods = functions.cast() };
    }
    opened
}

/// # Safety
///
/// As SQLite calls `xDelete`.
unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    (system().look)();
    // SAFETY: as it was called.
    unsafe { (system().delete)(vfs, name, sync) }
}

/// The system's functions for a file.
///
/// # Safety
///
/// [`open`] has opened the file.
unsafe fn own(file: *mut sqlite3_file) -> &'static sqlite3_io_methods {
    // SAFETY: it is open.
    let watched = unsafe { (*file).pMethods };
    // SAFETY: they stand first in what `open` has made of them, which is there until the program ends.
    unsafe { &(*watched.cast::<Functions>()).own }
}

/// # Safety
///
/// As SQLite calls `xWrite`.
unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite writes to what is open.
    let write = unsafe { own(file) }.xWrite.expect("files are written to");
    (system().look)();
    let half = length / 2;
    if half > 0 {
        // SAFETY: as it was called, with less of the same.
        let written = unsafe { write(file, bytes, half, at) };
        if written != SQLITE_OK {
            return written;
        }
        (system().look)();
    }
    let skipped = usize::try_from(half).expect("a length");
    // SAFETY: within what it was called with.
    let rest = unsafe { bytes.byte_add(skipped) };
    // SAFETY: as it was called, with the rest.
    unsafe { write(file, rest, length - half, at + sqlite3_int64::from(half)) }
}

/// # Safety
///
/// As SQLite calls `xTruncate`.
unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: SQLite shortens what is open.
    let truncate = unsafe { own(file) }.xTruncate.expect("files are shortened");
    (system().look)();
    // SAFETY: as it was called.
    unsafe { truncate(file, size) }
}

/// # Safety
///
/// As SQLite calls `xSync`.
unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite makes durable what is open.
    let sync = unsafe { own(file) }.xSync.expect("files are made durable");
    (system().look)();
    // SAFETY: as it was called.
    unsafe { sync(file, flags) }
}
