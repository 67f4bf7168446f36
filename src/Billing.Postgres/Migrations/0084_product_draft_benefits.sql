-- What a draft makes of a product's allowances, discounts and policy: all of it, as it is to be. No row: they stay as they are.

-- A row of its own, that does not go with its draft: a program that knows nothing of it can change the draft beside it, but
-- neither publish a half of it nor lose the other half.
create table product_draft_benefits
(
    product_id bigint primary key references product_draft,
    benefits   jsonb not null,
    base       jsonb not null -- what they were when it was saved, or planned
);
