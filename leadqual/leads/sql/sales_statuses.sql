-- The statuses that each workspace begins with, whoever creates it; those that were there get them, too.

CREATE FUNCTION leads_first_statuses(of_workspace bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO leads_salesstatus (workspace_id, code, label, color, kind, position)
    SELECT of_workspace, code, label, color, kind, position
    FROM (VALUES
        ('new', 'New', 'gray', 'open', 1),
        ('qualified', 'Qualified', 'blue', 'open', 2),
        ('contacted', 'Contacted', 'purple', 'open', 3),
        ('replied', 'Replied', 'cyan', 'open', 4),
        ('won', 'Won', 'green', 'won', 5),
        ('lost', 'Lost', 'red', 'lost', 6),
        ('unqualified', 'Unqualified', 'yellow', 'lost', 7)
    ) AS first (code, label, color, kind, position);
$$;

CREATE FUNCTION leads_add_first_statuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leads_first_statuses(NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER first_statuses AFTER INSERT ON accounts_workspace
    FOR EACH ROW EXECUTE FUNCTION leads_add_first_statuses();
ALTER TABLE accounts_workspace ENABLE ALWAYS TRIGGER first_statuses;

SELECT leads_first_statuses(id) FROM accounts_workspace;
