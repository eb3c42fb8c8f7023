//! The desktop's and the server's side of a login, against the stand-in, over real connections.

mod access_token;
mod client_auth;
mod endpoints;
mod faults;
mod login;
mod pages;
mod web;
mod world;
