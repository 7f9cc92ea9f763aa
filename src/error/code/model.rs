//! 模型 Codes of `model`.

codes! {}
