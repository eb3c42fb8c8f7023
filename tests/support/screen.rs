//! The screen as it shows the program's window, and the button that closes it: what a window manager does.

use anyhow::{Context, Result};
use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window},
    rust_connection::RustConnection,
};

/// What stands in the window's title.
const TITLE: &str = "Halvårsrapport";

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
        let Some(window) = self.window()? else {
            return Ok(false);
        };
        let attributes = self.connection.get_window_attributes(window)?.reply()?;
        Ok(attributes.map_state == MapState::VIEWABLE)
    }

    /// Presses the window's close button: asks the program to close it (ICCCM 4.2.8.1).
    pub fn close_window(&self) -> Result<()> {
        let window = self.window()?.context("no window")?;
        let protocols = self.atom("WM_PROTOCOLS")?;
        let data = [self.atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, protocols, data);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()?;
        Ok(())
    }

    fn window(&self) -> Result<Option<Window>> {
        let name = self.atom("_NET_WM_NAME")?;
        for child in self.connection.query_tree(self.root)?.reply()?.children {
            // A window may go while the others are looked at.
            let title = self
                .connection
                .get_property(false, child, name, AtomEnum::ANY, 0, 64)?
                .reply();
            if title.is_ok_and(|title| String::from_utf8_lossy(&title.value).contains(TITLE)) {
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
