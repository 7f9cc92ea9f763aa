//! 存储 Codes of `store`.

codes! {}
