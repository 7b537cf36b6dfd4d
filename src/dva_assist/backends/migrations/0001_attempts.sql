-- Who learns here, and every reply that was given.

PRAGMA application_id = 1146503508; -- "DVAT": tells our files from those of other programs

CREATE TABLE learner (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,        -- as first written
    folded TEXT NOT NULL UNIQUE  -- without regard to case; SQLite itself folds ASCII alone
);

CREATE TABLE attempt (
    sequence   INTEGER PRIMARY KEY, -- the order in which they came in
    learner    INTEGER NOT NULL REFERENCES learner,
    id         TEXT NOT NULL,
    item       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    fact       TEXT NOT NULL,
    note       TEXT NOT NULL,
    section    TEXT NOT NULL,
    exam_tasks TEXT NOT NULL,       -- JSON, a list
    reply      TEXT NOT NULL,       -- JSON, a list of numbers or a string
    right      INTEGER NOT NULL,
    source     TEXT NOT NULL,
    at         TEXT NOT NULL,       -- all times: ISO 8601, UTC, microseconds, so that they sort
    difficulty REAL NOT NULL,
    seconds    REAL NOT NULL,
    UNIQUE (learner, id)
);

CREATE INDEX attempt_by_time ON attempt (learner, at, sequence);
