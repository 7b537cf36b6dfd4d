-- Spaced review: cards, every review with the card before and after it, and the learner's own settings.

CREATE TABLE card (
    learner  INTEGER NOT NULL REFERENCES learner,
    fact     TEXT NOT NULL,
    due      TEXT NOT NULL,
    document TEXT NOT NULL,       -- JSON, names its item by print
    PRIMARY KEY (learner, fact)
);

CREATE INDEX card_by_due ON card (learner, due);

CREATE TABLE review (
    sequence INTEGER PRIMARY KEY, -- the order in which they came in; the last one can be undone
    learner  INTEGER NOT NULL,
    attempt  TEXT NOT NULL,
    fact     TEXT NOT NULL,
    at       TEXT NOT NULL,
    rating   INTEGER NOT NULL,
    before   TEXT NOT NULL,       -- JSON, a card
    after    TEXT NOT NULL,       -- JSON, a card
    brought  INTEGER NOT NULL,    -- 1 where it came from another file; such a one is not undone
    UNIQUE (learner, attempt),
    FOREIGN KEY (learner, attempt) REFERENCES attempt (learner, id)
);

CREATE INDEX review_by_time ON review (learner, at, sequence);

CREATE TABLE wishes (
    learner  INTEGER PRIMARY KEY REFERENCES learner,
    document TEXT NOT NULL        -- JSON
);
