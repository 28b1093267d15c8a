-- Rows that mappings refuse and that fail alone (bad_row), each a row, written in the transaction of their document.
-- rowan init makes the table for the first mapping that has bad_row.
CREATE TABLE {reject} (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    doc_key nvarchar(190) COLLATE Latin1_General_100_BIN2 NOT NULL, -- as in the ledger
    doc_key_exact AS CAST(doc_key AS varbinary(380)) PERSISTED NOT NULL,
    reject_no integer NOT NULL, -- among the document's, from 1
    table_name nvarchar(128) NOT NULL,
    row_no integer NOT NULL, -- under its parent row; rows behind it keep theirs
    place nvarchar(400), -- line and path in the document
    column_name nvarchar(128), -- NULL: none in particular
    bad_value nvarchar(255), -- its beginning; NULL: there is none
    reason nvarchar(24) NOT NULL, -- as in the ledger; parent: it goes with the row above it
    message nvarchar(max),
    run_id nvarchar(40) NOT NULL,
    PRIMARY KEY (feed, doc_key_exact, reject_no)
);
