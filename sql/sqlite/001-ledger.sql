-- rowan's tables in the target schema. Names in braces stand for the tables, quoted and with their schema.
-- now: CURRENT_TIMESTAMP

-- Which steps of sql/ were taken; the highest is the tables' version.
CREATE TABLE IF NOT EXISTS {version} (
    version integer NOT NULL PRIMARY KEY,
    since timestamp NOT NULL -- UTC
);

-- What a feed reads. Recorded by its first run; a run that brings the name with another source is refused.
CREATE TABLE IF NOT EXISTS {feed} (
    feed varchar(100) NOT NULL PRIMARY KEY,
    source_kind varchar(20) NOT NULL, -- table
    source_database varchar(255), -- NULL: that of these tables
    source_schema varchar(255), -- NULL: the database has none
    source_name text NOT NULL,
    since timestamp NOT NULL -- UTC
);

-- One row per document and feed, written in the transaction of the document's rows. The primary key makes a
-- second load of a document impossible.
CREATE TABLE IF NOT EXISTS {ledger} (
    feed varchar(100) NOT NULL,
    doc_key varchar(190) NOT NULL, -- the key as text
    status varchar(10) NOT NULL CHECK (status IN ('loaded', 'failed', 'skipped', 'stale', 'unloaded')),
    reason varchar(24),
    message text,
    sent integer NOT NULL, -- rows that were sent to the database
    stored integer NOT NULL, -- and that it says it has
    rejected integer DEFAULT 0 NOT NULL, -- rows that the mapping allowed to be left out
    revision varchar(190), -- which text of the document the rows come from
    tried_revision varchar(190), -- and which one was tried last: that of the rows, unless it was refused
    tried integer DEFAULT 1 NOT NULL, -- how often
    mapping_hash varchar(16), -- of the mapping's text
    run_id varchar(40) NOT NULL,
    logged_at timestamp NOT NULL, -- UTC
    PRIMARY KEY (feed, doc_key)
) WITHOUT ROWID;

-- For counting failures by reason. In SQLite it is the index that has a schema.
CREATE INDEX IF NOT EXISTS {failed} ON {ledger_alone} (feed, reason) WHERE status = 'failed';

-- One row per run.
CREATE TABLE IF NOT EXISTS {run} (
    run_id varchar(40) NOT NULL PRIMARY KEY,
    feed varchar(100) NOT NULL,
    version varchar(100) NOT NULL, -- what the mapping gives as its version
    mapping_hash varchar(16) NOT NULL,
    parameters text,
    settings text,
    host varchar(255),
    pid integer, -- of the supervisor
    heartbeat timestamp, -- UTC; at least twice a minute while documents are written
    started_at timestamp NOT NULL, -- UTC
    ended_at timestamp,
    outcome varchar(10), -- done, stopped, failed; NULL: still running, or killed
    loaded bigint,
    failed bigint,
    skipped bigint,
    sent bigint,
    stored bigint,
    rejected bigint
);

-- The texts that runs were made with, once for each hash: the mapping, then the files that it uses. The parts of
-- a file, in their order, are its text: one, unless the column has a length.
CREATE TABLE IF NOT EXISTS {mapping} (
    mapping_hash varchar(16) NOT NULL,
    part integer NOT NULL, -- from 1; 0 and below: a table that the mapping fills
    file_name text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (mapping_hash, part)
);
