DROP FUNCTION seen_prices(uuid);
DROP FUNCTION held_by_others(text, text[], text[], integer[]);
DROP TABLE shown_to;
DROP INDEX ix_match_run_published;
ALTER TABLE region DROP shown_per_seat, DROP short_list_order;
