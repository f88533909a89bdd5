"""The bases of the rooms' views: read a list, read one, through the room's own queryset."""

import hashlib
import json
from typing import Any, ClassVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from ccas import access
from ccas.actors import Actor
from ccas.api import problems


class Reading[M: Model](viewsets.GenericViewSet):
    """What the actor may see, by the queryset that the room's permissions give for the screens.

    `seen_by` is the one source: what a list shows is what its detail opens. `for_list` and
    `for_detail` only fetch what is shown along.
    """

    room: ClassVar[str]
    lookup_value_converter = "uuid"
    detail_serializer_class: ClassVar[type[serializers.Serializer] | None] = None
    #: Opening one of these leaves the line that opening its screen leaves.
    opening_is_recorded: ClassVar[bool] = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse bytes that no text holds before anything is read."""
        problems.refuse_malformed(request._request)
        super().initial(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        """Who asks, under which role."""
        return self.request._request.actor

    def seen_by(self, actor: Actor) -> QuerySet[M]:
        """What the actor may see: a queryset of the room's permissions."""
        raise NotImplementedError

    def for_list(self, found: QuerySet[M]) -> QuerySet[M]:
        """With what a line shows."""
        return found

    def for_detail(self, found: QuerySet[M]) -> QuerySet[M]:
        """With what one shows."""
        return self.for_list(found)

    def get_queryset(self) -> QuerySet[M]:
        """What the actor may see, with what the answer shows."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        found = self.seen_by(self.actor)
        return self.for_list(found) if self.action == "list" else self.for_detail(found)

    def get_object(self) -> M:
        """The object through the gate: 404 alike for the absent and the forbidden."""
        found = access.get_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        if self.leaves_a_line(found):
            request = self.request._request
            access.opened(request, found, whose=self.person_concerned(found), screen="api")
        return found

    def leaves_a_line(self, found: M) -> bool:
        """Whether opening this one is written in the access journal."""
        return self.opening_is_recorded

    def person_concerned(self, found: M) -> UUID | None:
        """The account of the person whose file it is; they may open it without a line."""
        return None

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """The fuller one for a detail, where there is one."""
        if self.action != "list" and self.detail_serializer_class is not None:
            return self.detail_serializer_class
        return super().get_serializer_class()

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing that the API says is kept on the way."""
        response = super().finalize_response(*args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class Records[M: Model](mixins.ListModelMixin, mixins.RetrieveModelMixin, Reading[M]):
    """A list and its details."""


def etag_of(data: Any) -> str:
    """A strong validator: the digest of what is shown."""
    text = json.dumps(data, cls=DjangoJSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def names(header: str, etag: str) -> bool:
    """Whether an If-Match or If-None-Match header names this version."""
    wanted = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in wanted or etag in wanted


def answer_with_version(request: Request, data: Any) -> Response:
    """200 with the ETag, or 304 when the caller has this version already."""
    etag = etag_of(data)
    if (known := request.headers.get("If-None-Match")) and names(known, etag):
        return Response(status=304, headers={"ETag": etag})
    return Response(data, headers={"ETag": etag})
