//! 样本 Codes of `sample`.

codes! {}
