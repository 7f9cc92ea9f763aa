//! 导入导出 Codes of `exchange`.

codes! {}
