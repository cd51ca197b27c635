-- One user's account. Times are Unix milliseconds; JSON stands as text.
-- Two parts: what is the account's own, and what is derived from the session files.

-- Its own: this stands nowhere else.

CREATE TABLE account (                  -- one row: the account itself
  user          TEXT NOT NULL PRIMARY KEY,
  created_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL,       -- the last number given out
  changed_at    INTEGER NOT NULL,
  index_id      TEXT NOT NULL           -- of the derived part: sessions that were told another one tell everything anew
) STRICT;

CREATE TABLE collections (
  id            TEXT NOT NULL PRIMARY KEY,
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL        -- of its last change
) STRICT;

CREATE TABLE collection_items (
  collection_id TEXT NOT NULL,
  session_id    TEXT NOT NULL,
  artifact_id   TEXT NOT NULL,          -- what it is called and of what type it is, the derived part knows
  added_at      INTEGER NOT NULL,
  PRIMARY KEY (collection_id, session_id, artifact_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (                    -- whoever has the secret may read
  id            TEXT NOT NULL PRIMARY KEY,
  secret        BLOB NOT NULL UNIQUE,   -- its SHA-256
  session_id    TEXT NOT NULL,
  artifact_id   TEXT,                   -- NULL: the whole session
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER,
  revoked_at    INTEGER,
  seq           INTEGER NOT NULL
) STRICT;

CREATE TABLE payments (
  id            TEXT NOT NULL PRIMARY KEY,
  amount        INTEGER NOT NULL,       -- in the currency's smallest unit
  currency      TEXT NOT NULL,          -- ISO 4217
  reference     TEXT NOT NULL,
  status        TEXT NOT NULL,          -- pending, completed, failed, refunded
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL
) STRICT;

CREATE TABLE retired (                  -- sessions deleted for good: their free messages stay used
  session_id    TEXT NOT NULL,
  created_at    INTEGER NOT NULL,       -- an id can come again, with another session
  free_messages INTEGER NOT NULL,
  PRIMARY KEY (session_id, created_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (                 -- answers to changes that bore an idempotency key
  key           TEXT NOT NULL PRIMARY KEY,
  request       BLOB NOT NULL,          -- SHA-256 of the change
  created_at    INTEGER NOT NULL,       -- after some days it goes
  reply         TEXT NOT NULL           -- JSON
) STRICT;

-- Derived: can be deleted, `satchel reindex` makes it again from the session files.

CREATE TABLE sessions (                 -- as lists show them
  key           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  owner         TEXT NOT NULL,
  title         TEXT NOT NULL,
  description   TEXT NOT NULL,
  visibility    TEXT NOT NULL,
  model_id      TEXT,
  sandbox_id    TEXT,
  is_active     INTEGER NOT NULL,
  is_deleted    INTEGER NOT NULL,       -- 1: it can be restored; those deleted for good are not here
  deleted_at    INTEGER,
  metadata      TEXT NOT NULL,
  message_count INTEGER NOT NULL,
  artifact_count INTEGER NOT NULL,
  preview       TEXT NOT NULL,
  size          INTEGER NOT NULL,       -- bytes of its file
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL,       -- of the session's own last change
  known         INTEGER NOT NULL,       -- the number in the session up to which its texts are known
  free_messages INTEGER NOT NULL
) STRICT;
-- A list in its order, its total and the statistics are read from this alone.
CREATE INDEX sessions_listed ON sessions
  (is_deleted, updated_at DESC, id DESC, is_active, model_id, message_count, size, free_messages);

CREATE TABLE sites (                    -- of all sessions, as lists show them
  id            TEXT NOT NULL PRIMARY KEY,
  session       INTEGER NOT NULL,       -- its key
  updated_at    INTEGER NOT NULL,
  is_deleted    INTEGER NOT NULL,
  is_template   INTEGER NOT NULL,
  is_published  INTEGER NOT NULL,
  words         TEXT NOT NULL,          -- title and description, case folded
  told          TEXT NOT NULL           -- JSON: what its session says of it
) STRICT;
CREATE INDEX sites_of ON sites (session);

CREATE TABLE entries (                  -- texts that can be found: sessions' and sites' titles, messages, artifacts
  place         INTEGER PRIMARY KEY,    -- created_at * 65536 + a number among those of that millisecond: newer is higher
  session       INTEGER NOT NULL,       -- its key
  kind          TEXT NOT NULL,          -- session, message, artifact, site
  id            TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  role          TEXT NOT NULL,
  type          TEXT NOT NULL,
  language      TEXT NOT NULL,
  message_id    TEXT,
  facets        TEXT NOT NULL,          -- a word for each thing that can be filtered by: see content/search_text.py
  title         TEXT NOT NULL,
  body          TEXT NOT NULL           -- prepared as content/search_text.py says
) STRICT;
CREATE UNIQUE INDEX entries_of ON entries (session, kind, id);
CREATE INDEX entries_sessions ON entries (place, session);  -- 250 to a page, where there are five of the whole rows

CREATE VIRTUAL TABLE search USING fts5 (
  title, body, facets,
  content = 'entries', content_rowid = 'place',
  tokenize = 'unicode61 remove_diacritics 2',
  prefix = '3 4'
);
CREATE VIRTUAL TABLE search_words USING fts5vocab (search, instance);  -- the words in it
