-- special: Sonderabschreibung beside the plan (§ 7g Abs. 5 EStG)
ALTER TABLE depreciation ADD COLUMN kind TEXT NOT NULL DEFAULT 'plan' CHECK(kind IN ('plan','special'));
