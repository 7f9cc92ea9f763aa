//! 地图 Codes of `map`.

codes! {}
