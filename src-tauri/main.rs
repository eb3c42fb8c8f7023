//! The desktop program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// What is freed is wiped first: keys and texts are copied on their way, also where no code of ours sees it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() {
    halvaarsrapport::run();
}
