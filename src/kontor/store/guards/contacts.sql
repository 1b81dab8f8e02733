-- Guards of consent: what was agreed to stays as it was, for every client of the file.
-- A consent that was used, and each use, is evidence until its time is over on the day of the step.
CREATE TRIGGER consent_bu BEFORE UPDATE ON consent BEGIN
  SELECT RAISE(ABORT,'K701 A consent stays as it was given; it can only be withdrawn.')
   WHERE NEW.id IS NOT OLD.id OR NEW.contact IS NOT OLD.contact OR NEW.channel IS NOT OLD.channel
     OR NEW.purpose IS NOT OLD.purpose OR NEW.basis IS NOT OLD.basis OR NEW.given IS NOT OLD.given
     OR NEW.how IS NOT OLD.how OR NEW.wording IS NOT OLD.wording OR NEW.version IS NOT OLD.version
     OR NEW.recorded_by IS NOT OLD.recorded_by OR NEW.file IS NOT OLD.file OR NEW.note IS NOT OLD.note
     OR NEW.ends IS NOT OLD.ends OR NEW.keep_until IS NOT OLD.keep_until;
END;
CREATE TRIGGER consent_bd BEFORE DELETE ON consent BEGIN
  SELECT RAISE(ABORT,'K702 This consent was used: it is evidence.')
   WHERE EXISTS(SELECT 1 FROM consent_use WHERE consent=OLD.id);
END;
CREATE TRIGGER consent_use_bu BEFORE UPDATE ON consent_use BEGIN
  SELECT RAISE(ABORT,'K703 The use of a consent stays as it was.');
END;
CREATE TRIGGER consent_use_bd BEFORE DELETE ON consent_use BEGIN
  SELECT RAISE(ABORT,'K704 The use of a consent is evidence until its time is over.')
   WHERE OLD.keep_until>=ifnull((SELECT substr(at,1,10) FROM step ORDER BY id DESC LIMIT 1),'');
END;
CREATE TRIGGER objection_bu BEFORE UPDATE ON objection BEGIN
  SELECT RAISE(ABORT,'K705 An objection stays as it was said; it can only be lifted.')
   WHERE NEW.id IS NOT OLD.id OR NEW.contact IS NOT OLD.contact OR NEW.channel IS NOT OLD.channel
     OR NEW.day IS NOT OLD.day OR NEW.how IS NOT OLD.how OR NEW.note IS NOT OLD.note;
END;
CREATE TRIGGER consent_blob_bd BEFORE DELETE ON blob BEGIN
  SELECT RAISE(ABORT,'K706 The content proves a consent.') WHERE EXISTS(SELECT 1 FROM consent WHERE file=OLD.sha256);
END;
