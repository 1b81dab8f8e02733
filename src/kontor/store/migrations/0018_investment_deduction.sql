-- investment deduction (Investitionsabzugsbetrag, § 7g Abs. 1 bis 4 EStG): claimed outside the books
CREATE TABLE investment_deduction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  year INTEGER NOT NULL CHECK(year BETWEEN 2000 AND 2199),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  cents INTEGER NOT NULL CHECK(cents>0),
  note TEXT NOT NULL DEFAULT ''
) STRICT;
-- what became of a claim: added in the year of a purchase (asset), or given back in its own year
CREATE TABLE investment_move(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deduction INTEGER NOT NULL REFERENCES investment_deduction(id) DEFERRABLE INITIALLY DEFERRED,
  asset INTEGER REFERENCES asset(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  cents INTEGER NOT NULL CHECK(cents>0),
  undone TEXT CHECK(undone IS date(undone,'+0 days')),    -- the asset was not kept (§ 7g Abs. 4 EStG)
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX investment_move_claim ON investment_move(deduction);
-- by what the cost of an asset was lowered, and the entry that posted it (§ 7g Abs. 2 EStG)
CREATE TABLE cost_reduction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  asset INTEGER NOT NULL REFERENCES asset(id) DEFERRABLE INITIALLY DEFERRED,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  cents INTEGER NOT NULL CHECK(cents>0)
) STRICT;
