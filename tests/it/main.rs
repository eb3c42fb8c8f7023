//! Tests from outside: the programs as their users meet them.

mod types;
mod window;
