/** Raised when what the stored decisions rest on changes its meaning: the next cycle is an initial one then. */
export const storeVersion = '2';

/**
 * The state of one job.
 *
 * `object`, `reference` and `assignment` mirror the source as far as it has been read; `dirty` and `dirty_reference` are
 * what remains to be decided. Mirror, work list and watermark change in one transaction, so a cycle that is killed at any
 * moment goes on at the next start. `link`, `link_key`, `former_account` and `intent` are what is known of the target and
 * what is not; `hold` is what waits for a person, `escrow` what failed and waits for its time,
 * `waiting` who waits for a seat or for where their files go. A change here needs a step in `migrations.ts`.
 */
export const tables = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS object (
  type TEXT NOT NULL, id TEXT NOT NULL, display_name TEXT NOT NULL, user_principal_name TEXT, mail TEXT,
  attributes TEXT NOT NULL, account_enabled INTEGER NOT NULL, presence TEXT NOT NULL, generation INTEGER NOT NULL,
  unreadable TEXT,
  PRIMARY KEY (type, id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reference (
  source_id TEXT NOT NULL, attribute TEXT NOT NULL, id TEXT NOT NULL, type TEXT, generation INTEGER NOT NULL,
  PRIMARY KEY (source_id, attribute, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reference_back ON reference (id, attribute);

CREATE TABLE IF NOT EXISTS assignment (
  id TEXT PRIMARY KEY, principal_id TEXT NOT NULL, principal_type TEXT NOT NULL, principal_display_name TEXT NOT NULL,
  role_id TEXT NOT NULL, role_value TEXT, role_display_name TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS assignment_principal ON assignment (principal_id);

CREATE TABLE IF NOT EXISTS dirty (type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dirty_reference (type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS link (
  type TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT NOT NULL, known TEXT NOT NULL, disabled_because TEXT,
  left_alone INTEGER NOT NULL, mapping TEXT, doubt INTEGER NOT NULL, references_read INTEGER NOT NULL,
  PRIMARY KEY (source_id, type)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS link_account ON link (type, target_id);
CREATE INDEX IF NOT EXISTS link_doubt ON link (type, source_id) WHERE doubt = 1;

CREATE TABLE IF NOT EXISTS link_key (
  type TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, source_id TEXT NOT NULL,
  PRIMARY KEY (type, attribute, value, source_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_key_source ON link_key (source_id, type);

CREATE TABLE IF NOT EXISTS former_account (
  type TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT NOT NULL, known TEXT NOT NULL, disabled_because TEXT,
  mapping TEXT, looks INTEGER NOT NULL,
  PRIMARY KEY (type, source_id, target_id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS target_reference (
  source_id TEXT NOT NULL, attribute TEXT NOT NULL, target_id TEXT NOT NULL,
  PRIMARY KEY (source_id, attribute, target_id)) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS target_reference_back ON target_reference (target_id);

CREATE TABLE IF NOT EXISTS escrow (
  type TEXT NOT NULL, id TEXT NOT NULL, part TEXT NOT NULL, code TEXT NOT NULL, failures INTEGER NOT NULL,
  first_failed INTEGER NOT NULL, last_failed INTEGER NOT NULL, next_attempt INTEGER, waits INTEGER NOT NULL,
  PRIMARY KEY (type, id, part)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS waiting (
  type TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL, since INTEGER NOT NULL,
  PRIMARY KEY (type, id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS intent (
  type TEXT NOT NULL, id TEXT NOT NULL, act TEXT NOT NULL, sought TEXT NOT NULL, accepted INTEGER, owner TEXT,
  PRIMARY KEY (type, id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS hold (
  key TEXT PRIMARY KEY, cycle_id TEXT NOT NULL, time INTEGER NOT NULL, rule TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS event (
  id INTEGER PRIMARY KEY, cycle_id TEXT NOT NULL, time INTEGER NOT NULL, type TEXT NOT NULL, source_id TEXT NOT NULL,
  action TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_source ON event (source_id);
CREATE INDEX IF NOT EXISTS event_cycle ON event (cycle_id);
CREATE INDEX IF NOT EXISTS event_time ON event (time);

CREATE TEMP TABLE IF NOT EXISTS listed (
  type TEXT NOT NULL, id TEXT NOT NULL, values_json TEXT NOT NULL, life_cycle TEXT, references_json TEXT,
  PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS listed_value (
  type TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (type, attribute, value, id)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS listed_folded (
  type TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (type, attribute, value, id)) WITHOUT ROWID;
`;
