-- One chat session. Times are Unix milliseconds; JSON stands as text.
-- SQLite reads all of this whenever a session wakes, so it holds no more than is needed: what values a column may have
-- is checked before they come here.
-- Every row carries the seq of its last change, deleted rows too: "what changed since 17" is WHERE seq > 17.

CREATE TABLE session (                  -- one row: the session itself
  id            TEXT NOT NULL PRIMARY KEY,
  owner         TEXT NOT NULL,
  title         TEXT NOT NULL DEFAULT '',
  description   TEXT NOT NULL DEFAULT '',
  visibility    TEXT NOT NULL DEFAULT 'private',  -- public, private
  model_id      TEXT,
  sandbox_id    TEXT,
  last_context  TEXT,                   -- JSON
  is_active     INTEGER NOT NULL DEFAULT 1,
  is_deleted    INTEGER NOT NULL DEFAULT 0,
  deleted_at    INTEGER,
  metadata      TEXT NOT NULL DEFAULT '{}',
  created_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE change_counter (           -- one row: the last seq given out, and when
  seq           INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE chat_messages (
  position      INTEGER PRIMARY KEY,    -- order in the conversation: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,
  session_id    TEXT NOT NULL,
  parent_id     TEXT,                   -- the message it follows; several with one parent are branches
  role          TEXT NOT NULL,          -- user, assistant, system, tool
  status        TEXT NOT NULL DEFAULT 'complete',  -- complete, streaming, interrupted, failed
  active        INTEGER NOT NULL DEFAULT 1,   -- stands on the current branch
  timestamp     INTEGER NOT NULL,       -- when it was made
  deleted_at    INTEGER,
  seq           INTEGER NOT NULL,
  message_type  TEXT NOT NULL DEFAULT 'text',
  payment_id    TEXT,
  metadata      TEXT NOT NULL DEFAULT '{}',
  content       TEXT NOT NULL,          -- as it was said; of a streaming one, see reply_chunks
  parts         TEXT,                   -- JSON; NULL: one text part, the content
  attachments   TEXT                    -- JSON; NULL: none
) STRICT;
CREATE INDEX chat_messages_changed ON chat_messages (seq) WHERE seq != position;  -- those changed since they were made
CREATE INDEX chat_messages_streaming ON chat_messages (id) WHERE status = 'streaming';

CREATE TABLE reply_chunks (             -- a reply while it streams; moved into its message when it ends
  message_id    TEXT NOT NULL,
  seq           INTEGER NOT NULL,
  kind          TEXT NOT NULL,          -- text, reasoning
  start         INTEGER NOT NULL,       -- where it begins in the reply's text or reasoning, in code points
  text          TEXT NOT NULL,
  PRIMARY KEY (message_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (                -- as they are now
  position      INTEGER PRIMARY KEY,    -- order of creation: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,
  session_id    TEXT NOT NULL,
  message_id    TEXT,                   -- the message that made this version
  version       INTEGER NOT NULL DEFAULT 1,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  seq           INTEGER NOT NULL,
  type          TEXT NOT NULL,
  language      TEXT NOT NULL DEFAULT '',
  identifier    TEXT,                   -- a tag's identifier or a file name: the same one is the same artifact
  title         TEXT NOT NULL,
  description   TEXT NOT NULL DEFAULT '',
  metadata      TEXT NOT NULL DEFAULT '{}',
  change_description TEXT NOT NULL DEFAULT '',
  content       TEXT NOT NULL
) STRICT;
CREATE INDEX artifacts_identifier ON artifacts (identifier) WHERE identifier IS NOT NULL;

CREATE TABLE artifact_versions (        -- what artifacts were before: each row was the artifact until the next version
  artifact_id   TEXT NOT NULL,
  version       INTEGER NOT NULL,
  message_id    TEXT,
  created_at    INTEGER NOT NULL,       -- when this version was made
  type          TEXT NOT NULL,
  language      TEXT NOT NULL,
  title         TEXT NOT NULL,
  description   TEXT NOT NULL,
  metadata      TEXT NOT NULL,
  change_description TEXT NOT NULL,
  content       TEXT NOT NULL,
  PRIMARY KEY (artifact_id, version)
) STRICT, WITHOUT ROWID;                -- one page less to write with each version than with an index beside the table

CREATE TABLE message_artifacts (        -- messages that made or named an artifact before its present version
  message_id    TEXT NOT NULL,
  artifact_id   TEXT NOT NULL,
  version       INTEGER NOT NULL,
  PRIMARY KEY (message_id, artifact_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (                 -- answers to changes that bore an idempotency key
  key           TEXT NOT NULL PRIMARY KEY,
  request       BLOB NOT NULL,          -- SHA-256 of the change
  reply         TEXT NOT NULL,          -- JSON
  created_at    INTEGER NOT NULL
) STRICT;
