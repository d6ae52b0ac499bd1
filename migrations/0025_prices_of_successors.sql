-- OpenAI retires the models of the first list; these are their successors, at the list prices of November 2026. What pictures
-- read from a cache has no price of its own there.
insert into model_prices (provider, model, input_per_million, cached_per_million, output_per_million, per_image) values
  ('openai', 'gpt-6.1-terra', 1, 0.05, 5, 0),
  ('openai', 'gpt-image-2', 5, 5, 30, 0)
on conflict do nothing;
