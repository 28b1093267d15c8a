-- rowan's tables in the target schema. Names in braces stand for the tables, quoted and with their schema.
-- SQL Server has no IF NOT EXISTS for a table: rowan init leaves away what is there. Failures are found through the
-- primary key.
-- now: SYSUTCDATETIME()

-- Which steps of sql/ were taken; the highest is the tables' version.
CREATE TABLE {version} (
    version integer NOT NULL PRIMARY KEY,
    since datetime2(3) NOT NULL -- UTC
);

-- What a feed reads. Recorded by its first run; a run that brings the name with another source is refused.
CREATE TABLE {feed} (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    source_kind nvarchar(20) NOT NULL, -- table
    source_database nvarchar(255), -- NULL: that of these tables
    source_schema nvarchar(255), -- NULL: the database has none
    source_name nvarchar(max) NOT NULL,
    since datetime2(3) NOT NULL -- UTC
);

-- One row per document and feed, written in the transaction of the document's rows. The primary key makes a
-- second load of a document impossible.
CREATE TABLE {ledger} (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    doc_key nvarchar(190) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the key as text
    doc_key_exact AS CAST(doc_key AS varbinary(380)) PERSISTED NOT NULL, -- a text passes over blanks at its end
    status nvarchar(10) NOT NULL CHECK (status IN ('loaded', 'failed', 'skipped', 'stale', 'unloaded')),
    reason nvarchar(24),
    message nvarchar(max),
    sent integer NOT NULL, -- rows that were sent to the database
    stored integer NOT NULL, -- and that it says it has
    rejected integer DEFAULT 0 NOT NULL, -- rows that the mapping allowed to be left out
    revision nvarchar(190), -- which text of the document the rows come from
    tried_revision nvarchar(190), -- and which one was tried last: that of the rows, unless it was refused
    tried integer DEFAULT 1 NOT NULL, -- how often
    mapping_hash nvarchar(16), -- of the mapping's text
    run_id nvarchar(40) NOT NULL,
    logged_at datetime2(3) NOT NULL, -- UTC
    PRIMARY KEY (feed, doc_key_exact)
);

-- One row per run.
CREATE TABLE {run} (
    run_id nvarchar(40) NOT NULL PRIMARY KEY,
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    version nvarchar(100) NOT NULL, -- what the mapping gives as its version
    mapping_hash nvarchar(16) NOT NULL,
    parameters nvarchar(max),
    settings nvarchar(max),
    host nvarchar(255),
    pid integer, -- of the supervisor
    heartbeat datetime2(3), -- UTC; at least twice a minute while documents are written
    started_at datetime2(3) NOT NULL, -- UTC
    ended_at datetime2(3),
    outcome nvarchar(10), -- done, stopped, failed; NULL: still running, or killed
    loaded bigint,
    failed bigint,
    skipped bigint,
    sent bigint,
    stored bigint,
    rejected bigint
);

-- The texts that runs were made with, once for each hash: the mapping, then the files that it uses. The parts of
-- a file, in their order, are its text: one, unless the column has a length.
CREATE TABLE {mapping} (
    mapping_hash nvarchar(16) NOT NULL,
    part integer NOT NULL, -- from 1; 0 and below: a table that the mapping fills
    file_name nvarchar(max) NOT NULL,
    content nvarchar(max) NOT NULL,
    PRIMARY KEY (mapping_hash, part)
);
