-- Lists and search, an editor, files and sites, sandboxes, the past, jobs, retention.
-- What a session was before is not known of a file of the first version: it is whole from here on.

-- free_messages: messages of users ever stored that no payment is for
ALTER TABLE change_counter ADD COLUMN free_messages INTEGER NOT NULL DEFAULT 0;
-- index_id: the index in its owner's account that knows this session; indexed: up to which seq it does
ALTER TABLE change_counter ADD COLUMN index_id TEXT NOT NULL DEFAULT '';
ALTER TABLE change_counter ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
-- whole_since: from which seq on nothing of what the session was has been removed
ALTER TABLE change_counter ADD COLUMN whole_since INTEGER NOT NULL DEFAULT 0;
-- forgotten: the highest seq of a deleted row that was removed; of it nobody can be told
ALTER TABLE change_counter ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
UPDATE change_counter SET whole_since = seq,
  free_messages = (SELECT count(*) FROM chat_messages WHERE role = 'user' AND payment_id IS NULL);

ALTER TABLE artifact_versions RENAME TO first_versions;
CREATE TABLE artifact_versions (        -- what artifacts were before: each row was the artifact until the next version
  artifact_id   TEXT NOT NULL,
  version       INTEGER NOT NULL,
  message_id    TEXT,
  created_at    INTEGER NOT NULL,       -- when this version was made
  until         INTEGER NOT NULL,       -- the seq at which the next one took its place
  type          TEXT NOT NULL,
  language      TEXT NOT NULL,
  title         TEXT NOT NULL,
  description   TEXT NOT NULL,
  metadata      TEXT NOT NULL,
  change_description TEXT NOT NULL,
  content       TEXT NOT NULL,
  packed        BLOB,                   -- a large content, compressed with zstd; content is empty then
  PRIMARY KEY (artifact_id, version)
) STRICT, WITHOUT ROWID;                -- one page less to write with each version than with an index beside the table
INSERT INTO artifact_versions (artifact_id, version, message_id, created_at, until, type, language, title, description,
    metadata, change_description, content)
  SELECT v.artifact_id, v.version, v.message_id, v.created_at, a.seq, v.type, v.language, v.title, v.description,
    v.metadata, v.change_description, v.content
  FROM first_versions v JOIN artifacts a ON a.id = v.artifact_id;
DROP TABLE first_versions;
CREATE INDEX artifact_versions_large ON artifact_versions (artifact_id, version)
  WHERE length(content) > 16384 AND packed IS NULL;       -- those that are to be compressed

CREATE TABLE components (               -- of an editor
  position      INTEGER PRIMARY KEY,    -- order of creation: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,
  session_id    TEXT NOT NULL,
  name          TEXT NOT NULL,
  component_type TEXT NOT NULL,
  is_current    INTEGER NOT NULL DEFAULT 0,   -- at most one is
  metadata      TEXT NOT NULL DEFAULT '{}',
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  seq           INTEGER NOT NULL,
  jsx_code      TEXT NOT NULL,
  css_code      TEXT NOT NULL
) STRICT;

CREATE TABLE ai_interactions (          -- what was asked of the editor's model, and what it said
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  session_id    TEXT NOT NULL,
  interaction_type TEXT NOT NULL,
  target_element TEXT,
  metadata      TEXT NOT NULL DEFAULT '{}',
  created_at    INTEGER NOT NULL,
  prompt        TEXT NOT NULL,
  response      TEXT NOT NULL
) STRICT;

CREATE TABLE sites (                    -- the newest state; the files are in tree_files, under the position
  position      INTEGER PRIMARY KEY,    -- order of creation: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,   -- the session's id, a point, and its own
  session_id    TEXT NOT NULL,
  title         TEXT NOT NULL,
  description   TEXT NOT NULL DEFAULT '',
  metadata      TEXT NOT NULL DEFAULT '{}',
  is_template   INTEGER NOT NULL DEFAULT 0,
  preview_version INTEGER,              -- the version that its preview image is of; NULL: it has none
  version       INTEGER NOT NULL,       -- the newest one
  slug          TEXT,                   -- the name under which it is or was published
  published_version INTEGER,            -- NULL: it is not published
  published_at  INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  seq           INTEGER NOT NULL
) STRICT;

CREATE TABLE site_previews (            -- what sites look like, under their position
  tree          INTEGER PRIMARY KEY,
  hash          TEXT NOT NULL,          -- SHA-256 of the data, in hexadecimal
  data          BLOB NOT NULL           -- PNG
) STRICT;

CREATE TABLE blobs (                    -- contents of files, each once
  id            INTEGER PRIMARY KEY,
  hash          BLOB NOT NULL UNIQUE,   -- SHA-256
  size          INTEGER NOT NULL,       -- bytes of the content
  encoding      TEXT NOT NULL,          -- how data holds it: '' as it is, 'zstd' compressed
  data          BLOB NOT NULL
) STRICT;

CREATE TABLE tree_files (               -- the files of the project (tree 0) and of the sites (their position)
  tree          INTEGER NOT NULL,
  path          TEXT NOT NULL,
  from_version  INTEGER NOT NULL,       -- the first version that has it so
  to_version    INTEGER,                -- the first that does not any more; NULL: the newest still does
  blob          INTEGER NOT NULL,
  media_type    TEXT,                   -- NULL: what its name says
  PRIMARY KEY (tree, path, from_version)
) STRICT, WITHOUT ROWID;
CREATE INDEX tree_files_now ON tree_files (tree, path) WHERE to_version IS NULL;

CREATE TABLE tree_versions (
  tree          INTEGER NOT NULL,
  version       INTEGER NOT NULL,       -- rising by one; old ones may be removed
  id            TEXT,                   -- of a snapshot of the project
  message_id    TEXT,                   -- the message that made it
  change_description TEXT NOT NULL DEFAULT '',
  file_count    INTEGER NOT NULL,
  size          INTEGER NOT NULL,       -- bytes of all files
  created_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  PRIMARY KEY (tree, version)
) STRICT, WITHOUT ROWID;

CREATE VIEW project_snapshots AS        -- files: JSON, each path with the hash of its content
  SELECT v.id, (SELECT id FROM session) AS session_id, v.message_id, v.created_at,
    (SELECT json_group_object(f.path, lower(hex(b.hash))) FROM tree_files f JOIN blobs b ON b.id = f.blob
      WHERE f.tree = 0 AND f.from_version <= v.version AND (f.to_version IS NULL OR f.to_version > v.version)) AS files
  FROM tree_versions v WHERE v.tree = 0;

CREATE TABLE sandboxes (                -- where a project runs, elsewhere; its files are in tree_files, under the position
  position      INTEGER PRIMARY KEY,    -- order of creation: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,   -- session.sandbox_id names the one that is used
  state         TEXT NOT NULL DEFAULT '{}',  -- JSON
  metadata      TEXT NOT NULL DEFAULT '{}',
  version       INTEGER NOT NULL,       -- the newest one of the files
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  seq           INTEGER NOT NULL
) STRICT;

CREATE TABLE sandbox_commands (         -- what was run in one: Satchel keeps it and runs nothing
  position      INTEGER PRIMARY KEY,    -- order in which they began: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,
  sandbox       INTEGER NOT NULL,       -- its position
  command       TEXT NOT NULL,
  cwd           TEXT NOT NULL,
  env           TEXT NOT NULL,          -- JSON: names of variables, not what they held
  created_at    INTEGER NOT NULL,
  started_at    INTEGER NOT NULL,
  ended_at      INTEGER,                -- NULL: it runs
  exit_code     INTEGER,
  stdout_end    INTEGER NOT NULL DEFAULT 0,   -- code points that came, and bytes
  stdout_bytes  INTEGER NOT NULL DEFAULT 0,
  stderr_end    INTEGER NOT NULL DEFAULT 0,
  stderr_bytes  INTEGER NOT NULL DEFAULT 0,
  head_bytes    INTEGER NOT NULL DEFAULT 0,   -- bytes that are kept of the beginning and of the end
  tail_bytes    INTEGER,                -- NULL: the beginning goes on
  seq           INTEGER NOT NULL        -- of its beginning or its end
) STRICT;
CREATE INDEX sandbox_commands_of ON sandbox_commands (sandbox);

CREATE TABLE command_output (           -- pieces; from the middle some may be missing
  id            INTEGER PRIMARY KEY,
  seq           INTEGER NOT NULL,
  command       INTEGER NOT NULL,       -- its position
  is_tail       INTEGER NOT NULL,
  stream        TEXT NOT NULL,          -- stdout, stderr
  start         INTEGER NOT NULL,       -- where it begins in that stream, in code points
  size          INTEGER NOT NULL,       -- bytes of the text
  text          TEXT NOT NULL
) STRICT;
CREATE INDEX command_output_of ON command_output (command, is_tail);
CREATE INDEX command_output_seq ON command_output (seq);

CREATE TABLE earlier_values (           -- what a change replaced where no version has it: undone from the newest back, the
  seq           INTEGER PRIMARY KEY,    -- session is as it was at any seq. This one is that of the change
  changed_at    INTEGER NOT NULL,
  table_name    TEXT NOT NULL,
  row           INTEGER NOT NULL,       -- the rowid in that table, which for most is the position
  fields        TEXT NOT NULL           -- JSON: the columns as they were
) STRICT;

CREATE TABLE jobs (                     -- work that takes longer than an answer may
  position      INTEGER PRIMARY KEY,    -- order of creation: the seq at which it was made
  id            TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,          -- export, preview
  input         TEXT NOT NULL,          -- JSON: what it needs to be done, and done again after a crash
  status        TEXT NOT NULL DEFAULT 'queued',  -- queued, running, done, failed, cancelled
  progress      REAL NOT NULL DEFAULT 0,  -- 0 to 1
  message       TEXT NOT NULL DEFAULT '',
  file_name     TEXT,                   -- of the result, as are the next two
  media_type    TEXT,
  size          INTEGER,
  created_at    INTEGER NOT NULL,
  started_at    INTEGER,
  ended_at      INTEGER,
  expires_at    INTEGER,                -- when the result goes
  seq           INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_unfinished ON jobs (position) WHERE status IN ('queued', 'running');

CREATE TABLE job_files (                -- results, until they expire
  job_id        TEXT NOT NULL PRIMARY KEY,
  data          BLOB NOT NULL
) STRICT;
