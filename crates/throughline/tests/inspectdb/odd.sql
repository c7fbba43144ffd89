-- Tables that nobody made for an ORM: names that Rust or the library has taken, keys of all kinds,
-- defaults of all types, relations of every shape.

-- Names.
CREATE TABLE option (id integer PRIMARY KEY AUTOINCREMENT, self text NOT NULL, "type" text NOT NULL);
CREATE TABLE "my table" (
    id integer PRIMARY KEY,
    "first name" text,
    firstName text,
    "2nd" text,
    "Select" text UNIQUE,
    "get" bigint REFERENCES option (id) ON DELETE SET NULL,
    match_id bigint REFERENCES option (id) ON DELETE SET NULL
);
CREATE INDEX my_get ON "my table" ("get");
CREATE INDEX my_match ON "my table" (match_id);
CREATE INDEX my_index ON "my table" ("2nd", "Select");
CREATE TABLE a_table_with_a_name_that_is_as_long_as_names_may_be_on_postgres (
    a_column_with_a_name_that_is_as_long_as_names_may_be_on_postgre text NOT NULL PRIMARY KEY,
    name text REFERENCES a_table_with_a_name_that_is_as_long_as_names_may_be_on_postgres
);
CREATE INDEX long_name ON a_table_with_a_name_that_is_as_long_as_names_may_be_on_postgres (name);

-- Defaults.
CREATE TABLE defaults (
    id integer PRIMARY KEY,
    small smallint NOT NULL DEFAULT -7,
    medium integer NOT NULL DEFAULT 0,
    big bigint NOT NULL DEFAULT 9000000000,
    truth boolean NOT NULL DEFAULT 0,
    real double NOT NULL DEFAULT 0.1,
    whole float NOT NULL DEFAULT 2,
    price decimal(10, 2) NOT NULL DEFAULT '0.50',
    text varchar(20) NOT NULL DEFAULT 'it''s "\"',
    raw blob NOT NULL DEFAULT X'00FF',
    day date NOT NULL DEFAULT '2026-01-31',
    hour time NOT NULL DEFAULT '13:30:00',
    moment datetime NOT NULL DEFAULT '2026-01-31 13:30:00',
    token char(36) NOT NULL DEFAULT '00000000-0000-0000-0000-00000000002a',
    document json NOT NULL DEFAULT '{"a": 1}'
);

-- Keys.
CREATE TABLE place (code varchar(8) NOT NULL PRIMARY KEY);
CREATE TABLE event (
    id char(36) NOT NULL PRIMARY KEY,
    place varchar(8) NOT NULL DEFAULT 'here' REFERENCES place ON DELETE SET DEFAULT,
    before char(36) UNIQUE REFERENCES event (id) ON DELETE RESTRICT
);
CREATE INDEX event_place ON event (place);
CREATE TABLE ticket (
    event_id char(36) NOT NULL PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    "number" integer NOT NULL
);
CREATE TABLE seat (
    "row" smallint NOT NULL,
    "number" integer NOT NULL,
    ticket_id char(36) REFERENCES ticket (event_id) ON DELETE SET NULL,
    PRIMARY KEY ("number", "row")
);
CREATE INDEX seat_ticket ON seat (ticket_id);

-- Relations.
CREATE TABLE person (id integer PRIMARY KEY, event_set text);
CREATE TABLE person_friends (
    from_person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    to_person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (from_person_id, to_person_id)
) WITHOUT ROWID;
CREATE INDEX person_friends_back ON person_friends (to_person_id, from_person_id);
CREATE TABLE person_enemies (
    id integer PRIMARY KEY,
    from_person_id bigint NOT NULL REFERENCES person (id),
    to_person_id bigint NOT NULL REFERENCES person (id),
    UNIQUE (from_person_id, to_person_id)
);
CREATE INDEX person_enemies_from ON person_enemies (from_person_id);
CREATE INDEX person_enemies_to ON person_enemies (to_person_id);
CREATE TABLE guest (
    person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    event_id char(36) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    invited_by_id bigint REFERENCES person (id),
    PRIMARY KEY (event_id, person_id)
);
CREATE INDEX guest_person ON guest (person_id);
CREATE INDEX guest_invited ON guest (invited_by_id);
CREATE TABLE likes (
    who bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    what char(36) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    PRIMARY KEY (who, what)
);
CREATE INDEX likes_what ON likes (what);

-- What a model cannot say.
CREATE TABLE beyond (
    id integer PRIMARY KEY,
    place geometry,
    a_column_with_a_name_that_is_longer_than_names_may_be_on_postgres text,
    twice integer AS (id * 2),
    at datetime DEFAULT CURRENT_TIMESTAMP,
    age integer NOT NULL CONSTRAINT grown CHECK (age > 17),
    event_before char(36) REFERENCES event (before),
    seat_row smallint,
    seat_number integer,
    FOREIGN KEY (seat_number, seat_row) REFERENCES seat ("number", "row")
);
CREATE INDEX beyond_late ON beyond (at) WHERE at > '2026';
CREATE TABLE keyless (a integer);
CREATE VIEW everybody AS SELECT id FROM person;
