"""The tables of an account's state, and how each version came from the one before."""

# The script at index n leads from schema version n to n + 1.
# Names of files are octets. SQLite takes any type in any column, so each column
# checks its own, and a look through the file finds what was bent.
MIGRATIONS = (
    """
    CREATE TABLE shown (
        unique_id TEXT PRIMARY KEY CHECK (typeof(unique_id) = 'text')
    ) WITHOUT ROWID;
    CREATE TABLE stored (
        key TEXT NOT NULL CHECK (typeof(key) = 'text'),
        head_sha256 TEXT NOT NULL CHECK (typeof(head_sha256) = 'text'),
        sha256 TEXT NOT NULL CHECK (typeof(sha256) = 'text'),
        size INTEGER NOT NULL CHECK (typeof(size) = 'integer'),
        target BLOB NOT NULL CHECK (typeof(target) = 'blob'),
        path BLOB NOT NULL CHECK (typeof(path) = 'blob'),
        unique_id TEXT CHECK (typeof(unique_id) IN ('text', 'null')),
        listed_size INTEGER CHECK (typeof(listed_size) IN ('integer', 'null')),
        stored_at REAL NOT NULL CHECK (typeof(stored_at) = 'real'),
        PRIMARY KEY (key, head_sha256)
    ) WITHOUT ROWID;
    CREATE TABLE header_row (
        unique_id TEXT PRIMARY KEY CHECK (typeof(unique_id) = 'text'),
        listed_size INTEGER CHECK (typeof(listed_size) IN ('integer', 'null')),
        octets BLOB NOT NULL CHECK (typeof(octets) = 'blob')
    );
    CREATE TABLE pending_deletion (
        unique_id TEXT PRIMARY KEY CHECK (typeof(unique_id) = 'text')
    ) WITHOUT ROWID;
    CREATE TABLE listing (
        number INTEGER PRIMARY KEY,
        unique_id TEXT NOT NULL CHECK (typeof(unique_id) = 'text')
    );
    CREATE TABLE unsettled (
        target BLOB PRIMARY KEY CHECK (typeof(target) = 'blob'),
        length INTEGER CHECK (typeof(length) IN ('integer', 'null')),
        unique_ids TEXT NOT NULL CHECK (typeof(unique_ids) = 'text')
    ) WITHOUT ROWID;
    """,
)
