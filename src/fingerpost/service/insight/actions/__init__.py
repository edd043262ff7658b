"""Everything that insight changes: each writes its audit event in the same transaction."""
