-- To the ledger of rowan before documents had revisions.
-- when: rowan_ledger (revision)
-- unless: rowan_ledger (tried_revision)
ALTER TABLE {ledger} ADD COLUMN tried_revision varchar(190);
