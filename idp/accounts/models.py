"""People, their usernames and groups, the codes that prove an address and the links mailed to it."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from idp.core import secrets
from idp.core.fields import ByteStringField, digest_field


def new_sub() -> str:
    """An opaque subject identifier (128 bits), stable for life. Spec: OpenID Connect Core §8."""
    return secrets.token(128)


class Group(models.Model):
    """A named set of people; policy may refer to it."""

    name = ByteStringField(max_length=80, unique=True)
    mfa_policy = models.CharField(max_length=16, blank=True, default="")  # required | mfa; empty: the deployment's
    file_fields = models.JSONField(default=list)  # what `idp apply` sets, and so overrides when it runs again

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email_canonical=username)


class User(AbstractBaseUser):
    """A person. ``epoch`` is raised to end every session, grant and link at once."""

    last_login = None  # sessions know when somebody signed in; an account-wide time lies
    sub = ByteStringField(max_length=43, unique=True, default=new_sub, editable=False)
    email = models.CharField(max_length=254)
    email_canonical = ByteStringField(max_length=254, unique=True)
    email_verified_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True, default="")
    preferred_username = ByteStringField(max_length=64, unique=True, null=True)  # none until the address is proved
    claims = models.JSONField(default=dict)  # OpenID Connect Core §5.1 standard claims beyond e-mail and name
    locale = models.CharField(max_length=35, blank=True, default="")
    groups = models.ManyToManyField(Group, related_name="users", blank=True)
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False)
    is_helpdesk = models.BooleanField(default=False)  # may help people, never administrators; registers no client
    email_code_off = models.BooleanField(default=False)  # chosen beside an app; outlasts a reset by the staff
    password_by_mail = models.BooleanField(default=False, db_default=False)  # chosen by a mailed link, no app used since
    deletion_at = models.DateTimeField(null=True, db_index=True)  # when the account goes, unless the person keeps it
    file_fields = models.JSONField(default=list)  # what `idp apply` sets, and so overrides when it runs again
    epoch = models.PositiveIntegerField(default=0)
    factors_version = models.PositiveIntegerField(default=0)  # raised at each change of factors: the loser of a race sees it
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email_canonical"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def told_claims(self) -> dict[str, Any]:
        """The standard claims beyond e-mail and name that are known of the person."""
        return self.claims | ({"preferred_username": self.preferred_username} if self.preferred_username else {})

    @property
    def is_staff(self) -> bool:
        """Django admin's word for an administrator."""
        return self.is_admin

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Administrators may view in Django admin; changes go through services."""
        return self.is_active and self.is_admin and ".view_" in perm

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin


class Username(models.Model):
    """A username that somebody has or had, by its SHA-256: also after an account's end it is given to nobody else."""

    digest = digest_field(unique=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="usernames")


class Challenge(models.Model):
    """One code sent to one address for one purpose in one binding; sending again replaces it."""

    purpose = ByteStringField(max_length=32)  # verify_email | email_otp | change_email
    binding = ByteStringField(max_length=80)  # "interaction:<id>" or "session:<sid>"
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="challenges")
    address = models.CharField(max_length=254)
    code_mac = digest_field()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    spent_at = models.DateTimeField(null=True)
    registration = models.JSONField(default=dict)  # what the account becomes when its address is proved by this code

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "binding"], name="one_challenge_per_purpose_and_binding")]


class Link(models.Model):
    """One mailed link, known to us only by its token's digest: for one purpose, person and epoch, spent once."""

    purpose = ByteStringField(max_length=32)  # reset_password | undo_email | not_me | keep_account | invitation | enrolment
    token_hash = digest_field(unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    epoch = models.PositiveIntegerField()  # the person's, when it was sent: raised since, the link is dead
    deployment_epoch = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)  # what the link does beside its purpose (the address to go back to, where to return)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    spent_at = models.DateTimeField(null=True)
