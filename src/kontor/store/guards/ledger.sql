-- Guards of the books: they hold for every client of the file, with any pragma.
-- "Sealed" means: a row in seal names the entry. For each UNIQUE of a guarded table REPLACE is refused too,
-- because it deletes without firing DELETE triggers when recursive triggers are off.
CREATE TRIGGER entry_bi BEFORE INSERT ON entry BEGIN
  SELECT RAISE(ABORT,'K101 This entry exists.') WHERE EXISTS(SELECT 1 FROM entry WHERE id=NEW.id OR uuid=NEW.uuid);
  SELECT RAISE(ABORT,'K102 This entry was already reversed.') WHERE EXISTS(SELECT 1 FROM entry WHERE reverses=NEW.reverses);
  SELECT RAISE(ABORT,'K103 The month is closed.') WHERE EXISTS(SELECT 1 FROM period WHERE month=substr(NEW.booked,1,7));
END;
CREATE TRIGGER entry_bu BEFORE UPDATE ON entry BEGIN
  SELECT RAISE(ABORT,'K111 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.id);
  SELECT RAISE(ABORT,'K112 Id and UUID of an entry are fixed.') WHERE NEW.id IS NOT OLD.id OR NEW.uuid IS NOT OLD.uuid;
  SELECT RAISE(ABORT,'K113 This entry was already reversed.') WHERE EXISTS(SELECT 1 FROM entry WHERE reverses=NEW.reverses AND id<>OLD.id);
  SELECT RAISE(ABORT,'K114 The month is closed.')
   WHERE (NEW.booked IS NOT OLD.booked) AND EXISTS(SELECT 1 FROM period WHERE month IN (substr(NEW.booked,1,7),substr(OLD.booked,1,7)));
END;
CREATE TRIGGER entry_bd BEFORE DELETE ON entry BEGIN
  SELECT RAISE(ABORT,'K121 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.id);
  SELECT RAISE(ABORT,'K122 The entry has lines.') WHERE EXISTS(SELECT 1 FROM line WHERE entry=OLD.id);
  SELECT RAISE(ABORT,'K123 The month is closed.') WHERE EXISTS(SELECT 1 FROM period WHERE month=substr(OLD.booked,1,7));
END;
-- lines follow their entry
CREATE TRIGGER line_bi BEFORE INSERT ON line BEGIN
  SELECT RAISE(ABORT,'K131 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=NEW.entry);
  SELECT RAISE(ABORT,'K132 This line exists.') WHERE EXISTS(SELECT 1 FROM line WHERE id=NEW.id OR entry=NEW.entry AND pos=NEW.pos);
  SELECT RAISE(ABORT,'K133 The account is not known or closed.')
   WHERE NOT EXISTS(SELECT 1 FROM account WHERE id=NEW.account AND (closed IS NULL OR closed>=NEW.day));
  SELECT RAISE(ABORT,'K134 The amount is not possible.') WHERE NEW.cents=0 OR abs(NEW.cents)>1000000000000;
  SELECT RAISE(ABORT,'K135 The line has not the booking date of its entry.')
   WHERE NOT EXISTS(SELECT 1 FROM entry WHERE id=NEW.entry AND booked=NEW.day);
  SELECT RAISE(ABORT,'K136 The month is closed.') WHERE EXISTS(SELECT 1 FROM period WHERE month=substr(NEW.day,1,7));
END;
CREATE TRIGGER line_bu BEFORE UPDATE ON line BEGIN
  SELECT RAISE(ABORT,'K141 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry IN (OLD.entry,NEW.entry));
  SELECT RAISE(ABORT,'K142 This line exists.')
   WHERE EXISTS(SELECT 1 FROM line WHERE id<>OLD.id AND (id=NEW.id OR entry=NEW.entry AND pos=NEW.pos));
  SELECT RAISE(ABORT,'K143 The account is not known.') WHERE NOT EXISTS(SELECT 1 FROM account WHERE id=NEW.account);
  SELECT RAISE(ABORT,'K144 The amount is not possible.') WHERE NEW.cents=0 OR abs(NEW.cents)>1000000000000;
  SELECT RAISE(ABORT,'K145 The line has not the booking date of its entry.')
   WHERE NOT EXISTS(SELECT 1 FROM entry WHERE id=NEW.entry AND booked=NEW.day);
  SELECT RAISE(ABORT,'K146 The month is closed.') WHERE EXISTS(SELECT 1 FROM period WHERE month IN (substr(OLD.day,1,7),substr(NEW.day,1,7)));
END;
CREATE TRIGGER line_bd BEFORE DELETE ON line BEGIN
  SELECT RAISE(ABORT,'K152 The month is closed.') WHERE EXISTS(SELECT 1 FROM period WHERE month=substr(OLD.day,1,7));
  SELECT RAISE(ABORT,'K151 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.entry);
END;
-- seals are written once: next number, balanced entry, unbroken chain, clock not backwards;
-- a number that went lost with a restore (gap) is not given again, and nothing else may be left out
CREATE TRIGGER seal_bi BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT,'K161 This seal exists.') WHERE EXISTS(SELECT 1 FROM seal WHERE id=NEW.id OR entry=NEW.entry OR hash=NEW.hash);
  SELECT RAISE(ABORT,'K162 The number must be the next one.')
   WHERE NEW.number IS NOT max((SELECT ifnull(max(number),0) FROM seal),(SELECT ifnull(max(last),0) FROM gap WHERE chain='journal'))+1;
  SELECT RAISE(ABORT,'K163 The entry has fewer than two lines.') WHERE (SELECT count(*) FROM line WHERE entry=NEW.entry)<2;
  SELECT RAISE(ABORT,'K164 Debit and credit differ.') WHERE (SELECT sum(cents) FROM line WHERE entry=NEW.entry) IS NOT 0;
  SELECT RAISE(ABORT,'K165 The chain is broken.') WHERE NEW.previous IS NOT ifnull((SELECT hash FROM seal ORDER BY number DESC LIMIT 1),'');
  SELECT RAISE(ABORT,'K166 The clock went back.') WHERE NEW.at<ifnull((SELECT at FROM seal ORDER BY number DESC LIMIT 1),'');
  SELECT RAISE(ABORT,'K167 This is no hash.') WHERE length(NEW.hash)<>64 OR NEW.hash GLOB '*[^0-9a-f]*';
  SELECT RAISE(ABORT,'K168 The entry is not known.') WHERE NOT EXISTS(SELECT 1 FROM entry WHERE id=NEW.entry);
END;
CREATE TRIGGER seal_bu BEFORE UPDATE ON seal BEGIN
  SELECT RAISE(ABORT,'K171 Seals are kept.');
END;
CREATE TRIGGER seal_bd BEFORE DELETE ON seal BEGIN
  SELECT RAISE(ABORT,'K172 Seals are kept.');
END;
-- a gap of the journal begins right after the numbers in use
CREATE TRIGGER gap_journal_bi BEFORE INSERT ON gap WHEN NEW.chain='journal' BEGIN
  SELECT RAISE(ABORT,'K175 The gap does not begin after the last number.')
   WHERE NEW.first IS NOT max((SELECT ifnull(max(number),0) FROM seal),(SELECT ifnull(max(last),0) FROM gap WHERE chain='journal'))+1;
END;
-- settlements, shares and reductions follow the entry that made them
CREATE TRIGGER settlement_bi BEFORE INSERT ON settlement BEGIN
  SELECT RAISE(ABORT,'K181 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=NEW.entry);
  SELECT RAISE(ABORT,'K182 This settlement exists.') WHERE EXISTS(SELECT 1 FROM settlement WHERE id=NEW.id);
END;
CREATE TRIGGER settlement_bu BEFORE UPDATE ON settlement BEGIN
  SELECT RAISE(ABORT,'K183 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry IN (OLD.entry,NEW.entry));
END;
CREATE TRIGGER settlement_bd BEFORE DELETE ON settlement BEGIN
  SELECT RAISE(ABORT,'K184 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.entry);
END;
CREATE TRIGGER share_bi BEFORE INSERT ON share BEGIN
  SELECT RAISE(ABORT,'K191 The entry is sealed.')
   WHERE EXISTS(SELECT 1 FROM seal WHERE entry=(SELECT entry FROM settlement WHERE id=NEW.settlement));
  SELECT RAISE(ABORT,'K192 This share exists.') WHERE EXISTS(SELECT 1 FROM share WHERE id=NEW.id);
END;
CREATE TRIGGER share_bu BEFORE UPDATE ON share BEGIN
  SELECT RAISE(ABORT,'K193 Shares are kept as they are.');
END;
CREATE TRIGGER share_bd BEFORE DELETE ON share BEGIN
  SELECT RAISE(ABORT,'K194 The entry is sealed.')
   WHERE EXISTS(SELECT 1 FROM seal WHERE entry=(SELECT entry FROM settlement WHERE id=OLD.settlement));
END;
CREATE TRIGGER reduction_bi BEFORE INSERT ON reduction BEGIN
  SELECT RAISE(ABORT,'K201 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=NEW.entry);
  SELECT RAISE(ABORT,'K202 This reduction exists.') WHERE EXISTS(SELECT 1 FROM reduction WHERE id=NEW.id);
END;
CREATE TRIGGER reduction_bu BEFORE UPDATE ON reduction BEGIN
  SELECT RAISE(ABORT,'K203 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry IN (OLD.entry,NEW.entry));
END;
CREATE TRIGGER reduction_bd BEFORE DELETE ON reduction BEGIN
  SELECT RAISE(ABORT,'K204 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.entry);
END;
-- weights follow the entry of their line, or the one that opened their item
CREATE TRIGGER weight_bi BEFORE INSERT ON weight BEGIN
  SELECT RAISE(ABORT,'K211 The entry is sealed.')
   WHERE EXISTS(SELECT 1 FROM seal WHERE entry=ifnull((SELECT entry FROM line WHERE id=NEW.line),(SELECT opened_by FROM item WHERE id=NEW.item)));
  SELECT RAISE(ABORT,'K212 This weight exists.')
   WHERE EXISTS(SELECT 1 FROM weight WHERE id=NEW.id OR line=NEW.line OR item=NEW.item AND pos=NEW.pos);
END;
CREATE TRIGGER weight_bu BEFORE UPDATE ON weight BEGIN
  SELECT RAISE(ABORT,'K213 The entry is sealed.')
   WHERE EXISTS(SELECT 1 FROM seal WHERE entry=ifnull((SELECT entry FROM line WHERE id=OLD.line),(SELECT opened_by FROM item WHERE id=OLD.item)));
  SELECT RAISE(ABORT,'K214 This weight exists.')
   WHERE EXISTS(SELECT 1 FROM weight WHERE id<>OLD.id AND (id=NEW.id OR line=NEW.line OR item=NEW.item AND pos=NEW.pos));
  SELECT RAISE(ABORT,'K215 A weight keeps its item and line.') WHERE NEW.item IS NOT OLD.item OR NEW.line IS NOT OLD.line;
END;
CREATE TRIGGER weight_bd BEFORE DELETE ON weight BEGIN
  SELECT RAISE(ABORT,'K216 The entry is sealed.')
   WHERE EXISTS(SELECT 1 FROM seal WHERE entry=ifnull((SELECT entry FROM line WHERE id=OLD.line),(SELECT opened_by FROM item WHERE id=OLD.item)));
END;
-- items: what decides about tax stays once the opening entry is sealed; terms and marks may change
CREATE TRIGGER item_bi BEFORE INSERT ON item BEGIN
  SELECT RAISE(ABORT,'K221 This item exists.') WHERE EXISTS(SELECT 1 FROM item WHERE id=NEW.id);
END;
CREATE TRIGGER item_bu BEFORE UPDATE ON item BEGIN
  SELECT RAISE(ABORT,'K222 The entry is sealed.')
   WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.opened_by)
     AND (NEW.account IS NOT OLD.account OR NEW.side IS NOT OLD.side OR NEW.kind IS NOT OLD.kind OR NEW.document IS NOT OLD.document
       OR NEW.day IS NOT OLD.day OR NEW.service_day IS NOT OLD.service_day OR NEW.opened_by IS NOT OLD.opened_by OR NEW.due_rule IS NOT OLD.due_rule);
END;
CREATE TRIGGER item_bd BEFORE DELETE ON item BEGIN
  SELECT RAISE(ABORT,'K223 The entry is sealed.') WHERE EXISTS(SELECT 1 FROM seal WHERE entry=OLD.opened_by);
  SELECT RAISE(ABORT,'K224 The item has weights.') WHERE EXISTS(SELECT 1 FROM weight WHERE item=OLD.id);
END;
-- accounts in use keep their number and their nature
CREATE TRIGGER account_bi BEFORE INSERT ON account BEGIN
  SELECT RAISE(ABORT,'K231 This account exists.') WHERE EXISTS(SELECT 1 FROM account WHERE id=NEW.id OR number=NEW.number OR concept=NEW.concept);
END;
CREATE TRIGGER account_bu BEFORE UPDATE ON account BEGIN
  SELECT RAISE(ABORT,'K232 An account in use keeps its number and kind.')
   WHERE (NEW.number IS NOT OLD.number OR NEW.kind IS NOT OLD.kind OR NEW.cash_role IS NOT OLD.cash_role OR NEW.parent IS NOT OLD.parent
       OR NEW.concept IS NOT OLD.concept) AND EXISTS(SELECT 1 FROM line WHERE account=OLD.id);
  SELECT RAISE(ABORT,'K233 This account exists.')
   WHERE EXISTS(SELECT 1 FROM account WHERE id<>OLD.id AND (id=NEW.id OR number=NEW.number OR concept=NEW.concept));
END;
CREATE TRIGGER account_bd BEFORE DELETE ON account BEGIN
  SELECT RAISE(ABORT,'K234 The account is in use.') WHERE EXISTS(SELECT 1 FROM line WHERE account=OLD.id);
END;
-- tax codes in use are history: a new rate is a new row
CREATE TRIGGER tax_code_bi BEFORE INSERT ON tax_code BEGIN
  SELECT RAISE(ABORT,'K241 This tax code exists.') WHERE EXISTS(SELECT 1 FROM tax_code WHERE id=NEW.id OR code=NEW.code AND valid_from=NEW.valid_from);
END;
CREATE TRIGGER tax_code_bu BEFORE UPDATE ON tax_code BEGIN
  SELECT RAISE(ABORT,'K242 A tax code in use keeps its rate and fields.')
   WHERE (NEW.code IS NOT OLD.code OR NEW.side IS NOT OLD.side OR NEW.rate IS NOT OLD.rate OR NEW.kz_base IS NOT OLD.kz_base
       OR NEW.kz_tax IS NOT OLD.kz_tax OR NEW.kz_input IS NOT OLD.kz_input) AND EXISTS(SELECT 1 FROM line WHERE code=OLD.code);
  SELECT RAISE(ABORT,'K243 This tax code exists.')
   WHERE EXISTS(SELECT 1 FROM tax_code WHERE id<>OLD.id AND (id=NEW.id OR code=NEW.code AND valid_from=NEW.valid_from));
END;
CREATE TRIGGER tax_code_bd BEFORE DELETE ON tax_code BEGIN
  SELECT RAISE(ABORT,'K244 The tax code is in use.') WHERE EXISTS(SELECT 1 FROM line WHERE code=OLD.code);
END;
-- closed months and filed returns stay; a month opens again by deleting its row inside a step, never once it was filed
CREATE TRIGGER period_bi BEFORE INSERT ON period BEGIN
  SELECT RAISE(ABORT,'K251 This month is closed already.') WHERE EXISTS(SELECT 1 FROM period WHERE id=NEW.id OR month=NEW.month);
END;
CREATE TRIGGER period_bu BEFORE UPDATE ON period BEGIN
  SELECT RAISE(ABORT,'K252 A closed month is kept.') WHERE NEW.month IS NOT OLD.month OR OLD.filing IS NOT NULL;
END;
CREATE TRIGGER period_bd BEFORE DELETE ON period BEGIN
  SELECT RAISE(ABORT,'K253 A closed month with a filed return is kept.') WHERE OLD.filing IS NOT NULL;
END;
CREATE TRIGGER filing_bi BEFORE INSERT ON filing BEGIN
  SELECT RAISE(ABORT,'K261 This return exists.') WHERE EXISTS(SELECT 1 FROM filing WHERE id=NEW.id OR kind=NEW.kind AND period=NEW.period AND pos=NEW.pos);
END;
CREATE TRIGGER filing_bu BEFORE UPDATE ON filing BEGIN
  SELECT RAISE(ABORT,'K262 Filed returns are kept.')
   WHERE NEW.kind IS NOT OLD.kind OR NEW.period IS NOT OLD.period OR NEW.pos IS NOT OLD.pos OR NEW.filed IS NOT OLD.filed
      OR NEW.figures IS NOT OLD.figures OR NEW.payable IS NOT OLD.payable OR NEW.head IS NOT OLD.head;
END;
