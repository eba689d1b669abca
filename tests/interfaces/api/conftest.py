"""Programs at the API: each with the key of one institution and one role."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from interlend.domain.people.models import Role
from tests.world import House


@dataclass
class Program:
    """A program with a key."""

    key: str

    def get(self, path: str, **values: Any) -> Any:
        """Ask for something; the answer as it is."""
        return Client().get(f"/api/v1{path}", values, headers={"Authorization": f"Bearer {self.key}"})

    def post(self, path: str, **said: Any) -> Any:
        """Do something; the answer as it is."""
        return self.post_with({}, path, **said)

    def post_with(self, headers: dict[str, str], path: str, **said: Any) -> Any:
        """Do something, with headers besides the key; the answer as it is."""
        return Client().post(
            f"/api/v1{path}",
            json.dumps(said),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}", **headers},
        )

    def sees(self, path: str, **values: Any) -> Any:
        """Ask for something that is there."""
        return self._said(self.get(path, **values))

    def does(self, path: str, **said: Any) -> Any:
        """Do something that is possible."""
        return self._said(self.post(path, **said))

    @staticmethod
    def _said(answer: Any) -> Any:
        assert answer.status_code in (200, 201), answer.content.decode()
        return json.loads(answer.content)


def at(house: House, role: Role = Role.SERVICES_MANAGER) -> Program:
    """A program of this institution in this role."""
    return Program(house.keys[role])
