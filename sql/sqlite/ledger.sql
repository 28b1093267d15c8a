-- rowan's ledger: one row per document and mapping, written in the transaction of the document's rows.
-- {log} and {run} stand for the tables' names. The primary key makes a second load of a document impossible.
CREATE TABLE IF NOT EXISTS {log} (
    mapping VARCHAR(100) NOT NULL,
    doc_key VARCHAR(190) NOT NULL, -- the key as text
    status VARCHAR(10) NOT NULL CHECK (status IN ('loaded', 'failed')),
    reason VARCHAR(24),
    message TEXT,
    row_count INTEGER NOT NULL,
    run_id VARCHAR(40) NOT NULL,
    logged_at TIMESTAMP NOT NULL, -- UTC
    PRIMARY KEY (mapping, doc_key)
) WITHOUT ROWID;

-- For counting failures by reason.
-- In SQLite it is the index that has a schema.
CREATE INDEX IF NOT EXISTS {failed} ON {table} (mapping, reason) WHERE status = 'failed';

-- One row per run.
CREATE TABLE IF NOT EXISTS {run} (
    run_id VARCHAR(40) NOT NULL PRIMARY KEY,
    mapping VARCHAR(100) NOT NULL,
    version VARCHAR(100) NOT NULL,
    hash VARCHAR(16) NOT NULL, -- of the mapping's text
    settings TEXT,
    started_at TIMESTAMP NOT NULL, -- UTC
    ended_at TIMESTAMP,
    outcome VARCHAR(10), -- done, stopped, failed; NULL: still running, or killed
    loaded BIGINT,
    failed BIGINT,
    row_count BIGINT
);
