-- Questions that a learner has imported.

CREATE TABLE question (
    sequence INTEGER PRIMARY KEY,
    learner  INTEGER NOT NULL REFERENCES learner,
    id       TEXT NOT NULL,
    document TEXT NOT NULL,       -- JSON, as quiz.snapshot writes it
    UNIQUE (learner, id)
);
