//! What a simulation may do to a program between two statements of its store.
//!
//! A build for release holds none of it: there [`Ctx::ends_here`](crate::Ctx::ends_here) and
//! [`Ctx::disk`](crate::Ctx::disk) say that nothing happens, and no context can be given a mishap.

/// How much room is left where a store lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// Enough.
    Roomy,
    /// For nothing more than what is there.
    Full,
}

/// Mishaps that befall a program.
pub trait Mishaps: Send + Sync + 'static {
    /// Asked before each statement and each commit, and after each commit. Where it says true the program is to go no
    /// further.
    fn ends_here(&self) -> bool;

    /// The disk, where anything was ever the matter with it.
    fn disk(&self) -> Option<Disk>;
}
