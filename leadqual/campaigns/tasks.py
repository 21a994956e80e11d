"""Jobs on companies."""

from celery import shared_task

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.workspace_jobs import skip_if_deleted
from leadqual.campaigns import embedding_job, encoder_switch, map_layout
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool import index_building, vector_cleanup
from leadqual.campaigns.ranking import learned_weights, ranked_list
from leadqual.core.jobs import Job


@shared_task(name=Job.EMBED_COMPANIES)
def embed_companies(follow_up: int = 0) -> None:
    """Embed and classify pending companies.

    Args:
        follow_up: 1 if an earlier slice of this job ran; callers leave it out.
    """
    embedding_job.work(is_follow_up=bool(follow_up))


@shared_task(name=Job.FILL_ENCODER)
def fill_encoder(follow_up: int = 0) -> None:
    """Embed companies with the desired encoder; delete vectors of unused ones.

    Args:
        follow_up: 1 if an earlier slice of this job ran; callers leave it out.
    """
    vector_cleanup.work()
    encoder_switch.work(is_follow_up=bool(follow_up))


@shared_task(name=Job.PLACE_COMPANIES)
@skip_if_deleted(Workspace, "workspace", workspace="")
def position_companies(workspace: int, anew: int = 0) -> None:
    """Compute the map positions of the companies of a workspace.

    Args:
        workspace: ID of the workspace.
        anew: 1 to recompute the whole map.
    """
    map_layout.run_job(workspace, anew=bool(anew))


@shared_task(name=Job.LEARN_WEIGHTS)
@skip_if_deleted(Campaign, "campaign")
def learn_weights(campaign: int) -> None:
    """Learn the weights of factors from the verdicts of a campaign.

    Args:
        campaign: ID; ignored if the campaign was deleted meanwhile.
    """
    learned_weights.learn(Campaign.objects.get(pk=campaign))


@shared_task(name=Job.KEEP_INDEXES)
def update_indexes() -> None:
    """Build missing and outdated index files of large workspaces."""
    index_building.update_indexes()


@shared_task(name=Job.REPORT_RECOMMENDATIONS, expires=600)
def report_recommendations() -> None:
    """Report new top recommendations to webhooks."""
    ranked_list.report_new()
