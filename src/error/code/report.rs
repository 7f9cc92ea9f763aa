//! 报告 Codes of `report`.

codes! {}
