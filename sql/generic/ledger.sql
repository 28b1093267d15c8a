-- rowan's ledger: one row per document and mapping, written in the transaction of the document's rows.
-- {log} and {run} stand for the tables' names. The primary key makes a second load of a document impossible.
-- For any database: rowan init leaves a statement away whose table is there.
CREATE TABLE {log} (
    mapping VARCHAR(100) NOT NULL,
    doc_key VARCHAR(190) NOT NULL, -- the key as text
    status VARCHAR(10) NOT NULL CHECK (status IN ('loaded', 'failed')),
    reason VARCHAR(24),
    message VARCHAR(4000),
    row_count INTEGER NOT NULL,
    run_id VARCHAR(40) NOT NULL,
    logged_at TIMESTAMP NOT NULL, -- UTC
    PRIMARY KEY (mapping, doc_key)
);

-- One row per run.
CREATE TABLE {run} (
    run_id VARCHAR(40) NOT NULL PRIMARY KEY,
    mapping VARCHAR(100) NOT NULL,
    version VARCHAR(100) NOT NULL,
    hash VARCHAR(16) NOT NULL, -- of the mapping's text
    settings VARCHAR(4000),
    started_at TIMESTAMP NOT NULL, -- UTC
    ended_at TIMESTAMP,
    outcome VARCHAR(10), -- done, stopped, failed; NULL: still running, or killed
    loaded BIGINT,
    failed BIGINT,
    row_count BIGINT
);
