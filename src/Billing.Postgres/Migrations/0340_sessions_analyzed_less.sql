-- A session is updated with each report, and each update counts as a change, so that its table was analyzed anew once a minute, 0.4 s of a
-- processor each time. What plans ask of it, who a session is of and whether it is open, hardly moves meanwhile: each session's fifth
-- report is soon enough.
alter table session set (autovacuum_analyze_scale_factor = 2);
