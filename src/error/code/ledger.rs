//! 台账 Codes of `ledger`.

codes! {}
