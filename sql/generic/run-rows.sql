-- What became of the rows that runs sent to tables with a conflict rule, or which the database may leave some out of
-- (database_may_drop), written in the transaction of the rows. rowan init makes the table for the first mapping that
-- needs it.
CREATE TABLE {run_rows} (
    run_id varchar(40) NOT NULL,
    table_name varchar(128) NOT NULL,
    worker integer NOT NULL, -- which of the run's, so that none waits for another one's row
    inserted bigint NOT NULL, -- with a conflict rule: new rows,
    updated bigint NOT NULL, -- rows that took the place of one that was there,
    kept bigint NOT NULL, -- and rows that did not
    dropped bigint NOT NULL, -- left out by the database
    PRIMARY KEY (run_id, table_name, worker)
);
