"""AC-03: a code lives for sixty seconds, and waiting does not help who found one. ASVS 10.4.3."""

import pytest
import time_machine

from idp.core import clock
from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "4.1.2", "MUST")
@pytest.mark.parametrize(("seconds", "lives"), [(59, True), (60, False), (61, False), (3600, False)])
def test_sixty_seconds(seconds: int, lives: bool) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        alice = signed_in(auth_method="none")
        flow, code = alice.code()
        moment.shift(seconds)
        answer = flow.redeem(code)
        if lives:
            assert answer.status_code == 200
            return
        refused_at_token(answer)
        assert Grant.objects.get().activated_at is None
        one_refusal("token:request:refuse", client_id=alice.rp.client_id)
