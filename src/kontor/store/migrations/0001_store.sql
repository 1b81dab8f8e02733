-- Steps and changes: what was done, when, and what every row was before and after.
CREATE TABLE step(
  id INTEGER PRIMARY KEY,                 -- 1, 2, 3 ..., guarded
  at TEXT NOT NULL,                       -- UTC, microseconds, Z; never back
  label TEXT NOT NULL,                    -- message id, never the name of a person
  command TEXT NOT NULL,                  -- 'sales.issue'
  kind TEXT NOT NULL CHECK(kind IN ('do','undo','redo','migration')),
  undoes INTEGER UNIQUE REFERENCES step(id),
  final TEXT,                             -- message id: why it cannot be taken back; NULL: it can
  first INTEGER, last INTEGER,            -- its change ids
  hash TEXT                               -- NULL while open; chained to the step before
) STRICT;
CREATE TABLE change(
  id INTEGER PRIMARY KEY,
  step INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,                   -- id in tbl; 0: the whole table (op M)
  op TEXT NOT NULL CHECK(op IN ('I','U','D','X','M')),  -- X: former content erased; M: column added
  before TEXT, after TEXT,                -- JSON of the columns that differ; a missing row is all NULL
  salt BLOB,                              -- goes with the content when it is erased
  digest BLOB                             -- stands in for erased content only
) STRICT;
CREATE INDEX change_row ON change(tbl, row);
-- Attachments by content; rows name them by their hash, the content is never in change.
CREATE TABLE blob(
  sha256 TEXT PRIMARY KEY CHECK(length(sha256)=64), content BLOB NOT NULL
) STRICT;
-- What changes no row but must stay provable: file created, migrated, restored, exported, not verified.
CREATE TABLE event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(length(kind) BETWEEN 1 AND 60),
  text TEXT NOT NULL,                     -- message id, never the name of a person
  data TEXT NOT NULL DEFAULT '{}'         -- JSON of the values
) STRICT;
CREATE INDEX event_kind ON event(kind, id);
-- Persons whose data was erased (DSGVO Art. 17), by reference only: erased again after a restore.
CREATE TABLE erasure(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ref TEXT NOT NULL UNIQUE CHECK(length(ref) BETWEEN 3 AND 60),
  at TEXT NOT NULL
) STRICT;
-- Numbers of a chain that were given out and went lost with a restore: explained, never given again.
CREATE TABLE gap(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  chain TEXT NOT NULL CHECK(length(chain) BETWEEN 1 AND 60),
  first INTEGER NOT NULL CHECK(first>0), last INTEGER NOT NULL CHECK(last>=first),
  at TEXT NOT NULL
) STRICT;
-- Drafts of forms: not journaled, written in transactions of their own.
CREATE TABLE bulk_draft(
  key TEXT PRIMARY KEY, content TEXT NOT NULL, seen_change INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;
-- The search index: documents beside an index of their folded words.
CREATE TABLE bulk_search(
  id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row INTEGER NOT NULL, ref TEXT NOT NULL,
  area TEXT NOT NULL, title TEXT NOT NULL, title_words TEXT NOT NULL, words TEXT NOT NULL,
  UNIQUE(tbl, row)
) STRICT;
CREATE INDEX bulk_search_ref ON bulk_search(ref);
CREATE VIRTUAL TABLE search USING fts5(
  title_words, words, content='bulk_search', content_rowid='id', prefix='2 3', columnsize=0,
  tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO search(search, rank) VALUES('automerge', 0);
