"""Trees of entities, their bodies and reports, read and written."""
