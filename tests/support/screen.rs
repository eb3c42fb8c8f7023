//! The screen as it shows the program's window, and the button that closes it: what a window manager does.

use anyhow::{Context, Result};
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, KEY_PRESS_EVENT,
            KEY_RELEASE_EVENT, MapState, Window,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

/// What stands in the window's title.
const TITLE: &str = "Halvårsrapport";
/// What stands in the title of the system's own window for printing.
const PRINT: &str = "Print";

/// Keys that choose the first printer and print, by their names on an X11 screen (keysymdef.h).
const FIRST_PRINTER: [u32; 3] = [DOWN, SPACE, RETURN];
const DOWN: u32 = 0xff54;
const SPACE: u32 = 0x20;
const RETURN: u32 = 0xff0d;

/// An X11 screen.
#[derive(Debug)]
pub struct Screen {
    connection: RustConnection,
    root: Window,
}

impl Screen {
    /// The screen of a display, such as `:99`.
    pub fn of(display: &str) -> Result<Self> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let root = connection
            .setup()
            .roots
            .get(number)
            .context("no screen")?
            .root;
        Ok(Self { connection, root })
    }

    /// Whether the program's window can be seen.
    pub fn shows_window(&self) -> Result<bool> {
        self.shows(TITLE)
    }

    /// Whether the system's window for printing stands open.
    pub fn shows_print(&self) -> Result<bool> {
        self.shows(PRINT)
    }

    /// Chooses the first printer in the window for printing, and prints.
    pub fn print(&self) -> Result<()> {
        let window = self.window(PRINT)?.context("no window for printing")?;
        // Without a window manager keys go to what the pointer is on.
        self.connection
            .warp_pointer(x11rb::NONE, window, 0, 0, 0, 0, 8, 8)?
            .check()?;
        for name in FIRST_PRINTER {
            let key = self.key(name)?;
            for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
                self.connection
                    .xtest_fake_input(kind, key, 0, x11rb::NONE, 0, 0, 0)?
                    .check()?;
            }
        }
        Ok(())
    }

    /// The key with this name on it.
    fn key(&self, name: u32) -> Result<u8> {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let keys = self
            .connection
            .get_keyboard_mapping(first, last - first + 1)?;
        let keys = keys.reply()?;
        let each = usize::from(keys.keysyms_per_keycode);
        let place = keys
            .keysyms
            .chunks(each)
            .position(|key| key.contains(&name));
        Ok(first + u8::try_from(place.context("no such key")?)?)
    }

    fn shows(&self, title: &str) -> Result<bool> {
        let Some(window) = self.window(title)? else {
            return Ok(false);
        };
        let attributes = self.connection.get_window_attributes(window)?.reply()?;
        Ok(attributes.map_state == MapState::VIEWABLE)
    }

    /// Presses the window's close button: asks the program to close it (ICCCM 4.2.8.1).
    pub fn close_window(&self) -> Result<()> {
        let window = self.window(TITLE)?.context("no window")?;
        let protocols = self.atom("WM_PROTOCOLS")?;
        let data = [self.atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, protocols, data);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()?;
        Ok(())
    }

    fn window(&self, title: &str) -> Result<Option<Window>> {
        let name = self.atom("_NET_WM_NAME")?;
        for child in self.connection.query_tree(self.root)?.reply()?.children {
            // A window may go while the others are looked at.
            let shown = self
                .connection
                .get_property(false, child, name, AtomEnum::ANY, 0, 64)?
                .reply();
            if shown.is_ok_and(|shown| String::from_utf8_lossy(&shown.value).contains(title)) {
                return Ok(Some(child));
            }
        }
        Ok(None)
    }

    fn atom(&self, name: &str) -> Result<u32> {
        Ok(self
            .connection
            .intern_atom(false, name.as_bytes())?
            .reply()?
            .atom)
    }
}
