-- rowan's ledger: one row per document and mapping, written in the transaction of the document's rows.
-- {log} and {run} stand for the tables' names. The primary key makes a second load of a document impossible.
CREATE TABLE IF NOT EXISTS {log} (
    mapping varchar(100) COLLATE "C" NOT NULL,
    doc_key varchar(190) COLLATE "C" NOT NULL, -- the key as text
    status varchar(10) NOT NULL CHECK (status IN ('loaded', 'failed')),
    reason varchar(24),
    message text,
    row_count integer NOT NULL,
    run_id varchar(40) NOT NULL,
    logged_at timestamp NOT NULL, -- UTC
    PRIMARY KEY (mapping, doc_key)
);

-- For counting failures by reason.
CREATE INDEX IF NOT EXISTS processing_log_failed ON {log} (mapping, reason) WHERE status = 'failed';

-- One row per run.
CREATE TABLE IF NOT EXISTS {run} (
    run_id varchar(40) NOT NULL PRIMARY KEY,
    mapping varchar(100) NOT NULL,
    version varchar(100) NOT NULL,
    hash varchar(16) NOT NULL, -- of the mapping's text
    settings text,
    started_at timestamp NOT NULL, -- UTC
    ended_at timestamp,
    outcome varchar(10), -- done, stopped, failed; NULL: still running, or killed
    loaded bigint,
    failed bigint,
    row_count bigint
);
