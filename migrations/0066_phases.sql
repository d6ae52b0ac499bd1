-- The phases that a run can be in: the code reads no other, so the database keeps no other.

alter table ai_tasks add constraint ai_tasks_phase_check
  check (phase in ('queued', 'prepare', 'call', 'parse', 'save', 'done'));
