//! 权限 Who may see and do what.
