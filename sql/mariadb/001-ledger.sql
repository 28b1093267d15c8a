-- rowan's tables in the target schema. Names in braces stand for the tables, quoted and with their schema.
-- MariaDB has no partial index: failures are found through the primary key.
-- now: UTC_TIMESTAMP()

-- Which steps of sql/ were taken; the highest is the tables' version.
CREATE TABLE IF NOT EXISTS {version} (
    version integer NOT NULL PRIMARY KEY,
    since datetime(3) NOT NULL -- UTC
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What a feed reads. Recorded by its first run; a run that brings the name with another source is refused.
CREATE TABLE IF NOT EXISTS {feed} (
    feed varchar(100) NOT NULL PRIMARY KEY,
    source_kind varchar(20) NOT NULL, -- table
    source_database varchar(255), -- NULL: that of these tables
    source_schema varchar(255), -- NULL: the database has none
    source_name text NOT NULL,
    since datetime(3) NOT NULL -- UTC
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

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
    logged_at datetime(3) NOT NULL, -- UTC
    PRIMARY KEY (feed, doc_key)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

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
    heartbeat datetime(3), -- UTC; at least twice a minute while documents are written
    started_at datetime(3) NOT NULL, -- UTC
    ended_at datetime(3),
    outcome varchar(10), -- done, stopped, failed; NULL: still running, or killed
    loaded bigint,
    failed bigint,
    skipped bigint,
    sent bigint,
    stored bigint,
    rejected bigint
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The texts that runs were made with, once for each hash: the mapping, then the files that it uses. The parts of
-- a file, in their order, are its text: one, unless the column has a length.
CREATE TABLE IF NOT EXISTS {mapping} (
    mapping_hash varchar(16) NOT NULL,
    part integer NOT NULL, -- from 1; 0 and below: a table that the mapping fills
    file_name text NOT NULL,
    content mediumtext NOT NULL,
    PRIMARY KEY (mapping_hash, part)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
