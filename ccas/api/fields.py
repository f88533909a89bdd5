"""Fields that several rooms show."""

from typing import Any

from rest_framework import serializers


class Codes(serializers.ListField):
    """The codes of related rows, in the order that the queryset prefetched."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.CharField(), read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> list[str]:
        """Read from the prefetched relation of the same name."""
        return [row.code for row in getattr(instance, self.source).all()]
