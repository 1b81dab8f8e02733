-- Meetings (Versammlungen): agenda, presence, proxies, votes, elections, resolution book, minutes, register of instructions.
-- Times are wall time 'YYYY-MM-DDTHH:MM'. After the approval of its minutes a meeting is frozen (guards/meetings.sql).
CREATE TABLE meeting(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(kind IN ('shareholders','association','guild','works','site','team','talk','instruction')),
  appointment INTEGER NOT NULL UNIQUE REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED, -- title, time, place, cancelled
  online TEXT NOT NULL DEFAULT '',                        -- how to take part from afar
  chair INTEGER REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  keeper INTEGER REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED, -- of the minutes
  state TEXT NOT NULL DEFAULT 'draft' CHECK(state IN ('draft','invited','opened','closed','approved')),
  follows INTEGER REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED, -- the one before in its series
  reference TEXT NOT NULL DEFAULT '',                     -- what it is about: 'sales:12'
  opened TEXT CHECK(opened IS strftime('%Y-%m-%dT%H:%M',opened)),
  closed TEXT CHECK(closed IS strftime('%Y-%m-%dT%H:%M',closed)),
  approved TEXT CHECK(approved IS date(approved,'+0 days')),
  waived INTEGER NOT NULL DEFAULT 0 CHECK(waived IN (0,1)), -- all were there, nobody objected to form and notice
  despite TEXT NOT NULL DEFAULT '',                       -- why it was opened although the notice was too short
  objections TEXT CHECK(objections IS date(objections,'+0 days')), -- last day for objections to the minutes
  document INTEGER,                                       -- minutes in the archive, which may go after their legal time
  note TEXT NOT NULL DEFAULT '',
  CHECK((state='approved')=(approved IS NOT NULL)),
  CHECK((state IN ('opened','closed','approved'))=(opened IS NOT NULL)),
  CHECK((state IN ('closed','approved'))=(closed IS NOT NULL)), CHECK(closed IS NULL OR closed>=opened)
) STRICT;
CREATE INDEX meeting_reference ON meeting(reference) WHERE reference<>'';
-- who belongs to a meeting: an employee, a contact, or a name
CREATE TABLE meeting_person(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL CHECK(name<>''),                     -- as it stands in the minutes
  mail TEXT NOT NULL DEFAULT '',                          -- of somebody who is neither staff nor contact
  role TEXT NOT NULL DEFAULT 'member' CHECK(role IN ('member','guest')),
  votes INTEGER NOT NULL DEFAULT 1 CHECK(votes BETWEEN 0 AND 1000000000),
  UNIQUE(meeting, name), CHECK(contact IS NULL OR employee IS NULL), CHECK((role='guest')=(votes=0))
) STRICT;
CREATE INDEX meeting_person_contact ON meeting_person(contact) WHERE contact IS NOT NULL;
CREATE INDEX meeting_person_employee ON meeting_person(employee) WHERE employee IS NOT NULL;
-- item of the agenda (Tagesordnungspunkt)
CREATE TABLE agenda_item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL CHECK(pos>0),
  title TEXT NOT NULL CHECK(title<>''),
  kind TEXT NOT NULL DEFAULT 'info' CHECK(kind IN ('info','decision','election')),
  minutes INTEGER CHECK(minutes BETWEEN 0 AND 1440),      -- planned
  began TEXT CHECK(began IS strftime('%Y-%m-%dT%H:%M',began)),
  ended TEXT CHECK(ended IS strftime('%Y-%m-%dT%H:%M',ended)),
  proposer TEXT NOT NULL DEFAULT '',
  announced TEXT CHECK(announced IS date(announced,'+0 days')), -- NULL: with the invitation
  source INTEGER REFERENCES agenda_item(id) DEFERRABLE INITIALLY DEFERRED, -- carried over from
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','done','postponed')),
  note TEXT NOT NULL DEFAULT '',
  CHECK(ended IS NULL OR ended>=began)
) STRICT;
CREATE INDEX agenda_item_meeting ON agenda_item(meeting, pos);
CREATE TABLE agenda_file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES agenda_item(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL CHECK(name<>''),
  sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX agenda_file_item ON agenda_file(item);
-- proxy (Vollmacht): who votes for whom, with the written proof
CREATE TABLE meeting_proxy(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  person INTEGER NOT NULL UNIQUE REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  holder INTEGER NOT NULL REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  name TEXT NOT NULL DEFAULT '',                          -- of the file
  sha256 TEXT,                                            -- NULL: the paper lies in the file
  CHECK(person<>holder)
) STRICT;
CREATE INDEX meeting_proxy_meeting ON meeting_proxy(meeting);
-- when somebody was there
CREATE TABLE meeting_stay(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person INTEGER NOT NULL REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  came TEXT NOT NULL CHECK(came IS strftime('%Y-%m-%dT%H:%M',came)),
  left TEXT CHECK(left IS strftime('%Y-%m-%dT%H:%M',left)),
  CHECK(left IS NULL OR left>=came)
) STRICT;
CREATE INDEX meeting_stay_person ON meeting_stay(person);
-- what went to whom, when and how (Verteiler): proof
CREATE TABLE meeting_sending(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  person INTEGER NOT NULL REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  paper TEXT NOT NULL CHECK(paper IN ('invitation','agenda','minutes')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  how TEXT NOT NULL CHECK(how IN ('registered','letter','mail','hand','notice')),
  held TEXT NOT NULL CHECK(held IS date(held,'+0 days')), -- day of the meeting that it names: another day needs another invitation
  note TEXT NOT NULL DEFAULT '',                          -- number of the registered letter, message id
  UNIQUE(person, paper, day, how, held)
) STRICT;
CREATE INDEX meeting_sending_meeting ON meeting_sending(meeting);
-- motion (Antrag) with its vote (Abstimmung)
CREATE TABLE motion(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  item INTEGER NOT NULL REFERENCES agenda_item(id) DEFERRABLE INITIALLY DEFERRED,
  motion TEXT NOT NULL CHECK(motion<>''),                 -- kind of motion
  wording TEXT NOT NULL CHECK(wording<>''),
  majority TEXT NOT NULL CHECK(majority IN ('simple','absolute','two_thirds','three_quarters','four_fifths','unanimous')),
  base TEXT NOT NULL CHECK(base IN ('cast','present','all')),
  weighed TEXT NOT NULL CHECK(weighed IN ('heads','votes')),
  way TEXT NOT NULL DEFAULT 'open' CHECK(way IN ('open','secret')),
  chair_casts INTEGER NOT NULL DEFAULT 0 CHECK(chair_casts IN (0,1)),
  proposer TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','decided','withdrawn')),
  at TEXT CHECK(at IS strftime('%Y-%m-%dT%H:%M',at)),     -- when it was voted
  yes INTEGER CHECK(yes>=0), no INTEGER CHECK(no>=0), abstain INTEGER CHECK(abstain>=0), invalid INTEGER CHECK(invalid>=0),
  present INTEGER CHECK(present>=yes+no+abstain+invalid), -- votes that could be cast
  whole INTEGER CHECK(whole>=present),
  chair TEXT CHECK(chair IN ('yes','no','abstain')),      -- how the chair voted, where it decided a tie
  adopted INTEGER CHECK(adopted IN (0,1)),
  CHECK((state='decided')=(at IS NOT NULL)), CHECK((state='decided')=(adopted IS NOT NULL)),
  CHECK((state='decided')=(whole IS NOT NULL AND yes+no+abstain+invalid IS NOT NULL))
) STRICT;
CREATE INDEX motion_meeting ON motion(meeting);
-- who must not vote on a motion (Stimmverbot, § 47 (4) GmbHG)
CREATE TABLE motion_ban(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  motion INTEGER NOT NULL REFERENCES motion(id) DEFERRABLE INITIALLY DEFERRED,
  person INTEGER NOT NULL REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(motion, person)
) STRICT;
-- how somebody voted, where it was voted by name
CREATE TABLE motion_vote(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  motion INTEGER NOT NULL REFERENCES motion(id) DEFERRABLE INITIALLY DEFERRED,
  person INTEGER NOT NULL REFERENCES meeting_person(id) DEFERRABLE INITIALLY DEFERRED,
  choice TEXT NOT NULL CHECK(choice IN ('yes','no','abstain','invalid')),
  UNIQUE(motion, person)
) STRICT;
CREATE TABLE election(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  item INTEGER NOT NULL REFERENCES agenda_item(id) DEFERRABLE INITIALLY DEFERRED,
  post TEXT NOT NULL CHECK(post<>''),
  seats INTEGER NOT NULL DEFAULT 1 CHECK(seats BETWEEN 1 AND 99),
  contest TEXT NOT NULL CHECK(contest IN ('relative','absolute')),
  tie TEXT NOT NULL CHECK(tie IN ('lot','runoff')),
  ballots INTEGER NOT NULL CHECK(ballots>=0),             -- valid ones
  at TEXT NOT NULL CHECK(at IS strftime('%Y-%m-%dT%H:%M',at)),
  before INTEGER REFERENCES election(id) DEFERRABLE INITIALLY DEFERRED -- the ballot that this one repeats
) STRICT;
CREATE INDEX election_meeting ON election(meeting);
CREATE TABLE candidate(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  election INTEGER NOT NULL REFERENCES election(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL CHECK(name<>''),
  votes INTEGER NOT NULL CHECK(votes>=0),
  lot INTEGER NOT NULL DEFAULT 0 CHECK(lot IN (0,1)),     -- the lot fell on him
  elected INTEGER NOT NULL DEFAULT 0 CHECK(elected IN (0,1)),
  acceptance TEXT NOT NULL DEFAULT 'pending' CHECK(acceptance IN ('pending','accepted','declined')),
  UNIQUE(election, name), CHECK(elected=1 OR acceptance='pending')
) STRICT;
-- resolution book (Beschlussbuch): numbers without gaps in each book
CREATE TABLE resolution(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  motion INTEGER UNIQUE REFERENCES motion(id) DEFERRABLE INITIALLY DEFERRED,
  election INTEGER UNIQUE REFERENCES election(id) DEFERRABLE INITIALLY DEFERRED,
  book TEXT NOT NULL CHECK(book IN ('shareholders','members','firm')),
  number TEXT NOT NULL UNIQUE CHECK(number<>''),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  wording TEXT NOT NULL CHECK(wording<>''),
  adopted INTEGER NOT NULL CHECK(adopted IN (0,1)),
  effective TEXT CHECK(effective IS date(effective,'+0 days')),
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','done')),
  done TEXT CHECK(done IS date(done,'+0 days')),
  note TEXT NOT NULL DEFAULT '',
  CHECK((motion IS NULL)<>(election IS NULL)), CHECK((state='done')=(done IS NOT NULL))
) STRICT;
CREATE INDEX resolution_day ON resolution(day, id);
CREATE INDEX resolution_meeting ON resolution(meeting);
-- line of the minutes: typed, or written by itself (code) with its facts
CREATE TABLE minutes_line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  item INTEGER REFERENCES agenda_item(id) DEFERRABLE INITIALLY DEFERRED,
  at TEXT NOT NULL CHECK(at IS strftime('%Y-%m-%dT%H:%M',at)),
  code TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '',                         -- JSON
  text TEXT NOT NULL DEFAULT '',
  task INTEGER REFERENCES task(id) DEFERRABLE INITIALLY DEFERRED,
  CHECK((code='')=(text<>''))
) STRICT;
CREATE INDEX minutes_line_meeting ON minutes_line(meeting, id);
-- what is added after the approval
CREATE TABLE meeting_addendum(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  author TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL CHECK(text<>'')
) STRICT;
CREATE INDEX meeting_addendum_meeting ON meeting_addendum(meeting);
-- objection to the minutes (Einwendung), and what became of it
CREATE TABLE meeting_objection(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting INTEGER NOT NULL REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  who TEXT NOT NULL CHECK(who<>''),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  text TEXT NOT NULL CHECK(text<>''),
  late INTEGER NOT NULL CHECK(late IN (0,1)),             -- after the date
  answer TEXT NOT NULL DEFAULT '',
  settled TEXT CHECK(settled IS date(settled,'+0 days'))
) STRICT;
CREATE INDEX meeting_objection_meeting ON meeting_objection(meeting);
-- own rules of a kind of meeting from a day on (Satzung, Gesellschaftsvertrag); NULL: as the law has it
CREATE TABLE meeting_terms(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  notice INTEGER CHECK(notice BETWEEN 0 AND 365),
  unit TEXT CHECK(unit IN ('days','weeks')),
  post_days INTEGER CHECK(post_days BETWEEN 0 AND 30),
  agenda_days INTEGER CHECK(agenda_days BETWEEN 0 AND 365),
  form TEXT CHECK(form IN ('registered','letter','text','any')),
  quorum_base TEXT CHECK(quorum_base IN ('none','heads','votes')),
  quorum_num INTEGER CHECK(quorum_num>=0),
  quorum_den INTEGER CHECK(quorum_den>0),
  quorum_more INTEGER CHECK(quorum_more IN (0,1)),
  weighed TEXT CHECK(weighed IN ('heads','votes')),
  proxies INTEGER CHECK(proxies IN (0,1)),
  objection_days INTEGER CHECK(objection_days BETWEEN 0 AND 365),
  chair_casts INTEGER CHECK(chair_casts IN (0,1)),
  source TEXT NOT NULL DEFAULT '',                        -- where it stands: '§ 8 of the articles'
  UNIQUE(kind, valid_from), CHECK(quorum_num IS NULL OR quorum_num<=quorum_den)
) STRICT;
-- own majority of a kind of motion from a day on
CREATE TABLE meeting_majority(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  motion TEXT NOT NULL CHECK(motion<>''),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  name TEXT NOT NULL DEFAULT '',                          -- of a motion of the firm's own
  majority TEXT NOT NULL CHECK(majority IN ('simple','absolute','two_thirds','three_quarters','four_fifths','unanimous')),
  base TEXT NOT NULL CHECK(base IN ('cast','present','all')),
  source TEXT NOT NULL DEFAULT '',
  UNIQUE(kind, motion, valid_from)
) STRICT;
-- own topic of instruction (Unterweisung), or another interval of one that comes along
CREATE TABLE instruction_topic(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL CHECK(topic<>''),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  name TEXT NOT NULL DEFAULT '',
  months INTEGER NOT NULL CHECK(months BETWEEN 1 AND 120),
  minor_months INTEGER NOT NULL CHECK(minor_months BETWEEN 1 AND 120),
  roles TEXT NOT NULL CHECK(roles<>''),                   -- 'all', or roles separated by blanks
  law TEXT NOT NULL DEFAULT '',
  ended TEXT CHECK(ended IS date(ended,'+0 days')),
  UNIQUE(topic, valid_from)
) STRICT;
CREATE TABLE instruction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL CHECK(topic<>''),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  teacher TEXT NOT NULL CHECK(teacher<>''),
  meeting INTEGER REFERENCES meeting(id) DEFERRABLE INITIALLY DEFERRED,
  content TEXT NOT NULL DEFAULT '',                       -- hazards, measures, what was practised
  language TEXT NOT NULL DEFAULT ''                       -- understood by those who were there
) STRICT;
CREATE INDEX instruction_day ON instruction(day, id);
CREATE TABLE instruction_person(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instruction INTEGER NOT NULL REFERENCES instruction(id) DEFERRABLE INITIALLY DEFERRED,
  employee INTEGER NOT NULL REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  signed TEXT CHECK(signed IS date(signed,'+0 days')),
  sha256 TEXT,                                            -- the signed list as a picture
  UNIQUE(instruction, employee)
) STRICT;
CREATE INDEX instruction_person_employee ON instruction_person(employee);
