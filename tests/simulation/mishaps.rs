//! Programs that end between two statements of their store, and disks that are full.

use std::sync::{Arc, Mutex};

use domain::mishap::{Disk, Mishaps};
use tokio::sync::Notify;

/// What may befall one program.
pub(crate) struct Fuse {
    state: Mutex<State>,
    dies: Arc<Notify>,
}

#[derive(Default)]
struct State {
    /// The statements that it still runs; none where it runs them all.
    left: Option<usize>,
    blown: bool,
    disk: Option<Disk>,
}

impl Fuse {
    /// Nothing happens yet. Whoever waits for `dies` drops what the program is at.
    pub(crate) fn new(dies: &Arc<Notify>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            dies: dies.clone(),
        })
    }

    /// The program ends before this statement, counted from 0.
    pub(crate) fn light(&self, at: usize) {
        self.state.lock().unwrap().left = Some(at);
    }

    /// It goes on from here. True where it has ended.
    pub(crate) fn put_out(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.left = None;
        std::mem::take(&mut state.blown)
    }

    pub(crate) fn fill_disk(&self) {
        self.state.lock().unwrap().disk = Some(Disk::Full);
    }

    /// Where the disk was ever full there is room again.
    pub(crate) fn make_room(&self) {
        let mut state = self.state.lock().unwrap();
        state.disk = state.disk.map(|_| Disk::Roomy);
    }

    pub(crate) fn is_disk_full(&self) -> bool {
        self.state.lock().unwrap().disk == Some(Disk::Full)
    }
}

impl Mishaps for Fuse {
    fn ends_here(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        match &mut state.left {
            None => false,
            Some(0) => {
                state.blown = true;
                self.dies.notify_one();
                true
            }
            Some(left) => {
                *left -= 1;
                false
            }
        }
    }

    fn disk(&self) -> Option<Disk> {
        self.state.lock().unwrap().disk
    }
}
