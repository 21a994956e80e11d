"""What a workspace holds here: files that go with it."""


def delete_index_files(workspace_id: int) -> int:
    """Delete the facet index of a workspace; returns how many entries its folder had."""
    # The index loads NumPy, which a command without a workspace to delete does not need.
    from leadqual.search.index.index_files import delete_files

    return delete_files(workspace_id)
