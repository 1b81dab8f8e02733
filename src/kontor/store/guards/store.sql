-- Guards of the mechanism: they hold for every client of the file, with any pragma. Put back by every migration.
-- Steps are opened one after the other and sealed once.
CREATE TRIGGER step_bi BEFORE INSERT ON step BEGIN
  SELECT RAISE(ABORT,'K011 A step must be the next one.') WHERE NEW.id IS NOT (SELECT ifnull(max(id),0)+1 FROM step);
  SELECT RAISE(ABORT,'K012 Another step is open.') WHERE EXISTS(SELECT 1 FROM step WHERE hash IS NULL AND id=NEW.id-1);
  SELECT RAISE(ABORT,'K013 A step is born open.') WHERE NEW.hash IS NOT NULL;
  SELECT RAISE(ABORT,'K014 This was already taken back.') WHERE EXISTS(SELECT 1 FROM step WHERE undoes=NEW.undoes);
END;
CREATE TRIGGER step_bu BEFORE UPDATE ON step BEGIN
  SELECT RAISE(ABORT,'K015 A finished step is kept as it is.') WHERE OLD.hash IS NOT NULL;
  SELECT RAISE(ABORT,'K016 A step keeps its number and its time.')
   WHERE NEW.id<>OLD.id OR NEW.at<>OLD.at OR NEW.kind<>OLD.kind OR NEW.undoes IS NOT OLD.undoes;
END;
CREATE TRIGGER step_bd BEFORE DELETE ON step BEGIN
  SELECT RAISE(ABORT,'K018 Steps are kept.');
END;
-- Changes go into the open step only and are kept; content may give way to its digest after an X row.
CREATE TRIGGER change_bi BEFORE INSERT ON change BEGIN
  SELECT RAISE(ABORT,'K001 No step is open: change this file with Kontor only.')
   WHERE NOT EXISTS(SELECT 1 FROM step WHERE id=NEW.step AND hash IS NULL);
  SELECT RAISE(ABORT,'K002 This change exists.') WHERE NEW.id>0 AND NEW.id<=(SELECT max(id) FROM change);
END;
CREATE TRIGGER change_bu BEFORE UPDATE ON change BEGIN
  SELECT RAISE(ABORT,'K004 Recorded changes are kept.')
   WHERE NEW.before IS NOT NULL OR NEW.after IS NOT NULL OR NEW.salt IS NOT NULL OR ifnull(length(NEW.digest),0)<>32
      OR OLD.digest IS NOT NULL OR NEW.id<>OLD.id OR NEW.step<>OLD.step OR NEW.tbl<>OLD.tbl OR NEW.row<>OLD.row OR NEW.op<>OLD.op
      OR NOT EXISTS(SELECT 1 FROM change x JOIN step s ON s.id=x.step
                     WHERE x.tbl=OLD.tbl AND x.row=OLD.row AND x.op='X' AND x.id>OLD.id AND s.hash IS NULL);
END;
CREATE TRIGGER change_bd BEFORE DELETE ON change BEGIN
  SELECT RAISE(ABORT,'K005 Recorded changes are kept.');
END;
-- What the change triggers of every table write goes through here: its columns, and its values before and after as JSON
-- arrays. Kept are the columns that differ; a row that is not there is all NULL. JSON texts are compared, not values.
CREATE VIEW journal(tbl,was,row,names,before,after) AS SELECT NULL,NULL,NULL,NULL,NULL,NULL WHERE 0;
CREATE TRIGGER journal_ii INSTEAD OF INSERT ON journal BEGIN
  SELECT RAISE(ABORT,'K003 The id of a record never changes.') WHERE NEW.was<>NEW.row;
  INSERT INTO change(step,tbl,row,op,before,after,salt)
  SELECT ifnull((SELECT max(id) FROM step),0),NEW.tbl,ifnull(NEW.row,NEW.was),
    iif(NEW.was IS NULL,'I',iif(NEW.row IS NULL,'D','U')),
    iif(NEW.was IS NULL,NULL,'{'||ifnull(before,'')||'}'),iif(NEW.row IS NULL,NULL,'{'||ifnull(after,'')||'}'),randomblob(16)
  FROM (SELECT group_concat(name||':'||was) AS before,group_concat(name||':'||is_now) AS after
    FROM (SELECT json_quote(value) AS name,ifnull(NEW.before->key,'null') AS was,ifnull(NEW.after->key,'null') AS is_now
      FROM json_each(NEW.names)) WHERE was<>is_now)
  WHERE after IS NOT NULL OR NEW.was IS NULL OR NEW.row IS NULL;
END;
-- Attachments come and go inside a step only and never change.
CREATE TRIGGER blob_bi BEFORE INSERT ON blob BEGIN
  SELECT RAISE(ABORT,'K008 No step is open: change this file with Kontor only.')
   WHERE NOT EXISTS(SELECT 1 FROM step WHERE id=(SELECT max(id) FROM step) AND hash IS NULL);
  SELECT RAISE(ABORT,'K007 This attachment exists.') WHERE EXISTS(SELECT 1 FROM blob WHERE sha256=NEW.sha256);
END;
CREATE TRIGGER blob_bu BEFORE UPDATE ON blob BEGIN
  SELECT RAISE(ABORT,'K006 Attachments are kept as they are.');
END;
CREATE TRIGGER blob_bd BEFORE DELETE ON blob BEGIN
  SELECT RAISE(ABORT,'K009 No step is open: change this file with Kontor only.')
   WHERE NOT EXISTS(SELECT 1 FROM step WHERE id=(SELECT max(id) FROM step) AND hash IS NULL);
END;
-- Events, erasures and gaps are written once.
CREATE TRIGGER event_bi BEFORE INSERT ON event BEGIN
  SELECT RAISE(ABORT,'K021 This event exists.') WHERE EXISTS(SELECT 1 FROM event WHERE id=NEW.id);
END;
CREATE TRIGGER event_bu BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT,'K022 Events are kept.');
END;
CREATE TRIGGER event_bd BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT,'K023 Events are kept.');
END;
CREATE TRIGGER erasure_bi BEFORE INSERT ON erasure BEGIN
  SELECT RAISE(ABORT,'K024 This erasure is on record.') WHERE EXISTS(SELECT 1 FROM erasure WHERE id=NEW.id OR ref=NEW.ref);
END;
CREATE TRIGGER erasure_bu BEFORE UPDATE ON erasure BEGIN
  SELECT RAISE(ABORT,'K025 Erasures are kept on record.');
END;
CREATE TRIGGER erasure_bd BEFORE DELETE ON erasure BEGIN
  SELECT RAISE(ABORT,'K026 Erasures are kept on record.');
END;
CREATE TRIGGER gap_bi BEFORE INSERT ON gap BEGIN
  SELECT RAISE(ABORT,'K027 This gap is on record.') WHERE EXISTS(SELECT 1 FROM gap WHERE id=NEW.id);
  SELECT RAISE(ABORT,'K030 Only a restore leaves a gap.')
   WHERE NOT EXISTS(SELECT 1 FROM step WHERE hash IS NULL AND command='auto.restore');
END;
CREATE TRIGGER gap_bu BEFORE UPDATE ON gap BEGIN
  SELECT RAISE(ABORT,'K028 Gaps are kept on record.');
END;
CREATE TRIGGER gap_bd BEFORE DELETE ON gap BEGIN
  SELECT RAISE(ABORT,'K029 Gaps are kept on record.');
END;
