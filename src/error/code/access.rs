//! 权限 Codes of `access`.

codes! {}
