"""People: staff and their roles, keys for programs, and patrons."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """A user who signs in with this e-mail address; without a password only by other means."""
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody on the staff of one or more institutions. Roles are rows, not fields."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody, or a program's key, may do in a zone. `permissions` says what that is."""

    FULFILLMENT_ADMINISTRATOR = "fulfillment_administrator", _("Fulfillment Administrator")
    PARTNERS_MANAGER = "partners_manager", _("Resource Sharing Partners Manager")
    SERVICES_OPERATOR = "services_operator", _("Fulfillment Services Operator")
    SERVICES_MANAGER = "services_manager", _("Fulfillment Services Manager")
    DESK_OPERATOR = "desk_operator", _("Circulation Desk Operator")
    REQUESTS_OPERATOR = "requests_operator", _("Requests Operator")
    CATALOG_LOADER = "catalog_loader", _("Catalog Loader")
    DISCOVERY = "discovery", _("Discovery (acts for patrons)")


class RoleAssignment(TenantRow):
    """A role in a zone, at a library or at a desk of it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)
    library = models.ForeignKey(
        "libraries.Library", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    desk = models.ForeignKey(
        "libraries.CirculationDesk", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )


class ApiKey(models.Model):
    """A key that a program presents; scoped to a zone and a role. Read before the zone is known."""

    zone = models.ForeignKey("zones.Zone", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=Role.choices)
    public_id = models.CharField(max_length=24, unique=True)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class RememberedAnswer(TenantRow):
    """What a POST with an Idempotency-Key was answered, so that the same POST again does nothing more."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    idempotency_key = models.CharField(max_length=200)
    asked_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    content_type = models.CharField(max_length=100)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="one_answer_an_idempotency_key")
        ]


class SavedView(TenantRow):
    """A list as somebody wants to see it again: the list, the query text, and a name for both."""

    class Shows(models.TextChoices):
        BORROWING = "borrowing", _("Borrowing requests")
        LENDING = "lending", _("Lending requests")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    shows = models.CharField(max_length=12, choices=Shows.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400, blank=True)
    sort = models.CharField(max_length=40, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["zone", "user", "shows", "name"], name="one_saved_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class UserGroup(TenantRow):
    """A group of patrons that rules look at: faculty, graduate, undergraduate."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_user_group_a_code")]

    def __str__(self) -> str:
        return self.name


class Patron(TenantRow):
    """A reader of this institution."""

    barcode = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    user_group = models.ForeignKey(UserGroup, on_delete=models.PROTECT, related_name="+")
    resource_sharing_library = models.ForeignKey(
        "libraries.Library", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField(null=True, blank=True)
    is_blocked = models.BooleanField(default=False)
    block_reason = models.CharField(max_length=200, blank=True)
    pin = models.CharField(max_length=128, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "barcode"], name="one_patron_a_barcode")]

    def __str__(self) -> str:
        return self.name


class TriesInVain(models.Model):
    """How often something was tried lately; under a digest, so that the row does not say by whom."""

    digest = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)


class SecondFactor(models.Model):
    """The secret that a user's authenticator app shares with us; asked for once it is confirmed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code that stands in once for the authenticator app."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True, blank=True)


class IdentityProvider(TenantRow):
    """A service of the institution that says who somebody is, by OpenID Connect or SAML."""

    class Kind(models.TextChoices):
        OIDC = "oidc", _("OpenID Connect")
        SAML = "saml", _("SAML")

    class IsFor(models.TextChoices):
        STAFF = "staff", _("Staff")
        READERS = "readers", _("Readers")
        BOTH = "both", _("Staff and readers")

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    is_for = models.CharField(max_length=7, choices=IsFor.choices, default=IsFor.BOTH)
    is_enabled = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    secret = models.BinaryField(null=True, blank=True)
    mapping = models.JSONField(default=dict)
    checks_second_factor = models.BooleanField(default=False)
    makes_unknown_staff = models.BooleanField(default=False)
    makes_unknown_readers = models.BooleanField(default=True)
    default_group = models.ForeignKey(
        UserGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_identity_provider_a_code")]

    def __str__(self) -> str:
        return self.name


class SamlAnswer(TenantRow):
    """What a SAML provider answered, for the few moments until the browser that had asked fetches it."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    request_id = models.CharField(max_length=120, unique=True)
    told = models.JSONField(null=True)
    arrived_at = models.DateTimeField()
