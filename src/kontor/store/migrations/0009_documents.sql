-- Documents (Schriftstücke): what leaves the house, as it left; the letterhead; the firm's own wordings.
CREATE TABLE document(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(length(kind) BETWEEN 1 AND 40),
  ref TEXT NOT NULL DEFAULT '',           -- area:id of the record it belongs to
  partner TEXT NOT NULL DEFAULT '',       -- contacts:id of who got it
  number TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  language TEXT NOT NULL CHECK(language IN ('de','en')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  name TEXT NOT NULL,                     -- of the file
  mime TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  size INTEGER NOT NULL CHECK(size>0),
  keep_until TEXT NOT NULL CHECK(keep_until IS date(keep_until,'+0 days')),
  law TEXT NOT NULL DEFAULT '',
  issued TEXT                             -- instant of issuing; from then on the document is frozen
) STRICT;
CREATE INDEX document_list ON document(day, id);
CREATE INDEX document_ref ON document(ref, id) WHERE ref<>'';
CREATE INDEX document_partner ON document(partner, day) WHERE partner<>'';
-- the look of the firm's documents; one row
CREATE TABLE letterhead(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  layout TEXT NOT NULL DEFAULT 'modern' CHECK(layout IN ('modern','plain')),
  accent TEXT NOT NULL DEFAULT '1f4e79' CHECK(length(accent)=6 AND accent NOT GLOB '*[^0-9a-f]*'),
  marks INTEGER NOT NULL DEFAULT 1 CHECK(marks IN (0,1)),
  slogan TEXT NOT NULL DEFAULT '',
  managers TEXT NOT NULL DEFAULT '',      -- as § 35a GmbHG wants them named
  logo TEXT REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  logo_mime TEXT,
  logo_height INTEGER NOT NULL DEFAULT 180 CHECK(logo_height BETWEEN 50 AND 280)
) STRICT;
-- own wordings; a text that is not here is the one that the program brings along
CREATE TABLE text_template(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  language TEXT NOT NULL CHECK(language IN ('de','en')),
  part TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE(kind, language, part)
) STRICT;
