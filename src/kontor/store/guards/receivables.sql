-- Guards of reminders: an issued letter is frozen for every client of the file, and no level of an item goes out twice.
CREATE TRIGGER reminder_letter_bu BEFORE UPDATE ON reminder_letter BEGIN
  SELECT RAISE(ABORT,'K301 The reminder is issued.') WHERE OLD.issued IS NOT NULL AND (
   NEW.id IS NOT OLD.id OR NEW.run IS NOT OLD.run OR NEW.partner IS NOT OLD.partner
   OR NEW.customer_kind IS NOT OLD.customer_kind OR NEW.level IS NOT OLD.level
   OR NEW.deadline IS NOT OLD.deadline OR NEW.channel IS NOT OLD.channel OR NEW.credit IS NOT OLD.credit
   OR NEW.chosen IS NOT OLD.chosen OR NEW.why IS NOT OLD.why OR NEW.number IS NOT OLD.number
   OR NEW.document IS NOT OLD.document OR NEW.issued IS NOT OLD.issued
   OR (NEW.mail IS NOT OLD.mail AND NEW.mail IS NOT NULL)); -- its words go when a person is erased
END;
CREATE TRIGGER reminder_letter_bd BEFORE DELETE ON reminder_letter BEGIN
  SELECT RAISE(ABORT,'K302 The reminder is issued.') WHERE OLD.issued IS NOT NULL;
END;
CREATE TRIGGER reminder_line_bi BEFORE INSERT ON reminder_line BEGIN
  SELECT RAISE(ABORT,'K303 The reminder is issued.')
   WHERE EXISTS(SELECT 1 FROM reminder_letter WHERE id=NEW.letter AND issued IS NOT NULL);
END;
CREATE TRIGGER reminder_line_bu BEFORE UPDATE ON reminder_line BEGIN
  SELECT RAISE(ABORT,'K304 The reminder is issued.')
   WHERE EXISTS(SELECT 1 FROM reminder_letter WHERE id IN (OLD.letter,NEW.letter) AND issued IS NOT NULL);
END;
CREATE TRIGGER reminder_line_bd BEFORE DELETE ON reminder_line BEGIN
  SELECT RAISE(ABORT,'K305 The reminder is issued.')
   WHERE EXISTS(SELECT 1 FROM reminder_letter WHERE id=OLD.letter AND issued IS NOT NULL);
END;
CREATE TRIGGER reminded_bi BEFORE INSERT ON reminded BEGIN
  SELECT RAISE(ABORT,'K306 This level was reminded already.')
   WHERE EXISTS(SELECT 1 FROM reminded WHERE id=NEW.id OR item=NEW.item AND level=NEW.level);
  SELECT RAISE(ABORT,'K307 A level was left out.')
   WHERE NEW.level>1 AND NOT EXISTS(SELECT 1 FROM reminded WHERE item=NEW.item AND level=NEW.level-1);
END;
CREATE TRIGGER reminded_bu BEFORE UPDATE ON reminded BEGIN
  SELECT RAISE(ABORT,'K308 What was reminded stays.');
END;
CREATE TRIGGER reminded_bd BEFORE DELETE ON reminded BEGIN
  SELECT RAISE(ABORT,'K309 What was reminded stays.');
END;
