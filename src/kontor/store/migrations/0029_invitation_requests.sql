-- Invitations of others (Einladungen anderer): who asks us to an appointment, and what we said.
-- The appointment stands in the calendar from the day on which the invitation was read.
CREATE TABLE invitation_request(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  appointment INTEGER NOT NULL UNIQUE REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL DEFAULT '',                          -- who invites, as the invitation says
  organizer TEXT NOT NULL,                                -- mail address to which answers go
  mail TEXT NOT NULL,                                     -- address of ours that was asked
  state TEXT NOT NULL DEFAULT 'open'
    CHECK(state IN ('open','accepted','tentative','declined','countered','cancelled')),
  sequence INTEGER NOT NULL CHECK(sequence>=0),           -- version of the one who invites
  came TEXT NOT NULL,                                     -- instant of reading the newest version
  sha256 TEXT REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED, -- the newest version
  comment TEXT NOT NULL DEFAULT '',                       -- what we said with the answer
  answered TEXT,                                          -- instant of the newest answer
  answer_state TEXT NOT NULL DEFAULT '' CHECK(answer_state IN ('','prepared','leaving','written')),
  answer_name TEXT NOT NULL DEFAULT '',                   -- name of the file
  answer_message TEXT NOT NULL DEFAULT '',                -- Message-ID
  answer_place TEXT NOT NULL DEFAULT '',                  -- where it was put, or the server
  answer TEXT REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  CHECK((answered IS NULL)=(answer_state=''))
) STRICT;
CREATE INDEX invitation_request_contact ON invitation_request(contact) WHERE contact IS NOT NULL;
