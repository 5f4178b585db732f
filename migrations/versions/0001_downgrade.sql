DROP TABLE weight_set, postcode, partnership_member, partnership, municipality, region CASCADE;
DROP FUNCTION IF EXISTS partners();
DROP FUNCTION IF EXISTS neighbours();
DROP FUNCTION IF EXISTS municipalities_acted_for();
DROP FUNCTION IF EXISTS asking_region();
DROP FUNCTION asking_municipality();
DROP FUNCTION raise_revision();
DROP FUNCTION raise_all_revisions();
