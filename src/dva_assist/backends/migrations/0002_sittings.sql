-- Mock exams, and the questions that papers and cards name by their print.

CREATE TABLE item (
    print    TEXT PRIMARY KEY,
    document TEXT NOT NULL        -- JSON, as quiz.snapshot writes it
) WITHOUT ROWID;

CREATE TABLE sitting (
    learner   INTEGER NOT NULL REFERENCES learner,
    id        TEXT NOT NULL,
    exam      TEXT NOT NULL,
    title     TEXT NOT NULL,
    seed      INTEGER NOT NULL,
    questions TEXT NOT NULL,      -- JSON, each names its item by print
    seconds   REAL NOT NULL,
    started   TEXT NOT NULL,
    seen      TEXT NOT NULL,
    spent     REAL NOT NULL,
    at        INTEGER NOT NULL,
    handed_in TEXT,
    PRIMARY KEY (learner, id)
);

CREATE TABLE sitting_reply (
    learner  INTEGER NOT NULL,
    sitting  TEXT NOT NULL,
    position INTEGER NOT NULL,
    reply    TEXT,                -- JSON; NULL for none
    flagged  INTEGER NOT NULL,
    PRIMARY KEY (learner, sitting, position),
    FOREIGN KEY (learner, sitting) REFERENCES sitting (learner, id)
) WITHOUT ROWID;
