create sequence product_draft_version;

-- A product as somebody is changing it: looked at, then published at once or at a date. One a product.
create table product_draft
(
    product_id  bigint primary key references product,
    details     jsonb       not null,
    base        jsonb       not null, -- the product when it was saved, or planned
    by          text        not null,
    saved_at    timestamptz not null,
    planned_for timestamptz,
    planned_by  text,
    problem     text, -- why it could not be published when it was due
    version     bigint      not null default nextval('product_draft_version'),
    check ((planned_for is null) = (planned_by is null))
);

create index product_draft_due on product_draft (planned_for) where planned_for is not null and problem is null;
