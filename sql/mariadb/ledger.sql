-- rowan's ledger: one row per document and mapping, written in the transaction of the document's rows.
-- {log} and {run} stand for the tables' names. The primary key makes a second load of a document impossible.
-- MariaDB has no partial index: failures are found through (mapping, status, reason).
CREATE TABLE IF NOT EXISTS {log} (
    mapping varchar(100) NOT NULL,
    doc_key varchar(190) NOT NULL, -- the key as text
    status varchar(10) NOT NULL CHECK (status IN ('loaded', 'failed')),
    reason varchar(24),
    message text,
    row_count integer NOT NULL,
    run_id varchar(40) NOT NULL,
    logged_at datetime(3) NOT NULL, -- UTC
    PRIMARY KEY (mapping, doc_key)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row per run.
CREATE TABLE IF NOT EXISTS {run} (
    run_id varchar(40) NOT NULL PRIMARY KEY,
    mapping varchar(100) NOT NULL,
    version varchar(100) NOT NULL,
    hash varchar(16) NOT NULL, -- of the mapping's text
    settings text,
    started_at datetime(3) NOT NULL, -- UTC
    ended_at datetime(3),
    outcome varchar(10), -- done, stopped, failed; NULL: still running, or killed
    loaded bigint,
    failed bigint,
    row_count bigint
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
