-- The apps "matching", "labelling" and "watching" are named campaigns, labeling and monitoring.
-- Tables, sequences, indexes, constraints, triggers, policies and functions of an installation of
-- before follow; a new one has none of these names, and nothing happens.
DO $$
DECLARE
    renamed CONSTANT text[][] := ARRAY[
        ['matching', 'campaigns'], ['labelling', 'labeling'], ['watching', 'monitoring']
    ];
    prefix text;
    successor text;
    found record;
    body text;
BEGIN
    FOR i IN 1 .. array_length(renamed, 1) LOOP
        prefix := renamed[i][1];
        successor := renamed[i][2];
        FOR found IN
            SELECT oid::regclass AS relation, relname AS name FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace
                AND relkind IN ('r', 'p', 'S', 'v', 'm') AND relname LIKE prefix || '\_%'
        LOOP
            EXECUTE format(
                'ALTER TABLE %s RENAME TO %I',
                found.relation, successor || substr(found.name, length(prefix) + 1)
            );
        END LOOP;
        FOR found IN
            SELECT conrelid::regclass AS relation, conname AS name FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace
                AND conrelid <> 0 AND conname LIKE prefix || '\_%'
        LOOP
            EXECUTE format(
                'ALTER TABLE %s RENAME CONSTRAINT %I TO %I',
                found.relation, found.name, successor || substr(found.name, length(prefix) + 1)
            );
        END LOOP;
        FOR found IN
            SELECT oid::regclass AS relation, relname AS name FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace
                AND relkind IN ('i', 'I') AND relname LIKE prefix || '\_%'
        LOOP
            EXECUTE format(
                'ALTER INDEX %s RENAME TO %I',
                found.relation, successor || substr(found.name, length(prefix) + 1)
            );
        END LOOP;
        FOR found IN
            SELECT tgrelid::regclass AS relation, tgname AS name FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid
            WHERE relnamespace = current_schema()::regnamespace
                AND NOT tgisinternal AND tgname LIKE prefix || '\_%'
        LOOP
            EXECUTE format(
                'ALTER TRIGGER %I ON %s RENAME TO %I',
                found.name, found.relation, successor || substr(found.name, length(prefix) + 1)
            );
        END LOOP;
        FOR found IN
            SELECT oid::regprocedure AS routine, proname AS name FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace AND proname LIKE prefix || '\_%'
        LOOP
            EXECUTE format(
                'ALTER ROUTINE %s RENAME TO %I',
                found.routine, successor || substr(found.name, length(prefix) + 1)
            );
        END LOOP;
        -- The text of a function names tables; Postgres does not follow them there.
        FOR found IN
            SELECT oid FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
                AND prosrc ~ ('\m' || prefix || '_')
        LOOP
            body := regexp_replace(
                pg_get_functiondef(found.oid), '\m' || prefix || '_', successor || '_', 'g'
            );
            EXECUTE body;
        END LOOP;
        UPDATE django_content_type SET app_label = successor WHERE app_label = prefix;
    END LOOP;
    FOR i IN 1 .. array_length(renamed, 1) LOOP
        prefix := renamed[i][1];
        successor := renamed[i][2];
        UPDATE monitoring_failedjob SET job = successor || substr(job, length(prefix) + 1)
        WHERE job LIKE prefix || '.%';
        UPDATE monitoring_hourfigure SET "group" =
            replace("group", 'job ' || prefix || '.', 'job ' || successor || '.')
        WHERE "group" LIKE 'job ' || prefix || '.%';
    END LOOP;
END $$;
