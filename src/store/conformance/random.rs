//! Random commits and questions: SQLite must answer as memory does.
