-- Classes of which not all payers have been told yet that they have other terms: those up to a number have.
create table class_telling
(
    class        text   primary key,
    told_through bigint not null -- a balance
);
