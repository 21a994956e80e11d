"""Words of people on replies by API, what replies propose, and their threads."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.pages import SequencePages
from leadqual.core.requests.reloading import reload_or_404
from leadqual.replies.api.replies import find_reply
from leadqual.replies.api.serializers import (
    CorrectionInput,
    NamedContactInput,
    ReplyOutput,
    SnoozeInput,
)
from leadqual.replies.intents import services as intents_services
from leadqual.replies.proposals import services as proposing
from leadqual.replies.receiving.threads import MAX_IN_THREAD, thread_of
from leadqual.replies.snoozing import services as snoozing


class ReplyCorrectionView(APIView):
    """People's words on one reply."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="correct_reply", request=CorrectionInput, responses={201: ReplyOutput}
    )
    def post(self, request: ApiRequest, reply_id: int) -> Response:
        """Correct the intent of a reply. Corrections override the model."""
        reply = find_reply(request, reply_id)
        body = CorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        intents_services.correct_reply(
            reply=reply,
            intent=body.validated_data["intent"],
            author=request.user,
        )
        reload_or_404(reply)
        return Response(ReplyOutput(reply).data, status=status.HTTP_201_CREATED)


class ReplyUndoView(APIView):
    """The way back."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="undo_reply", request=None, responses=ReplyOutput)
    def post(self, request: ApiRequest, reply_id: int) -> Response:
        """Undo the last correction of a reply, or the automatic action."""
        reply = find_reply(request, reply_id)
        intents_services.undo_reply(reply=reply, author=request.user)
        reload_or_404(reply)
        return Response(ReplyOutput(reply).data)


class ReplyContactView(APIView):
    """The contact that a reply names."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="accept_reply_contact",
        request=NamedContactInput,
        responses={201: ReplyOutput},
    )
    def post(self, request: ApiRequest, reply_id: int) -> Response:
        """Create the referred contact, or return the existing contact with this email."""
        reply = find_reply(request, reply_id)
        body = NamedContactInput(data=request.data)
        body.is_valid(raise_exception=True)
        proposing.accept_contact(
            reply=reply,
            named=proposing.ReferredPerson(**body.validated_data),
            author=request.user,
        )
        reload_or_404(reply)
        return Response(ReplyOutput(reply).data, status=status.HTTP_201_CREATED)


class ReplyDismissView(APIView):
    """What a reply proposes."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="dismiss_reply", request=None, responses=ReplyOutput)
    def post(self, request: ApiRequest, reply_id: int) -> Response:
        """Dismiss the proposed action of a reply."""
        reply = find_reply(request, reply_id)
        proposing.dismiss_proposal(reply=reply, author=request.user)
        reload_or_404(reply)
        return Response(ReplyOutput(reply).data)


class ReplySnoozeView(APIView):
    """Until when a reply is hidden from the inbox."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="snooze_reply", request=SnoozeInput, responses=ReplyOutput)
    def post(self, request: ApiRequest, reply_id: int) -> Response:
        """Hide a reply from the inbox until a day, or return it now (`until: null`)."""
        reply = find_reply(request, reply_id)
        body = SnoozeInput(data=request.data)
        body.is_valid(raise_exception=True)
        until = body.validated_data["until"]
        workspace, author = request.workspace, request.user
        if until is None:
            snoozing.return_replies(workspace=workspace, reply_ids=[reply.pk], author=author)
        else:
            snoozing.snooze_replies(
                workspace=workspace, reply_ids=[reply.pk], until=until, author=author
            )
        reload_or_404(reply)
        return Response(ReplyOutput(reply).data)


class ReplyThreadView(APIView):
    """The thread of a reply."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="list_thread_replies", responses=ReplyOutput(many=True))
    def get(self, request: ApiRequest, reply_id: int) -> Response:
        """List up to 200 replies of a thread, oldest first."""
        replies = thread_of(find_reply(request, reply_id))[:MAX_IN_THREAD]
        pages = SequencePages()
        page = pages.paginate_queryset(replies, request, view=self)
        return pages.get_paginated_response(ReplyOutput(page, many=True).data)
