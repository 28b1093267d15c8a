-- Rows that mappings refuse and that fail alone (bad_row), each a row, written in the transaction of their document.
-- rowan init makes the table for the first mapping that has bad_row.
CREATE TABLE {reject} (
    feed varchar(100) NOT NULL,
    doc_key varchar(190) NOT NULL, -- as in the ledger
    reject_no integer NOT NULL, -- among the document's, from 1
    table_name varchar(128) NOT NULL,
    row_no integer NOT NULL, -- under its parent row; rows behind it keep theirs
    place varchar(400), -- line and path in the document
    column_name varchar(128), -- NULL: none in particular
    bad_value varchar(255), -- its beginning; NULL: there is none
    reason varchar(24) NOT NULL, -- as in the ledger; parent: it goes with the row above it
    message varchar(4000),
    run_id varchar(40) NOT NULL,
    PRIMARY KEY (feed, doc_key, reject_no)
);
