"""The triggers of scores compare changed rows by a hash, however many a statement changes.

`WHERE id IS NOT NULL` made a left join of the full join. For that one the planner, which takes the
rows of a trigger for one, compared each row with each other: 10,000 changed contacts took minutes.
"""

from django.db import migrations

_IN_SETS = r"""
DO $do$
DECLARE body text;
BEGIN
    FOR body IN SELECT pg_get_functiondef(oid) FROM pg_proc
                WHERE proname ~ '^lead_scores_note_.*_update$'
    LOOP
        EXECUTE regexp_replace(
            body,
            '(array_agg\(DISTINCT (\w+)\))( FROM .*)WHERE \2 IS NOT NULL GROUP BY workspace_id',
            '\1 FILTER (WHERE \2 IS NOT NULL)\3GROUP BY workspace_id HAVING count(\2) > 0'
        );
    END LOOP;
END $do$
"""


class Migration(migrations.Migration):
    dependencies = [("lead_scores", "0001_version_0_2_0")]

    operations = [migrations.RunSQL(_IN_SETS, migrations.RunSQL.noop)]
