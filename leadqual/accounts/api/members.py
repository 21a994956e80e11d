"""Members by API: list, change the role, remove."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts import services
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Member, Role
from leadqual.accounts.selectors import members_of
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly


class MemberOutput(serializers.ModelSerializer[Member]):
    """A member of the workspace."""

    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.get_full_name")
    role = serializers.ChoiceField(choices=Role.choices)

    class Meta:
        model = Member
        fields = ["id", "email", "name", "role", "created_at"]


class MemberInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /members/{id}`."""

    role = serializers.ChoiceField(choices=Role.choices)


class MemberListView(APIView):
    """Members of the workspace."""

    @extend_schema(operation_id="list_members", responses={200: MemberOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List members, in the order they joined."""
        members = members_of(request.workspace)
        pages = SequencePages()
        page = pages.paginate_queryset(members, request, view=self)
        return pages.get_paginated_response(MemberOutput(page, many=True).data)


class MemberView(APIView):
    """One member."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="get_member", responses={200: MemberOutput})
    def get(self, request: ApiRequest, member_id: int) -> Response:
        """Return a member."""
        return Response(MemberOutput(_member(request, member_id)).data)

    @extend_schema(operation_id="update_member", request=MemberInput, responses={200: MemberOutput})
    def patch(self, request: ApiRequest, member_id: int) -> Response:
        """Change the role of a member. The last manager cannot be changed."""
        member = _member(request, member_id)
        body = MemberInput(data=request.data)
        body.is_valid(raise_exception=True)
        services.change_role(
            member=member,
            role=Role(body.validated_data["role"]),
            author=request.user,
        )
        return Response(MemberOutput(member).data)

    @extend_schema(operation_id="remove_member", responses={204: None})
    def delete(self, request: ApiRequest, member_id: int) -> Response:
        """Remove a member. The account and the person's work are kept."""
        member = _member(request, member_id)
        services.remove_member(member=member, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _member(request: ApiRequest, member_id: int) -> Member:
    return get_object_or_404(members_of(request.workspace), pk=member_id)
