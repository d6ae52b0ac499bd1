-- The model that compares keywords by meaning; none: they are compared by their words alone.

alter table integrations add column embedding_model text;
