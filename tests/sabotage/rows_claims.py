"""The guarded line of each attack test that no other row is about: family by family, so that no name claims too much."""

from tests.sabotage.rows_claims_mf import CLAIMS_MF
from tests.sabotage.rows_claims_mf2 import CLAIMS_MF2

CLAIMS = (*CLAIMS_MF, *CLAIMS_MF2)
