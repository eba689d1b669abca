"""What the value of a fulfillment policy can be, by its type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interlend.domain.fulfillment.models import PolicyType


class BadPolicyValue(ValueError):
    """A value that a policy of this type cannot have; the message is a plain sentence."""


def read(policy_type: PolicyType, value: Any) -> Any:
    """The value as it is reckoned with: yes or no, a number, days, or None for no limit.

    Raises BadPolicyValue.
    """
    return _READ[policy_type](policy_type, value)


def _yes_or_no(policy_type: PolicyType, value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadPolicyValue(f"“{policy_type.label}” is yes or no.")
    return value


def _limit(policy_type: PolicyType, value: Any) -> int | None:
    if value is not None and not _is_count(value):
        raise BadPolicyValue(f"“{policy_type.label}” is a number, or nothing where there is no limit.")
    return value


def _days(policy_type: PolicyType, value: Any) -> int:
    if not isinstance(value, dict) or set(value) != {"days"} or not _is_count(value["days"]):
        raise BadPolicyValue(f"“{policy_type.label}” is a number of days.")
    return int(value["days"])


def _days_or_no_limit(policy_type: PolicyType, value: Any) -> int | None:
    return None if value is None else _days(policy_type, value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_READ: dict[PolicyType, Callable[[PolicyType, Any], Any]] = {
    PolicyType.ALLOW_REQUESTING: _yes_or_no,
    PolicyType.ACTIVE_REQUESTS_LIMIT: _limit,
    PolicyType.DUE_DATE: _days,
    PolicyType.MAXIMUM_RENEWAL_PERIOD: _days_or_no_limit,
    PolicyType.IS_LOANABLE: _yes_or_no,
    PolicyType.IS_RENEWABLE: _yes_or_no,
    PolicyType.IS_LENDABLE: _yes_or_no,
}
