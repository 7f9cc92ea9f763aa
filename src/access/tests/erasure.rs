//! Erasure: of history, of keys, of old copies, and interrupted.
