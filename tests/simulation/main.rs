//! Engines and server together in one process, driven step by step from a seed.
