-- From the tables of rowan before they had a version, which stay as they are. What its feeds read is not known:
-- the next run records it.
-- when: processing_log (mapping, doc_key, status, reason, message, row_count, run_id, logged_at)
-- when: processing_run (run_id, mapping, version, hash, settings, started_at, ended_at, outcome, row_count)
INSERT INTO {run} (run_id, feed, version, mapping_hash, settings, started_at, ended_at, outcome, loaded, failed,
    sent, stored, rejected)
SELECT r.run_id, r.mapping, r.version, r.hash, r.settings, r.started_at, r.ended_at, r.outcome, r.loaded, r.failed,
    r.row_count, r.row_count, CASE WHEN r.row_count IS NULL THEN NULL ELSE 0 END
FROM {processing_run} r WHERE NOT EXISTS (SELECT 1 FROM {run} n WHERE n.run_id = r.run_id);

INSERT INTO {ledger} (feed, doc_key, status, reason, message, sent, stored, rejected, tried, mapping_hash, run_id,
    logged_at)
SELECT l.mapping, l.doc_key, l.status, l.reason, l.message, l.row_count, l.row_count, 0, 1, r.hash, l.run_id,
    l.logged_at
FROM {processing_log} l LEFT JOIN {processing_run} r ON r.run_id = l.run_id
WHERE NOT EXISTS (SELECT 1 FROM {ledger} n WHERE n.feed = l.mapping AND n.doc_key = l.doc_key);
