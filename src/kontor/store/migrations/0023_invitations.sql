-- Invitations (Einladungen): who is asked to come to an appointment, what went out, what came back.
-- An invitation belongs to a single appointment or to a whole series, never to one day of it.
CREATE TABLE invitation(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  appointment INTEGER NOT NULL REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL DEFAULT '',                          -- of somebody who is neither
  mail TEXT NOT NULL DEFAULT '',                          -- the address that was asked, by which answers are known
  role TEXT NOT NULL DEFAULT 'required' CHECK(role IN ('required','optional','guest')),
  channel TEXT NOT NULL DEFAULT 'mail' CHECK(channel IN ('mail','letter','hand')),
  state TEXT NOT NULL DEFAULT 'open'
    CHECK(state IN ('open','sent','accepted','tentative','declined','delegated','withdrawn')),
  comment TEXT NOT NULL DEFAULT '',                       -- what was said with the answer
  sequence INTEGER CHECK(sequence>=0),                    -- version that the person has; NULL: none yet
  times TEXT NOT NULL DEFAULT '',                         -- digest of when it was in that version
  words TEXT NOT NULL DEFAULT '',                         -- digest of title and place in that version
  cancelled INTEGER NOT NULL DEFAULT 0 CHECK(cancelled IN (0,1)), -- the person has the cancellation
  answered TEXT,                                          -- instant of the last answer
  answer_sequence INTEGER CHECK(answer_sequence>=0),      -- version that it answers
  remind TEXT CHECK(remind IS date(remind,'+0 days')),    -- day on which the missing answer comes up
  CHECK((contact IS NOT NULL)+(employee IS NOT NULL)+(name<>'')=1),
  CHECK(channel<>'mail' OR mail<>''), CHECK((answered IS NULL)=(answer_sequence IS NULL)),
  UNIQUE(appointment, contact), UNIQUE(appointment, employee)
) STRICT;
CREATE UNIQUE INDEX invitation_mail ON invitation(appointment, mail) WHERE mail<>'';
CREATE INDEX invitation_contact ON invitation(contact) WHERE contact IS NOT NULL;
CREATE INDEX invitation_remind ON invitation(remind) WHERE remind IS NOT NULL;
-- what went to whom and what came from whom; `prepared` is kept here and not yet written, `leaving`
-- is being handed to a mail server: what stays so is in doubt and never sent again by itself
CREATE TABLE invitation_message(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invitation INTEGER NOT NULL REFERENCES invitation(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('request','cancel','reminder','reply','counter')),
  way TEXT NOT NULL CHECK(way IN ('mail','letter','hand')),
  sequence INTEGER NOT NULL CHECK(sequence>=0),
  times TEXT NOT NULL DEFAULT '',                         -- digests of the version, for the invitation
  words TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL,                                       -- instant; of an answer the one that it names
  address TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',                       -- Message-ID
  name TEXT NOT NULL DEFAULT '',                          -- name of the file
  place TEXT NOT NULL DEFAULT '',                         -- where the file was put
  sha256 TEXT REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CHECK(state IN ('prepared','leaving','written','dropped','taken'))
) STRICT;
CREATE INDEX invitation_message_of ON invitation_message(invitation, id);
CREATE UNIQUE INDEX invitation_message_waits ON invitation_message(invitation)
  WHERE state IN ('prepared','leaving');
-- another time that somebody proposes (COUNTER); never taken by itself
CREATE TABLE invitation_proposal(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invitation INTEGER NOT NULL REFERENCES invitation(id) DEFERRABLE INITIALLY DEFERRED,
  starts TEXT NOT NULL CHECK(starts IS strftime('%Y-%m-%dT%H:%M',starts,'+0 days')),
  ends TEXT NOT NULL CHECK(ends IS strftime('%Y-%m-%dT%H:%M',ends,'+0 days')),
  zone TEXT NOT NULL CHECK(zone<>''),
  comment TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL,                                       -- instant that it names
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','taken','declined')),
  CHECK(ends>starts), UNIQUE(invitation, at)
) STRICT;
