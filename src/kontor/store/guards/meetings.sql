-- Guards of meetings: approved minutes are frozen for every client of the file; what comes later is an addendum.
-- Numbers of the resolution book have no gaps: only the last one of a book may go, and only before the approval.
CREATE TRIGGER meeting_bu BEFORE UPDATE ON meeting BEGIN
  SELECT RAISE(ABORT,'K751 The minutes are approved: what comes later is an addendum.') WHERE OLD.state='approved';
END;
CREATE TRIGGER meeting_bd BEFORE DELETE ON meeting BEGIN
  SELECT RAISE(ABORT,'K752 The meeting was opened: it stays.') WHERE OLD.opened IS NOT NULL;
END;
CREATE TRIGGER meeting_person_bi BEFORE INSERT ON meeting_person BEGIN
  SELECT RAISE(ABORT,'K753 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER meeting_person_bu BEFORE UPDATE ON meeting_person BEGIN
  SELECT RAISE(ABORT,'K753 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved') OR EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER meeting_person_bd BEFORE DELETE ON meeting_person BEGIN
  SELECT RAISE(ABORT,'K753 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER agenda_item_bi BEFORE INSERT ON agenda_item BEGIN
  SELECT RAISE(ABORT,'K754 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER agenda_item_bu BEFORE UPDATE ON agenda_item BEGIN
  SELECT RAISE(ABORT,'K754 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved') OR EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER agenda_item_bd BEFORE DELETE ON agenda_item BEGIN
  SELECT RAISE(ABORT,'K754 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER meeting_proxy_bi BEFORE INSERT ON meeting_proxy BEGIN
  SELECT RAISE(ABORT,'K755 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER meeting_proxy_bu BEFORE UPDATE ON meeting_proxy BEGIN
  SELECT RAISE(ABORT,'K755 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved') OR EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER meeting_proxy_bd BEFORE DELETE ON meeting_proxy BEGIN
  SELECT RAISE(ABORT,'K755 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER motion_bi BEFORE INSERT ON motion BEGIN
  SELECT RAISE(ABORT,'K756 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER motion_bu BEFORE UPDATE ON motion BEGIN
  SELECT RAISE(ABORT,'K756 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved') OR EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER motion_bd BEFORE DELETE ON motion BEGIN
  SELECT RAISE(ABORT,'K756 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER election_bi BEFORE INSERT ON election BEGIN
  SELECT RAISE(ABORT,'K757 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER election_bu BEFORE UPDATE ON election BEGIN
  SELECT RAISE(ABORT,'K757 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved') OR EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER election_bd BEFORE DELETE ON election BEGIN
  SELECT RAISE(ABORT,'K757 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER minutes_line_bi BEFORE INSERT ON minutes_line BEGIN
  SELECT RAISE(ABORT,'K758 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER minutes_line_bu BEFORE UPDATE ON minutes_line BEGIN
  SELECT RAISE(ABORT,'K758 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved') OR EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
CREATE TRIGGER minutes_line_bd BEFORE DELETE ON minutes_line BEGIN
  SELECT RAISE(ABORT,'K758 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER agenda_file_bi BEFORE INSERT ON agenda_file BEGIN
  SELECT RAISE(ABORT,'K759 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM agenda_item p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.item AND m.state='approved');
END;
CREATE TRIGGER agenda_file_bu BEFORE UPDATE ON agenda_file BEGIN
  SELECT RAISE(ABORT,'K759 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM agenda_item p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.item AND m.state='approved') OR EXISTS(SELECT 1 FROM agenda_item p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.item AND m.state='approved');
END;
CREATE TRIGGER agenda_file_bd BEFORE DELETE ON agenda_file BEGIN
  SELECT RAISE(ABORT,'K759 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM agenda_item p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.item AND m.state='approved');
END;
CREATE TRIGGER meeting_stay_bi BEFORE INSERT ON meeting_stay BEGIN
  SELECT RAISE(ABORT,'K760 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting_person p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.person AND m.state='approved');
END;
CREATE TRIGGER meeting_stay_bu BEFORE UPDATE ON meeting_stay BEGIN
  SELECT RAISE(ABORT,'K760 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting_person p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.person AND m.state='approved') OR EXISTS(SELECT 1 FROM meeting_person p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.person AND m.state='approved');
END;
CREATE TRIGGER meeting_stay_bd BEFORE DELETE ON meeting_stay BEGIN
  SELECT RAISE(ABORT,'K760 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM meeting_person p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.person AND m.state='approved');
END;
CREATE TRIGGER motion_ban_bi BEFORE INSERT ON motion_ban BEGIN
  SELECT RAISE(ABORT,'K761 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.motion AND m.state='approved');
END;
CREATE TRIGGER motion_ban_bu BEFORE UPDATE ON motion_ban BEGIN
  SELECT RAISE(ABORT,'K761 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.motion AND m.state='approved') OR EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.motion AND m.state='approved');
END;
CREATE TRIGGER motion_ban_bd BEFORE DELETE ON motion_ban BEGIN
  SELECT RAISE(ABORT,'K761 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.motion AND m.state='approved');
END;
CREATE TRIGGER motion_vote_bi BEFORE INSERT ON motion_vote BEGIN
  SELECT RAISE(ABORT,'K762 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.motion AND m.state='approved');
END;
CREATE TRIGGER motion_vote_bu BEFORE UPDATE ON motion_vote BEGIN
  SELECT RAISE(ABORT,'K762 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.motion AND m.state='approved') OR EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.motion AND m.state='approved');
END;
CREATE TRIGGER motion_vote_bd BEFORE DELETE ON motion_vote BEGIN
  SELECT RAISE(ABORT,'K762 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM motion p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.motion AND m.state='approved');
END;
CREATE TRIGGER candidate_bi BEFORE INSERT ON candidate BEGIN
  SELECT RAISE(ABORT,'K763 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM election p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.election AND m.state='approved');
END;
CREATE TRIGGER candidate_bu BEFORE UPDATE ON candidate BEGIN
  SELECT RAISE(ABORT,'K763 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM election p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.election AND m.state='approved') OR EXISTS(SELECT 1 FROM election p JOIN meeting m ON m.id=p.meeting WHERE p.id=NEW.election AND m.state='approved');
END;
CREATE TRIGGER candidate_bd BEFORE DELETE ON candidate BEGIN
  SELECT RAISE(ABORT,'K763 The minutes are approved: what comes later is an addendum.')
   WHERE EXISTS(SELECT 1 FROM election p JOIN meeting m ON m.id=p.meeting WHERE p.id=OLD.election AND m.state='approved');
END;
CREATE TRIGGER resolution_bi BEFORE INSERT ON resolution BEGIN
  SELECT RAISE(ABORT,'K764 This resolution exists.')
   WHERE EXISTS(SELECT 1 FROM resolution WHERE id=NEW.id OR number=NEW.number OR motion=NEW.motion OR election=NEW.election);
  SELECT RAISE(ABORT,'K765 The minutes are approved: what comes later is an addendum.') WHERE EXISTS(SELECT 1 FROM meeting WHERE id=NEW.meeting AND state='approved');
END;
-- done, effective day and note may change; what was resolved stays
CREATE TRIGGER resolution_bu BEFORE UPDATE ON resolution BEGIN
  SELECT RAISE(ABORT,'K766 A resolution keeps its number and its book.')
   WHERE NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.book IS NOT OLD.book OR NEW.meeting IS NOT OLD.meeting
     OR NEW.motion IS NOT OLD.motion OR NEW.election IS NOT OLD.election;
  SELECT RAISE(ABORT,'K767 The minutes are approved: what was resolved stays.')
   WHERE (NEW.day IS NOT OLD.day OR NEW.wording IS NOT OLD.wording OR NEW.adopted IS NOT OLD.adopted) AND EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER resolution_bd BEFORE DELETE ON resolution BEGIN
  SELECT RAISE(ABORT,'K768 Only the last resolution of its book can go: numbers have no gaps.')
   WHERE EXISTS(SELECT 1 FROM resolution WHERE book=OLD.book AND id>OLD.id);
  SELECT RAISE(ABORT,'K769 The minutes are approved: the resolution stays.') WHERE EXISTS(SELECT 1 FROM meeting WHERE id=OLD.meeting AND state='approved');
END;
CREATE TRIGGER meeting_addendum_bi BEFORE INSERT ON meeting_addendum BEGIN
  SELECT RAISE(ABORT,'K770 This addendum exists.') WHERE EXISTS(SELECT 1 FROM meeting_addendum WHERE id=NEW.id);
END;
CREATE TRIGGER meeting_addendum_bu BEFORE UPDATE ON meeting_addendum BEGIN
  SELECT RAISE(ABORT,'K771 An addendum stays as it was written.');
END;
CREATE TRIGGER meeting_sending_bu BEFORE UPDATE ON meeting_sending BEGIN
  SELECT RAISE(ABORT,'K772 The proof of a sending stays.');
END;
CREATE TRIGGER meeting_objection_bu BEFORE UPDATE ON meeting_objection BEGIN
  SELECT RAISE(ABORT,'K773 An objection stays as it was said; it can only be answered.')
   WHERE NEW.id IS NOT OLD.id OR NEW.meeting IS NOT OLD.meeting OR NEW.who IS NOT OLD.who OR NEW.day IS NOT OLD.day
     OR NEW.text IS NOT OLD.text OR NEW.late IS NOT OLD.late;
END;
CREATE TRIGGER meeting_blob_bd BEFORE DELETE ON blob BEGIN
  SELECT RAISE(ABORT,'K774 The content belongs to a meeting.')
   WHERE EXISTS(SELECT 1 FROM meeting_proxy WHERE sha256=OLD.sha256) OR EXISTS(SELECT 1 FROM agenda_file WHERE sha256=OLD.sha256)
     OR EXISTS(SELECT 1 FROM instruction_person WHERE sha256=OLD.sha256);
END;
-- day, title and place of a meeting stand in its appointment
CREATE TRIGGER meeting_appointment_bu BEFORE UPDATE OF title,starts,ends,zone,all_day,place ON appointment BEGIN
  SELECT RAISE(ABORT,'K775 The minutes are approved: the appointment stays as it was.')
   WHERE (NEW.title IS NOT OLD.title OR NEW.starts IS NOT OLD.starts OR NEW.ends IS NOT OLD.ends OR NEW.zone IS NOT OLD.zone
     OR NEW.all_day IS NOT OLD.all_day OR NEW.place IS NOT OLD.place) AND EXISTS(SELECT 1 FROM meeting WHERE appointment=OLD.id AND state='approved');
END;
