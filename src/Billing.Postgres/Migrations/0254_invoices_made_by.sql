-- The version of the class whose terms an invoice was made by, and whether its customer was exempt then: unused days of earlier fees on it may
-- have been taxed by others, so that its taxes alone do not say. Null: made by a program that did not say, and so of credit notes.
alter table invoice add column class_version int, add column is_exempt boolean;
